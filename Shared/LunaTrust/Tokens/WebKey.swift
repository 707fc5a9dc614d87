import Crypto
import CryptoExtras
import LunaCore

/// A public key of an identity provider (JWK, RFC 7517) that checks signatures of tokens: RSA of at least 2048 bits (RS256),
/// P-256 (ES256) or Ed25519 (EdDSA).
public struct WebKey: Sendable {
    /// Algorithms of JSON Web Signatures (RFC 7518, RFC 8037) that are taken. A key has exactly one, so that a token cannot choose.
    public enum Algorithm: String, Sendable, Hashable, CaseIterable {
        case rs256 = "RS256"
        case es256 = "ES256"
        case edDSA = "EdDSA"
    }

    private enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
    }

    /// How tokens name it; empty = they do not.
    public let id: String
    /// The only algorithm that it is used with.
    public let algorithm: Algorithm
    private let material: Material

    /// Reads a key of a key set; nil for keys that are not for checking signatures, and for kinds that are not taken.
    public init?(json: JSONValue) {
        func bytes(_ name: String) -> [UInt8]? { json[name]?.stringValue.flatMap { TextForm.bytes(base64url: $0) } }
        id = json["kid"]?.stringValue ?? ""
        guard ["sig", nil].contains(json["use"]?.stringValue) else { return nil }
        switch (json["kty"]?.stringValue, json["crv"]?.stringValue) {
        case ("RSA", nil):
            guard let n = bytes("n"), let e = bytes("e"), let key = try? _RSA.Signing.PublicKey(n: n, e: e),
                key.keySizeInBits >= 2048
            else { return nil }
            (algorithm, material) = (.rs256, .rsa(key))
        case ("EC", "P-256"):
            guard let x = bytes("x"), let y = bytes("y"), x.count == 32, y.count == 32,
                let key = try? P256.Signing.PublicKey(rawRepresentation: x + y)
            else { return nil }
            (algorithm, material) = (.es256, .p256(key))
        case ("OKP", "Ed25519"):
            guard let x = bytes("x"), let key = try? Curve25519.Signing.PublicKey(rawRepresentation: x) else {
                return nil
            }
            (algorithm, material) = (.edDSA, .ed25519(key))
        default: return nil
        }
        if let stated = json["alg"]?.stringValue, stated != algorithm.rawValue { return nil }
    }

    /// Whether this key's other half has signed exactly these bytes.
    public func isValid(_ signature: [UInt8], for bytes: [UInt8]) -> Bool {
        switch material {
        case .rsa(let key):
            return key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: bytes),
                padding: .insecurePKCS1v1_5)
        case .p256(let key):
            guard let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(parsed, for: bytes)
        case .ed25519(let key): return key.isValidSignature(signature, for: bytes)
        }
    }
}
