import LunaMessages

/// Entries on their way to the trail, and how far behind them their source is.
public struct AuditPortion: Sendable {
    /// Oldest first. May be empty although there is a ``mark``: the source went past what is no action.
    public var entries: [AuditEntry]
    /// What the source knows the portion by; empty = there is nothing.
    public var mark: String

    /// See the properties.
    public init(entries: [AuditEntry] = [], mark: String = "") {
        self.entries = entries
        self.mark = mark
    }
}

/// Where actions of a service are written down when they happen, so that neither the loss of the bus nor of the security
/// service loses one: they are handed over from here until they are in the trail.
///
/// A source numbers its entries for each tenant from 1 without gaps, and gives an entry the same id and number whenever it is
/// asked: the trail recognises what it has, and shows what has never come.
public protocol AuditSource: Sendable {
    /// The next entries that are not known to be in the trail.
    func waiting(limit: Int) async throws -> AuditPortion
    /// They are in the trail: they need not be kept.
    func settle(_ portion: AuditPortion) async throws
}
