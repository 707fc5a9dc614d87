import LunaBus
import LunaCore
import LunaMessages
import Synchronization

/// Sends outcomes to the orchestrator. Whatever has gathered while the message before was on its way goes in one message per
/// partition: at low load an outcome leaves at once, at high load the bus carries a fraction of the messages.
///
/// Thread-safe.
final class OutcomeReporter: Sendable {
    typealias Outcome = OutcomeKeeper.Outcome

    private struct Waiting: Sendable {
        let outcome: Outcome
        let body: [UInt8]
        let reported: CheckedContinuation<Void, any Error>
    }
    private struct State: Sendable {
        var waiting: [Waiting] = []
        var isSending = false
        var messages: UInt64 = 0
    }
    /// Bounds of one message: well below what the bus carries.
    private static let largestCount = 256
    private static let largestSize = 256 * 1024

    private let bus: Bus
    private let worker: String
    private let state = Mutex(State())

    init(bus: Bus, worker: String) {
        self.bus = bus
        self.worker = worker
    }

    /// Returns when the stream of results has the outcome.
    /// - Throws: `LunaError` when it cannot be encoded or the stream does not take it.
    func report(_ outcome: Outcome) async throws {
        let body = try outcome.result.serialized()
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            let starts = state.withLock { state in
                state.waiting.append(Waiting(outcome: outcome, body: body, reported: continuation))
                defer { state.isSending = true }
                return !state.isSending
            }
            // In a task of its own: cancelling an attempt must not cancel the reports of others.
            if starts { Task { await self.send() } }
        }
    }

    private func send() async {
        while true {
            let gathered = state.withLock { state in
                defer { state.waiting = [] }
                if state.waiting.isEmpty { state.isSending = false }
                return state.waiting
            }
            if gathered.isEmpty { return }
            await send(gathered)
        }
    }

    private func send(_ gathered: [Waiting]) async {
        let groups = Self.groups(gathered)
        let messages = groups.map(message)
        let results = await bus.publishDurable(messages)
        for (group, result) in zip(groups, results) {
            for waiting in group { waiting.reported.resume(with: result.map { _ in () }.mapError { $0 }) }
        }
    }

    private static func groups(_ gathered: [Waiting]) -> [[Waiting]] {
        var groups: [[Waiting]] = []
        for (_, members) in Dictionary(grouping: gathered, by: \.outcome.partition) {
            var group: [Waiting] = []
            var size = 0
            for member in members {
                if !group.isEmpty, group.count == largestCount || size + member.body.count > largestSize {
                    groups.append(group)
                    group = []
                    size = 0
                }
                group.append(member)
                size += member.body.count + 8
            }
            groups.append(group)
        }
        return groups
    }

    private func message(_ group: [Waiting]) -> OutgoingMessage {
        let first = group[0].outcome
        let subject = Subjects.result(partition: first.partition)
        guard group.count > 1 else {
            let result = first.result
            // A repetition must not be taken for the first message, which may be in the hands of an orchestrator that has died.
            let repetition = first.repetition == 0 ? "" : ":\(first.repetition)"
            return OutgoingMessage(
                subject: subject, body: group[0].body, headers: [BusHeader.correlation: result.execution],
                messageID: "\(result.execution):\(result.task):\(result.attempt):result" + repetition)
        }
        let number = state.withLock { state in
            state.messages += 1
            return state.messages
        }
        return OutgoingMessage(
            subject: subject, body: WorkResultsWire.body(group.map(\.body)),
            headers: [BusHeader.batch: String(group.count)], messageID: "\(worker):results:\(number)")
    }
}

/// A ``WorkResults`` put together from results that are encoded already: each is field 1, length-delimited (protobuf encoding,
/// "Message Structure").
private enum WorkResultsWire {
    static func body(_ results: [[UInt8]]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(results.reduce(0) { $0 + $1.count + 6 })
        for result in results {
            bytes.append(1 << 3 | 2)
            var length = result.count
            while length >= 0x80 {
                bytes.append(UInt8(truncatingIfNeeded: length) | 0x80)
                length >>= 7
            }
            bytes.append(UInt8(length))
            bytes += result
        }
        return bytes
    }
}
