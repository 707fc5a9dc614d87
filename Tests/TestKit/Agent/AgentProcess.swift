import Glibc
import Logging
import LunaAgentKit
import LunaBus
import LunaCore
import LunaMessages
import LunaServiceKit

/// An agent as a process, for tests that kill it: `luna-test-agent NATS_URL NAME RUNS_FILE [hang]`.
///
/// Every attempt adds a line `task attempt pid` to the file and is told on `test.ran.<name>`. With `hang` attempts never end.
/// `LUNA_AGENT_MANIFEST` is the file of its signed manifest, if it has one. Ends with 3 when the registry refuses it.
@main
struct AgentProcess {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4 else {
            print("usage: luna-test-agent NATS_URL NAME RUNS_FILE [hang]")
            exit(2)
        }
        let (name, file) = (arguments[2], arguments[3])
        let hangs = arguments.count > 4
        let logger = Logger(label: name)
        let trust = getenv("NATS_CA").map { String(cString: $0) }
        let bus = try await Bus.connect(
            BusConfiguration(urls: [arguments[1]], tlsCertificateAuthorityFile: trust), logger: logger)
        let agent = AgentDefinition(
            name: name, version: "1.0.0", description: "A test's agent.",
            capabilities: [name.replacing("-", with: ".")],
            concurrency: 4
        ) { task in
            let line = "\(task.item.task) \(task.item.attempt) \(getpid())\n"
            let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            _ = line.withCString { write(descriptor, $0, strlen($0)) }
            close(descriptor)
            try bus.publish("test.ran.\(name)", Array(line.utf8))
            if hangs { try await Task.sleep(for: .seconds(3600)) }
            return AgentOutput()
        }
        let signed = try getenv("LUNA_AGENT_MANIFEST").map { try SmallFile.read(String(cString: $0)) }
        let worker = AgentWorker(
            agent, bus: bus, instance: "\(name)-\(getpid())", logger: logger, signedManifest: signed ?? [])
        do {
            try await worker.run()
        } catch let error as LunaError where error.errorClass == .permission {
            print("refused: \(error.code)")
            exit(3)
        }
    }
}
