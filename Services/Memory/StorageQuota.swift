import LunaCore
import LunaMessages
import LunaServiceKit
import LunaStore

/// How many bytes of contents a tenant has stored, and whether more may come. Nothing is counted for tenants without a limit.
struct StorageQuota: Sendable {
    let limits: QuotaLimits
    let store: Store
    /// Unix nanoseconds.
    let now: @Sendable () -> Int64

    /// Refuses content that would be too much, unless it is there already.
    /// - Throws: `LunaError` `quota.exceeded`.
    func check(_ sha256: @autoclosure () -> String?, size: UInt64, _ tenant: TenantID) async throws {
        guard let limit = await limits.limit(.artifactBytes, tenant) else { return }
        let used = try await used(tenant, except: sha256())
        let isRefused = used.isKnown == false && used.bytes + size > limit
        QuotaLimits.note(.artifactBytes, tenant, used: isRefused ? limit : used.bytes + size, limit: limit)
        if isRefused {
            throw QuotaName.artifactBytes.exceeded(
                tenant, used: used.bytes, limit: limit, resetsAt: nil, now: now())
        }
    }

    func usage(_ tenant: TenantID) async throws -> UsageReply {
        UsageReply(quotas: [
            Quota(name: QuotaName.artifactBytes.rawValue, used: try await used(tenant, except: nil).bytes)
        ])
    }

    private func used(_ tenant: TenantID, except sha256: String?) async throws -> (bytes: UInt64, isKnown: Bool) {
        let rows = try await store.query(
            """
            SELECT coalesce(sum(size), 0)::bigint AS bytes, coalesce(bool_or(sha256 = $2), false) AS known
            FROM memory.blobs WHERE tenant = $1
            """, [.text(tenant.rawValue), .text(sha256 ?? "")])
        guard let row = rows.first else { return (0, false) }
        return (UInt64(clamping: try row.int("bytes")), try row.bool("known"))
    }
}
