import Configuration
import LunaCore

/// One thing that is wrong with the settings.
public struct ConfigurationProblem: Sendable, Hashable {
    /// The flag, variable or file entry that is to be mended.
    public let subject: String
    /// What is wrong and what to write instead. Never holds a secret.
    public let message: String
}

/// The settings of one process, complete and checked: command-line flags win over the environment, which wins over the
/// configuration file, which wins over the defaults. A value; safe to share.
public struct ServiceConfiguration: Sendable {
    /// Where a value came from, such as `environment NATS_URL`; keyed by key name.
    public let origins: [String: String]
    /// The same settings for code that takes swift-configuration's reader.
    public let reader: ConfigReader
    /// The declared keys in declaration order.
    public let keys: [ConfigurationKey]

    private let declared: Set<String>

    init(layers: [ConfigurationLayer], keys: [ConfigurationKey], origins: [String: String]) {
        self.keys = keys
        self.origins = origins
        self.declared = Set(keys.map(\.name))
        self.reader = ConfigReader(providers: layers.map(\.provider))
    }

    /// The text of a `text`, `token`, `choice`, `url` or `path` key.
    /// - Throws: `LunaError` `configuration.missing` when it is not set, `configuration.undeclared` when `key` is not
    ///   in the
    ///   service's table, `configuration.mistyped` when it is of another kind (both are faults of the service).
    public func text(_ key: ConfigurationKey) throws -> String {
        try require(textIfSet(key), key)
    }

    /// Like ``text(_:)``, but `nil` when it is not set.
    public func textIfSet(_ key: ConfigurationKey) throws -> String? {
        try value(key) { reader.string(forKey: $0, isSecret: key.isSecret) }
    }

    /// The value of an `integer` key. Throws like ``text(_:)``.
    public func integer(_ key: ConfigurationKey) throws -> Int {
        try require(try value(key) { reader.int(forKey: $0, isSecret: key.isSecret) }, key)
    }

    /// The value of a `number` key. Throws like ``text(_:)``.
    public func number(_ key: ConfigurationKey) throws -> Double {
        try require(try value(key) { reader.double(forKey: $0, isSecret: key.isSecret) }, key)
    }

    /// The value of a `flag` key. Throws like ``text(_:)``.
    public func flag(_ key: ConfigurationKey) throws -> Bool {
        try require(try value(key) { reader.bool(forKey: $0, isSecret: key.isSecret) }, key)
    }

    /// The value of a `duration` key. Throws like ``text(_:)``.
    public func duration(_ key: ConfigurationKey) throws -> Duration {
        try require(DurationText.read(try text(key)), key)
    }

    /// The values of a `list` or `urls` key; empty when it is not set. Throws like ``text(_:)``.
    public func list(_ key: ConfigurationKey) throws -> [String] {
        try value(key) { reader.stringArray(forKey: $0, isSecret: key.isSecret) } ?? []
    }

    /// Whether anybody, the default included, set the key.
    public func isSet(_ key: ConfigurationKey) -> Bool { origins[key.name] != nil }

    private func value<Value>(_ key: ConfigurationKey, _ read: (ConfigKey) -> Value?) throws -> Value? {
        guard declared.contains(key.name) else {
            throw LunaError(
                "configuration.undeclared", .internal,
                "The key '\(key.name)' is not in the service's table of keys; add it there.")
        }
        if let value = read(ConfigKey(key.name)) { return value }
        guard origins[key.name] == nil else {
            throw LunaError(
                "configuration.mistyped", .internal,
                "The key '\(key.name)' is \(key.kind.explanation); read it as such.")
        }
        return nil
    }

    private func require<Value>(_ value: Value?, _ key: ConfigurationKey) throws -> Value {
        guard let value else {
            throw LunaError(
                "configuration.missing", .validation, "Set \(key.environment.joined(separator: " or ")) (\(key.flag)).",
                details: ["key": key.name])
        }
        return value
    }
}

/// The values that one source gives, already checked.
struct ConfigurationLayer: Sendable {
    let name: String
    var values: [String: ConfigContent] = [:]
    var origins: [String: String] = [:]
    var secrets: Set<String> = []

    init(_ name: String) { self.name = name }

    var provider: InMemoryProvider {
        InMemoryProvider(
            name: name,
            values: Dictionary(
                uniqueKeysWithValues: values.map { key, content in
                    (AbsoluteConfigKey(ConfigKey(key)), ConfigValue(content, isSecret: secrets.contains(key)))
                }))
    }

    /// Checks `text` and keeps it, or adds to `problems`.
    mutating func take(
        _ text: String, for key: ConfigurationKey, from origin: String, subject: String,
        problems: inout [ConfigurationProblem]
    ) {
        switch key.read(text) {
        case .success(let content):
            values[key.name] = content
            origins[key.name] = origin
            if key.isSecret { secrets.insert(key.name) }
        case .failure(let invalid):
            problems.append(ConfigurationProblem(subject: subject, message: invalid.reason))
        }
    }
}
