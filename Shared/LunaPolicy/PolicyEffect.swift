/// What policy says about something. Ordered: the most restrictive of several counts.
public enum PolicyEffect: String, Sendable, Hashable, Comparable, CaseIterable {
    /// It may happen.
    case allow
    /// It may happen once a person has allowed it.
    case needsHuman = "needs-human"
    /// It may not happen.
    case deny

    public static func < (a: PolicyEffect, b: PolicyEffect) -> Bool { a.level < b.level }

    private var level: Int {
        switch self {
        case .allow: 0
        case .needsHuman: 1
        case .deny: 2
        }
    }
}
