import Crypto
import LunaCore
import LunaFuzzKit
import LunaTrust
import Testing

extension Fuzzing {
    /// What strangers send to be let in, and what their identity provider answers.
    @Suite struct Tokens {
        private let key = Curve25519.Signing.PrivateKey()
        private let rules = WebToken.Rules(issuer: "https://id.example.org", audiences: ["luna"])
        private let now: Int64 = 1_800_000_000_000_000_000

        private var claims: JSONValue {
            [
                "iss": "https://id.example.org", "aud": ["luna", "other"], "sub": "ann", "exp": 1_800_000_300,
                "iat": 1_799_999_900, "nbf": 1_799_999_900, "luna_tenant": "acme", "luna_role": "viewer",
            ]
        }
        private var webKey: JSONValue {
            [
                "kty": "OKP", "crv": "Ed25519", "kid": "k", "use": "sig",
                "x": .string(TextForm.base64url(Array(key.publicKey.rawRepresentation))),
            ]
        }

        private func encode(_ value: JSONValue) -> String { TextForm.base64url(value.serialized()) }

        private func token(_ head: [UInt8], _ body: [UInt8]) throws -> String {
            let signed = TextForm.base64url(head) + "." + TextForm.base64url(body)
            return signed + "." + TextForm.base64url(Array(try key.signature(for: Array(signed.utf8))))
        }

        /// As they come from outside: nothing that was altered is believed.
        @Test func alteredTokens() throws {
            let keys = [try #require(WebKey(json: webKey))]
            let text = try token(
                JSONValue.object(["alg": "EdDSA", "kid": "k", "typ": "JWT"]).serialized(), claims.serialized())
            let truth = claims
            let words = [
                ".", "..", "eyJ", encode(["alg": "none"]) + ".", encode(["alg": "HS256", "kid": "k"]) + ".",
                encode(["alg": "EdDSA", "crit": ["b64"], "b64": false]) + ".",
            ]
            Fuzzer("JSON web tokens", seeds: [Array(text.utf8)], words: words, share: 3).run { input in
                let given = String(decoding: input, as: UTF8.self)
                let found = try WebToken(given).verified(by: keys, rules: rules, now: now)
                #expect(found == truth && given == text, "forged: \(given)")
                return true
            }
        }

        /// Well signed by a provider that says strange things: heads and claims of every kind, but never another issuer,
        /// audience or time than the rules have.
        @Test func strangeClaims() throws {
            let keys = [try #require(WebKey(json: webKey))]
            let head = JSONValue.object(["alg": "EdDSA", "kid": "k"]).serialized()
            Fuzzer(
                "claims of tokens", seeds: [claims.serialized()],
                words: [#""exp":"#, #""aud":"#, #""iss":"#, "1e400", "-1", "9e99", #""exp":1800000300,"#, "[[[["]
            ).run { input in
                let found = try WebToken(token(head, input)).verified(by: keys, rules: rules, now: now)
                let audiences = found["aud"]?.arrayValue ?? [found["aud"] ?? .null]
                #expect(found["iss"] == "https://id.example.org" && audiences.contains("luna"))
                #expect((found["exp"]?.doubleValue ?? 0) > 1_799_999_969)
                return true
            }
            Fuzzer("heads of tokens", seeds: [head], words: [#""alg":"#, #""crit":"#, #""none""#, #""kid":"#]).run {
                _ = try WebToken(token($0, claims.serialized())).verified(by: keys, rules: rules, now: now)
                return true
            }
        }

        @Test func keySets() throws {
            let point = Array(P256.Signing.PrivateKey().publicKey.rawRepresentation)
            let keys: [JSONValue] = [
                webKey,
                [
                    "kty": "EC", "crv": "P-256", "kid": "e", "x": .string(TextForm.base64url(Array(point[..<32]))),
                    "y": .string(TextForm.base64url(Array(point[32...]))),
                ],
                [
                    "kty": "RSA", "kid": "r", "e": "AQAB",
                    "n": .string(TextForm.base64url([0xc1] + [UInt8](repeating: 0x5b, count: 254) + [1])),
                ],
            ]
            Fuzzer(
                "JSON web keys", seeds: keys.map { $0.serialized() },
                words: [#""kty":"#, #""oct""#, #""alg":"HS256""#, #""use":"enc""#, "AQAB", #""crv":"P-256""#]
            ).run { input in
                let value = try JSONParser.parse(input)
                guard let read = WebKey(json: value) else { return false }
                // A key checks, whatever it is given; and has only the algorithm of its kind.
                #expect(!read.isValid([], for: [1]) && !read.isValid([UInt8](repeating: 0, count: 64), for: [1]))
                let kinds: [String: WebKey.Algorithm] = ["OKP": .edDSA, "EC": .es256, "RSA": .rs256]
                #expect(kinds[value["kty"]?.stringValue ?? ""] == read.algorithm)
                return true
            }
        }
    }
}
