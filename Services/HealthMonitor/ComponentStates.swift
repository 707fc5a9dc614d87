import LunaMessages

/// What is known about each component, and how observations change it. Pure: time comes in.
///
/// One missed answer is `degraded`, because networks hiccup; two in a row are `down`.
struct ComponentStates: Sendable {
    enum State: String, Sendable { case unknown, up, degraded, down }

    /// One look at a component.
    struct Observation: Sendable {
        let component: String
        /// `nil`: it answered.
        let failure: String?
        var latencyMicroseconds: UInt64 = 0
        var instances: [String] = []
        var version = ""
    }

    /// How many looks in a row must fail before a component counts as down.
    static let failuresUntilDown = 2

    private struct Record: Sendable {
        var state = State.unknown
        var failures = 0
        var health: ComponentHealth
    }
    private var records: [String: Record] = [:]

    /// Takes an observation in.
    /// - Returns: the change of state, if it is one.
    mutating func observe(_ observation: Observation, at time: Int64) -> HealthChanged? {
        var record =
            records[observation.component]
            ?? Record(
                health: ComponentHealth(component: observation.component, state: State.unknown.rawValue, since: time))
        record.failures = observation.failure == nil ? 0 : record.failures + 1
        let next: State = record.failures == 0 ? .up : record.failures >= Self.failuresUntilDown ? .down : .degraded
        let previous = record.state
        record.state = next
        record.health.state = next.rawValue
        record.health.reason = observation.failure ?? ""
        record.health.checkedAt = time
        record.health.latencyUs = observation.latencyMicroseconds
        record.health.instances = observation.instances
        if !observation.version.isEmpty { record.health.version = observation.version }
        if next != previous { record.health.since = time }
        records[observation.component] = record
        guard next != previous else { return nil }
        return HealthChanged(
            component: observation.component, previous: previous.rawValue, current: next.rawValue,
            reason: observation.failure ?? "", at: time)
    }

    /// Whether everything that is known is up.
    var areAllUp: Bool { !records.isEmpty && records.values.allSatisfy { $0.state == .up } }

    /// Everything, in the order of names; the whole is as bad as its worst part.
    var reply: HealthReply {
        let order: [State] = [.down, .degraded, .unknown, .up]
        let worst = order.first { state in records.values.contains { $0.state == state } } ?? .unknown
        return HealthReply(
            state: worst.rawValue, components: records.sorted { $0.key < $1.key }.map(\.value.health))
    }
}
