import LunaCore

/// A message of the contract (`proto/luna/v1`): a value type with the wire form of Protocol Buffers (proto3).
///
/// Decoding is a trust boundary. Truncated input, invalid UTF-8, a NUL inside a string, a field of the wrong wire type
/// and input beyond ``WireLimits`` are refused; nothing is repaired silently. Fields that this version does not know
/// are ignored and enum values that it does not know are kept, so that newer senders can be understood.
///
/// All operations may be called from any thread.
public protocol WireMessage: Sendable, Hashable {
    /// The message with every field at its default.
    init()

    /// Decodes the wire form.
    ///
    /// - Parameters:
    ///   - bytes: the whole message; no bytes at all is the message with every field at its default.
    ///   - limits: what the input may demand.
    /// - Throws: `LunaError` `message.malformed` when it is not this message, `message.too-large` when it is beyond a
    ///   limit; both name the message and, where possible, the field in `details`.
    init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws

    /// The wire form. The same value gives the same bytes: map entries are written in the order of their keys.
    ///
    /// - Throws: `LunaError` `message.malformed` when a string holds a NUL, `message.too-large` when the result is
    ///   larger than any peer accepts (``WireLimits/maximumBytes`` of ``WireLimits/default``).
    func serialized() throws -> [UInt8]

    /// The name in the contract, such as `luna.v1.WorkItem`.
    static var fullName: String { get }

    /// The JSON form: an object with every field under its name in snake case, whole numbers of any size as numbers, times
    /// as RFC 3339 text (null when unset), bytes as base64 (bytes that hold JSON: embedded, under the name without
    /// `_json`), enum values as lower-case words without prefix, unset messages as null. Of a choice only the member that is
    /// set is there.
    var json: JSONValue { get }

    /// Reads the JSON form. Missing fields and nulls have their defaults.
    /// - Throws: `LunaError` `message.malformed` for wrong types, unknown fields and unknown words; it names the field.
    init(json: JSONValue) throws

    /// The fields of the JSON form, in the order of the contract.
    static var jsonFields: [JSONField] { get }
}

extension WireMessage {
    /// Decodes the wire form; throws as the requirement of the protocol does.
    public init(serialized bytes: [UInt8], limits: WireLimits = .default) throws {
        self = try bytes.withUnsafeBytes { try Self(serialized: $0, limits: limits) }
    }

    /// Decodes the wire form in a part of an array.
    public init(serialized bytes: ArraySlice<UInt8>, limits: WireLimits = .default) throws {
        self = try bytes.withUnsafeBytes { try Self(serialized: $0, limits: limits) }
    }

    /// Decodes the wire form with the default limits. The memory is not used after the call.
    public init(serialized bytes: UnsafeRawBufferPointer) throws {
        try self.init(serialized: bytes, limits: .default)
    }
}

/// What one encoded message may demand of whoever decodes it. Two bytes of input can become hundreds of bytes in
/// memory, so that a limit on the size alone would not protect.
public struct WireLimits: Sendable, Hashable {
    /// Bytes of the whole encoding.
    public var maximumBytes: Int
    /// How deep messages may be nested; the outermost one counts as 1.
    public var maximumDepth: Int
    /// Nested messages, map entries and elements of repeated fields, in the whole message.
    public var maximumElements: Int
    /// Occurrences of fields in the whole message, known or not.
    public var maximumFields: Int

    /// 8 MiB, 32 levels, 250,000 elements, 1,000,000 fields unless given.
    public init(
        maximumBytes: Int = 8 << 20, maximumDepth: Int = 32,
        maximumElements: Int = 250_000, maximumFields: Int = 1_000_000
    ) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumElements = maximumElements
        self.maximumFields = maximumFields
    }

    /// What every service uses.
    public static let `default` = WireLimits()
}

/// An enumeration of the contract. Open: a value from a newer contract is kept as `unrecognized` and written unchanged.
public protocol WireEnum: Sendable, Hashable, CaseIterable, RawRepresentable, CustomStringConvertible
where RawValue == Int32 {
    /// The case for a number of the contract, or `unrecognized`.
    init(rawValue: Int32)

    /// The name in the contract without the enum's prefix, in lower snake case: `timed_out`. Nil when unrecognized.
    var name: String? { get }
}

extension WireEnum {
    /// The name, or the number when there is no name.
    public var description: String { name ?? String(rawValue) }

    /// The case with that name in lower snake case, or nil.
    public init?(name: String) {
        guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = match
    }
}
