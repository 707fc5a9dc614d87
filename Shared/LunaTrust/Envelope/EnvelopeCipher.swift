import Crypto
import FoundationEssentials
import LunaCore
import Synchronization

/// Envelope encryption: contents are sealed with AES-256-GCM (NIST SP 800-38D) under a data key of their tenant, and the
/// data key is stored wrapped by the KMS. What is sealed is bound to tenant, purpose, key and associated data; moved
/// anywhere else it does not open. Thread-safe.
///
/// Layout: `LE1`, one byte with the length of the data key's id, the id, 12 bytes nonce, the ciphertext, 16 bytes tag.
/// Nonces are random, so a data key should be rotated before 2^32 seals.
public final class EnvelopeCipher: Sendable {
    private struct Owned: Hashable {
        let tenant: TenantID
        let id: String
    }
    private struct Cache {
        var keys: [Owned: SymmetricKey] = [:]
        var newest: [TenantID: String] = [:]
    }

    private let provider: any KeyProvider
    private let store: any DataKeyStore
    private let purpose: String
    private let cache = Mutex(Cache())
    private static let magic = Array("LE1".utf8)

    /// - Parameters:
    ///   - provider: the KMS.
    ///   - store: where wrapped data keys are kept.
    ///   - purpose: such as `artifacts`; each purpose has keys of its own.
    public init(provider: any KeyProvider, store: any DataKeyStore, purpose: String) {
        self.provider = provider
        self.store = store
        self.purpose = purpose
    }

    /// Bytes that sealing adds at most.
    public static let overhead = 3 + 1 + 32 + 12 + 16

    /// Seals under the tenant's newest data key, which is made when there is none.
    /// - Parameter associatedData: such as the id of the row: it is not stored, ``open(_:tenant:associatedData:)`` needs
    ///   the same.
    /// - Throws: what the key provider and the store throw.
    public func seal(_ plain: [UInt8], tenant: TenantID, associatedData: [UInt8]) async throws -> [UInt8] {
        let (id, key) = try await newest(tenant)
        let box = try AES.GCM.seal(plain, using: key, authenticating: bound(tenant, id, associatedData))
        // Nonce, ciphertext and tag lie in a row. As memory: a `Data` that is taken as a sequence, byte by byte, costs more than
        // ten times the cipher.
        guard let combined = box.combined else { throw Self.broken }
        var out = Self.magic
        out.reserveCapacity(combined.count + Self.overhead)
        out.append(UInt8(id.utf8.count))
        out += id.utf8
        combined.withUnsafeBytes { out.append(contentsOf: $0) }
        return out
    }

    /// - Throws: `LunaError` `seal.broken` when it was altered, or was sealed for another tenant, purpose or place;
    ///   `keys.unknown`; what the key provider and the store throw.
    public func open(_ sealed: [UInt8], tenant: TenantID, associatedData: [UInt8]) async throws -> [UInt8] {
        let start = Self.magic.count + 1
        guard sealed.count > start, sealed.starts(with: Self.magic) else { throw Self.broken }
        let end = start + Int(sealed[start - 1])
        guard sealed.count >= end + 28,
            let box = try? AES.GCM.SealedBox(
                combined: sealed.withUnsafeBytes { Data(UnsafeRawBufferPointer(rebasing: $0[end...])) })
        else { throw Self.broken }
        let id = String(decoding: sealed[start..<end], as: UTF8.self)
        guard let key = try await key(tenant, id),
            let plain = try? AES.GCM.open(box, using: key, authenticating: bound(tenant, id, associatedData))
        else { throw Self.broken }
        return plain.withUnsafeBytes { [UInt8]($0) }
    }

    /// Whether `bytes` begin like something sealed here.
    public static func isSealed(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// Makes a new data key for the tenant. What was sealed before still opens. Other processes go over to it when they
    /// next load keys (``refresh()``).
    /// - Returns: its id.
    public func rotateDataKey(tenant: TenantID) async throws -> String {
        let before = try await store.keys(tenant: tenant, purpose: purpose).last?.id
        return try await make(tenant, after: before).0
    }

    /// Wraps all data keys of the tenant under the KMS's current key, so that older KMS keys can be given up. Contents
    /// stay as they are.
    /// - Returns: how many keys were under an older one.
    public func rewrap(tenant: TenantID) async throws -> Int {
        let current = try await provider.currentKeyID()
        var count = 0
        for stored in try await store.keys(tenant: tenant, purpose: purpose) where stored.wrapped.keyID != current {
            let context = context(tenant, stored.id)
            let key = try await provider.unwrap(stored.wrapped, context: context)
            let wrapped = try await provider.wrap(key, context: context)
            try await store.rewrap(StoredDataKey(id: stored.id, wrapped: wrapped), tenant: tenant, purpose: purpose)
            count += 1
        }
        return count
    }

    /// Brings all keys of the tenant into memory, so that what follows waits for neither the store nor the KMS.
    public func load(tenant: TenantID) async throws {
        _ = try await newest(tenant)
        for stored in try await store.keys(tenant: tenant, purpose: purpose)
        where cache.withLock({ $0.keys[Owned(tenant: tenant, id: stored.id)] }) == nil {
            _ = try await unwrapped(stored, tenant)
        }
    }

    /// Forgets the keys in memory: the next call asks the store and the KMS again.
    public func refresh() {
        cache.withLock { $0 = Cache() }
    }

    // MARK: Keys

    private func newest(_ tenant: TenantID) async throws -> (String, SymmetricKey) {
        let known = cache.withLock { cache in
            cache.newest[tenant].flatMap { id in cache.keys[Owned(tenant: tenant, id: id)].map { (id, $0) } }
        }
        if let known { return known }
        if let stored = try await store.keys(tenant: tenant, purpose: purpose).last {
            let key = try await unwrapped(stored, tenant)
            cache.withLock { $0.newest[tenant] = stored.id }
            return (stored.id, key)
        }
        return try await make(tenant, after: nil)
    }

    private func key(_ tenant: TenantID, _ id: String) async throws -> SymmetricKey? {
        if let known = cache.withLock({ $0.keys[Owned(tenant: tenant, id: id)] }) { return known }
        guard let stored = try await store.keys(tenant: tenant, purpose: purpose).first(where: { $0.id == id }) else {
            return nil
        }
        return try await unwrapped(stored, tenant)
    }

    private func make(_ tenant: TenantID, after: String?) async throws -> (String, SymmetricKey) {
        let id = "d" + TextForm.hex(TextForm.random(8))
        let key = SymmetricKey(size: .bits256)
        let wrapped = try await provider.wrap(key, context: context(tenant, id))
        let mine = StoredDataKey(id: id, wrapped: wrapped)
        if try await store.add(mine, after: after, tenant: tenant, purpose: purpose) {
            remember(key, tenant, id)
            return (id, key)
        }
        // Somebody else was faster; theirs is the newest.
        guard let theirs = try await store.keys(tenant: tenant, purpose: purpose).last else {
            throw KeyFailure.unavailable("the store of data keys refuses a key and has none itself.")
        }
        let found = try await unwrapped(theirs, tenant)
        remember(found, tenant, theirs.id)
        return (theirs.id, found)
    }

    private func unwrapped(_ stored: StoredDataKey, _ tenant: TenantID) async throws -> SymmetricKey {
        let key = try await provider.unwrap(stored.wrapped, context: context(tenant, stored.id))
        cache.withLock { $0.keys[Owned(tenant: tenant, id: stored.id)] = key }
        return key
    }

    private func remember(_ key: SymmetricKey, _ tenant: TenantID, _ id: String) {
        cache.withLock { cache in
            cache.keys[Owned(tenant: tenant, id: id)] = key
            cache.newest[tenant] = id
        }
    }

    private func context(_ tenant: TenantID, _ id: String) -> [UInt8] {
        TextForm.framed([
            Array("luna.data-key.1".utf8), Array(purpose.utf8), Array(tenant.rawValue.utf8), Array(id.utf8),
        ])
    }

    private func bound(_ tenant: TenantID, _ id: String, _ data: [UInt8]) -> [UInt8] {
        TextForm.framed([Self.magic, Array(purpose.utf8), Array(tenant.rawValue.utf8), Array(id.utf8), data])
    }

    private static let broken = LunaError(
        "seal.broken", .permission,
        "Protected data could not be opened: it was altered, or it belongs to another tenant or place.")
}
