/// Checks shared by all identifiers that become part of a NATS subject, a path or a header.
public enum IdentifierRules {
    /// The longest identifier, in bytes.
    public static let maximumLength = 128

    /// Whether `text` is 1…128 characters of `A–Z a–z 0–9 _ -`: one NATS subject token, one path segment.
    public static func isToken(_ text: String) -> Bool {
        let bytes = text.utf8
        return !bytes.isEmpty && bytes.count <= maximumLength
            && bytes.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    static func checked(_ text: String, kind: String) throws -> String {
        guard isToken(text) else {
            throw LunaError(
                "identifier.invalid", .validation,
                "'\(text.prefix(64))' is not a valid \(kind): use 1 to \(maximumLength) letters, digits, '_' or '-'.",
                details: ["kind": kind])
        }
        return text
    }
}

/// An identifier that is one safe token; see ``IdentifierRules/isToken(_:)``.
public protocol LunaIdentifier: Sendable, Hashable, Comparable, CustomStringConvertible, Codable {
    /// What a person calls it, used in error messages.
    static var kind: String { get }
    /// The token itself.
    var rawValue: String { get }
    /// For text that is known to be a token, such as a constant or a value read back from our own store.
    init(trusted: String)
}

extension LunaIdentifier {
    /// - Throws: `LunaError` `identifier.invalid` when `text` is not one token.
    public init(_ text: String) throws {
        self.init(trusted: try IdentifierRules.checked(text, kind: Self.kind))
    }
    public var description: String { rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// Owner of projects; the unit of isolation.
public struct TenantID: LunaIdentifier {
    public static let kind = "tenant"
    public let rawValue: String
    public init(trusted: String) { rawValue = trusted }
    /// The tenant of a single-user installation.
    public static let local = TenantID(trusted: "local")
}

/// A group of plans, executions, artifacts and budgets of one tenant.
public struct ProjectID: LunaIdentifier {
    public static let kind = "project"
    public let rawValue: String
    public init(trusted: String) { rawValue = trusted }
}

/// One run of a plan.
public struct ExecutionID: LunaIdentifier {
    public static let kind = "execution"
    public let rawValue: String
    public init(trusted: String) { rawValue = trusted }

    /// A new identifier: sorts by time, cannot be guessed (UUID version 7, RFC 9562, without hyphens).
    public static func next(
        unixMilliseconds: UInt64, random: inout some RandomNumberGenerator
    ) -> ExecutionID {
        let high = (unixMilliseconds << 16) | 0x7000 | UInt64.random(in: 0...0xFFF, using: &random)
        let low = (UInt64.random(in: 0...UInt64.max, using: &random) & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
        return ExecutionID(trusted: hex(high) + hex(low))
    }

    private static func hex(_ value: UInt64) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}

/// One node of an execution's graph. Task names come from plans, so they may hold `.`, which splits NATS tokens:
/// they travel in bodies and headers, never in subjects.
public struct TaskID: Sendable, Hashable, Comparable, CustomStringConvertible, Codable {
    public let rawValue: String
    public init(_ rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
    public static func < (a: TaskID, b: TaskID) -> Bool { a.rawValue < b.rawValue }
}
