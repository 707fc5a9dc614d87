/// Where text goes.
public enum PrivacyDestination: String, Sendable, Hashable, CaseIterable, Codable {
    /// A model that runs on the premises.
    case local
    /// A model or service of somebody else.
    case cloud
    /// Logs, spans, events, dead letters.
    case log
    /// Generated files.
    case artifact
}

/// What happens to a find.
public enum PrivacyStrategy: String, Sendable, Hashable, CaseIterable, Codable {
    /// Left as it is.
    case allow
    /// Replaced by a token that can be restored.
    case tokenise
    /// Replaced by its type, `[EMAIL]`; cannot be restored.
    case mask
    /// Taken out; cannot be restored.
    case drop
}

/// What happens to each type on its way to each destination. A value; the defaults are safe.
public struct PrivacyPolicy: Sendable, Hashable {
    private var rules: [PrivacyDestination: [PrivacyType: PrivacyStrategy]] = [:]

    /// Cloud: everything is tokenised. Local: secrets are tokenised, personal data stays. Log: everything is masked.
    /// Artifact: secrets are masked, personal data stays.
    public static let `default` = PrivacyPolicy()

    public init() {}

    public func strategy(for type: PrivacyType, to destination: PrivacyDestination) -> PrivacyStrategy {
        if let own = rules[destination]?[type] { return own }
        switch destination {
        case .cloud: return .tokenise
        case .local: return type.isSecret ? .tokenise : .allow
        case .log: return .mask
        case .artifact: return type.isSecret ? .mask : .allow
        }
    }

    public mutating func set(_ strategy: PrivacyStrategy, for type: PrivacyType, to destination: PrivacyDestination) {
        rules[destination, default: [:]][type] = strategy
    }

    /// The same policy with one rule more.
    public func setting(
        _ strategy: PrivacyStrategy, for type: PrivacyType, to destination: PrivacyDestination
    ) -> PrivacyPolicy {
        var copy = self
        copy.set(strategy, for: type, to: destination)
        return copy
    }
}
