import LunaCore
import LunaTrust
import Testing

@Suite("Signatures and provenance")
struct SignatureTests {
    @Test("both algorithms: a document verifies after its members were reordered, and not after anything was changed")
    func documents() throws {
        for algorithm in SignatureAlgorithm.allCases {
            let key = try SigningKey(text: try SigningKey(algorithm).text)
            let trusted = [try VerifyingKey(text: key.verifyingKey.text)]
            let document: JSONValue = ["name": "coder", "version": "1.2.0", "limits": ["cpu": 1.5, "n": 1e21]]
            let signed = try SignedDocument.sign(document, with: key)
            let again = try JSONParser.parse(signed.text(pretty: true))
            #expect(try SignedDocument.verify(again, trusting: trusted).id == key.verifyingKey.id)
            func code(_ change: (inout [String: JSONValue]) -> Void) -> String? {
                var members = signed.objectValue ?? [:]
                change(&members)
                do {
                    try SignedDocument.verify(.object(members), trusting: trusted)
                    return nil
                } catch { return LunaError.wrapping(error).code }
            }
            #expect(code { $0["name"] = "other" } == "signature.invalid")
            #expect(code { $0["extra"] = true } == "signature.invalid")
            #expect(code { $0["signature"] = nil } == "signature.missing")
            #expect(
                code {
                    var signature = $0["signature"]?.objectValue ?? [:]
                    signature["algorithm"] = "none"
                    $0["signature"] = .object(signature)
                } == "signature.invalid")
            let stranger = [try SigningKey(algorithm).verifyingKey]
            #expect { try SignedDocument.verify(signed, trusting: stranger) } throws: {
                ($0 as? LunaError)?.code == "signature.unknown_key"
            }
        }
    }

    @Test("RFC 8032, 7.1, test 3: the key's public half and signature")
    func ed25519Vector() throws {
        func bytes(_ hex: String) -> [UInt8] {
            stride(from: 0, to: hex.count, by: 2).compactMap {
                UInt8(hex.dropFirst($0).prefix(2), radix: 16)
            }
        }
        let secret = bytes("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7")
        let key = try SigningKey(text: "ed25519:" + TextForm.base64url(secret))
        let expected = bytes("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025")
        #expect(key.verifyingKey.text == "ed25519:" + TextForm.base64url(expected))
        let signature = bytes(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        )
        #expect(key.verifyingKey.isValid(signature, for: [0xaf, 0x82]))
        #expect(!key.verifyingKey.isValid(signature, for: [0xaf, 0x83]))
    }

    @Test("keys that are too short or no keys are refused without telling what they hold")
    func badKeys() {
        for text in [
            "", "ed25519:", "ed25519:AAAA", "hunter2",
            "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
        ] {
            #expect { try SigningKey(text: text) } throws: { error in
                let error = error as? LunaError
                return error?.code == "signature.key" && error?.message.contains("hunter2") == false
            }
        }
    }

    @Test("DSSE: the specification's own example of what is signed verifies through the envelope")
    func envelope() throws {
        // PAE("http://example.com/HelloWorld", "hello world") of the specification.
        let key = try SigningKey(.ed25519)
        let pae = Array("DSSEv1 29 http://example.com/HelloWorld 11 hello world".utf8)
        let json: JSONValue = [
            "payloadType": "http://example.com/HelloWorld",
            "payload": .string(TextForm.base64(Array("hello world".utf8))),
            "signatures": [["sig": .string(TextForm.base64(try key.sign(pae)))]],
        ]
        #expect(try DSSEEnvelope(json: json).verify(trusting: [key.verifyingKey]).count == 1)
    }

    @Test("provenance vouches for its files, and for no others")
    func provenance() throws {
        let key = try SigningKey(.ed25519)
        let package = Digest(of: "package")
        let provenance = Provenance(
            subjects: [.init(name: "todo.zip", digest: package)],
            materials: [.init(name: "plan.yaml", digest: Digest(of: "plan"))],
            buildType: "https://lunacore.dev/build/plan/v1", builder: "https://lunacore.dev/assembler@0.1.0",
            invocation: "e1", started: "2026-01-01T00:00:00Z", finished: "2026-01-01T00:00:01Z")
        let envelope = try DSSEEnvelope(
            json: JSONParser.parse(try provenance.signed(with: key).json.text(pretty: false)))
        let statement = try Provenance.verify(envelope, of: package, trusting: [key.verifyingKey])
        #expect(statement["predicate"]?["runDetails"]?["metadata"]?["invocationId"]?.stringValue == "e1")
        #expect { try Provenance.verify(envelope, of: Digest(of: "other"), trusting: [key.verifyingKey]) } throws: {
            ($0 as? LunaError)?.code == "provenance.other_file"
        }
        #expect {
            try Provenance.verify(envelope, of: Digest(of: "other"), named: "todo.zip", trusting: [key.verifyingKey])
        } throws: { ($0 as? LunaError)?.code == "provenance.altered_file" }
        var altered = envelope
        altered.payload.append(UInt8(ascii: " "))
        let stranger = try SigningKey(.ed25519).verifyingKey
        let none = DSSEEnvelope(payloadType: envelope.payloadType, payload: envelope.payload)
        for (envelope, keys, code) in [
            (altered, [key.verifyingKey], "signature.invalid"), (envelope, [stranger], "signature.unknown_key"),
            (envelope, [], "signature.unknown_key"), (none, [key.verifyingKey], "signature.missing"),
        ] {
            #expect { try Provenance.verify(envelope, of: package, trusting: keys) } throws: {
                ($0 as? LunaError)?.code == code
            }
        }
    }
}
