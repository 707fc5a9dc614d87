/// A parameter of a statement (`$1`, `$2` …).
///
/// Numbers, booleans, bytes, times and arrays are sent in binary with their type; text is sent untyped, so the
/// server takes it for whatever the place needs (text, uuid, numeric, an enumeration …). Where an `integer` is needed rather than
/// a `bigint`, such as an argument of a function, write `$1::int`.
public enum SQLValue: Sendable, Hashable {
    case null
    /// Without NUL characters, which PostgreSQL's text cannot hold.
    case text(String)
    /// `bigint`.
    case int(Int64)
    /// `double precision`.
    case double(Double)
    /// `boolean`.
    case bool(Bool)
    /// `bytea`.
    case bytes([UInt8])
    /// `jsonb`, as JSON text.
    case json(String)
    /// `timestamptz`, in nanoseconds since 1970 UTC; PostgreSQL keeps whole microseconds (rounded down).
    case timestamp(Int64)
    /// `text[]`.
    case textArray([String])
    /// `bigint[]`.
    case intArray([Int64])
    /// `bytea[]`.
    case bytesArray([[UInt8]])
    /// `text[]` with NULLs.
    case optionalTextArray([String?])
    /// `bigint[]` with NULLs.
    case optionalIntArray([Int64?])
    /// `bytea[]` with NULLs.
    case optionalBytesArray([[UInt8]?])
    /// `double precision[]`.
    case doubleArray([Double])
    /// `boolean[]`.
    case boolArray([Bool])
    /// `timestamptz[]`, in nanoseconds since 1970 UTC.
    case timestampArray([Int64])

    /// `.text`, or `.null` for `nil`.
    public static func text(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
    /// `.int`, or `.null` for `nil`.
    public static func int(_ value: Int64?) -> SQLValue { value.map { .int($0) } ?? .null }
    /// `.int` from an `Int`.
    public static func int(_ value: Int) -> SQLValue { .int(Int64(value)) }
    /// `.double`, or `.null` for `nil`.
    public static func double(_ value: Double?) -> SQLValue { value.map { .double($0) } ?? .null }
    /// `.bytes`, or `.null` for `nil`.
    public static func bytes(_ value: [UInt8]?) -> SQLValue { value.map { .bytes($0) } ?? .null }
    /// `.timestamp`, or `.null` for `nil`.
    public static func timestamp(_ value: Int64?) -> SQLValue { value.map { .timestamp($0) } ?? .null }
    /// `.json`, or `.null` for `nil`.
    public static func json(_ value: String?) -> SQLValue { value.map { .json($0) } ?? .null }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .int(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(nilLiteral: ()) { self = .null }
}

/// A statement with its parameters, for a pipeline.
public struct SQLStatement: Sendable, Hashable {
    /// One statement, with `$1`, `$2` … for the parameters.
    public var sql: String
    public var parameters: [SQLValue]

    /// - Parameters:
    ///   - sql: one statement, with `$1`, `$2` … for the parameters.
    ///   - parameters: the values, in order.
    public init(_ sql: String, _ parameters: [SQLValue] = []) {
        self.sql = sql
        self.parameters = parameters
    }
}
