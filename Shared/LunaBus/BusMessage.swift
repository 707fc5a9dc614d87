import LunaCore

/// A message as it came from the bus, copied out of the C library: a plain value.
public struct BusMessage: Sendable, Hashable {
    public var subject: String
    /// Where an answer is awaited, if one is.
    public var reply: String?
    public var headers: BusHeaders
    public var body: [UInt8]

    public init(subject: String, reply: String? = nil, headers: BusHeaders = [:], body: [UInt8] = []) {
        self.subject = subject
        self.reply = reply
        self.headers = headers
        self.body = body
    }
}

/// A message for a stream.
public struct OutgoingMessage: Sendable, Hashable {
    public var subject: String
    public var body: [UInt8]
    public var headers: BusHeaders
    /// The stream keeps one message per id within its duplicate window; empty = no de-duplication, and then an
    /// uncertain publish is not repeated.
    public var messageID: String

    public init(subject: String, body: [UInt8], headers: BusHeaders = [:], messageID: String = "") {
        self.subject = subject
        self.body = body
        self.headers = headers
        self.messageID = messageID
    }
}

/// Where the stream put a message.
public struct PublishReceipt: Sendable, Hashable {
    public let stream: String
    public let sequence: UInt64
    /// The stream had this message id already and kept the first message.
    public let isDuplicate: Bool

    public init(stream: String, sequence: UInt64, isDuplicate: Bool) {
        self.stream = stream
        self.sequence = sequence
        self.isDuplicate = isDuplicate
    }
}
