import Logging
import LunaBus
import LunaCore
import LunaMessages
import ServiceLifecycle
import Synchronization

/// Writes the lines that tasks log, a few hundred at a time.
struct LogCollector: Service {
    let bus: Bus
    let logs: TaskLogStore
    let logger: Logger
    /// Longest message that is kept, in bytes.
    static let longestMessage = 16 * 1024

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            let lines = try await bus.subscribe("luna.live.log.>", queue: "memory", capacity: 4096)
            let waiting = WaitingLines()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await message in lines {
                        // Agents of any make write here: what is kept is redacted, whoever wrote it.
                        guard var line = try? TaskLog(serialized: message.body).redacted() else { continue }
                        if line.message.utf8.count > Self.longestMessage {
                            line.message = String(line.message.prefix(Self.longestMessage / 4)) + " … (cut)"
                        }
                        waiting.add(line)
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: .milliseconds(200))
                        await write(waiting.takeAll())
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
            await lines.unsubscribe()
            await write(waiting.takeAll())
        }
    }

    private func write(_ lines: [TaskLog]) async {
        do {
            try await logs.append(lines)
        } catch {
            logger.warning("task logs were not stored", metadata: ["lines": "\(lines.count)", "error": "\(error)"])
        }
    }
}

/// Lines that have come and are not written yet. Thread-safe.
private final class WaitingLines: Sendable {
    private let lines = Mutex<[TaskLog]>([])

    func add(_ line: TaskLog) { lines.withLock { $0.append(line) } }

    func takeAll() -> [TaskLog] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}
