import LunaCore

/// Parameters in the form libpq sends them: one arena of bytes, and where each value lies in it.
///
/// Formats as in PostgreSQL's `*_send` and `*_recv` functions: big-endian numbers, arrays as a header and length-prefixed elements.
struct EncodedParameters: Sendable {
    private(set) var arena: [UInt8] = []
    /// Where each value begins; -1 for NULL.
    private(set) var offsets: [Int] = []
    private(set) var lengths: [Int32] = []
    private(set) var formats: [Int32] = []
    /// 0 lets the server infer it.
    private(set) var types: [UInt32] = []

    static let maximumCount = 65_535
    /// A value has to fit into 1 GB on the server; the message as a whole too.
    static let maximumBytes = 1_000_000_000

    /// - Throws: `LunaError` `store.invalid` for a NUL in text, too many parameters or too many bytes.
    init(_ values: [SQLValue]) throws {
        if values.isEmpty { return }
        guard values.count <= Self.maximumCount else {
            throw LunaError(
                "store.invalid", .validation,
                "A statement takes at most \(Self.maximumCount) parameters, not \(values.count); pass arrays and use unnest."
            )
        }
        offsets.reserveCapacity(values.count)
        lengths.reserveCapacity(values.count)
        formats.reserveCapacity(values.count)
        types.reserveCapacity(values.count)
        arena.reserveCapacity(values.count * 24)
        for (index, value) in values.enumerated() {
            try append(value, index)
            guard arena.count <= Self.maximumBytes else {
                throw LunaError(
                    "store.invalid", .validation, "The parameters are larger than 1 GB; store the value in pieces.",
                    details: ["parameter": "\(index + 1)"])
            }
        }
    }

    func isNull(_ index: Int) -> Bool { offsets[index] < 0 }
    var count: Int { offsets.count }

    /// Calls `body` with the pointers libpq wants. They are valid during the call only.
    func withPointers<R>(
        _ body: (
            _ count: Int32, _ values: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int32>?,
            _ formats: UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        if offsets.isEmpty { return body(0, nil, nil, nil) }
        return arena.withUnsafeBytes { raw in
            // An arena without bytes has no address, yet an empty value needs one to differ from NULL.
            var placeholder: CChar = 0
            return withUnsafePointer(to: &placeholder) { placeholder in
                let base = raw.baseAddress?.assumingMemoryBound(to: CChar.self) ?? placeholder
                let values = offsets.map { $0 < 0 ? nil : Optional(base + $0) }
                return values.withUnsafeBufferPointer { values in
                    lengths.withUnsafeBufferPointer { lengths in
                        formats.withUnsafeBufferPointer { formats in
                            body(Int32(offsets.count), values.baseAddress, lengths.baseAddress, formats.baseAddress)
                        }
                    }
                }
            }
        }
    }

    private mutating func append(_ value: SQLValue, _ index: Int) throws {
        switch value {
        case .null:
            offsets.append(-1)
            lengths.append(0)
            formats.append(0)
            types.append(0)
        case .text(let text): try appendText(text, type: 0, index)
        case .json(let text): try appendText(text, type: PostgresType.jsonb, index)
        case .int(let number): binary(PostgresType.int8) { $0.bigEndian(number) }
        case .double(let number): binary(PostgresType.float8) { $0.bigEndian(number.bitPattern) }
        case .bool(let flag): binary(PostgresType.bool) { $0.append(flag ? 1 : 0) }
        case .bytes(let bytes): binary(PostgresType.bytea) { $0.append(contentsOf: bytes) }
        case .timestamp(let nanoseconds):
            binary(PostgresType.timestamptz) { $0.bigEndian(Self.postgresMicroseconds(nanoseconds)) }
        case .textArray(let items):
            try items.forEach { try Self.checkText($0, index) }
            binary(PostgresType.textArray) { $0.array(of: PostgresType.text, items) { $0.append(contentsOf: $1.utf8) } }
        case .optionalTextArray(let items):
            try items.forEach { if let text = $0 { try Self.checkText(text, index) } }
            binary(PostgresType.textArray) {
                $0.optionals(of: PostgresType.text, items) { $0.append(contentsOf: $1.utf8) }
            }
        case .intArray(let items):
            binary(PostgresType.int8Array) { $0.array(of: PostgresType.int8, items) { $0.bigEndian($1) } }
        case .optionalIntArray(let items):
            binary(PostgresType.int8Array) { $0.optionals(of: PostgresType.int8, items) { $0.bigEndian($1) } }
        case .bytesArray(let items):
            binary(PostgresType.byteaArray) { $0.array(of: PostgresType.bytea, items) { $0.append(contentsOf: $1) } }
        case .optionalBytesArray(let items):
            binary(PostgresType.byteaArray) {
                $0.optionals(of: PostgresType.bytea, items) { $0.append(contentsOf: $1) }
            }
        case .doubleArray(let items):
            binary(PostgresType.float8Array) {
                $0.array(of: PostgresType.float8, items) { $0.bigEndian($1.bitPattern) }
            }
        case .boolArray(let items):
            binary(PostgresType.boolArray) { $0.array(of: PostgresType.bool, items) { $0.append($1 ? 1 : 0) } }
        case .timestampArray(let items):
            binary(PostgresType.timestamptzArray) {
                $0.array(of: PostgresType.timestamptz, items) { $0.bigEndian(Self.postgresMicroseconds($1)) }
            }
        }
    }

    private mutating func binary(_ type: UInt32, _ write: (inout [UInt8]) -> Void) {
        let start = arena.count
        write(&arena)
        offsets.append(start)
        lengths.append(Int32(clamping: arena.count - start))
        formats.append(1)
        types.append(type)
    }

    private mutating func appendText(_ text: String, type: UInt32, _ index: Int) throws {
        try Self.checkText(text, index)
        let start = arena.count
        arena.append(contentsOf: text.utf8)
        offsets.append(start)
        lengths.append(Int32(clamping: arena.count - start))
        formats.append(0)
        types.append(type)
        arena.append(0)
    }

    private static func checkText(_ text: String, _ index: Int) throws {
        guard !text.utf8.contains(0) else {
            throw LunaError(
                "store.invalid", .validation,
                "Parameter \(index + 1) is text with a NUL character, which PostgreSQL's text cannot hold; remove it or store bytes.",
                details: ["parameter": "\(index + 1)"])
        }
    }

    /// From nanoseconds since 1970, rounded down.
    static func postgresMicroseconds(_ nanoseconds: Int64) -> Int64 {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1000)
        return (remainder < 0 ? quotient - 1 : quotient) - PostgresType.epochOffset
    }
}

extension [UInt8] {
    fileprivate mutating func bigEndian(_ value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func array<Item>(of type: UInt32, _ items: [Item], _ write: (inout [UInt8], Item) -> Void) {
        arrayHeader(type, count: items.count, hasNulls: false)
        for item in items { element { write(&$0, item) } }
    }

    fileprivate mutating func optionals<Item>(of type: UInt32, _ items: [Item?], _ write: (inout [UInt8], Item) -> Void)
    {
        arrayHeader(type, count: items.count, hasNulls: items.contains { $0 == nil })
        for item in items {
            if let item { element { write(&$0, item) } } else { bigEndian(Int32(-1)) }
        }
    }

    private mutating func arrayHeader(_ type: UInt32, count: Int, hasNulls: Bool) {
        bigEndian(Int32(count == 0 ? 0 : 1))
        bigEndian(Int32(hasNulls ? 1 : 0))
        bigEndian(type)
        if count > 0 {
            bigEndian(Int32(clamping: count))
            bigEndian(Int32(1))
        }
    }

    private mutating func element(_ write: (inout [UInt8]) -> Void) {
        let start = count
        bigEndian(Int32(0))
        write(&self)
        let length = UInt32(truncatingIfNeeded: count - start - 4)
        self[start] = UInt8(truncatingIfNeeded: length >> 24)
        self[start + 1] = UInt8(truncatingIfNeeded: length >> 16)
        self[start + 2] = UInt8(truncatingIfNeeded: length >> 8)
        self[start + 3] = UInt8(truncatingIfNeeded: length)
    }
}
