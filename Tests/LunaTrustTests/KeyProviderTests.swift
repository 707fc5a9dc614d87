import Crypto
import Foundation
import LunaCore
import LunaTrust
import Synchronization
import Testing

@Suite("Keys in Vault and in secrets")
struct KeyProviderTests {
    private let key = SymmetricKey(size: .bits256)

    /// What every key management promises.
    private func promises(_ kms: any KeyProvider) async throws {
        let first = try await kms.currentKeyID()
        #expect(try await kms.currentKeyID() == first, "asking makes no second key")
        let wrapped = try await kms.wrap(key, context: [1])
        #expect(wrapped.keyID == first)
        #expect(try await kms.unwrap(wrapped, context: [1]) == key)
        #expect(await code { _ = try await kms.unwrap(wrapped, context: [2]) } == "keys.refused")
        var letters = Array(wrapped.text)
        letters[letters.count - 9] = letters[letters.count - 9] == "A" ? "B" : "A"
        let altered = WrappedKey(keyID: first, text: String(letters))
        #expect(await code { _ = try await kms.unwrap(altered, context: [1]) } == "keys.refused")
        #expect(
            await code { _ = try await kms.unwrap(WrappedKey(keyID: "x", text: "x"), context: [1]) } == "keys.refused")
        let second = try await kms.rotate()
        #expect(second != first)
        #expect(try await kms.currentKeyID() == second)
        #expect(try await kms.wrap(key, context: [1]).keyID == second)
        #expect(try await kms.unwrap(wrapped, context: [1]) == key, "older versions stay")
    }

    @Test("Vault's transit engine keeps the promises")
    func transit() async throws {
        try await FakeVault.with { vault, token in
            let kms = VaultTransitKeyProvider(vault.settings(token, mount: "transit"))
            try await promises(kms)
            #expect(vault.state.withLock { $0.transit["luna"]?.count } == 2)
            let old = try await kms.wrap(key, context: [])
            _ = try await kms.rotate()
            vault.state.withLock { $0.minimum["luna"] = 3 }
            #expect(await code { _ = try await kms.unwrap(old, context: []) } == "keys.unknown")
        }
    }

    @Test("Vault's KV engine keeps the promises, also when many make the first key at once")
    func keyValue() async throws {
        try await FakeVault.with { vault, token in
            let settings = vault.settings(token, mount: "secret", name: "team/luna")
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<6 { group.addTask { try await VaultKVKeyProvider(settings).currentKeyID() } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            try await promises(VaultKVKeyProvider(settings))
        }
    }

    @Test("a renewed token is read again; a sealed Vault is said to be away, a refused token to be refused")
    func access() async throws {
        try await FakeVault.with { vault, token in
            let kms = VaultTransitKeyProvider(vault.settings(token, mount: "transit"))
            let wrapped = try await kms.wrap(key, context: [])
            vault.state.withLock { $0.token = "s.second" }
            #expect(await code { _ = try await kms.unwrap(wrapped, context: []) } == "keys.invalid")
            try "s.second".write(toFile: token, atomically: true, encoding: .utf8)
            #expect(try await kms.unwrap(wrapped, context: []) == key)
            vault.state.withLock { $0.isSealed = true }
            #expect(await code { _ = try await kms.unwrap(wrapped, context: []) } == "keys.unavailable")
            vault.state.withLock { $0.isSealed = false }
            #expect(try await kms.unwrap(wrapped, context: []) == key)
        }
        let nobody = VaultSettings(address: "http://127.0.0.1:1", tokenFile: "/nowhere", mount: "transit", name: "luna")
        #expect(await code { _ = try await VaultTransitKeyProvider(nobody).currentKeyID() } == "keys.invalid")
    }

    @Test("while Vault is away, what was opened once still opens and seals")
    func outage() async throws {
        try await FakeVault.with { vault, token in
            let cipher = EnvelopeCipher(
                provider: VaultTransitKeyProvider(vault.settings(token, mount: "transit")), store: MemoryDataKeyStore(),
                purpose: "artifacts")
            let ada = TenantID(trusted: "ada")
            let sealed = try await cipher.seal([1, 2, 3], tenant: ada, associatedData: [])
            let calls = vault.state.withLock { state in
                state.isSealed = true
                return state.calls
            }
            #expect(try await cipher.open(sealed, tenant: ada, associatedData: []) == [1, 2, 3])
            _ = try await cipher.seal([4], tenant: ada, associatedData: [])
            #expect(vault.state.withLock { $0.calls } == calls)
        }
    }

    @Test("keys from a secret: the last line wraps, the lines before it open")
    func secret() async throws {
        let lines = (SecretKeyProvider.newLine(), SecretKeyProvider.newLine())
        let before = try SecretKeyProvider(lines.0)
        let wrapped = try await before.wrap(key, context: [1])
        let after = try SecretKeyProvider("\(lines.0)\n\(lines.1)\n")
        #expect(try await after.unwrap(wrapped, context: [1]) == key)
        #expect(try await after.currentKeyID() != wrapped.keyID)
        let lost = try SecretKeyProvider(lines.1)
        #expect(await code { _ = try await lost.unwrap(wrapped, context: [1]) } == "keys.unknown")
        #expect(await code { _ = try await after.rotate() } == "keys.fixed")
        for text in ["", "k1:short", "no colon", "\(lines.0)\n\(lines.0)"] {
            #expect(await code { _ = try SecretKeyProvider(text) } == "keys.invalid", "\(text)")
        }
    }
}
