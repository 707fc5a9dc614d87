import LunaCore

/// Publishes events into a stream as CloudEvents in binary mode, once each however often they are sent.
public struct EventPublisher: Sendable {
    private let bus: Bus
    /// URI reference that names this publisher, such as `/luna/orchestrator`.
    public let source: String

    public init(_ bus: Bus, source: String) {
        self.bus = bus
        self.source = source
    }

    /// An event as a message for ``Bus/publishDurable(_:timeout:)``; its source is the publisher's when it has none.
    /// - Parameter messageID: what names the event for de-duplication, when the caller has something shorter than the hash of source
    ///   and id that is as unique.
    /// - Throws: `LunaError` `event.invalid`.
    public func message(
        _ event: CloudEvent, on subject: String, headers: BusHeaders = [:], messageID: String? = nil
    ) throws -> OutgoingMessage {
        var event = event
        if event.source.isEmpty { event.source = source }
        if event.time == nil { event.time = rfc3339(unixNanoseconds: unixNow()) }
        var all = headers
        for field in try event.binaryHeaders() { all[field.name] = field.value }
        return OutgoingMessage(
            subject: subject, body: event.data, headers: all, messageID: messageID ?? event.messageID)
    }

    /// Publishes one event and awaits its receipt.
    /// - Throws: `LunaError` `event.invalid` and what ``Bus/publishDurable(_:timeout:)`` throws.
    @discardableResult
    public func publish(_ event: CloudEvent, on subject: String, headers: BusHeaders = [:]) async throws
        -> PublishReceipt
    {
        try await bus.publishDurable(try message(event, on: subject, headers: headers))
    }
}
