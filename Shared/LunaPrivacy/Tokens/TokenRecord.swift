import LunaCore

/// A token and what it stands for. Never printed.
public struct TokenRecord: Sendable, CustomStringConvertible, CustomReflectable {
    /// The token in its plain form, `luna_email_…`.
    public let token: String
    /// Nil for text of the input that looked like a token itself.
    public let type: PrivacyType?
    /// The value, exactly as it was in the text.
    public let value: String

    /// See the properties.
    public init(token: String, type: PrivacyType?, value: String) {
        self.token = token
        self.type = type
        self.value = value
    }

    public var description: String { "TokenRecord(hidden)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Which tokens a text asks for, so that only those need be fetched before it is restored.
public enum TokenNames {
    /// The plain forms of all tokens, and of what looks like one, in `bytes`.
    public static func inText(_ bytes: [UInt8]) -> Set<String> {
        var names: Set<String> = []
        for literal in TokenFormat.literals(in: bytes) {
            guard case .token(_, let name) = TokenFormat.match(bytes, at: literal.lowerBound, final: true) else {
                continue
            }
            names.insert(name)
        }
        return names
    }

    /// As ``inText(_:)`` for a JSON text, whose strings may write letters as `\u` escapes and hold JSON themselves.
    /// - Throws: `json.invalid` when `bytes` is no JSON.
    public static func inJSON(_ bytes: [UInt8]) throws -> Set<String> {
        var names = inText(bytes)
        collect(try JSONParser.parse(bytes), depth: 8, &names)
        return names
    }

    private static func collect(_ value: JSONValue, depth: Int, _ names: inout Set<String>) {
        switch value {
        case .string(let text):
            let bytes = Array(text.utf8)
            names.formUnion(inText(bytes))
            guard depth > 0, text.contains("\\u"), let nested = try? JSONParser.parse(bytes) else { return }
            collect(nested, depth: depth - 1, &names)
        case .array(let items):
            for item in items { collect(item, depth: depth, &names) }
        case .object(let members):
            for (key, item) in members {
                names.formUnion(inText(Array(key.utf8)))
                collect(item, depth: depth, &names)
            }
        default: return
        }
    }
}
