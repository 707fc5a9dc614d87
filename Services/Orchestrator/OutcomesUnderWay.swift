import LunaBus
import LunaCore

/// Waits for outcomes that are on their way into the journal, so that a question about an attempt is not answered before an outcome that
/// was reported earlier has been decided (docs/decisions/0040-ask-before-doing-again.md).
///
/// Questions about one partition share their looks: after a fault hundreds come at once.
actor OutcomesUnderWay {
    /// How long nothing has to move before the outcomes are looked for elsewhere than in the stream. Twice this, for a look that is under
    /// way and one's own, is less than a worker waits for an answer.
    private static let patience = Duration.seconds(1)
    private let bus: Bus
    private let engine: Engine
    /// A look that has not begun yet; whoever asks meanwhile joins it.
    private var next: [Int: Task<Void, any Error>] = [:]
    private var running: [Int: Task<Void, any Error>] = [:]

    init(bus: Bus, engine: Engine) {
        self.bus = bus
        self.engine = engine
    }

    /// Returns when the outcomes of a partition that the stream had at the time of the call are written or decided by this replica.
    /// Those in the hands of a replica that has died are not waited for: their workers send them again.
    /// - Throws: `LunaError` `execution.outcomes_under_way` when another replica may have them in hand or the stream is not there, and those of
    ///   the bus that a retry can mend.
    func settle(partition: Int) async throws {
        if let joined = next[partition] { return try await joined.value }
        let before = running[partition]
        let look = Task {
            _ = await before?.result
            self.begin(partition)
            do {
                try await self.look(partition)
            } catch let error as LunaError where error.errorClass == .notFound {
                // The stream was lost and is being made anew. It is not the execution that was not found.
                throw Self.askAgain("The stream of outcomes is not there at the moment: \(error.message)")
            }
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
            if info.isSettled(through: newest) { return }
            // Once all that was there has been delivered, newer outcomes that come and go say nothing about it: what a killed
            // replica had in hand does not move while others do.
            let isMoving =
                seen.map {
                    info.settledThrough != $0.settledThrough
                        || info.deliveredThrough < newest && info.pending != $0.pending
                } ?? true
            if isMoving { movedAt = .now }
            if ContinuousClock.now - movedAt > Self.patience { break }
            seen = info
            try await Task.sleep(for: pause)
            pause = min(pause * 2, .milliseconds(200))
        }
        // What stands still is in the inbox of whoever drives the partition: it waits for the database.
        await engine.drain()
        guard await engine.owns(partition: partition) else {
            throw Self.askAgain(
                "Outcomes of this execution are on their way into the journal by another replica. Ask again.")
        }
    }

    private static func askAgain(_ message: String) -> LunaError {
        LunaError("execution.outcomes_under_way", .conflict, message, isRetryable: true)
    }
}
