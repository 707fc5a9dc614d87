import LunaCore

/// What a stream shall be. ``Bus/ensure(_:)-(StreamDefinition)`` makes it so, as often as you like.
public struct StreamDefinition: Sendable, Hashable {
    public enum Retention: String, Sendable { case limits, workQueue = "workqueue", interest }
    public enum Storage: String, Sendable { case file, memory }
    /// What happens when a limit is reached: the oldest message goes, or the new one is refused.
    public enum Discard: String, Sendable { case old, new }

    public var name: String
    public var description: String
    public var subjects: [String]
    public var retention: Retention
    public var storage: Storage
    public var discard: Discard
    /// nil = no limit.
    public var maxAge: Duration?
    public var maxBytes: Int64?
    public var maxMessages: Int64?
    public var maxMessageBytes: Int?
    /// For how long a `Nats-Msg-Id` is remembered.
    public var duplicateWindow: Duration
    /// Append-only: nobody can delete or purge messages.
    public var denyDelete: Bool
    public var denyPurge: Bool
    public var replicas: Int

    public init(
        name: String, description: String = "", subjects: [String], retention: Retention = .limits,
        storage: Storage = .file,
        discard: Discard = .old, maxAge: Duration? = nil, maxBytes: Int64? = nil, maxMessages: Int64? = nil,
        maxMessageBytes: Int? = nil, duplicateWindow: Duration = .seconds(120), denyDelete: Bool = false,
        denyPurge: Bool = false,
        replicas: Int = 1
    ) {
        self.name = name
        self.description = description
        self.subjects = subjects
        self.retention = retention
        self.storage = storage
        self.discard = discard
        self.maxAge = maxAge
        self.maxBytes = maxBytes
        self.maxMessages = maxMessages
        self.maxMessageBytes = maxMessageBytes
        self.duplicateWindow = duplicateWindow
        self.denyDelete = denyDelete
        self.denyPurge = denyPurge
        self.replicas = replicas
    }

    /// The fields of the server's stream configuration that we set.
    var configuration: [String: JSONValue] {
        [
            "name": .string(name), "description": .string(description),
            "subjects": .array(subjects.map { .string($0) }),
            "retention": .string(retention.rawValue), "storage": .string(storage.rawValue),
            "discard": .string(discard.rawValue),
            "max_age": integer(maxAge.map { Int64(clamping: $0.nanoseconds) } ?? 0),
            "max_bytes": integer(maxBytes ?? -1),
            "max_msgs": integer(maxMessages ?? -1), "max_msg_size": integer(maxMessageBytes.map { Int64($0) } ?? -1),
            "max_consumers": integer(-1), "duplicate_window": integer(Int64(clamping: duplicateWindow.nanoseconds)),
            "deny_delete": .bool(denyDelete), "deny_purge": .bool(denyPurge), "num_replicas": integer(Int64(replicas)),
            "allow_direct": .bool(true),
        ]
    }
}

/// What a durable pull consumer shall be.
public struct ConsumerDefinition: Sendable, Hashable {
    /// Where a new consumer begins.
    public enum Start: Sendable, Hashable {
        case all, new, last
        case sequence(UInt64)
    }

    public var stream: String
    /// Durable name.
    public var name: String
    public var description: String
    /// Only messages whose subject matches; nil = all.
    public var filterSubject: String?
    public var start: Start
    /// A delivery that is not acknowledged within this time is made again.
    public var ackWait: Duration
    /// Deliveries of one message before the server gives up; -1 = never. Keep it above the number after which the
    /// consumer dead-letters the message itself, so that the server never forgets one silently.
    public var maxDeliver: Int
    /// Deliveries that may be unacknowledged at a time, over all pulling processes.
    public var maxAckPending: Int
    /// The server removes the consumer when nobody has used it for this long; nil = never.
    public var inactiveThreshold: Duration?

    public init(
        stream: String, name: String, description: String = "", filterSubject: String? = nil, start: Start = .all,
        ackWait: Duration = .seconds(30), maxDeliver: Int = -1, maxAckPending: Int = 20_000,
        inactiveThreshold: Duration? = nil
    ) {
        self.stream = stream
        self.name = name
        self.description = description
        self.filterSubject = filterSubject
        self.start = start
        self.ackWait = ackWait
        self.maxDeliver = maxDeliver
        self.maxAckPending = maxAckPending
        self.inactiveThreshold = inactiveThreshold
    }

    var configuration: [String: JSONValue] {
        var fields: [String: JSONValue] = [
            "durable_name": .string(name), "name": .string(name), "description": .string(description),
            "ack_policy": .string("explicit"), "replay_policy": .string("instant"),
            "ack_wait": integer(Int64(clamping: ackWait.nanoseconds)), "max_deliver": integer(Int64(maxDeliver)),
            "max_ack_pending": integer(Int64(maxAckPending)),
        ]
        switch start {
        case .all: fields["deliver_policy"] = .string("all")
        case .new: fields["deliver_policy"] = .string("new")
        case .last: fields["deliver_policy"] = .string("last")
        case .sequence(let sequence):
            fields["deliver_policy"] = .string("by_start_sequence")
            fields["opt_start_seq"] = integer(Int64(clamping: sequence))
        }
        if let filterSubject { fields["filter_subject"] = .string(filterSubject) }
        if let inactiveThreshold {
            fields["inactive_threshold"] = integer(Int64(clamping: inactiveThreshold.nanoseconds))
        }
        return fields
    }
}

/// What a stream holds.
public struct StreamInfo: Sendable, Hashable {
    public let name: String
    /// When it was made, RFC 3339: another time means that it is another stream, whose predecessor and messages are
    /// lost.
    public let created: String
    public let messages: UInt64
    public let bytes: UInt64
    public let firstSequence: UInt64
    public let lastSequence: UInt64
    public let consumerCount: Int
}

/// How far a consumer is.
public struct ConsumerInfo: Sendable, Hashable {
    public let name: String
    public let description: String
    /// Messages not yet delivered.
    public let pending: UInt64
    /// Delivered and not yet acknowledged.
    public let ackPending: Int
    public let redelivered: Int
    /// The server's count of pull requests that wait for messages.
    public let waiting: Int
    /// Sequence in the stream up to which everything that the consumer wants has been acknowledged.
    public let settledThrough: UInt64
    /// Sequence in the stream up to which everything that the consumer wants has been delivered at least once.
    public let deliveredThrough: UInt64

    /// Whether everything that the consumer wants, up to a sequence of the stream, has been acknowledged.
    public func isSettled(through sequence: UInt64) -> Bool {
        pending == 0 && ackPending == 0 || settledThrough >= sequence
    }

    public init(
        name: String, description: String = "", pending: UInt64 = 0, ackPending: Int = 0, redelivered: Int = 0,
        waiting: Int = 0, settledThrough: UInt64 = 0, deliveredThrough: UInt64 = 0
    ) {
        self.name = name
        self.description = description
        self.pending = pending
        self.ackPending = ackPending
        self.redelivered = redelivered
        self.waiting = waiting
        self.settledThrough = settledThrough
        self.deliveredThrough = deliveredThrough
    }
}

func integer(_ value: Int64) -> JSONValue { .number(JSONNumber(value)) }
