import LunaCore

/// Names a column of a ``Row``: a `String` (its name) or an `Int` (its place, from 0).
public protocol ColumnKey: Sendable {
    /// The place of the column among `columns`; `nil` when there is none.
    func place(in columns: [String]) -> Int?
    /// For messages.
    var columnLabel: String { get }
}
extension String: ColumnKey {
    public func place(in columns: [String]) -> Int? { columns.firstIndex(of: self) }
    public var columnLabel: String { "'\(self)'" }
}
extension Int: ColumnKey {
    public func place(in columns: [String]) -> Int? { columns.indices.contains(self) ? self : nil }
    public var columnLabel: String { "\(self)" }
}

/// One row of an answer. Values are decoded when asked for; a value of the wrong kind, or NULL where a value is asked for,
/// throws `LunaError` `store.column`.
///
/// Types that have no reader here (interval, inet, ranges …) are read as text after a cast in SQL: `column::text`.
public struct Row: Sendable {
    let source: ResultSet
    let index: Int

    /// The names of the columns, in order.
    public var columns: [String] { source.columns }

    /// Whether the value is NULL.
    public func isNull(_ column: some ColumnKey) throws -> Bool { try value(column).bytes == nil }

    /// Text, and the text form of numbers, booleans, uuid and JSON.
    public func text(_ column: some ColumnKey) throws -> String { try present(column, "text", ValueDecoder.text) }
    /// ``text(_:)``, `nil` for NULL.
    public func textIfPresent(_ column: some ColumnKey) throws -> String? {
        try optional(column, "text", ValueDecoder.text)
    }

    /// A whole number: smallint, integer, bigint, and a numeric without fraction (such as `sum(bigint)`).
    public func int(_ column: some ColumnKey) throws -> Int64 {
        try present(column, "a whole number", ValueDecoder.int)
    }
    /// ``int(_:)``, `nil` for NULL.
    public func intIfPresent(_ column: some ColumnKey) throws -> Int64? {
        try optional(column, "a whole number", ValueDecoder.int)
    }

    /// Any number.
    public func double(_ column: some ColumnKey) throws -> Double {
        try present(column, "a number", ValueDecoder.double)
    }
    /// ``double(_:)``, `nil` for NULL.
    public func doubleIfPresent(_ column: some ColumnKey) throws -> Double? {
        try optional(column, "a number", ValueDecoder.double)
    }

    /// A boolean.
    public func bool(_ column: some ColumnKey) throws -> Bool { try present(column, "a boolean", ValueDecoder.bool) }
    /// ``bool(_:)``, `nil` for NULL.
    public func boolIfPresent(_ column: some ColumnKey) throws -> Bool? {
        try optional(column, "a boolean", ValueDecoder.bool)
    }

    /// bytea.
    public func bytes(_ column: some ColumnKey) throws -> [UInt8] { try present(column, "bytea", ValueDecoder.bytes) }
    /// ``bytes(_:)``, `nil` for NULL.
    public func bytesIfPresent(_ column: some ColumnKey) throws -> [UInt8]? {
        try optional(column, "bytea", ValueDecoder.bytes)
    }

    /// timestamptz, or timestamp taken as UTC: nanoseconds since 1970.
    public func timestamp(_ column: some ColumnKey) throws -> Int64 {
        try present(column, "a time", ValueDecoder.timestamp)
    }
    /// ``timestamp(_:)``, `nil` for NULL.
    public func timestampIfPresent(_ column: some ColumnKey) throws -> Int64? {
        try optional(column, "a time", ValueDecoder.timestamp)
    }

    /// One-dimensional `text[]` (also varchar, name) without NULLs.
    public func textArray(_ column: some ColumnKey) throws -> [String] {
        try present(column, "text[]") { type, bytes throws(ValueDecoder.Mismatch) in
            try ValueDecoder.array(type, bytes, ValueDecoder.text)
        }
    }
    /// One-dimensional array of whole numbers without NULLs.
    public func intArray(_ column: some ColumnKey) throws -> [Int64] {
        try present(column, "bigint[]") { type, bytes throws(ValueDecoder.Mismatch) in
            try ValueDecoder.array(type, bytes, ValueDecoder.int)
        }
    }
    /// One-dimensional `bytea[]` without NULLs.
    public func bytesArray(_ column: some ColumnKey) throws -> [[UInt8]] {
        try present(column, "bytea[]") { type, bytes throws(ValueDecoder.Mismatch) in
            try ValueDecoder.array(type, bytes, ValueDecoder.bytes)
        }
    }

    /// Lends the bytes of a bytea, text or JSON value without copying them; `nil` for NULL. They are valid during the call only.
    public func withBytes<R>(_ column: some ColumnKey, _ body: (UnsafeRawBufferPointer?) throws -> R) throws -> R {
        let (_, bytes) = try value(column)
        return try withExtendedLifetime(source) { try body(bytes) }
    }

    private func value(_ column: some ColumnKey) throws -> (type: UInt32, bytes: UnsafeRawBufferPointer?) {
        guard let place = column.place(in: source.columns) else {
            throw LunaError(
                "store.column", .internal,
                "The answer has no column \(column.columnLabel); it has \(source.columns.joined(separator: ", ")).")
        }
        return (source.type(place), source.bytes(index, place))
    }

    private func present<R>(
        _ column: some ColumnKey, _ kind: String,
        _ decode: (UInt32, UnsafeRawBufferPointer) throws(ValueDecoder.Mismatch) -> R
    ) throws -> R {
        guard let result = try optional(column, kind, decode) else {
            throw LunaError(
                "store.column", .internal, "Column \(column.columnLabel) is NULL; read it with the …IfPresent form.")
        }
        return result
    }

    private func optional<R>(
        _ column: some ColumnKey, _ kind: String,
        _ decode: (UInt32, UnsafeRawBufferPointer) throws(ValueDecoder.Mismatch) -> R
    ) throws -> R? {
        let (type, bytes) = try value(column)
        guard let bytes else { return nil }
        do {
            return try withExtendedLifetime(source) { () throws(ValueDecoder.Mismatch) -> R in try decode(type, bytes) }
        } catch {
            throw LunaError(
                "store.column", .internal,
                "Column \(column.columnLabel) (type \(type)) cannot be read as \(kind); cast it in the SQL, for example ::text."
            )
        }
    }
}
