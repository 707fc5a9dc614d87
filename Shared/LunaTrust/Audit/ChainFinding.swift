/// One place where an audit chain does not hold.
public struct ChainFinding: Sendable, Hashable {
    /// What happened there, as far as it shows.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The content is not what was written.
        case edited
        /// Entries are gone.
        case missing
        /// The entry stands in another place than it was written to.
        case reordered
        /// The entry was never written by the audit trail, or is there twice.
        case inserted
        /// The newest entries are gone.
        case cut
        /// The entry names a key that the audit trail does not have.
        case wrongKey = "wrong_key"
        /// The MACs hold, but the chain is not the one that was written or that a checkpoint from outside has seen.
        case rewritten
        /// The checkpoint itself is not genuine.
        case checkpoint
        /// A source has numbered entries that have never come.
        case undelivered
        /// A source has given a number twice: its own store was set back.
        case repeated
    }

    /// What happened.
    public let kind: Kind
    /// Where.
    public let sequence: UInt64
    /// Of the entry there, when there is one.
    public let entry: String
    /// For a person.
    public let explanation: String

    /// See the properties.
    public init(_ kind: Kind, _ sequence: UInt64, entry: String = "", _ explanation: String) {
        self.kind = kind
        self.sequence = sequence
        self.entry = entry
        self.explanation = explanation
    }
}
