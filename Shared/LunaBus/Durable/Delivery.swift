import Logging
import LunaCore

/// One delivery of a message of a stream. Settle it once with ``ack()``, ``nak(delay:)`` or ``term()``; left alone it
/// is delivered again after the consumer's ack wait. Settling is sent within about a millisecond, and before the bus
/// drains.
public struct Delivery: Sendable {
    public let message: BusMessage
    /// From 1.
    public let deliveryCount: Int
    /// Place in the stream.
    public let streamSequence: UInt64
    public let stream: String
    public let consumer: String
    /// Messages of the consumer still to be delivered after this one.
    public let pending: UInt64
    private let acknowledger: Acknowledger
    /// Where it is settled; unique to this delivery.
    let replySubject: String
    private let time: UInt64

    /// nil when the message was not delivered by a consumer.
    init?(_ message: BusMessage, _ acknowledger: Acknowledger) {
        guard let reply = message.reply, let place = DeliveryPlace(reply) else { return nil }
        self.message = message
        self.deliveryCount = place.deliveries
        self.streamSequence = place.sequence
        self.stream = place.stream
        self.consumer = place.consumer
        self.pending = place.pending
        self.replySubject = reply
        self.time = place.time
        self.acknowledger = acknowledger
    }

    /// Names this message for ever, also after its stream was made anew and counts from 1 again.
    var uniqueName: String { "\(stream):\(streamSequence):\(time)" }

    /// Done: never again.
    public func ack() { acknowledger.send(replySubject, "+ACK") }

    /// Not done: again, after `delay` (nil = at once).
    public func nak(delay: Duration? = nil) {
        guard let delay else { return acknowledger.send(replySubject, "-NAK") }
        acknowledger.send(replySubject, "-NAK {\"delay\": \(delay.nanoseconds)}")
    }

    /// Still at it: the ack wait begins anew.
    public func inProgress() { acknowledger.send(replySubject, "+WPI") }

    /// Never again, although it was not done.
    public func term() { acknowledger.send(replySubject, "+TERM") }

    /// Acknowledges and awaits the server's confirmation.
    /// - Throws: `LunaError` `bus.timeout`, `bus.closed`; the message may then be delivered again.
    public func ackConfirmed(timeout: Duration = .seconds(5)) async throws {
        try await acknowledger.confirm(replySubject, timeout: timeout)
    }
}

extension Sequence<Delivery> {
    /// Acknowledges each of them.
    public func ackAll() { for delivery in self { delivery.ack() } }
}

/// Sends acknowledgements on the bulk connection, where they are gathered.
final class Acknowledger: Sendable {
    private let connection: NATSConnection
    private let requests: RequestMux
    private let logger: Logger

    init(_ connection: NATSConnection, _ requests: RequestMux, logger: Logger) {
        self.connection = connection
        self.requests = requests
        self.logger = logger
    }

    func send(_ subject: String, _ text: String) {
        do {
            try connection.publish(subject, Array(text.utf8))
        } catch {
            // Not lost work: the server delivers the message again, and consumers are idempotent.
            logger.warning(
                "an acknowledgement could not be sent", metadata: ["error": "\(error)", "acknowledgement": "\(text)"])
        }
    }

    func confirm(_ subject: String, timeout: Duration) async throws {
        _ = try await requests.request(subject, Array("+ACK".utf8), headers: [:], timeout: timeout)
    }
}

/// The facts in the reply subject of a delivery:
/// `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<time>.<pending>`, or since server 2.10 also
/// with `<domain>.<account>` after `ACK` and a random token at the end (ADR-15).
struct DeliveryPlace {
    let stream: String
    let consumer: String
    let deliveries: Int
    let sequence: UInt64
    /// When the stream took it, Unix nanoseconds.
    let time: UInt64
    let pending: UInt64

    init?(_ reply: String) {
        let tokens = reply.split(separator: ".", omittingEmptySubsequences: false)
        guard tokens.count == 9 || tokens.count >= 11, tokens[0] == "$JS", tokens[1] == "ACK" else { return nil }
        let first = tokens.count == 9 ? 2 : 4
        guard let deliveries = Int(tokens[first + 2]), let sequence = UInt64(tokens[first + 3]),
            let time = UInt64(tokens[first + 5]), let pending = UInt64(tokens[first + 6])
        else { return nil }
        self.stream = String(tokens[first])
        self.consumer = String(tokens[first + 1])
        self.deliveries = deliveries
        self.sequence = sequence
        self.time = time
        self.pending = pending
    }
}
