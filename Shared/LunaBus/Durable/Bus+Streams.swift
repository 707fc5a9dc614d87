import Logging
import LunaCore

extension Bus {
    /// Creates the stream, or updates it when it differs. Harmless to repeat, also from several processes at once.
    /// - Throws: `LunaError` `bus.stream_conflict` when the existing stream differs in what cannot be changed
    ///   (retention, storage); `bus.refused`, `bus.timeout`, `bus.no_responders` (JetStream is off).
    public func ensure(_ stream: StreamDefinition) async throws {
        try Self.checkName(stream.name, "stream")
        var stream = stream
        stream.replicas = max(stream.replicas, configuration.streamReplicas)
        definitions.remember(stream)
        try await retrying { [stream] in try await self.ensureOnce(stream) }
    }

    private func ensureOnce(_ stream: StreamDefinition) async throws {
        let wanted = stream.configuration
        do {
            let info = try await jetStream("STREAM.INFO.\(stream.name)", nil)
            let existing = info["config"]?.objectValue ?? [:]
            if Self.agrees(existing, wanted) { return }
            for field in ["retention", "storage"] where existing[field] != wanted[field] {
                throw LunaError(
                    "bus.stream_conflict", .conflict,
                    "Stream \(stream.name) exists with another \(field): delete it or use another name.",
                    details: ["stream": stream.name, "field": field])
            }
            // What we do not set stays as an administrator may have set it.
            let merged = existing.merging(wanted) { _, new in new }
            do {
                _ = try await jetStream("STREAM.UPDATE.\(stream.name)", .object(merged))
            } catch let error as LunaError where error.code == "bus.denied" {
                // Only the stream's owner may change it (BusContract); everybody else takes it as it is.
                logger.info("a stream is not as this build would make it", metadata: ["stream": "\(stream.name)"])
            }
        } catch let error as LunaError where error.code == "bus.stream_not_found" {
            do {
                _ = try await jetStream("STREAM.CREATE.\(stream.name)", .object(wanted))
            } catch let error as LunaError
                where error.details["err_code"] == String(JetStreamFailure.streamNameInUse)
            {
                // Another process made it in between, perhaps from an older definition.
                return try await ensureOnce(stream)
            }
        }
    }

    /// Creates the durable pull consumer, or updates it when it differs. Harmless to repeat.
    /// - Throws: as for a stream; `bus.stream_not_found`.
    public func ensure(_ consumer: ConsumerDefinition) async throws {
        try Self.checkName(consumer.stream, "stream")
        try Self.checkName(consumer.name, "consumer")
        definitions.remember(consumer)
        try await retrying { try await self.ensureOnce(consumer) }
    }

    private func ensureOnce(_ consumer: ConsumerDefinition) async throws {
        var wanted = consumer.configuration
        do {
            let info = try await jetStream("CONSUMER.INFO.\(consumer.stream).\(consumer.name)", nil)
            let existing = info["config"]?.objectValue ?? [:]
            if Self.agrees(existing, wanted) { return }
            // Where it began is history and cannot be changed.
            for field in ["deliver_policy", "opt_start_seq", "opt_start_time"] { wanted[field] = existing[field] }
        } catch let error as LunaError where error.code == "bus.consumer_not_found" {}
        // This call creates and updates alike.
        let request: JSONValue = .object(["stream_name": .string(consumer.stream), "config": .object(wanted)])
        _ = try await jetStream("CONSUMER.DURABLE.CREATE.\(consumer.stream).\(consumer.name)", request)
    }

    /// Whether the server's fields have the wanted values. The server leaves out what is empty or false.
    private static func agrees(_ existing: [String: JSONValue], _ wanted: [String: JSONValue]) -> Bool {
        wanted.allSatisfy { name, value in
            if let found = existing[name] { return found == value }
            return value == .string("") || value == .bool(false) || value == integer(0) || value == .array([])
        }
    }

    /// What the stream holds.
    /// - Throws: `LunaError` `bus.stream_not_found`.
    public func streamInfo(_ name: String) async throws -> StreamInfo {
        try Self.checkName(name, "stream")
        let info = try await jetStream("STREAM.INFO.\(name)", nil)
        let state = info["state"]
        return StreamInfo(
            name: name, created: info["created"]?.stringValue ?? "", messages: Self.count(state, "messages"),
            bytes: Self.count(state, "bytes"),
            firstSequence: Self.count(state, "first_seq"), lastSequence: Self.count(state, "last_seq"),
            consumerCount: Int(Self.count(state, "consumer_count")))
    }

    /// How far a consumer is.
    /// - Throws: `LunaError` `bus.stream_not_found`, `bus.consumer_not_found`.
    public func consumerInfo(stream: String, consumer: String) async throws -> ConsumerInfo {
        try Self.checkName(stream, "stream")
        try Self.checkName(consumer, "consumer")
        return Self.consumerInfo(try await jetStream("CONSUMER.INFO.\(stream).\(consumer)", nil))
    }

    /// How far each durable consumer of a stream is.
    /// - Throws: `LunaError` `bus.stream_not_found`.
    public func consumers(stream: String) async throws -> [ConsumerInfo] {
        try Self.checkName(stream, "stream")
        var found: [ConsumerInfo] = []
        while true {
            let page = try await jetStream(
                "CONSUMER.LIST.\(stream)", .object(["offset": integer(Int64(found.count))]))
            let consumers = page["consumers"]?.arrayValue ?? []
            found += consumers.map(Self.consumerInfo)
            if consumers.isEmpty || found.count >= Int(Self.count(page, "total")) { return found }
        }
    }

    private static func consumerInfo(_ info: JSONValue) -> ConsumerInfo {
        ConsumerInfo(
            name: info["name"]?.stringValue ?? "", description: info["config"]?["description"]?.stringValue ?? "",
            pending: count(info, "num_pending"), ackPending: Int(count(info, "num_ack_pending")),
            redelivered: Int(count(info, "num_redelivered")), waiting: Int(count(info, "num_waiting")),
            settledThrough: count(info["ack_floor"], "stream_seq"),
            deliveredThrough: count(info["delivered"], "stream_seq"))
    }

    /// Deletes the stream with all its messages and consumers; nothing happens when there is none.
    public func deleteStream(_ name: String) async throws {
        try Self.checkName(name, "stream")
        definitions.forget(stream: name)
        do {
            _ = try await jetStream("STREAM.DELETE.\(name)", nil)
        } catch let error as LunaError where error.code == "bus.stream_not_found" {}
    }

    /// Deletes a consumer; nothing happens when there is none.
    public func deleteConsumer(stream: String, consumer: String) async throws {
        try Self.checkName(stream, "stream")
        try Self.checkName(consumer, "consumer")
        definitions.forget(consumer: consumer, of: stream)
        do {
            _ = try await jetStream("CONSUMER.DELETE.\(stream).\(consumer)", nil)
        } catch let error as LunaError where error.code == "bus.consumer_not_found" {}
    }

    /// Removes all messages of a stream, or those whose subject matches `filter`.
    /// - Returns: how many went.
    @discardableResult
    public func purgeStream(_ name: String, filter: String? = nil) async throws -> UInt64 {
        try Self.checkName(name, "stream")
        if let filter { try Subjects.checkSubscribable(filter) }
        let answer = try await jetStream("STREAM.PURGE.\(name)", filter.map { .object(["filter": .string($0)]) })
        return Self.count(answer, "purged")
    }

    /// Removes one message.
    /// - Throws: `LunaError` `bus.message_not_found` …
    public func deleteMessage(stream: String, sequence: UInt64) async throws {
        try Self.checkName(stream, "stream")
        do {
            _ = try await jetStream(
                "STREAM.MSG.DELETE.\(stream)",
                .object(["seq": integer(Int64(clamping: sequence)), "no_erase": .bool(true)]))
        } catch let error as LunaError
            where error.details["err_code"] == "10057" || error.details["err_code"] == "10043"
        {
            throw LunaError("bus.message_not_found", .notFound, "Stream \(stream) has no message \(sequence).")
        }
    }

    /// The message with this sequence, or the first one after it whose subject matches `matching`; nil when there is
    /// none.
    public func storedMessage(
        stream: String, sequence: UInt64, matching: String? = nil
    ) async throws -> StoredMessage? {
        try Self.checkName(stream, "stream")
        var fields: [String: JSONValue] = ["seq": integer(Int64(clamping: sequence))]
        if let matching {
            try Subjects.checkSubscribable(matching)
            fields["next_by_subj"] = .string(matching)
        }
        // The direct form answers with the message itself instead of JSON with base64 inside.
        let answer = try await promptRequests.request(
            "$JS.API.DIRECT.GET.\(stream)", JSONValue.object(fields).serialized(), headers: [:], timeout: .seconds(5))
        if let status = answer.headers["Status"], answer.headers["Nats-Sequence"] == nil {
            if status == "404" { return nil }
            throw LunaError(
                "bus.refused", .dependency,
                "Stream \(stream) does not give its messages: \(answer.headers["Description"] ?? status).")
        }
        return StoredMessage(answer)
    }

    static func checkName(_ name: String, _ kind: String) throws {
        guard IdentifierRules.isToken(name) else {
            throw LunaError(
                "bus.invalid_name", .validation,
                "'\(name.prefix(64))' cannot name a \(kind): use letters, digits, '_' and '-'.")
        }
    }

    private static func count(_ value: JSONValue?, _ field: String) -> UInt64 {
        UInt64(clamping: value?[field]?.intValue ?? 0)
    }

    /// One call of the JetStream API, which is plain JSON over request and reply: no blocking C call is needed.
    func jetStream(_ operation: String, _ request: JSONValue?, timeout: Duration = .seconds(5)) async throws
        -> JSONValue
    {
        let answer: BusMessage
        do {
            answer = try await promptRequests.request(
                "$JS.API.\(operation)", request?.serialized() ?? [], headers: [:], timeout: timeout)
        } catch let error as LunaError where error.code == "bus.no_responders" {
            throw LunaError(
                "bus.no_responders", .network, "JetStream does not answer: is it enabled on the server (-js)?",
                details: error.details)
        }
        let value = try JSONParser.parse(answer.body)
        if let error = value["error"], !error.isNull { throw JetStreamFailure.error(error, doing: operation) }
        return value
    }

    /// Repeats while JetStream is only just starting.
    private func retrying(_ body: () async throws -> Void) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        while true {
            do {
                return try await body()
            } catch let error as LunaError where error.isRetryable && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    /// Makes again what this process had asked for and the server has lost. Never throws: the caller tries its own
    /// operation again and reports that failure.
    func heal() async {
        guard let lost = definitions.dueForHealing() else { return }
        do {
            for stream in lost.streams { try await ensureOnce(stream) }
            for consumer in lost.consumers { try await ensureOnce(consumer) }
        } catch {
            logger.warning("streams could not be checked", metadata: ["error": "\(error)"])
        }
    }
}

/// A message as a stream keeps it.
public struct StoredMessage: Sendable, Hashable {
    public let sequence: UInt64
    public let subject: String
    /// Headers as published.
    public let headers: BusHeaders
    public let body: [UInt8]
    /// When the stream took it, RFC 3339.
    public let time: String

    init?(_ answer: BusMessage) {
        guard let sequence = answer.headers["Nats-Sequence"].flatMap({ UInt64($0) }),
            let subject = answer.headers["Nats-Subject"]
        else { return nil }
        var headers = answer.headers
        for name in ["Nats-Stream", "Nats-Subject", "Nats-Sequence", "Nats-Last-Sequence"] { headers[name] = nil }
        self.time = headers["Nats-Time-Stamp"] ?? ""
        headers["Nats-Time-Stamp"] = nil
        self.sequence = sequence
        self.subject = subject
        self.headers = headers
        self.body = answer.body
    }
}
