import FoundationEssentials
import LunaCore
import LunaMessages
import LunaTrust
import Testing

@testable import Registry

/// Which manifests a registry takes that wants signed ones.
@Suite("Signed manifests")
struct ManifestSignatureTests {
    private let folder = FileManager.default.temporaryDirectory.appending(
        path: "luna-manifests-\(UInt64.random(in: 0 ... .max))")
    private let manifest = AgentManifest(
        name: "painter", version: "1.0.0", capabilities: ["paint"],
        inputSchemaJson: Array(#"{"type": "object"}"#.utf8), metadata: ["team": "arts"], tools: ["brush"])
    private let now = CivilTime.unixNanoseconds(rfc3339: "2026-06-01T00:00:00Z") ?? 0

    private func registry(trusting lines: String, required: Bool = true) throws -> ManifestSignatures {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appending(path: "trusted")
        try Data(lines.utf8).write(to: file)
        return ManifestSignatures(isRequired: required, keyFile: file.path(percentEncoded: false))
    }

    private func signed(_ manifest: AgentManifest, _ key: SigningKey) throws -> [UInt8] {
        try SignedDocument.sign(manifest.json, with: key).serialized()
    }

    private func code(_ registry: ManifestSignatures, _ request: RegisterRequest) -> String {
        do {
            _ = try registry.check(request, at: now)
            return "taken"
        } catch { return (error as? LunaError)?.code ?? "\(error)" }
    }

    @Test("A manifest that a trusted key has signed is taken, with or without its other copy")
    func taken() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, rsa) = (try SigningKey(.ed25519), try SigningKey(.rsaPSS))
        let pem = folder.appending(path: "rsa.pem")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(rsa.verifyingKey.text.utf8).write(to: pem)
        let registry = try registry(
            trusting: """
                # the platform team
                \(key.verifyingKey.text)   until 2027-01-31

                \(pem.path(percentEncoded: false))
                """)
        for key in [key, rsa] {
            let bytes = try signed(manifest, key)
            for request in [
                RegisterRequest(manifest: manifest, signedJson: bytes), RegisterRequest(signedJson: bytes),
            ] {
                let result = try registry.check(request, at: now)
                #expect(result.signedBy == key.verifyingKey.id && result.manifest.json == manifest.json)
            }
        }
        #expect(registry.stillHolds(key.verifyingKey.id, at: now))
        #expect(!registry.stillHolds("", at: now))
    }

    @Test("Unsigned, altered, unknown and expired: each is refused and says why")
    func refused() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (key, stranger, old) = (
            try SigningKey(.ed25519), try SigningKey(.ed25519), try SigningKey(.ed25519)
        )
        let registry = try registry(
            trusting: "\(key.verifyingKey.text)\n\(old.verifyingKey.text) until 2026-05-31T12:00:00Z\n")
        var other = manifest
        other.tools = ["brush", "shell_command"]
        var altered = try JSONParser.parse(try signed(manifest, key)).objectValue ?? [:]
        altered["tools"] = ["brush", "shell_command"]
        for (request, expected) in [
            (RegisterRequest(manifest: manifest), "agent.unsigned"),
            (RegisterRequest(manifest: manifest, signedJson: manifest.json.serialized()), "signature.missing"),
            (RegisterRequest(signedJson: JSONValue.object(altered).serialized()), "signature.invalid"),
            (RegisterRequest(manifest: other, signedJson: try signed(manifest, key)), "agent.manifest_differs"),
            (RegisterRequest(manifest: manifest, signedJson: try signed(manifest, stranger)), "signature.unknown_key"),
            (RegisterRequest(manifest: manifest, signedJson: try signed(manifest, old)), "agent.key_expired"),
            (RegisterRequest(manifest: manifest, signedJson: Array("{".utf8)), "json.syntax"),
        ] {
            let found = code(registry, request)
            #expect(found == expected || expected == "json.syntax" && found.hasPrefix("json."), "\(found), \(expected)")
        }
        #expect(!registry.stillHolds(old.verifyingKey.id, at: now))
    }

    @Test("Keys come and go while the registry runs; without the setting unsigned agents are taken")
    func rotation() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (first, second) = (try SigningKey(.ed25519), try SigningKey(.ed25519))
        let registry = try registry(trusting: first.verifyingKey.text)
        let request = RegisterRequest(manifest: manifest, signedJson: try signed(manifest, second))
        #expect(code(registry, request) == "signature.unknown_key")
        _ = try self.registry(trusting: "\(first.verifyingKey.text)\n\(second.verifyingKey.text)")
        #expect(code(registry, request) == "taken")
        _ = try self.registry(trusting: second.verifyingKey.text)
        #expect(!registry.stillHolds(first.verifyingKey.id, at: now))

        let lenient = ManifestSignatures()
        #expect(code(lenient, RegisterRequest(manifest: manifest)) == "taken")
        #expect(code(lenient, RegisterRequest()) == "agent.manifest_invalid")
        // A signature that is offered where keys are known must hold, even if none is asked for.
        let optional = try self.registry(trusting: first.verifyingKey.text, required: false)
        #expect(code(optional, RegisterRequest(manifest: manifest)) == "taken")
        #expect(code(optional, request) == "signature.unknown_key")
        let broken = try self.registry(trusting: "ed25519:nonsense")
        #expect(code(broken, RegisterRequest(manifest: manifest)) == "agent.trusted_keys")
    }
}
