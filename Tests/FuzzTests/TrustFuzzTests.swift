import LunaCore
import LunaFuzzKit
import LunaTrust
import Testing

extension Fuzzing {
    /// Keys, signatures and certificates: what is not exactly what was signed is never taken for it.
    @Suite struct Trust {
        @Test func signedDocuments() throws {
            let key = try SigningKey(.ed25519)
            let document: JSONValue = ["name": "agent", "n": 1.5, "list": [1, "\u{e9}", nil], "deep": ["a": true]]
            let signed = try SignedDocument.sign(document, with: key)
            let seed = signed.serialized()
            let truth = try signed.canonical()
            Fuzzer("signed documents", seeds: [seed], words: ["\"signature\":", "\"n\":1.50", "\"name\":"]).run {
                input in
                let value = try JSONParser.parse(input)
                _ = try SignedDocument.verify(value, trusting: [key.verifyingKey])
                // Another way to write the same is fine; anything else that passes is a forgery.
                #expect(try value.canonical() == truth, "forged: \(value)")
                return true
            }
        }

        @Test func envelopes() throws {
            let key = try SigningKey(.ed25519)
            var envelope = DSSEEnvelope(payloadType: DSSEEnvelope.inTotoType, payload: Array(#"{"a":1}"#.utf8))
            try envelope.sign(with: key)
            let (type, payload) = (envelope.payloadType, envelope.payload)
            Fuzzer(
                "DSSE envelopes", seeds: [envelope.json.serialized()],
                words: ["\"payload\":", "\"signatures\":[", "=="]
            ).run {
                input in
                let envelope = try DSSEEnvelope(json: JSONParser.parse(input))
                _ = try envelope.verify(trusting: [key.verifyingKey])
                #expect(envelope.payloadType == type && envelope.payload == payload, "forged: \(envelope.json)")
                return true
            }
        }

        @Test func keys() throws {
            let ed = try SigningKey(.ed25519)
            let rsa = try SigningKey(.rsaPSS)
            let seeds = [ed.text, ed.verifyingKey.text, rsa.text, rsa.verifyingKey.text, CertificateKey().pem]
            Fuzzer(
                "keys", seeds: seeds.map { Array($0.utf8) }, words: ["ed25519:", "-----BEGIN PRIVATE KEY-----", "\n"]
            ).run {
                input in
                let text = String(decoding: input, as: UTF8.self)
                var taken = 0
                if let key = try? SigningKey(text: text) {
                    taken += 1
                    // What is taken is a key: it signs, and what it has signed is recognised.
                    let signature = try key.sign([1])
                    #expect(key.verifyingKey.isValid(signature, for: [1]))
                }
                if (try? VerifyingKey(text: text)) != nil { taken += 1 }
                if (try? CertificateKey(pem: text)) != nil { taken += 1 }
                return taken > 0
            }
        }

        @Test func accessKeys() {
            let key = AccessCredential()
            Fuzzer("access keys", seeds: [Array(key.text.utf8)], words: ["luna_", "_"], share: 3).run { input in
                let text = String(decoding: input, as: UTF8.self)
                guard let read = AccessCredential(text) else { return false }
                // One text for each key: no second spelling gets in, and none is taken for another.
                #expect(read.text == text)
                #expect((read.hash == key.hash) == (Array(text.utf8) == Array(key.text.utf8)))
                return true
            }
        }

        @Test func certificates() throws {
            let authority = try CertificateAuthority(name: "Fuzz", now: 0, lifetime: .seconds(86_400))
            let leaf = try authority.issue(
                name: "nats", names: [try HostName("localhost"), try HostName("::1")], key: CertificateKey(), now: 0,
                lifetime: .seconds(3600))
            Fuzzer(
                "certificates", seeds: [authority.certificate.der, leaf.der], words: ["\u{30}\u{7f}", "\u{3}"], share: 2
            ).run {
                input in
                let certificate = try Certificate(der: input)
                if certificate.isSigned(by: authority.certificate) {
                    let same = [leaf, authority.certificate].contains {
                        $0.names == certificate.names && $0.subject == certificate.subject
                            && $0.isAuthority == certificate.isAuthority && $0.validUntil == certificate.validUntil
                    }
                    #expect(same, "forged: \(certificate)")
                }
                #expect(try Certificate.all(pem: certificate.pem) == [certificate])
                return true
            }
            Fuzzer(
                "certificates in PEM", seeds: [Array((leaf.pem + leaf.pem).utf8)],
                words: ["-----BEGIN CERTIFICATE-----\n"]
            ).run {
                !(try Certificate.all(pem: String(decoding: $0, as: UTF8.self))).isEmpty
            }
        }

        @Test func encodings() {
            let seeds = ["AAEC/w==", "AAEC_w", "", "Zm9vYmFy"].map { Array($0.utf8) }
            Fuzzer("base64", seeds: seeds, words: ["=", "==", "-", "_", "\n"], share: 2).run { input in
                let text = String(decoding: input, as: UTF8.self)
                let (plain, url) = (TextForm.bytes(base64: text), TextForm.bytes(base64url: text))
                // Strict: there is one text for each value.
                if let plain { #expect(TextForm.base64(plain) == text) }
                if let url { #expect(TextForm.base64url(url) == text) }
                return plain != nil || url != nil
            }
        }

        @Test func sealedFiles() throws {
            let secret = SealedFile.Secret.key([UInt8](repeating: 7, count: 32))
            let file = try SealedFile(creating: ["a": 1], secret: secret)
            let piece = try file.seal([1, 2, 3], place: 0, isLast: true)
            Fuzzer("headers of sealed files", seeds: [file.header]).run { input in
                let opened = try SealedFile(opening: input, secret: secret)
                guard opened.header != file.header else { return true }
                // What is behind another header does not open.
                #expect((try? opened.open(piece, place: 0, isLast: true)) == nil)
                return false
            }
        }
    }
}
