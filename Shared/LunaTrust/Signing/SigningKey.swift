import Crypto
import CryptoExtras
import FoundationEssentials
import LunaCore

/// A private key that signs.
public struct SigningKey: Sendable {
    private enum Material: Sendable {
        case ed25519(Curve25519.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
    }

    private let material: Material
    /// The key that checks its signatures.
    public let verifyingKey: VerifyingKey

    /// A new key.
    /// - Throws: `LunaError` `signature.key` when the system cannot make one.
    public init(_ algorithm: SignatureAlgorithm) throws {
        do {
            switch algorithm {
            case .ed25519: try self.init(.ed25519(Curve25519.Signing.PrivateKey()))
            case .rsaPSS: try self.init(.rsa(_RSA.Signing.PrivateKey(keySize: .bits3072)))
            }
        } catch {
            throw LunaError("signature.key", .internal, "No key could be made: \(error)")
        }
    }

    /// Reads a key: PEM for RSA (PKCS#1 or PKCS#8), or `ed25519:` and base64url of the 32 bytes.
    /// - Throws: `LunaError` `signature.key`; its message does not hold the key.
    public init(text: String) throws {
        let refused = LunaError(
            "signature.key", .validation,
            "This is no private key: give 'ed25519:' with 32 bytes in base64url, or an RSA key of at least 2048 bits as PEM."
        )
        if let encoded = Self.after("ed25519:", text) {
            guard let bytes = TextForm.bytes(base64url: encoded),
                let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes)
            else { throw refused }
            try self.init(.ed25519(key))
        } else {
            guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: text), key.keySizeInBits >= 2048 else {
                throw refused
            }
            try self.init(.rsa(key))
        }
    }

    private init(_ material: Material) throws {
        self.material = material
        switch material {
        case .ed25519(let key):
            verifyingKey = try VerifyingKey(
                text: "ed25519:" + TextForm.base64url(Array(key.publicKey.rawRepresentation)))
        case .rsa(let key): verifyingKey = try VerifyingKey(text: key.publicKey.pemRepresentation)
        }
    }

    /// The private key as ``init(text:)`` reads it. Keep it secret.
    public var text: String {
        switch material {
        case .ed25519(let key): "ed25519:" + TextForm.base64url(Array(key.rawRepresentation))
        case .rsa(let key): key.pemRepresentation
        }
    }

    /// - Throws: `LunaError` `signature.failed` when the system cannot sign.
    public func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        do {
            switch material {
            case .ed25519(let key): return Array(try key.signature(for: bytes))
            case .rsa(let key):
                return Array(try key.signature(for: SHA256.hash(data: bytes), padding: .PSS).rawRepresentation)
            }
        } catch {
            throw LunaError("signature.failed", .internal, "Signing failed: \(error)")
        }
    }

    static func after(_ prefix: String, _ text: String) -> String? {
        guard text.hasPrefix(prefix) else { return nil }
        var rest = text.dropFirst(prefix.count)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
