import LunaAgentKit
import LunaServiceKit

/// The assembler as a process: an agent that packages what an execution has written.
@main
struct Assembler {
    private static let concurrency = ConfigurationKey(
        "agent.concurrency", .integer(1...64), default: "2", "Projects that are packaged at the same time.")

    static func main() async {
        await ServiceRunner(name: "assembler", description: "packages finished projects", keys: [concurrency]) { host in
            let agent = AgentDefinition(
                name: "assembler", version: host.version, description: "Makes a ZIP with bills of materials.",
                capabilities: ["assemble"], outputSchema: Assembly.outputSchema,
                concurrency: try host.configuration.integer(concurrency), perform: Assembly.perform)
            return [
                AgentWorker(agent, bus: try host.bus, instance: host.instance, logger: host.logger),
                try host.rpc([], description: "Packages projects."),
            ]
        }.main()
    }
}
