import Crypto
import CryptoExtras
import Foundation
import LunaCore
import LunaTrust
import Testing

@Suite("Tokens of identity providers")
struct WebTokenTests {
    private let rules = WebToken.Rules(issuer: "https://id.example.org", audiences: ["luna"])
    private let now: Int64 = 1_800_000_000_000_000_000
    private let rsa: _RSA.Signing.PrivateKey
    private let p256 = P256.Signing.PrivateKey()
    private let ed = Curve25519.Signing.PrivateKey()

    init() throws { rsa = try _RSA.Signing.PrivateKey(keySize: .bits2048) }

    private func encode(_ value: JSONValue) -> String { TextForm.base64url(value.serialized()) }

    private var claims: [String: JSONValue] {
        [
            "iss": "https://id.example.org", "aud": "luna", "sub": "ann", "exp": 1_800_000_300, "iat": 1_799_999_900,
            "nbf": 1_799_999_900,
        ]
    }

    private func token(
        _ algorithm: String, kid: String = "k", _ claims: [String: JSONValue],
        signing: (([UInt8]) throws -> [UInt8])? = nil
    ) throws -> String {
        let signed =
            encode(["alg": .string(algorithm), "kid": .string(kid), "typ": "JWT"]) + "." + encode(.object(claims))
        let bytes = Array(signed.utf8)
        let signature: [UInt8] =
            if let signing { try signing(bytes) } else {
                switch algorithm {
                case "RS256":
                    Array(
                        try rsa.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5).rawRepresentation)
                case "ES256": Array(try p256.signature(for: bytes).rawRepresentation)
                default: Array(try ed.signature(for: bytes))
                }
            }
        return signed + "." + TextForm.base64url(signature)
    }

    /// All three under their names.
    private func keys() throws -> [WebKey] {
        // The DER form ends with the modulus and the exponent 65537.
        let modulus = try modulus(Array(rsa.publicKey.pkcs1DERRepresentation))
        let point = Array(p256.publicKey.rawRepresentation)
        let sets: [JSONValue] = [
            ["kty": "RSA", "kid": "rsa", "n": .string(TextForm.base64url(modulus)), "e": "AQAB", "use": "sig"],
            [
                "kty": "EC", "crv": "P-256", "kid": "ec", "x": .string(TextForm.base64url(Array(point[..<32]))),
                "y": .string(TextForm.base64url(Array(point[32...]))),
            ],
            [
                "kty": "OKP", "crv": "Ed25519", "kid": "ed", "alg": "EdDSA",
                "x": .string(TextForm.base64url(Array(ed.publicKey.rawRepresentation))),
            ],
        ]
        return try sets.map { try #require(WebKey(json: $0), "\($0)") }
    }

    /// SEQUENCE { INTEGER n, INTEGER 65537 }.
    private func modulus(_ der: [UInt8]) throws -> [UInt8] {
        let start = try #require(der.indices.first { der[$0...].starts(with: [0x02, 0x82, 0x01, 0x01, 0x00]) })
        return Array(der[(start + 5)..<(start + 5 + 256)])
    }

    private func code(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "taken"
        } catch { return LunaError.wrapping(error).code }
    }

    @Test("each algorithm is taken with its own key, and an altered token with none")
    func algorithms() throws {
        let keys = try keys()
        for (algorithm, kid) in [("RS256", "rsa"), ("ES256", "ec"), ("EdDSA", "ed")] {
            let text = try token(algorithm, kid: kid, claims)
            #expect(WebToken.isToken(text))
            #expect(try WebToken(text).verified(by: keys, rules: rules, now: now)["sub"] == "ann")
            var parts = text.split(separator: ".").map(String.init)
            var other = claims
            other["sub"] = "eve"
            parts[1] = encode(.object(other))
            #expect(
                code { _ = try WebToken(parts.joined(separator: ".")).verified(by: keys, rules: rules, now: now) }
                    == "token.signature")
            let nameless = try token(algorithm, kid: "", claims)
            #expect(try WebToken(nameless).verified(by: keys, rules: rules, now: now)["sub"] == "ann")
        }
    }

    @Test("no algorithm, a secret in the place of a key, another key's algorithm: refused")
    func confusion() throws {
        let keys = try keys()
        for algorithm in ["none", "None", "HS256", "RS1", "", "RS512"] {
            let text = try token(algorithm, kid: "rsa", claims) { _ in [] }
            #expect(code { _ = try WebToken(text) } == "token.algorithm", "\(algorithm)")
        }
        // The public key as the secret of an HMAC, which the header calls by every name that is taken.
        let secret = SymmetricKey(data: Array(rsa.publicKey.pemRepresentation.utf8))
        for algorithm in ["RS256", "ES256", "EdDSA"] {
            let text = try token(algorithm, kid: "rsa", claims) {
                Array(HMAC<SHA256>.authenticationCode(for: $0, using: secret))
            }
            #expect(
                code { _ = try WebToken(text).verified(by: keys, rules: rules, now: now) } == "token.signature")
        }
        // Signed well, under another key's name.
        let crossed = try token("ES256", kid: "rsa", claims)
        #expect(code { _ = try WebToken(crossed).verified(by: keys, rules: rules, now: now) } == "token.signature")
        let unknown = try token("ES256", kid: "new", claims)
        #expect(code { _ = try WebToken(unknown).verified(by: keys, rules: rules, now: now) } == "token.unknown_key")
        #expect(WebKey(json: ["kty": "oct", "k": "AAAA", "kid": "x"]) == nil, "secrets are no keys here")
        #expect(
            WebKey(json: [
                "kty": "RSA", "n": .string(TextForm.base64url([UInt8](repeating: 255, count: 128))), "e": "AQAB",
            ])
                == nil, "1024 bits")
    }

    @Test("issuer, audience and times are checked, with a small leeway")
    func rulesHold() throws {
        let keys = try keys()
        func outcome(_ change: (inout [String: JSONValue]) -> Void) throws -> String {
            var claims = claims
            change(&claims)
            let text = try token("EdDSA", kid: "ed", claims)
            return code { _ = try WebToken(text).verified(by: keys, rules: rules, now: now) }
        }
        #expect(try outcome { _ in } == "taken")
        #expect(try outcome { $0["aud"] = ["other", "luna"] } == "taken")
        #expect(try outcome { $0["exp"] = 1_799_999_975 } == "taken", "within the leeway")
        #expect(try outcome { $0["exp"] = 1_799_999_969 } == "token.expired")
        #expect(try outcome { $0["exp"] = nil } == "token.malformed")
        #expect(try outcome { $0["exp"] = "1800000300" } == "token.malformed")
        #expect(try outcome { $0["exp"] = 1e300 } == "token.malformed")
        #expect(try outcome { $0["nbf"] = 1_800_000_031 } == "token.not_yet")
        #expect(try outcome { $0["iat"] = 1_800_000_040 } == "token.not_yet")
        #expect(try outcome { $0["iss"] = "https://id.example.org/" } == "token.issuer")
        #expect(try outcome { $0["iss"] = nil } == "token.issuer")
        #expect(try outcome { $0["aud"] = "lunar" } == "token.audience")
        #expect(try outcome { $0["aud"] = nil } == "token.audience")
    }

    @Test("whatever is not a token is refused, and nothing else happens")
    func garbage() throws {
        let good = try token("EdDSA", kid: "ed", claims)
        let parts = good.split(separator: ".").map(String.init)
        var tried = [
            "", ".", "..", "...", "a.b.c", "\(parts[0]).\(parts[1])", "\(good).x", "\(parts[0])..\(parts[2])",
            "\(parts[0]).\(encode("text")).\(parts[2])", "\(encode([])).\(parts[1]).\(parts[2])",
            String(repeating: "A", count: 40_000) + "." + parts[1] + "." + parts[2],
            encode(["alg": "EdDSA", "crit": ["exp"]]) + "." + parts[1] + "." + parts[2],
            encode(["alg": "EdDSA", "typ": "dpop+jwt"]) + "." + parts[1] + "." + parts[2],
        ]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var bytes = Array(good.utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 32...126, using: &random)
            }
            if bytes != Array(good.utf8) { tried.append(String(decoding: bytes, as: UTF8.self)) }
        }
        let keys = try keys()
        for text in tried {
            let taken = try? WebToken(text).verified(by: keys, rules: rules, now: now)
            // The last digit of base64 has bits that mean nothing; the content is the same then.
            if let taken { #expect(taken["sub"] == "ann" && text.count == good.count) }
        }
    }
}
