import LunaCore
import Synchronization

/// A tenant's data key as it is stored.
public struct StoredDataKey: Sendable, Hashable {
    /// Part of what is sealed under it. Unique within the tenant and purpose.
    public let id: String
    /// The key, encrypted by the KMS.
    public let wrapped: WrappedKey

    /// See the properties.
    public init(id: String, wrapped: WrappedKey) {
        self.id = id
        self.wrapped = wrapped
    }
}

/// Where the wrapped data keys of all tenants are kept: a table of the service that seals. Thread-safe.
public protocol DataKeyStore: Sendable {
    /// All keys of the tenant for a purpose, oldest first.
    func keys(tenant: TenantID, purpose: String) async throws -> [StoredDataKey]

    /// Adds a key after the newest, but only when the newest is still `after` (`nil`: when there is none). Of two
    /// writers at once one is too late.
    /// - Returns: whether it was added.
    func add(_ key: StoredDataKey, after: String?, tenant: TenantID, purpose: String) async throws -> Bool

    /// Puts the same key, wrapped anew, in its place.
    func rewrap(_ key: StoredDataKey, tenant: TenantID, purpose: String) async throws
}

/// Data keys in memory, for tests and for what need not be read again by another process.
public final class MemoryDataKeyStore: DataKeyStore {
    private struct Owner: Hashable {
        let tenant: TenantID
        let purpose: String
    }
    private let all = Mutex<[Owner: [StoredDataKey]]>([:])

    public init() {}

    public func keys(tenant: TenantID, purpose: String) async throws -> [StoredDataKey] {
        all.withLock { $0[Owner(tenant: tenant, purpose: purpose)] ?? [] }
    }

    public func add(_ key: StoredDataKey, after: String?, tenant: TenantID, purpose: String) async throws -> Bool {
        all.withLock { all in
            let owner = Owner(tenant: tenant, purpose: purpose)
            guard all[owner]?.last?.id == after else { return false }
            all[owner, default: []].append(key)
            return true
        }
    }

    public func rewrap(_ key: StoredDataKey, tenant: TenantID, purpose: String) async throws {
        all.withLock { all in
            let owner = Owner(tenant: tenant, purpose: purpose)
            guard let index = all[owner]?.firstIndex(where: { $0.id == key.id }) else { return }
            all[owner]?[index] = key
        }
    }
}
