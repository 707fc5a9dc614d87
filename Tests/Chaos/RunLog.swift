import LunaBus
import LunaCore
import LunaMessages
import LunaStack
import Synchronization

/// What workers have recorded of their runs, and when the journal's confirmations of attempts were seen on the bus.
final class RunLog: Sendable {
    struct Run: Sendable {
        let begin: Int64
        let attempt: AttemptRef
        let pid: Int32
    }
    private let confirmed = Mutex<[AttemptRef: Int64]>([:])
    private let listener: Mutex<Task<Void, Never>?> = Mutex(nil)

    /// Listens from now on. A confirmation that is missed (the bus was down) makes the check weaker, never wrong.
    func listen(on bus: Bus) async throws {
        let messages = try await bus.subscribe("luna.live.confirm.*", capacity: 65_536)
        let task = Task { [weak self] in
            for await message in messages {
                guard let body = try? ResultConfirmation(serialized: message.body) else { continue }
                let now = WallClock.now()
                self?.confirmed.withLock { known in
                    for attempt in body.attempts where known[attempt] == nil { known[attempt] = now }
                }
            }
        }
        listener.withLock { $0 = task }
    }

    /// Runs in the order in which they were begun.
    static func read(_ files: [String]) -> [Run] {
        files.flatMap { file in
            (Files.text(file, limit: 256 << 20) ?? "").split(separator: "\n").compactMap { line -> Run? in
                let fields = line.split(separator: " ")
                guard fields.count == 6, fields[0] == "b", let begin = Int64(fields[1]),
                    let attempt = UInt32(fields[4]), let pid = Int32(fields[5])
                else { return nil }
                return Run(
                    begin: begin,
                    attempt: AttemptRef(execution: String(fields[2]), task: String(fields[3]), attempt: attempt),
                    pid: pid)
            }
        }.sorted { $0.begin < $1.begin }
    }

    /// Runs that were begun although the journal had their attempt's outcome.
    func late(_ runs: [Run]) -> [Run] {
        let known = confirmed.withLock { $0 }
        return runs.filter { run in known[run.attempt].map { $0 < run.begin } ?? false }
    }

    deinit { listener.withLock { $0?.cancel() } }
}
