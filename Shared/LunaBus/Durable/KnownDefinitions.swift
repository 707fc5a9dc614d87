import Synchronization

/// The streams and consumers that this process has asked for, so that they can be made again when the server has lost
/// them (losing the whole JetStream store loses no work).
final class KnownDefinitions: Sendable {
    private struct State: Sendable {
        var streams: [String: StreamDefinition] = [:]
        var consumers: [String: ConsumerDefinition] = [:]
        var lastHeal: UInt64 = 0
    }
    private let state = Mutex(State())

    func remember(_ stream: StreamDefinition) { state.withLock { $0.streams[stream.name] = stream } }
    func remember(_ consumer: ConsumerDefinition) {
        state.withLock { $0.consumers["\(consumer.stream)/\(consumer.name)"] = consumer }
    }
    func forget(stream: String) {
        state.withLock { state in
            state.streams[stream] = nil
            state.consumers = state.consumers.filter { $0.value.stream != stream }
        }
    }
    func forget(consumer: String, of stream: String) { state.withLock { $0.consumers["\(stream)/\(consumer)"] = nil } }

    var allStreams: [StreamDefinition] { state.withLock { Array($0.streams.values) } }

    func stream(_ name: String) -> StreamDefinition? { state.withLock { $0.streams[name] } }
    func consumer(_ name: String, of stream: String) -> ConsumerDefinition? {
        state.withLock { $0.consumers["\(stream)/\(name)"] }
    }

    /// All that is known, at most once per second: many publishes fail together and one repair is enough.
    func dueForHealing() -> (streams: [StreamDefinition], consumers: [ConsumerDefinition])? {
        let now = monotonicNow()
        return state.withLock { state in
            guard !state.streams.isEmpty, now - state.lastHeal > 1_000_000_000 else { return nil }
            state.lastHeal = now
            return (
                state.streams.values.sorted { $0.name < $1.name }, state.consumers.values.sorted { $0.name < $1.name }
            )
        }
    }
}
