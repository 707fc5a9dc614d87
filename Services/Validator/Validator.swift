import FoundationEssentials
import Logging
import LunaAgentKit
import LunaCore
import LunaMessages
import LunaServiceKit
import LunaValidation
import ServiceLifecycle

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
            let watch = SandboxWatch(checker)
            host.readiness.register("sandbox") { try watch.requireUsable() }
            let worker = try AgentWorker(agent, host: host)
            let logger = host.logger
            return [
                ServicePart("sandbox") {
                    await cancelWhenGracefulShutdown {
                        await watch.run { problem in
                            if let problem {
                                logger.error(
                                    "the sandbox cannot be made: no work is taken", metadata: ["error": "\(problem)"])
                            } else {
                                logger.info("the sandbox works")
                            }
                        }
                    }
                },
                // Work that is not taken here is done by another validator, or later.
                ServicePart("validator") {
                    await cancelWhenGracefulShutdown { await watch.waitUntilUsable() }
                    guard (try? watch.requireUsable()) != nil else { return }
                    try await worker.run()
                },
                try host.rpc(service.endpoints, description: "Checks projects.", maximumConcurrency: width),
            ]
        }.main()
    }
}
