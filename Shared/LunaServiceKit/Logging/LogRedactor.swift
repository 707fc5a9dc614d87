import LunaPrivacy

/// Takes out of a log line what may not be logged. Called for every message and every metadata value, on any thread.
/// Whatever it does, its answer has been through the privacy engine: nothing else makes a `Redacted`.
public protocol LogRedactor: Sendable {
    /// The text of a message.
    func redact(_ message: String) -> Redacted
    /// The text of the metadata value under `key`.
    func redact(_ value: String, key: String) -> Redacted
}

/// What every service uses: credentials are masked by their place, and then everything that the privacy engine finds.
public struct DefaultLogRedactor: LogRedactor {
    /// Holds no state.
    public init() {}

    public func redact(_ message: String) -> Redacted {
        PrivacyRedactor.shared.redacted(CredentialMask.redact(message))
    }

    public func redact(_ value: String, key: String) -> Redacted {
        guard !CredentialMask.isSensitive(key: key) else { return .hidden }
        return PrivacyRedactor.shared.redacted(CredentialMask.redact(value), key: key)
    }
}

/// Masks credentials by their place: in URLs, after the word bearer, and under keys whose names say that they are secret.
/// It prefers masking too much. For what must keep addresses, such as settings that are shown; logs take
/// ``DefaultLogRedactor``.
public enum CredentialMask {
    private static let mask = Array("***".utf8)

    /// `message` without credentials.
    public static func redact(_ message: String) -> String {
        // Nearly every line has neither mark, and must not pay for a copy.
        let bytes = Array(message.utf8)
        let urls = maskURLs(bytes)
        let bearer = maskBearer(urls ?? bytes)
        guard let masked = bearer ?? urls else { return message }
        return String(decoding: masked, as: UTF8.self)
    }

    /// The value under `key` without credentials; hidden when the key holds secrets.
    public static func redact(_ value: String, key: String) -> String {
        isSensitive(key: key) ? "***" : redact(value)
    }

    /// Whether a key of that name holds secrets. Counts such as `prompt_tokens` are not secrets.
    public static func isSensitive(key: String) -> Bool {
        var plain = ""
        for character in key.lowercased() where character.isLetter || character.isNumber { plain.append(character) }
        if plain.hasSuffix("tokens") || plain.hasSuffix("tokencount") { return false }
        return [
            "password", "passwd", "passphrase", "secret", "token", "authorization", "apikey", "credential", "cookie",
            "privatekey",
        ].contains { plain.contains($0) }
    }

    /// Masks `user:password` in `scheme://user:password@host`. The whole part before the `@` goes, because tokens are
    /// put
    /// in place of the user name as well. `nil` when there is nothing to mask.
    private static func maskURLs(_ bytes: [UInt8]) -> [UInt8]? {
        var masked: [UInt8]?
        var copied = 0
        var index = 0
        while index + 3 <= bytes.count {
            guard bytes[index] == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: "/"),
                bytes[index + 2] == UInt8(ascii: "/")
            else {
                index += 1
                continue
            }
            let start = index + 3
            let end = endOfURL(bytes, from: start)
            if let at = credentialsEnd(bytes[start..<end]) {
                var output = masked ?? []
                output += bytes[copied..<start] + mask
                masked = output
                copied = at
            }
            index = max(end, start)
        }
        guard var output = masked else { return nil }
        output += bytes[copied...]
        return output
    }

    /// The index of the `@` that ends the credentials of an URL whose text after `://` is `rest`.
    private static func credentialsEnd(_ rest: ArraySlice<UInt8>) -> Int? {
        let path = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        let authority = rest[..<(path ?? rest.endIndex)]
        if let at = authority.lastIndex(of: UInt8(ascii: "@")) { return at }
        // A password with an unescaped slash ends the authority early; only `host:port` is known to be harmless there.
        guard let colon = authority.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let port = authority[(colon + 1)...]
        let isPort = !port.isEmpty && port.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isPort || authority.first == UInt8(ascii: "[") ? nil : rest.lastIndex(of: UInt8(ascii: "@"))
    }

    private static func endsURL(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "<")
            || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "`")
    }

    /// Where the URL ends: at white space, a quote, or where the next URL of the same run begins (lists, query
    /// parameters).
    private static func endOfURL(_ bytes: [UInt8], from start: Int) -> Int {
        var index = start
        while index < bytes.count, !endsURL(bytes[index]) {
            if index + 2 < bytes.count, bytes[index] == UInt8(ascii: ":"), bytes[index + 1] == UInt8(ascii: "/"),
                bytes[index + 2] == UInt8(ascii: "/")
            {
                let scheme = bytes[start..<index].lastIndex { !isTokenByte($0) || $0 == UInt8(ascii: "=") }
                return scheme.map { $0 + 1 } ?? index
            }
            index += 1
        }
        return index
    }

    /// Masks what follows the word `Bearer` or `Basic` of an HTTP authorization (RFC 9110 §11.4).
    private static func maskBearer(_ bytes: [UInt8]) -> [UInt8]? {
        var masked: [UInt8]?
        var copied = 0
        var index = 0
        while index < bytes.count {
            let length = schemeLength(bytes, at: index)
            guard length > 0 else {
                index += 1
                continue
            }
            let start = index + length
            let end = bytes[start...].firstIndex { !isTokenByte($0) } ?? bytes.count
            // Shorter words are prose: "a bearer of news".
            if end - start >= 8 {
                var output = masked ?? []
                output += bytes[copied..<start] + mask
                masked = output
                copied = end
            }
            index = end
        }
        guard var output = masked else { return nil }
        output += bytes[copied...]
        return output
    }

    private static let schemes = ["bearer ", "basic "].map { Array($0.utf8) }

    private static func schemeLength(_ bytes: [UInt8], at index: Int) -> Int {
        guard bytes[index] | 0x20 == UInt8(ascii: "b") else { return 0 }
        for scheme in schemes where index + scheme.count <= bytes.count {
            if zip(bytes[index..<(index + scheme.count)], scheme).allSatisfy({ $0 | 0x20 == $1 }) {
                return scheme.count
            }
        }
        return 0
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"), UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
