import Crypto
import CryptoExtras
import FoundationEssentials
import LunaCore

/// A public key that checks signatures.
public struct VerifyingKey: Sendable {
    private enum Material: Sendable {
        case ed25519(Curve25519.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }

    private let material: Material
    /// The key's fingerprint: SHA-256 over its raw bytes (Ed25519) or its SubjectPublicKeyInfo (RSA).
    public let id: String
    /// How it checks.
    public let algorithm: SignatureAlgorithm

    /// Reads a key: PEM for RSA (at least 2048 bits), or `ed25519:` and base64url of the 32 bytes.
    /// - Throws: `LunaError` `signature.key`.
    public init(text: String) throws {
        let refused = LunaError(
            "signature.key", .validation,
            "This is no public key: give 'ed25519:' with 32 bytes in base64url, or an RSA key of at least 2048 bits as PEM."
        )
        if let encoded = SigningKey.after("ed25519:", text) {
            guard let bytes = TextForm.bytes(base64url: encoded),
                let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
            else { throw refused }
            material = .ed25519(key)
            id = Digest(of: bytes).hex
            algorithm = .ed25519
        } else {
            guard let key = try? _RSA.Signing.PublicKey(pemRepresentation: text), key.keySizeInBits >= 2048 else {
                throw refused
            }
            material = .rsa(key)
            id = Digest(of: Array(key.derRepresentation)).hex
            algorithm = .rsaPSS
        }
    }

    /// The key as ``init(text:)`` reads it.
    public var text: String {
        switch material {
        case .ed25519(let key): "ed25519:" + TextForm.base64url(Array(key.rawRepresentation))
        case .rsa(let key): key.pemRepresentation
        }
    }

    /// Whether `signature` was made over exactly these bytes by this key's other half.
    public func isValid(_ signature: [UInt8], for bytes: [UInt8]) -> Bool {
        switch material {
        case .ed25519(let key): key.isValidSignature(signature, for: bytes)
        case .rsa(let key):
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: bytes), padding: .PSS)
        }
    }
}
