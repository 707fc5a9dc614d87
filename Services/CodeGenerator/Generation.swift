import LunaAgentKit
import LunaCore
import LunaMessages
import LunaPlan
import LunaTemplates

/// One task of code generation: from the plan and the kind of task to stored files.
enum Generation {
    static let inputSchema: JSONValue = [
        "type": "object", "required": ["kind"],
        "properties": ["kind": ["type": "string", "minLength": 1], "subject": ["type": "string"]],
    ]

    static let outputSchema: JSONValue = [
        "type": "object", "required": ["backend", "files", "bytes"],
        "properties": [
            "backend": ["type": "string"], "backend_version": ["type": "string"],
            "files": ["type": "integer", "minimum": 0], "bytes": ["type": "integer", "minimum": 0],
        ],
    ]

    @Sendable
    static func perform(_ task: AgentTask) async throws -> AgentOutput {
        let plan = try await task.plan()
        let files = try TemplateBackend.render(kind: task.item.kind, subject: task.item.subject, plan: plan)
        let stored = try await task.store(
            files.map {
                (
                    path: $0.path, content: Array($0.contents.utf8), executable: $0.executable,
                    mediaType: mediaType($0.path)
                )
            })
        let bytes = stored.reduce(0) { $0 + Int64($1.size) }
        task.log("wrote \(files.map(\.path).joined(separator: ", "))")
        return AgentOutput(
            json: [
                "backend": "template", "backend_version": .string(TemplateBackend.version),
                "files": .number(JSONNumber(Int64(files.count))), "bytes": .number(JSONNumber(bytes)),
            ], files: stored)
    }

    static func mediaType(_ path: String) -> String {
        switch path.split(separator: ".").last {
        case "py": "text/x-python"
        case "toml": "application/toml"
        case "md": "text/markdown"
        case "json": "application/json"
        case "yaml", "yml": "application/yaml"
        default: "text/plain"
        }
    }
}
