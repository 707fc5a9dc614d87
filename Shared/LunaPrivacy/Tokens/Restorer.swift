import LunaCore

/// Puts values back in the place of tokens, exactly, or fails. Safe on any thread.
///
/// Tokens are taken in upper or mixed case too (models make constants of them), and with Markdown's `\_`; the value
/// comes back as it was stored. Whatever begins like a token and is not in the vault, cut short, lengthened or changed
/// ones included, is an error: nothing half restored gets out.
public struct Restorer: Sendable {
    private let vault: TokenVault

    public init(vault: TokenVault) { self.vault = vault }

    /// `text` with its values.
    /// - Parameter now: Unix nanoseconds, against which the vault's expiry is judged.
    /// - Throws: `LunaError` `privacy.unknown_token`.
    public func restore(_ text: String, now: Int64) throws -> String {
        String(decoding: try restore(Array(text.utf8), now: now), as: UTF8.self)
    }

    /// As above for bytes, such as a generated file; bytes that are no token stay as they are, valid UTF-8 or not.
    public func restore(_ bytes: [UInt8], now: Int64) throws -> [UInt8] {
        var stream = StreamingRestorer(vault: vault, now: now)
        return try stream.push(bytes) + stream.finish()
    }

    /// A JSON text with its values, escaped as JSON wants it. Strings that hold JSON themselves (arguments of tool
    /// calls)
    /// are restored by the same rules. What holds no token stays byte for byte.
    /// - Throws: `privacy.unknown_token`, or `json.invalid` when `bytes` is no JSON.
    public func restoreJSON(_ bytes: [UInt8], now: Int64, depth: Int = 8) throws -> [UInt8] {
        _ = try JSONParser.parse(bytes)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == 0x22 else {
                output.append(bytes[index])
                index += 1
                continue
            }
            var end = index + 1
            while end < bytes.count, bytes[end] != 0x22 { end += bytes[end] == 0x5C ? 2 : 1 }
            let literal = Array(bytes[index...min(end, bytes.count - 1)])
            output += try restoredString(literal, now: now, depth: depth)
            index = end + 1
        }
        return output
    }

    private func restoredString(_ literal: [UInt8], now: Int64, depth: Int) throws -> [UInt8] {
        guard let content = try JSONParser.parse(literal).stringValue else { return literal }
        let bytes = Array(content.utf8)
        // Decoded first, so that a token written with \u escapes is seen too.
        if TokenFormat.literals(in: bytes).isEmpty { return literal }
        let first = bytes.first { $0 > 0x20 }
        var restored: [UInt8]
        if depth > 0, first == 0x7B || first == 0x5B, (try? JSONParser.parse(bytes)) != nil {
            restored = try restoreJSON(bytes, now: now, depth: depth - 1)
        } else {
            restored = try restore(bytes, now: now)
        }
        restored = JSONValue.string(String(decoding: restored, as: UTF8.self)).serialized()
        return restored
    }

    /// A restorer for text that comes in pieces.
    public func streaming(now: Int64) -> StreamingRestorer { StreamingRestorer(vault: vault, now: now) }
}

/// Restores text that comes in pieces cut anywhere, between the bytes of a character too. Holds back only what may be
/// the beginning of a token. After an error it stays failed. Not thread-safe: one per stream.
public struct StreamingRestorer: Sendable {
    private let vault: TokenVault
    private let now: Int64
    private var held: [UInt8] = []
    private var failure: LunaError?

    init(vault: TokenVault, now: Int64) {
        self.vault = vault
        self.now = now
    }

    /// How many bytes wait for what comes next; never more than a token is long.
    public var heldBack: Int { held.count }

    /// The restored text so far that is certain.
    /// - Throws: `LunaError` `privacy.unknown_token`; nothing of the piece is given then.
    public mutating func push(_ piece: [UInt8]) throws -> [UInt8] { try step(piece, final: false) }

    /// The rest.
    /// - Throws: as `push`.
    public mutating func finish() throws -> [UInt8] { try step([], final: true) }

    private mutating func step(_ piece: [UInt8], final: Bool) throws -> [UInt8] {
        if let failure { throw failure }
        let bytes = held.isEmpty ? piece : held + piece
        held = []
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var copied = 0
        var index = 0
        while index < bytes.count {
            guard bytes[index] | 0x20 == 0x6C else {
                index += 1
                continue
            }
            switch TokenFormat.match(bytes, at: index, final: final) {
            case .none: index += 1
            case .partial:
                output += bytes[copied..<index]
                held = Array(bytes[index...])
                return output
            case .token(let end, let name):
                guard let value = vault.value(of: name, now: now) else {
                    let error = LunaError(
                        "privacy.unknown_token", .validation,
                        "A privacy token in the text is unknown, was changed, was erased or has expired, so "
                            + "nothing was restored. "
                            + "Run the request again; do not edit tokens by hand.",
                        details: ["offset": String(index)])
                    failure = error
                    throw error
                }
                output += bytes[copied..<index]
                output += Array(value.utf8)
                copied = end
                index = end
            }
        }
        output += bytes[copied...]
        return output
    }
}
