import Crypto
import LunaCore

/// Text that has been through a `Tokeniser`, here or at the security service (`PrivacyClient`). Nothing else makes one, so
/// whatever takes only a `Tokenised` cannot be given clear text by mistake.
public struct Tokenised: Sendable, Hashable {
    /// The text with tokens in it.
    public let text: String
    /// The scope in which it can be restored.
    public let scope: PrivacyScope
    /// How it was treated.
    public let destination: PrivacyDestination
    /// How many of each type were found and not left as they are.
    public let counts: [PrivacyType: Int]

    /// For `Tokeniser` and for `PrivacyClient`, which has it done by the security service; `make lint` refuses any other use.
    package init(text: String, scope: PrivacyScope, destination: PrivacyDestination, counts: [PrivacyType: Int]) {
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
        let pieces = pieces(scanner.scan(bytes), bytes, destination)
        guard !pieces.isEmpty else {
            return Tokenised(text: text, scope: vault.scope, destination: destination, counts: [:])
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + pieces.count * 24)
        var counts: [PrivacyType: Int] = [:]
        var copied = 0
        var afterToken = false
        func keep(_ range: Range<Int>) {
            guard let first = range.first else { return }
            // Only where something was dropped in between can letters follow a token; they must not lengthen it.
            if afterToken, Byte.isAlnum(bytes[first]) { output.append(0x20) }
            output += bytes[range]
            afterToken = false
        }
        for piece in pieces {
            keep(copied..<piece.start)
            copied = piece.end
            switch piece.strategy {
            case .allow, .tokenise:
                if afterToken { output.append(0x20) }
                output += Array(token(bytes[piece.start..<piece.end], piece.type, subject).utf8)
                afterToken = true
            case .mask:
                output += Array("[\(piece.type?.rawValue ?? "")]".utf8)
                afterToken = false
            case .drop: break
            }
            if let type = piece.type { counts[type, default: 0] += 1 }
        }
        keep(copied..<bytes.count)
        output = guarded(output)
        return Tokenised(
            text: String(decoding: output, as: UTF8.self), scope: vault.scope, destination: destination, counts: counts)
    }

    private struct Piece {
        var start: Int
        var end: Int
        var type: PrivacyType?
        var strategy: PrivacyStrategy
    }

    /// The parts to be replaced, in order and apart: finds that the policy does not leave alone, and token-like
    /// literals.
    /// Parts that touch become one, treated as strictly as the strictest of them, because two tokens side by side could
    /// not be told from a lengthened one.
    private func pieces(_ spans: [PrivacySpan], _ bytes: [UInt8], _ destination: PrivacyDestination) -> [Piece] {
        var all: [Piece] = []
        for span in spans {
            let strategy = policy.strategy(for: span.type, to: destination)
            if strategy == .allow { continue }
            all.append(Piece(start: span.start, end: span.end, type: span.type, strategy: strategy))
        }
        for literal in TokenFormat.literals(in: bytes) {
            all.append(Piece(start: literal.lowerBound, end: literal.upperBound, type: nil, strategy: .tokenise))
        }
        all.sort { $0.start != $1.start ? $0.start < $1.start : $0.end > $1.end }
        var merged: [Piece] = []
        for piece in all {
            var piece = piece
            if let last = merged.last, piece.start <= last.end {
                merged.removeLast()
                piece.start = last.start
                piece.end = max(last.end, piece.end)
                piece.type = last.type ?? piece.type
                if Self.strictness(last.strategy) > Self.strictness(piece.strategy) { piece.strategy = last.strategy }
            }
            while piece.strategy == .tokenise, piece.end < bytes.count, Byte.isAlnum(bytes[piece.end]) {
                piece.end += 1
            }
            merged.append(piece)
        }
        return merged
    }

    private static func strictness(_ strategy: PrivacyStrategy) -> Int {
        switch strategy {
        case .allow: 0
        case .tokenise: 1
        case .mask: 2
        case .drop: 3
        }
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
