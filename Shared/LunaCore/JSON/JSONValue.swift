/// Any JSON value (RFC 8259).
///
/// Strings and keys are compared code point by code point, as JSON wants it, and not by Unicode equivalence as Swift's
/// `String` does: `"é"` as one and as two code points are two values. The dictionary of an object cannot hold two keys
/// that Swift takes for equal; the parser refuses such an object (`json.ambiguous_keys`) instead of losing one of them.
public enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])
}

extension JSONValue {
    /// The member `key` of an object, found by its exact code points; nil for other values and missing keys.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.exact(key)
    }

    /// The element `index` of an array; nil for other values and places outside.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    public var isNull: Bool {
        if case .null = self { return true }
        return false
    }
    public var boolValue: Bool? {
        if case .bool(let value) = self { return value }
        return nil
    }
    /// The value of a number without fraction that fits 64 bits.
    public var intValue: Int64? {
        if case .number(let value) = self { return value.int64 }
        return nil
    }
    public var doubleValue: Double? {
        if case .number(let value) = self { return value.double }
        return nil
    }
    public var numberValue: JSONNumber? {
        if case .number(let value) = self { return value }
        return nil
    }
    public var stringValue: String? {
        if case .string(let value) = self { return value }
        return nil
    }
    public var arrayValue: [JSONValue]? {
        if case .array(let value) = self { return value }
        return nil
    }
    public var objectValue: [String: JSONValue]? {
        if case .object(let value) = self { return value }
        return nil
    }
}

extension Dictionary where Key == String {
    /// The value whose key has exactly the code points of `key`.
    public func exact(_ key: String) -> Value? {
        guard let index = index(forKey: key), self[index].key.hasSameCodePoints(as: key) else { return nil }
        return self[index].value
    }
}

extension String {
    /// Whether both texts consist of the same code points. `==` is Unicode equivalence and takes more pairs for equal.
    public func hasSameCodePoints(as other: String) -> Bool {
        let same: Bool? = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                left.count == right.count && left.elementsEqual(right)
            } ?? left.elementsEqual(other.utf8)
        }
        return same ?? utf8.elementsEqual(other.utf8)
    }
}

extension JSONValue: Hashable {
    public static func == (a: JSONValue, b: JSONValue) -> Bool {
        switch (a, b) {
        case (.null, .null): return true
        case (.bool(let x), .bool(let y)): return x == y
        case (.number(let x), .number(let y)): return x == y
        case (.string(let x), .string(let y)): return x.hasSameCodePoints(as: y)
        case (.array(let x), .array(let y)): return x == y
        case (.object(let x), .object(let y)):
            guard x.count == y.count else { return false }
            for (key, value) in x {
                guard let other = y.exact(key), other == value else { return false }
            }
            return true
        default: return false
        }
    }

    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): Self.hash(value, into: &hasher)
        case .array(let elements):
            hasher.combine(elements.count)
            for element in elements { element.hash(into: &hasher) }
        case .object(let members):
            // The order of a dictionary is arbitrary, so the hash of the members must not depend on it.
            var sum = members.count
            for (key, value) in members {
                var member = Hasher()
                Self.hash(key, into: &member)
                value.hash(into: &member)
                sum &+= member.finalize()
            }
            hasher.combine(sum)
        }
    }

    /// Bytes, because `String`'s own hash normalises, which takes quadratic time for hostile text.
    private static func hash(_ text: String, into hasher: inout Hasher) {
        let done: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if done == nil { for byte in text.utf8 { hasher.combine(byte) } }
        hasher.combine(UInt8(0xFF))
    }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(nilLiteral: ()) { self = .null }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    public init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }
    public init(stringLiteral value: String) { self = .string(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// Of two equal keys the later counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}

extension JSONValue: CustomStringConvertible {
    /// Compact JSON.
    public var description: String { text(pretty: false) }
}
