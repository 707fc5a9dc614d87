import LunaAgentKit
import LunaCore
import LunaServiceKit
import LunaTemplates

/// The code-generator as a process: an agent that writes the files of a project.
@main
struct CodeGenerator {
    private static let concurrency = ConfigurationKey(
        "agent.concurrency", .integer(1...256), default: "8", "Tasks that are worked on at the same time.")

    static func main() async {
        await ServiceRunner(
            name: "code-generator", description: "writes the code of a plan's tasks",
            keys: [concurrency] + PolicyGate.agentKeys
        ) { host in
            let agent = AgentDefinition(
                name: "code-generator", version: host.version,
                description: "Writes tested Python from a plan, with templates and no model.",
                capabilities: ["codegen.python"], inputSchema: Generation.inputSchema,
                outputSchema: Generation.outputSchema,
                concurrency: try host.configuration.integer(concurrency), perform: Generation.perform)
            return [
                try AgentWorker(agent, host: host),
                try host.rpc([], description: "Writes code."),
            ]
        }.main()
    }
}
