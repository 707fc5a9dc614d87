import Crypto
import LunaCore

/// Text that has been through a `Tokeniser`. Nothing else can make one, so whatever takes only a `Tokenised` cannot be
/// given clear text by mistake.
public struct Tokenised: Sendable, Hashable {
    /// The text with tokens in it.
    public let text: String
    /// The scope in which it can be restored.
    public let scope: PrivacyScope
    /// How it was treated.
    public let destination: PrivacyDestination
    /// How many of each type were found and not left as they are.
    public let counts: [PrivacyType: Int]

    init(text: String, scope: PrivacyScope, destination: PrivacyDestination, counts: [PrivacyType: Int]) {
        self.text = text
        self.scope = scope
        self.destination = destination
        self.counts = counts
    }
}

/// Replaces finds by tokens that only the holder of the vault can turn back. The token is HMAC-SHA-256 of type and
/// value
/// under a key of the tenant and scope: equal values get equal tokens within the scope, nobody can guess a value's
/// token
/// without the key, and no other scope gives the same. Safe on any thread.
public struct Tokeniser: Sendable {
    private let scanner: PrivacyScanner
    private let key: SymmetricKey
    private let policy: PrivacyPolicy
    /// Where the mapping goes.
    public let vault: TokenVault

    /// - Parameters:
    ///   - key: the tenant's key.
    ///   - vault: its scope decides which tokens values get.
    public init(
        key: PrivacyKey, vault: TokenVault, policy: PrivacyPolicy = .default, scanner: PrivacyScanner = PrivacyScanner()
    ) {
        self.key = key.derived("token", vault.scope)
        self.vault = vault
        self.policy = policy
        self.scanner = scanner
    }

    /// `text` on its way to `destination`.
    ///
    /// Text that looks like a token already is tokenised itself (`luna_literal_…`), so it comes back as it was. A find
    /// directly followed by letters or digits takes them along, so that the token's end stays clear.
    /// - Parameter subject: the person the text is about, for `TokenVault.erase(subject:)`.
    public func tokenise(_ text: String, for destination: PrivacyDestination = .cloud, subject: String? = nil)
        -> Tokenised
    {
        let bytes = Array(text.utf8)
        let pieces = Self.pieces(scanner.scan(bytes), TokenFormat.literals(in: bytes), bytes) {
            policy.strategy(for: $0, to: destination)
        }
        guard !pieces.isEmpty else {
            return Tokenised(text: text, scope: vault.scope, destination: destination, counts: [:])
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + pieces.count * 24)
        var counts: [PrivacyType: Int] = [:]
        var copied = 0
        for piece in pieces {
            output += bytes[copied..<piece.start]
            copied = piece.end
            let strategy = piece.type.map { policy.strategy(for: $0, to: destination) } ?? .tokenise
            switch strategy {
            case .allow, .tokenise: output += Array(token(bytes[piece.start..<piece.end], piece.type, subject).utf8)
            case .mask: output += Array("[\(piece.type?.rawValue ?? "")]".utf8)
            case .drop: break
            }
            if let type = piece.type { counts[type, default: 0] += 1 }
        }
        output += bytes[copied...]
        output = guarded(output)
        return Tokenised(
            text: String(decoding: output, as: UTF8.self), scope: vault.scope, destination: destination, counts: counts)
    }

    private struct Piece {
        var start: Int
        var end: Int
        var type: PrivacyType?
    }

    /// The parts to be replaced, in order and apart: finds that the policy does not leave alone, and token-like
    /// literals.
    private static func pieces(
        _ spans: [PrivacySpan], _ literals: [Range<Int>], _ bytes: [UInt8], strategy: (PrivacyType) -> PrivacyStrategy
    ) -> [Piece] {
        var all: [Piece] = []
        for span in spans {
            let chosen = strategy(span.type)
            if chosen == .allow { continue }
            var end = span.end
            while chosen == .tokenise, end < bytes.count, Byte.isAlnum(bytes[end]) { end += 1 }
            all.append(Piece(start: span.start, end: end, type: span.type))
        }
        for literal in literals { all.append(Piece(start: literal.lowerBound, end: literal.upperBound, type: nil)) }
        all.sort { $0.start != $1.start ? $0.start < $1.start : $0.end > $1.end }
        var merged: [Piece] = []
        for piece in all {
            if let last = merged.last, piece.start < last.end {
                merged[merged.count - 1].end = max(last.end, piece.end)
                if last.type == nil { merged[merged.count - 1].type = piece.type }
            } else {
                merged.append(piece)
            }
        }
        // Merging may have moved an end to a place where letters follow.
        for index in merged.indices {
            let limit = index + 1 < merged.count ? merged[index + 1].start : bytes.count
            while merged[index].end < limit, Byte.isAlnum(bytes[merged[index].end]) { merged[index].end += 1 }
        }
        return merged
    }

    /// Taking parts out may have joined others to something like a token; that becomes a literal.
    private func guarded(_ output: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        for literal in TokenFormat.literals(in: output) {
            guard case .token(let end, let name) = TokenFormat.match(output, at: literal.lowerBound, final: true) else {
                continue
            }
            if end == literal.upperBound, vault.value(of: name, now: .min) != nil { continue }
            result += output[copied..<literal.lowerBound]
            result += Array(token(output[literal], nil, nil).utf8)
            copied = literal.upperBound
        }
        if copied == 0 { return output }
        return result + output[copied...]
    }

    private func token(_ value: ArraySlice<UInt8>, _ type: PrivacyType?, _ subject: String?) -> String {
        var message = Array((type?.rawValue ?? "").utf8)
        message.append(0)
        message += value
        let code = HMAC<SHA256>.authenticationCode(for: message, using: key)
        var body: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in code {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5, body.count < TokenFormat.bodyLength {
                count -= 5
                body.append(TokenFormat.alphabet[Int(bits >> UInt32(count)) & 31])
            }
            if body.count == TokenFormat.bodyLength { break }
        }
        let name = "luna_\(type?.tokenWord ?? TokenFormat.literalWord)_" + String(decoding: body, as: UTF8.self)
        vault.store(name, String(decoding: value, as: UTF8.self), type: type, subject: subject)
        return name
    }
}
