/// What a JSON text may cost. Every limit is checked before the memory is spent.
public struct JSONLimits: Sendable, Hashable {
    /// Levels of arrays and objects; never more than 1,000, whatever is asked for, because reading them takes stack.
    public var maxDepth: Int
    /// Bytes of the whole text.
    public var maxBytes: Int
    /// Values of all kinds together; a value of two bytes takes some 30 in memory, an object more than 200.
    public var maxValues: Int
    /// Bytes of one number. Exact arithmetic takes time that grows with the square of the digits.
    public var maxNumberBytes: Int

    public init(
        maxDepth: Int = 128, maxBytes: Int = 64 << 20, maxValues: Int = 8_000_000, maxNumberBytes: Int = 1024
    ) {
        self.maxDepth = min(maxDepth, 1_000)
        self.maxBytes = maxBytes
        self.maxValues = maxValues
        self.maxNumberBytes = maxNumberBytes
    }

    /// 128 levels, 64 MiB, 8 million values, numbers of 1,024 bytes.
    public static let `default` = JSONLimits()
}

/// A strict reader of JSON (RFC 8259): the grammar and nothing more, whole UTF-8, no key twice.
public enum JSONParser {
    /// Reads one JSON value that makes up all of `utf8`.
    ///
    /// Takes time linear in the length of the text, whatever it holds.
    /// - Throws: `LunaError`: `json.invalid` for a text that is not JSON, has invalid UTF-8, half a surrogate pair or a
    ///   key twice; `json.ambiguous_keys` for two keys of an object that differ only in their Unicode form;
    ///   `json.too_large` and `json.too_deep` beyond `limits`. The details hold `offset` (bytes from 0), `line` and
    ///   `column` (from 1, columns in code points).
    public static func parse(_ utf8: some Collection<UInt8>, limits: JSONLimits = .default) throws -> JSONValue {
        guard utf8.count <= limits.maxBytes else {
            throw LunaError(
                "json.too_large", .validation,
                "The JSON text has \(utf8.count) bytes; \(limits.maxBytes) are allowed.", details: ["offset": "0"])
        }
        let quick: Result<JSONValue, LunaError>? = utf8.withContiguousStorageIfAvailable { parse($0, limits) }
        return try (quick ?? Array(utf8).withUnsafeBufferPointer { parse($0, limits) }).get()
    }

    /// Reads one JSON value that makes up all of `text`; limits and errors as for bytes.
    public static func parse(_ text: String, limits: JSONLimits = .default) throws -> JSONValue {
        try parse(text.utf8, limits: limits)
    }

    private static func parse(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits) -> Result<JSONValue, LunaError>
    {
        var reader = JSONReader(bytes: bytes, limits: limits)
        do throws(JSONReader.Failure) {
            return .success(try reader.document())
        } catch {
            return .failure(describe(error, in: bytes))
        }
    }

    private static func describe(_ failure: JSONReader.Failure, in bytes: UnsafeBufferPointer<UInt8>) -> LunaError {
        var line = 1
        var column = 1
        for byte in bytes.prefix(failure.offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return LunaError(
            failure.code, .validation, "\(failure.message) (line \(line), column \(column))",
            details: ["offset": "\(failure.offset)", "line": "\(line)", "column": "\(column)"])
    }
}
