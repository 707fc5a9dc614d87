import LunaCore
import LunaPrivacy

/// Messages that nobody could handle, kept with the reason until somebody looks (stream LUNA_DLQ). Thread-safe.
public struct DeadLetters: Sendable {
    /// Headers that say what happened; the original headers stand beside them.
    public enum Header {
        public static let code = "Luna-Dlq-Code"
        public static let reason = "Luna-Dlq-Reason"
        public static let deliveries = "Luna-Dlq-Deliveries"
        public static let subject = "Luna-Dlq-Subject"
        public static let stream = "Luna-Dlq-Stream"
        public static let consumer = "Luna-Dlq-Consumer"
        public static let sequence = "Luna-Dlq-Sequence"
        public static let messageID = "Luna-Dlq-Msg-Id"
        public static let time = "Luna-Dlq-Time"
        /// Only when the body had to be cut to fit: its full size.
        public static let truncated = "Luna-Dlq-Truncated"
        static let prefix = "luna-dlq-"
    }

    /// One dead letter.
    public struct Letter: Sendable, Hashable {
        /// Its number in the dead letters, by which it is shown and replayed.
        public let sequence: UInt64
        /// As first published: subject, headers and body.
        public let original: BusMessage
        public let originalMessageID: String?
        public let code: String
        public let reason: String
        public let deliveries: Int
        /// Where it came from; empty when it was not in a stream.
        public let stream: String
        public let consumer: String
        /// When it became a dead letter, RFC 3339.
        public let time: String
        /// Whether the body is only the beginning of the original; such a letter cannot be replayed.
        public let isTruncated: Bool
    }

    private let bus: Bus
    private let stream: String

    public init(_ bus: Bus, stream: String = LunaStreams.deadLetters.name) {
        self.bus = bus
        self.stream = stream
    }

    /// Stores a delivery as a dead letter and then takes it out of its stream.
    /// - Throws: `LunaError` when it cannot be stored; the message then stays in its stream.
    @discardableResult
    public func bury(_ delivery: Delivery, reason: LunaError) async throws -> PublishReceipt {
        let receipt = try await publish(
            delivery.message, reason: reason, deliveries: delivery.deliveryCount, stream: delivery.stream,
            consumer: delivery.consumer, streamSequence: delivery.streamSequence, unique: delivery.uniqueName)
        delivery.term()
        return receipt
    }

    /// Stores a message that came by core NATS as a dead letter.
    /// - Throws: `LunaError` when it cannot be stored.
    @discardableResult
    public func publish(_ message: BusMessage, reason: LunaError) async throws -> PublishReceipt {
        try await publish(
            message, reason: reason, deliveries: 1, stream: "", consumer: "", streamSequence: 0, unique: randomToken())
    }

    private func publish(
        _ message: BusMessage, reason: LunaError, deliveries: Int, stream: String, consumer: String,
        streamSequence: UInt64,
        unique: String
    ) async throws -> PublishReceipt {
        var headers = BusHeaders()
        for field in message.headers where !Self.isOurs(field.name) && !field.name.lowercased().hasPrefix("nats-") {
            headers.add(field.name, field.value)
        }
        if let id = message.headers[BusHeader.messageID] { headers[Header.messageID] = id }
        headers[Header.code] = HeaderText.encode(reason.code)
        headers[Header.reason] = PercentCoding.encode(
            String(PrivacyRedactor.shared.redact(reason.message).prefix(1024)))
        headers[Header.deliveries] = String(deliveries)
        headers[Header.subject] = message.subject
        headers[Header.time] = rfc3339(unixNanoseconds: unixNow())
        if !stream.isEmpty {
            headers[Header.stream] = stream
            headers[Header.consumer] = consumer
            headers[Header.sequence] = String(streamSequence)
        }
        var body = message.body
        let room = bus.maxPayload - headers.reduce(512) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        if body.count > room {
            headers[Header.truncated] = String(body.count)
            body = Array(body.prefix(max(0, room)))
        }
        return try await bus.publishDurable(
            OutgoingMessage(
                subject: try Subjects.deadLetter(message.subject), body: body, headers: headers,
                messageID: "dlq:" + unique))
    }

    private static func isOurs(_ header: String) -> Bool { header.lowercased().hasPrefix(Header.prefix) }

    /// Letters in the order in which they came.
    /// - Parameters:
    ///   - subject: original subject, wildcards allowed; nil = all.
    ///   - after: begin behind this number; the last one of the previous page.
    public func list(subject: String? = nil, after: UInt64 = 0, limit: Int = 100) async throws -> [Letter] {
        var letters: [Letter] = []
        var next = after + 1
        while letters.count < limit,
            let message = try await bus.storedMessage(
                stream: stream, sequence: next, matching: "luna.dlq." + (subject ?? ">"))
        {
            letters.append(Self.letter(message))
            next = message.sequence + 1
        }
        return letters
    }

    /// One letter.
    /// - Throws: `LunaError` `dlq.not_found`.
    public func show(_ sequence: UInt64) async throws -> Letter {
        guard let message = try await bus.storedMessage(stream: stream, sequence: sequence),
            message.sequence == sequence
        else {
            throw Self.notFound(sequence)
        }
        return Self.letter(message)
    }

    /// `dlq.not_found`.
    public static func notFound(_ sequence: UInt64) -> LunaError {
        LunaError("dlq.not_found", .notFound, "There is no dead letter \(sequence); list them to see which there are.")
    }

    /// Publishes a letter again as it was first published, and removes it from the dead letters. Repeating an unclear
    /// replay does not publish twice.
    /// - Throws: `LunaError` `dlq.not_found`, `dlq.truncated`, and what publishing throws; the letter then stays.
    @discardableResult
    public func replay(_ sequence: UInt64) async throws -> PublishReceipt {
        let letter = try await show(sequence)
        guard !letter.isTruncated else {
            throw LunaError(
                "dlq.truncated", .conflict,
                "Dead letter \(sequence) holds only the beginning of its message: send it from its source.")
        }
        // A new id: the original one may still be in the stream's memory of duplicates.
        let receipt = try await bus.publishDurable(
            OutgoingMessage(
                subject: letter.original.subject, body: letter.original.body, headers: letter.original.headers,
                messageID: "\(letter.originalMessageID ?? ""):replay:\(letter.time):\(sequence)"))
        try await remove(sequence)
        return receipt
    }

    /// Removes one letter.
    /// - Throws: `LunaError` `bus.message_not_found`.
    public func remove(_ sequence: UInt64) async throws {
        try await bus.deleteMessage(stream: stream, sequence: sequence)
    }

    /// Removes all letters, or those whose original subject matches.
    /// - Returns: how many went.
    @discardableResult
    public func purge(subject: String? = nil) async throws -> UInt64 {
        try await bus.purgeStream(stream, filter: subject.map { "luna.dlq." + $0 })
    }

    private static func letter(_ message: StoredMessage) -> Letter {
        func field(_ name: String) -> String { message.headers[name] ?? "" }
        var headers = BusHeaders()
        for field in message.headers where !isOurs(field.name) && !field.name.lowercased().hasPrefix("nats-") {
            headers.add(field.name, field.value)
        }
        let subject = field(Header.subject)
        return Letter(
            sequence: message.sequence,
            original: BusMessage(
                subject: subject.isEmpty ? String(message.subject.dropFirst("luna.dlq.".count)) : subject,
                headers: headers,
                body: message.body),
            originalMessageID: message.headers[Header.messageID], code: HeaderText.decode(field(Header.code)),
            reason: HeaderText.decode(field(Header.reason)), deliveries: Int(field(Header.deliveries)) ?? 0,
            stream: field(Header.stream), consumer: field(Header.consumer), time: field(Header.time),
            isTruncated: message.headers[Header.truncated] != nil)
    }
}
