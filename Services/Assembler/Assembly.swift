import LunaAgentKit
import LunaCore
import LunaMessages
import LunaPlan
import LunaTrust

/// Makes a package of everything an execution has written.
enum Assembly {
    static let outputSchema: JSONValue = [
        "type": "object", "required": ["package", "files"],
        "properties": [
            "package": ["type": "string"], "files": ["type": "integer", "minimum": 1], "bytes": ["type": "integer"],
            "provenance": ["type": "string"], "signer": ["type": "string"],
        ],
    ]

    /// Packages, and says signed where the package comes from.
    static func perform(_ task: AgentTask, _ origin: PackageOrigin) async throws -> AgentOutput {
        let plan = try await task.plan()
        var entries: [ZIPArchive.Entry] = []
        var hashes: [(path: String, sha256: String, sha1: String)] = []
        var requirements: [Requirement] = []
        let artifacts = try await task.artifacts().filter { $0.file?.path.hasPrefix("dist/") == false }
        for file in artifacts.compactMap(\.file) where !file.path.hasPrefix("reports/") {
            let content = try await task.content(of: file)
            if file.path == "pyproject.toml" {
                requirements = Requirement.read(pyproject: String(decoding: content, as: UTF8.self))
            }
            entries.append(ZIPArchive.Entry(path: file.path, content: content, executable: file.executable))
            hashes.append((file.path, file.sha256, SHA1.hex(content)))
        }
        guard !entries.isEmpty else {
            throw LunaError(
                "assemble.nothing", .conflict, "The execution has written no files, so there is nothing to package.")
        }
        let bill = BillOfMaterials(
            project: plan.project, requirements: requirements, files: hashes,
            created: created(task.item.dispatchedAt))
        let cycloneDX = bill.cycloneDX
        let spdx = bill.spdx
        entries.append(ZIPArchive.Entry(path: "bom.cdx.json", content: cycloneDX, executable: false))
        entries.append(ZIPArchive.Entry(path: "bom.spdx.json", content: spdx, executable: false))
        let name = "\(plan.project.name)-\(plan.project.version)"
        let archive = try ZIPArchive.make(root: name, entries)
        let path = "dist/\(name).zip"
        let envelope = try origin.envelope(
            for: [("\(name).zip", archive), ("bom.cdx.json", cycloneDX), ("bom.spdx.json", spdx)],
            of: PackageOrigin.Ingredients(
                plan: plan, execution: try await task.execution(), artifacts: artifacts),
            task: task.item.task, finished: WallClock.now())
        let provenance = "\(path).intoto.json"
        let stored = try await task.store([
            (path: path, content: archive, executable: false, mediaType: "application/zip"),
            (
                path: "dist/bom.cdx.json", content: cycloneDX, executable: false,
                mediaType: "application/vnd.cyclonedx+json"
            ),
            (path: "dist/bom.spdx.json", content: spdx, executable: false, mediaType: "application/spdx+json"),
            (path: provenance, content: envelope, executable: false, mediaType: "application/vnd.in-toto+dsse"),
        ])
        task.log("packed \(entries.count) files into \(path), \(archive.count) bytes")
        return AgentOutput(
            json: [
                "package": .string(path), "files": .number(JSONNumber(entries.count)),
                "bytes": .number(JSONNumber(archive.count)), "sha256": .string(Digest(of: archive).hex),
                "provenance": .string(provenance), "signer": .string(origin.key.verifyingKey.id),
            ], files: stored)
    }

    /// RFC 3339 in UTC, to the second: all that SPDX allows.
    private static func created(_ nanoseconds: Int64) -> String {
        CivilTime.rfc3339(unixNanoseconds: nanoseconds, digits: 0)
    }
}
