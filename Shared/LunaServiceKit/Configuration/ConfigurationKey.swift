/// One setting, declared once: this drives reading, validation, `--help`, the redacted dump and the documentation.
///
/// A key named `http.port` is the flag `--http-port`, the environment variable `LUNA_HTTP_PORT` (and any further names
/// given), and the member `port` of the object `http` in the configuration file.
public struct ConfigurationKey: Sendable, Hashable {
    /// What values a key accepts. A value is always written as text; the kind says how to read it.
    public enum Kind: Sendable, Hashable {
        /// Any text.
        case text
        /// One identifier token (letters, digits, `_`, `-`; at most 128), because it becomes part of a bus subject.
        case token
        /// A whole number within the range.
        case integer(ClosedRange<Int>)
        /// A decimal number within the range.
        case number(ClosedRange<Double>)
        /// `true` or `false` (also `yes`/`no`, `on`/`off`, `1`/`0`).
        case flag
        /// A length of time with its unit: `250ms`, `30s`, `5m`, `2h`, `7d`.
        case duration(ClosedRange<Duration>)
        /// One of the words.
        case choice([String])
        /// One URL with one of the schemes.
        case url([String])
        /// URLs with one of the schemes, separated by commas.
        case urls([String])
        /// Words separated by commas.
        case list
        /// A file or directory.
        case path
    }

    /// Dotted, lower-case: `http.port`.
    public let name: String
    /// Environment variables in the order they are asked; the first is `LUNA_` and the name in capitals.
    public let environment: [String]
    /// What values it accepts.
    public let kind: Kind
    /// The value when nobody sets one, written as a user would write it; `nil` means unset.
    public let defaultValue: String?
    /// One or two sentences for a person.
    public let summary: String
    /// Whether the value may not be shown. A secret is also read from the file that `<VARIABLE>_FILE` names, and is
    /// refused as a flag (other users of the machine can read command lines).
    public let isSecret: Bool
    /// Whether starting without it makes no sense.
    public let isRequired: Bool

    /// - Parameters:
    ///   - name: dotted, lower-case, unique within a service.
    ///   - kind: what values it accepts.
    ///   - defaultValue: written as a user would write it.
    ///   - alsoFrom: conventional environment variables asked after our own, such as `NATS_URL`.
    ///   - isSecret: whether the value may not be shown.
    ///   - isRequired: whether a missing value is an error.
    ///   - summary: one or two sentences for a person.
    public init(
        _ name: String, _ kind: Kind, default defaultValue: String? = nil, alsoFrom: [String] = [],
        isSecret: Bool = false, isRequired: Bool = false, _ summary: String
    ) {
        self.name = name
        self.environment = [Self.environmentName(name)] + alsoFrom
        self.kind = kind
        self.defaultValue = defaultValue
        self.summary = summary
        self.isSecret = isSecret
        self.isRequired = isRequired
    }

    /// The command-line flag, with its dashes: `--http-port`.
    public var flag: String { "--" + name.map { $0 == "." ? "-" : String($0) }.joined() }

    /// Whether the variable `<name>_FILE` is read as well.
    public var acceptsFile: Bool { isSecret }

    static func environmentName(_ name: String) -> String {
        "LUNA_" + name.map { $0 == "." || $0 == "-" ? "_" : String($0).uppercased() }.joined()
    }
}

extension ConfigurationKey.Kind {
    /// For a person: what to write.
    public var explanation: String {
        switch self {
        case .text: "text"
        case .token: "identifier (letters, digits, `_`, `-`)"
        case .integer(let range): "whole number, \(range.lowerBound) to \(range.upperBound)"
        case .number(let range): "number, \(range.lowerBound) to \(range.upperBound)"
        case .flag: "true or false"
        case .duration(let range):
            "duration, \(DurationText.write(range.lowerBound)) to \(DurationText.write(range.upperBound))"
        case .choice(let words): "one of " + words.joined(separator: ", ")
        case .url(let schemes): "URL (" + schemes.map { $0 + "://" }.joined(separator: ", ") + ")"
        case .urls(let schemes): "URLs (" + schemes.map { $0 + "://" }.joined(separator: ", ") + "), comma-separated"
        case .list: "words, comma-separated"
        case .path: "path"
        }
    }

    /// The placeholder in `--help`.
    var placeholder: String {
        switch self {
        case .text, .token: "TEXT"
        case .integer, .number: "N"
        case .flag: "true|false"
        case .duration: "DURATION"
        case .choice(let words): words.joined(separator: "|")
        case .url: "URL"
        case .urls: "URL,…"
        case .list: "A,B,…"
        case .path: "PATH"
        }
    }
}
