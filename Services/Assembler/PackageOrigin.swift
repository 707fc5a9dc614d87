import LunaAgentKit
import LunaCore
import LunaMessages
import LunaPlan
import LunaTrust

/// Says where a package comes from and signs it: an in-toto statement with SLSA provenance v1 in a DSSE envelope.
struct PackageOrigin: Sendable {
    let key: SigningKey
    /// Of the assembler.
    let version: String

    /// Names the way of building; what it means is in docs/security.md.
    static let buildType = "https://lunacore.dev/build/plan/v1"
    static let builder = "https://lunacore.dev/assembler"

    /// What went into a package.
    struct Ingredients: Sendable {
        let plan: ProjectPlan
        let execution: ExecutionView
        /// Files of the execution with the tasks that made them.
        let artifacts: [ArtifactView]
    }

    /// The envelope as a file.
    /// - Throws: `LunaError` `signature.failed`, `digest.invalid`.
    func envelope(
        for products: [(name: String, content: [UInt8])], of ingredients: Ingredients, task: String, finished: Int64
    ) throws -> [UInt8] {
        let execution = ingredients.execution
        var materials = [
            Provenance.File(
                name: "plan.json", digest: try Digest(hex: execution.planSha256),
                annotations: ["role": "plan"]),
            Provenance.File(
                name: "graph.json", digest: try Digest(hex: execution.graphSha256),
                annotations: ["role": "graph"]),
        ]
        for task in ingredients.plan.tasks {
            materials.append(
                Provenance.File(
                    name: "inputs/\(task.id).json", digest: Digest(of: task.inputJSON),
                    annotations: ["role": "input", "task": task.id]))
        }
        for artifact in ingredients.artifacts.sorted(by: { ($0.file?.path ?? "") < ($1.file?.path ?? "") }) {
            guard let file = artifact.file else { continue }
            materials.append(
                Provenance.File(
                    name: file.path, digest: try Digest(hex: file.sha256),
                    annotations: [
                        "role": "artifact", "task": artifact.task, "attempt": String(artifact.attempt),
                    ]))
        }
        let provenance = Provenance(
            subjects: products.map { Provenance.File(name: $0.name, digest: Digest(of: $0.content)) },
            materials: materials, buildType: Self.buildType, builder: Self.builder,
            invocation: execution.execution, started: Self.time(execution.startedAt), finished: Self.time(finished),
            parameters: [
                "plan": ["sha256": .string(execution.planSha256)], "project": .string(execution.project),
            ],
            internalParameters: [
                "task": .string(task), "graph": ["sha256": .string(execution.graphSha256)],
                "decision": .string(execution.decision),
            ],
            builderVersion: ["assembler": version])
        return try provenance.signed(with: key).json.serialized()
    }

    private static func time(_ nanoseconds: Int64) -> String {
        CivilTime.rfc3339(unixNanoseconds: nanoseconds, digits: 3)
    }
}
