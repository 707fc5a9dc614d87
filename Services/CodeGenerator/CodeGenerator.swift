import LunaAgentKit
import LunaCore
import LunaServiceKit
import LunaTemplates

/// The code-generator as a process: an agent that writes the files of a project, and one that has a model write texts when a
/// model is configured.
@main
struct CodeGenerator {
    private static let concurrency = ConfigurationKey(
        "agent.concurrency", .integer(1...256), default: "8", "Tasks that are worked on at the same time.")

    static func main() async {
        await ServiceRunner(
            name: "code-generator", description: "writes the code of a plan's tasks",
            keys: [concurrency] + ModelSettings.all + PolicyGate.agentKeys
        ) { host in
            let agent = AgentDefinition(
                name: "code-generator", version: host.version,
                description: "Writes tested Python from a plan, with templates and no model.",
                capabilities: ["codegen.python"], inputSchema: Generation.inputSchema,
                outputSchema: Generation.outputSchema,
                concurrency: try host.configuration.integer(concurrency), perform: Generation.perform)
            let model = try ModelSettings(host.configuration).map { TextWriter(settings: $0) }
            return [
                try AgentWorker(agent, host: host),
                try host.rpc([], description: "Writes code."),
            ] + (try model.map { [try $0.service(host: host)] } ?? [])
        }.main()
    }
}
