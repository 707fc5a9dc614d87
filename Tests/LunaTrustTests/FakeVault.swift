import Crypto
import Foundation
import HTTPTypes
import LunaCore
import LunaTestKit
import LunaTrust
import NIOCore
import Synchronization

/// What a HashiCorp Vault answers, as its API documentation has it: transit (aes256-gcm96, versions, associated data) and KV
/// version 2 (versions, check-and-set), tokens and the sealed state.
final class FakeVault: Sendable {
    struct State: Sendable {
        var token = "s.first"
        var isSealed = false
        var transit: [String: [SymmetricKey]] = [:]
        var minimum: [String: Int] = [:]
        var secrets: [String: (version: Int, data: JSONValue)] = [:]
        var calls = 0
    }
    let state = Mutex(State())
    let address: String

    private init(address: String) { self.address = address }

    /// Runs `body` with a server on a port of its own and a folder with a token file.
    static func with(_ body: (FakeVault, _ tokenFile: String) async throws -> Void) async throws {
        let scratch = Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path, withIntermediateDirectories: true)
        let tokenFile = scratch.path + "/token"
        try "s.first\n".write(toFile: tokenFile, atomically: true, encoding: .utf8)
        try await FakeServer.with(
            FakeVault.init(address:),
            answer: { vault, question in
                let json = (try? JSONParser.parse(Array(question.body.readableBytesView))) ?? .object([:])
                let token = HTTPField.Name("X-Vault-Token").flatMap { question.headers[$0] } ?? ""
                return vault.answer(question.method, question.path, json, token: token)
            }, { try await body($0, tokenFile) })
        withExtendedLifetime(scratch) {}
    }

    func settings(_ tokenFile: String, mount: String, name: String = "luna") -> VaultSettings {
        VaultSettings(address: address, tokenFile: tokenFile, mount: mount, name: name)
    }

    private static func errors(_ words: String...) -> JSONValue {
        ["errors": .array(words.map { .string($0) })]
    }

    private func answer(_ method: String, _ path: String, _ body: JSONValue, token: String) -> (Int, JSONValue) {
        state.withLock { state in
            state.calls += 1
            if state.isSealed { return (503, Self.errors("Vault is sealed")) }
            guard token == state.token else { return (403, Self.errors("permission denied")) }
            let parts = path.split(separator: "/").map(String.init)  // v1, mount, …
            switch (parts.count > 1 ? parts[1] : "", method, parts.count > 2 ? parts[2] : "") {
            case ("transit", _, _): return Self.transit(&state, method, Array(parts.dropFirst(2)), body)
            case ("secret", _, "data"):
                return Self.secret(&state, method, parts.dropFirst(3).joined(separator: "/"), body)
            default: return (404, Self.errors("no handler for route \"\(path)\". route entry not found."))
            }
        }
    }

    private static func transit(
        _ state: inout State, _ method: String, _ parts: [String], _ body: JSONValue
    ) -> (Int, JSONValue) {
        let name = parts.count > 1 ? parts[1] : ""
        let keys = state.transit[name]
        func data(_ text: String) -> [UInt8] { TextForm.bytes(base64: body[text]?.stringValue ?? "") ?? [] }
        switch (method, parts.first ?? "", parts.count) {
        case ("GET", "keys", 2):
            guard let keys else { return (404, errors()) }
            return (200, ["data": ["name": .string(name), "latest_version": .number(JSONNumber(keys.count))]])
        case ("POST", "keys", 2):
            if keys == nil { state.transit[name] = [SymmetricKey(size: .bits256)] }
            return (204, [:])
        case ("POST", "keys", 3) where parts[2] == "rotate":
            guard keys != nil else { return (400, errors("key not found")) }
            state.transit[name]?.append(SymmetricKey(size: .bits256))
            return (204, [:])
        case ("POST", "encrypt", 2):
            guard let keys, let key = keys.last,
                let box = try? AES.GCM.seal(data("plaintext"), using: key, authenticating: data("associated_data"))
            else { return (400, errors("encryption key not found")) }
            let text = TextForm.base64(Array(box.nonce) + Array(box.ciphertext) + Array(box.tag))
            return (200, ["data": ["ciphertext": .string("vault:v\(keys.count):\(text)")]])
        case ("POST", "decrypt", 2):
            guard let keys else { return (400, errors("encryption key not found")) }
            let parts = (body["ciphertext"]?.stringValue ?? "").split(separator: ":").map(String.init)
            guard parts.count == 3, let version = Int(parts[1].dropFirst()), keys.indices.contains(version - 1) else {
                return (400, errors("invalid ciphertext: no prefix"))
            }
            guard version >= state.minimum[name] ?? 1 else {
                return (400, errors("ciphertext or signature version is disallowed by policy (too old)"))
            }
            guard let box = try? AES.GCM.SealedBox(combined: TextForm.bytes(base64: parts[2]) ?? []),
                let plain = try? AES.GCM.open(box, using: keys[version - 1], authenticating: data("associated_data"))
            else { return (400, errors("cipher: message authentication failed")) }
            return (200, ["data": ["plaintext": .string(TextForm.base64(Array(plain)))]])
        default: return (404, errors())
        }
    }

    private static func secret(
        _ state: inout State, _ method: String, _ path: String, _ body: JSONValue
    ) -> (Int, JSONValue) {
        let now = state.secrets[path]
        guard method == "POST" else {
            guard let now else { return (404, errors()) }
            return (200, ["data": ["data": now.data, "metadata": ["version": .number(JSONNumber(now.version))]]])
        }
        guard let wanted = body["options"]?["cas"]?.intValue, wanted == now?.version ?? 0 else {
            return (400, errors("check-and-set parameter did not match the current version"))
        }
        state.secrets[path] = ((now?.version ?? 0) + 1, body["data"] ?? [:])
        return (200, ["data": ["version": .number(JSONNumber(wanted + 1))]])
    }
}
