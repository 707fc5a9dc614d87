import Crypto
import Foundation
import LunaCore
import LunaTrust
import Testing

/// A folder of its own per test, removed at the end.
final class Scratch {
    let path = NSTemporaryDirectory() + "luna-trust-\(UUID().uuidString)"
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

func code(_ body: () async throws -> Void) async -> String {
    do {
        try await body()
        return "no error"
    } catch {
        return LunaError.wrapping(error).code
    }
}

@Suite("Envelope encryption")
struct EnvelopeTests {
    let scratch = Scratch()
    let ada = TenantID(trusted: "ada")
    let bob = TenantID(trusted: "bob")

    func cipher(_ store: any DataKeyStore, _ purpose: String = "artifacts") -> EnvelopeCipher {
        EnvelopeCipher(provider: FileKeyProvider(directory: scratch.path), store: store, purpose: purpose)
    }

    @Test("another process with the same keys opens what was sealed; the plain text is not in it")
    func roundTrip() async throws {
        let store = MemoryDataKeyStore()
        for plain in [[], [7], Array("meet me at noon".utf8), TextForm.random(100_000)] {
            let sealed = try await cipher(store).seal(plain, tenant: ada, associatedData: [1, 2])
            #expect(try await cipher(store).open(sealed, tenant: ada, associatedData: [1, 2]) == plain)
            #expect(sealed.count <= plain.count + EnvelopeCipher.overhead)
            if plain.count > 8 { #expect(Data(sealed).range(of: Data(plain)) == nil) }
        }
    }

    @Test("moved to another tenant, purpose or row, or altered in any byte, it does not open")
    func bound() async throws {
        let store = MemoryDataKeyStore()
        let cipher = cipher(store)
        let sealed = try await cipher.seal(Array("secret".utf8), tenant: ada, associatedData: Array("row 1".utf8))
        let id = Array("row 1".utf8)
        _ = try await cipher.seal([1], tenant: bob, associatedData: id)
        #expect(await code { _ = try await cipher.open(sealed, tenant: bob, associatedData: id) } == "seal.broken")
        #expect(await code { _ = try await cipher.open(sealed, tenant: ada, associatedData: []) } == "seal.broken")
        let other = self.cipher(store, "mappings")
        #expect(await code { _ = try await other.open(sealed, tenant: ada, associatedData: id) } == "seal.broken")
        for index in sealed.indices {
            var altered = sealed
            altered[index] ^= 1
            #expect(await code { _ = try await cipher.open(altered, tenant: ada, associatedData: id) } == "seal.broken")
            let cut = Array(sealed.prefix(index))
            #expect(await code { _ = try await cipher.open(cut, tenant: ada, associatedData: id) } == "seal.broken")
        }
    }

    @Test("keys rotate while others seal and open: nothing is lost")
    func rotation() async throws {
        let store = MemoryDataKeyStore()
        let kms = FileKeyProvider(directory: scratch.path)
        let first = try await kms.currentKeyID()
        let before = try await cipher(store).seal([1], tenant: ada, associatedData: [])
        let shared = cipher(store)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<8 {
                group.addTask { [ada] in
                    for round in 0..<40 {
                        let plain = [UInt8(worker), UInt8(round)]
                        let sealed = try await shared.seal(plain, tenant: ada, associatedData: [])
                        #expect(try await shared.open(sealed, tenant: ada, associatedData: []) == plain)
                    }
                }
            }
            group.addTask { [ada] in
                for _ in 0..<5 {
                    _ = try await kms.rotate()
                    _ = try await shared.rotateDataKey(tenant: ada)
                    _ = try await shared.rewrap(tenant: ada)
                    shared.refresh()
                }
            }
            try await group.waitForAll()
        }
        let current = try await kms.currentKeyID()
        #expect(current != first)
        let keys = try await store.keys(tenant: ada, purpose: "artifacts")
        #expect(keys.count == 6)
        #expect(keys.allSatisfy { $0.wrapped.keyID == current })
        // The first KMS key is no longer needed by anything.
        try FileManager.default.removeItem(atPath: "\(scratch.path)/\(first).key")
        #expect(try await cipher(store).open(before, tenant: ada, associatedData: []) == [1])
    }

    @Test("processes that start at once agree on one first key")
    func firstKey() async throws {
        let store = MemoryDataKeyStore()
        let ciphers = (0..<8).map { _ in cipher(store) }
        let sealed = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for cipher in ciphers {
                group.addTask { [ada] in try await cipher.seal([9], tenant: ada, associatedData: []) }
            }
            return try await group.reduce(into: [[UInt8]]()) { $0.append($1) }
        }
        #expect(try await store.keys(tenant: ada, purpose: "artifacts").count == 1)
        for each in sealed { #expect(try await ciphers[0].open(each, tenant: ada, associatedData: []) == [9]) }
    }
}

@Suite("Keys in files")
struct FileKeyProviderTests {
    let scratch = Scratch()

    @Test("key files are for their owner only, and refused when others can read them")
    func permissions() async throws {
        let keys = FileKeyProvider(directory: scratch.path)
        let id = try await keys.currentKeyID()
        let file = "\(scratch.path)/\(id).key"
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let folder = try FileManager.default.attributesOfItem(atPath: scratch.path)
        #expect(folder[.posixPermissions] as? Int == 0o700)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        #expect(await code { _ = try await keys.wrap(SymmetricKey(size: .bits256), context: []) } == "keys.invalid")
    }

    @Test("a wrapped key opens under its own context only, and not when its key is gone")
    func wrapping() async throws {
        let keys = FileKeyProvider(directory: scratch.path)
        let key = SymmetricKey(size: .bits256)
        let wrapped = try await keys.wrap(key, context: [1])
        #expect(try await keys.unwrap(wrapped, context: [1]) == key)
        #expect(await code { _ = try await keys.unwrap(wrapped, context: [2]) } == "keys.refused")
        let moved = WrappedKey(keyID: "../current", text: "file:../current:AAAA")
        #expect(await code { _ = try await keys.unwrap(moved, context: [1]) } == "keys.refused")
        _ = try await keys.rotate()
        #expect(try await keys.unwrap(wrapped, context: [1]) == key)
        try FileManager.default.removeItem(atPath: "\(scratch.path)/\(wrapped.keyID).key")
        #expect(await code { _ = try await keys.unwrap(wrapped, context: [1]) } == "keys.unknown")
    }
}
