import Glibc
import Logging
import LunaAgentKit
import LunaBus
import LunaCore
import LunaMessages

/// The agent of the chaos suite: `luna-chaos-worker NATS_URL RUNS_FILE`.
///
/// Each run adds two lines to the file, of which only this process writes: `b` and `e` with time (Unix nanoseconds), execution, task,
/// attempt and process. What a run does is the input of its task: `ms` to take, `fail` attempts to fail first, `fatal` to fail for good.
@main
struct ChaosWorker {
    static let name = "chaos"
    static let capability = "chaos.work"

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else {
            print("usage: luna-chaos-worker NATS_URL RUNS_FILE")
            exit(2)
        }
        let file = open(arguments[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            print("\(arguments[2]) cannot be written")
            exit(1)
        }
        var logger = Logger(label: name)
        logger.logLevel = .notice
        let trust = getenv("NATS_CA").map { String(cString: $0) }
        let bus = try await Bus.connect(
            BusConfiguration(urls: [arguments[1]], tlsCertificateAuthorityFile: trust), logger: logger)
        let definition = AgentDefinition(
            name: name, version: "1.0.0", description: "Records its runs.", capabilities: [capability], concurrency: 4
        ) { task in
            func note(_ what: String) {
                let item = task.item
                let line = "\(what) \(WallClock.now()) \(item.execution) \(item.task) \(item.attempt) \(getpid())\n"
                // One write of one line to a file that is appended to: never torn.
                _ = line.withCString { write(file, $0, strlen($0)) }
            }
            let input = try task.input()
            note("b")
            try await Task.sleep(for: .milliseconds(input["ms"]?.intValue ?? 0))
            note("e")
            if input["fatal"] == .bool(true) {
                throw LunaError("chaos.fatal", .validation, "As wanted.", isRetryable: false)
            }
            if let failures = input["fail"]?.intValue, Int64(task.item.attempt) <= failures {
                throw LunaError("chaos.flaky", .network, "As wanted.", isRetryable: true)
            }
            return AgentOutput()
        }
        try await AgentWorker(definition, bus: bus, instance: "\(name)-\(getpid())", logger: logger).run()
    }
}
