import LunaAgentKit
import LunaBus
import LunaCore
import LunaMessages
import Synchronization

/// An agent inside the test process, with a capability of its own. It notes every attempt that it is given.
public final class TestAgent: Sendable {
    /// One attempt that was begun.
    public struct Run: Sendable, Hashable {
        public let execution: String
        public let task: String
        public let attempt: UInt32
    }
    public let capability: String
    public let name: String
    /// Attempts in the order in which they were begun.
    public let runs = Recorder<Run>()
    /// Attempts that noticed that they had been cancelled.
    public let cancelled = Recorder<Run>()
    private let work: Mutex<Task<Void, any Error>?>

    private static let count = Mutex(0)

    /// A name that no other test uses.
    public static func uniqueName(_ prefix: String) -> String {
        let number = count.withLock {
            $0 += 1
            return $0
        }
        return "\(prefix)\(number)"
    }

    /// Starts it, and returns when the registry knows it.
    ///
    /// - Parameter perform: what to do in an attempt; by default nothing.
    public init(
        _ stack: TestStack, concurrency: Int = 4, inputSchema: JSONValue? = nil, outputSchema: JSONValue? = nil,
        perform: @escaping @Sendable (AgentTask) async throws -> AgentOutput = { _ in AgentOutput() }
    ) async throws {
        name = Self.uniqueName("tester-")
        capability = name.replacing("-", with: ".")
        let (runs, cancelled) = (runs, cancelled)
        let definition = AgentDefinition(
            name: name, version: "1.0.0", description: "A test's agent.", capabilities: [capability],
            inputSchema: inputSchema,
            outputSchema: outputSchema, concurrency: concurrency
        ) { task in
            let run = Run(execution: task.item.execution, task: task.item.task, attempt: task.item.attempt)
            runs.append(run)
            do {
                return try await perform(task)
            } catch is CancellationError {
                cancelled.append(run)
                throw CancellationError()
            }
        }
        let news = try await stack.bus.subscribe("luna.evt.system.agents.agent.registered")
        let worker = AgentWorker(definition, bus: stack.bus, instance: name, logger: stack.logger)
        work = Mutex(Task { try await worker.run() })
        let id = definition.id
        try await within(.seconds(30), "\(id) to be registered") {
            for await message in news where (try? AgentView(serialized: message.body))?.id == id { break }
        }
        await news.unsubscribe()
    }

    /// Stops it; returns when it has unregistered.
    public func stop() async {
        let task = work.withLock { $0 }
        task?.cancel()
        _ = await task?.result
    }

    deinit { work.withLock { $0?.cancel() } }
}
