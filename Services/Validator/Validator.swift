import FoundationEssentials
import Logging
import LunaAgentKit
import LunaCore
import LunaMessages
import LunaServiceKit
import LunaValidation

/// The validator as a process: an agent that checks what the executions write, and a service that checks anything.
@main
struct Validator {
    private static let concurrency = ConfigurationKey(
        "agent.concurrency", .integer(1...64), default: "2", "Projects that are checked at the same time.")
    private static let tools = ConfigurationKey(
        "validator.root", .path, default: ".",
        "Directory whose .venv holds python3, ruff and pytest, unless LUNA_PYTHON names one.")

    static func main() async {
        await ServiceRunner(
            name: "validator", description: "checks generated projects in a sandbox",
            keys: [concurrency, tools] + PolicyGate.agentKeys
        ) { host in
            let checker = ProjectChecker(
                tools: ToolPaths.discover(
                    root: try host.configuration.text(tools), environment: ProcessInfo.processInfo.environment))
            let versions = try await checker.toolVersions()
            host.logger.info("tools found", metadata: ["tools": "\(versions)"])
            let width = try host.configuration.integer(concurrency)
            let agent = AgentDefinition(
                name: "validator", version: host.version,
                description: "Checks syntax, imports, lint and tests in a sandbox.",
                capabilities: ["validate.python"], outputSchema: Validation.outputSchema, concurrency: width,
                perform: { try await Validation(checker: checker).perform($0) })
            let service = ValidatorService(checker: checker, memory: MemoryClient(try host.transport))
            return [
                try AgentWorker(agent, host: host),
                try host.rpc(service.endpoints, description: "Checks projects.", maximumConcurrency: width),
            ]
        }.main()
    }
}
