/// One field of a message as it appears in JSON: for documents that describe the messages, such as OpenAPI.
public struct JSONField: Sendable {
    /// What a field holds.
    public indirect enum Kind: Sendable {
        /// A string.
        case text
        /// `true` or `false`.
        case flag
        /// A whole number.
        case integer
        /// A whole number that is not negative.
        case count
        /// Any number.
        case number
        /// An RFC 3339 date and time; null when unset.
        case time
        /// Bytes as text (RFC 4648, with padding).
        case base64
        /// Any JSON; null when there is none.
        case embedded
        /// One of the words.
        case enumeration([String])
        /// Another message; null when unset.
        case message(any WireMessage.Type)
        /// An array.
        case list(Kind)
        /// An object with any names.
        case map(Kind)
    }

    /// In snake case.
    public let name: String
    public let kind: Kind
    /// Whether it is one of several of which at most one is there; it is left out when it is not the chosen one.
    public let isChoice: Bool
    /// For a person; may be empty.
    public let summary: String

    /// See the properties.
    public init(_ name: String, _ kind: Kind, isChoice: Bool = false, _ summary: String) {
        self.name = name
        self.kind = kind
        self.isChoice = isChoice
        self.summary = summary
    }
}

extension WireEnum {
    /// The words that stand for the values in JSON.
    public static var jsonNames: [String] { allCases.compactMap(\.name) }
}
