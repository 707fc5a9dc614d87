import LunaBus
import LunaCore

/// Waits for outcomes that are on their way into the journal, so that a question about an attempt is not answered before an outcome that
/// was reported earlier has been decided (docs/decisions/0040-ask-before-doing-again.md).
///
/// Questions about one partition share their looks: after a fault hundreds come at once.
actor OutcomesUnderWay {
    /// How long nothing has to move before it is taken for granted that nobody has these outcomes in hand: their worker sends
    /// them again.
    private static let patience = Duration.seconds(2)
    private let bus: Bus
    /// A look that has not begun yet; whoever asks meanwhile joins it.
    private var next: [Int: Task<Void, any Error>] = [:]
    private var running: [Int: Task<Void, any Error>] = [:]

    init(bus: Bus) { self.bus = bus }

    /// Returns when the outcomes of a partition that the stream had at the time of the call are settled, or nothing has moved for 2 s.
    /// - Throws: `LunaError` of the bus.
    func settle(partition: Int) async throws {
        if let joined = next[partition] { return try await joined.value }
        let before = running[partition]
        let look = Task {
            _ = await before?.result
            self.begin(partition)
            try await self.look(partition)
        }
        next[partition] = look
        try await look.value
    }

    private func begin(_ partition: Int) { running[partition] = next.removeValue(forKey: partition) }

    private nonisolated func look(_ partition: Int) async throws {
        let stream = LunaStreams.results.name
        let consumer = LunaStreams.resultConsumer(partition: partition).name
        let newest = try await bus.streamInfo(stream).lastSequence
        var seen: ConsumerInfo?
        var movedAt = ContinuousClock.now
        var pause = Duration.milliseconds(10)
        while true {
            let info = try await bus.consumerInfo(stream: stream, consumer: consumer)
            if info.pending == 0 && info.ackPending == 0 || info.settledThrough >= newest { return }
            let isMoving = seen.map { info.pending != $0.pending || info.settledThrough != $0.settledThrough } ?? true
            if isMoving { movedAt = .now }
            if ContinuousClock.now - movedAt > Self.patience { return }
            seen = info
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(200))
        }
    }
}
