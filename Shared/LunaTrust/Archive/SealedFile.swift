import Crypto
import CryptoExtras
import FoundationEssentials
import LunaCore

/// How a file that leaves the machine is sealed: as a row of pieces, each under AES-256-GCM (NIST SP 800-38D) with a key that is
/// made for this one file. A piece is bound to the file's header, to its place and to whether it is the last one, so that
/// an altered, moved, missing or foreign piece and a cut end are all told (the STREAM construction of Hoang, Reyhanitabar,
/// Rogaway and Vizár, 2015). A value; safe to share.
public struct SealedFile: Sendable {
    /// What opens a file.
    public enum Secret: Sendable {
        /// Words that a person knows; made into a key with scrypt (RFC 7914; N = 2^15, r = 8, p = 1).
        case passphrase(String)
        /// The content of a key file: 32 random bytes at least.
        case key([UInt8])

        var name: String {
            switch self {
            case .passphrase: "passphrase"
            case .key: "key"
            }
        }
    }

    /// Stands at the beginning of the file, readable by everybody: how the key is made, and what the caller added.
    public let header: [UInt8]
    private let key: SymmetricKey
    private let binding: [UInt8]

    /// Bytes that sealing adds to a piece.
    public static let overhead = 16
    private static let shortestKey = 32
    private static let shortestPassphrase = 12

    /// A new file.
    /// - Parameter about: joins the header; nothing secret.
    /// - Throws: `LunaError` `seal.secret_weak` for a passphrase below 12 characters or a key below 32 bytes.
    public init(creating about: [String: JSONValue], secret: Secret) throws {
        let salt = TextForm.random(32)
        let key = try Self.derive(secret, salt)
        let fields: [String: JSONValue] = [
            "secret": .string(secret.name), "salt": .string(TextForm.base64(salt)),
            "check": .string(TextForm.hex(Self.check(key))),
        ]
        let header = JSONValue.object(about.merging(fields) { _, new in new }).serialized()
        self.init(header: header, key: key)
    }

    /// A file that is there.
    /// - Throws: `LunaError` `seal.header_invalid`, `seal.secret_wrong` (which says what kind of secret is wanted).
    public init(opening header: [UInt8], secret: Secret) throws {
        guard let fields = try? JSONParser.parse(header), let kind = fields["secret"]?.stringValue,
            let salt = fields["salt"]?.stringValue.flatMap({ TextForm.bytes(base64: $0) }),
            let check = fields["check"]?.stringValue
        else {
            throw LunaError(
                "seal.header_invalid", .validation, "The file's header cannot be understood: it was altered.")
        }
        guard kind == secret.name else {
            throw LunaError(
                "seal.secret_wrong", .permission, "The file was sealed with a \(kind), not with a \(secret.name).")
        }
        let key = try Self.derive(secret, salt)
        guard TextForm.isSame(Array(TextForm.hex(Self.check(key)).utf8), Array(check.utf8)) else {
            throw LunaError(
                "seal.secret_wrong", .permission, "The \(kind) is not the one that the file was sealed with.")
        }
        self.init(header: header, key: key)
    }

    private init(header: [UInt8], key: SymmetricKey) {
        self.header = header
        self.key = key
        binding = Array(SHA256.hash(data: header))
    }

    /// - Parameters:
    ///   - place: 0, 1, 2 …; each once.
    ///   - isLast: exactly the piece at the end.
    public func seal(_ plain: [UInt8], place: UInt64, isLast: Bool) throws -> [UInt8] {
        let box = try AES.GCM.seal(
            plain, using: key, nonce: try Self.nonce(place), authenticating: bound(place, isLast))
        return Array(box.ciphertext) + Array(box.tag)
    }

    /// - Throws: `LunaError` `seal.broken`.
    public func open(_ sealed: [UInt8], place: UInt64, isLast: Bool) throws -> [UInt8] {
        guard sealed.count >= Self.overhead,
            let box = try? AES.GCM.SealedBox(
                nonce: try Self.nonce(place), ciphertext: sealed.dropLast(Self.overhead),
                tag: sealed.suffix(Self.overhead)),
            let plain = try? AES.GCM.open(box, using: key, authenticating: bound(place, isLast))
        else { throw LunaError("seal.broken", .validation, "Piece \(place) of the file was altered.") }
        return [UInt8](plain)
    }

    private func bound(_ place: UInt64, _ isLast: Bool) -> [UInt8] {
        binding + withUnsafeBytes(of: place.bigEndian) { Array($0) } + [isLast ? 1 : 0]
    }

    // The key is this file's alone, so that counting never gives a nonce twice.
    private static func nonce(_ place: UInt64) throws -> AES.GCM.Nonce {
        try AES.GCM.Nonce(data: [0, 0, 0, 0] + withUnsafeBytes(of: place.bigEndian) { Array($0) })
    }

    private static func derive(_ secret: Secret, _ salt: [UInt8]) throws -> SymmetricKey {
        let root: SymmetricKey
        switch secret {
        case .passphrase(let text):
            guard text.count >= shortestPassphrase else {
                throw LunaError(
                    "seal.secret_weak", .validation, "A passphrase has \(shortestPassphrase) characters at least.")
            }
            root = try KDF.Scrypt.deriveKey(
                from: Array(text.utf8), salt: salt, outputByteCount: 32, rounds: 1 << 15, blockSize: 8, parallelism: 1)
        case .key(let bytes):
            guard bytes.count >= shortestKey else {
                throw LunaError(
                    "seal.secret_weak", .validation,
                    "A key file has \(shortestKey) random bytes at least: head -c 32 /dev/urandom > FILE")
            }
            root = SymmetricKey(data: bytes)
        }
        return HKDF<SHA256>.deriveKey(
            inputKeyMaterial: root, salt: salt, info: Array("luna.sealed-file.1".utf8), outputByteCount: 32)
    }

    private static func check(_ key: SymmetricKey) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array("luna.sealed-file.check".utf8), using: key)).prefix(8).map {
            $0
        }
    }
}
