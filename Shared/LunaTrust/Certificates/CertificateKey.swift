import Crypto
import LunaCore

/// The private key of a certificate: ECDSA on the curve P-256.
public struct CertificateKey: Sendable {
    let key: P256.Signing.PrivateKey

    /// A new key.
    public init() { key = P256.Signing.PrivateKey() }

    /// Reads PEM (PKCS#8 or SEC1).
    /// - Throws: `LunaError` `certs.key`; its message does not hold the key.
    public init(pem: String) throws {
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: pem) else {
            throw LunaError("certs.key", .validation, "This is no private key on the curve P-256 in PEM.")
        }
        self.key = key
    }

    /// PKCS#8 in PEM. Keep it secret.
    public var pem: String { key.pemRepresentation + "\n" }

    /// The public key as it stands in a certificate (SubjectPublicKeyInfo, DER).
    var publicKey: [UInt8] { Array(key.publicKey.derRepresentation) }

    /// Whether `certificate` is of this key.
    public func belongs(to certificate: Certificate) -> Bool { certificate.publicKey == publicKey }

    /// ECDSA with SHA-256, in DER.
    func sign(_ bytes: [UInt8]) throws -> [UInt8] {
        do {
            return Array(try key.signature(for: bytes).derRepresentation)
        } catch {
            throw LunaError("certs.sign", .internal, "Signing a certificate failed: \(error)")
        }
    }
}
