import Logging
import LunaCore
import LunaServiceKit
import LunaStore
import ServiceLifecycle

/// Encrypts what was stored before there was encryption, in the background, one blob after the other.
struct BlobSealing: Service {
    let store: Store
    let blobs: BlobStore
    let logger: Logger
    private static let batch: Int64 = 16

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                do {
                    let total = try await pass()
                    if total > 0 { logger.info("older content was encrypted", metadata: ["pieces": "\(total)"]) }
                } catch {
                    logger.warning("older content could not be encrypted", metadata: ["error": "\(error)"])
                }
                // An instance without encryption may still add some while services are replaced one by one.
                try await Task.sleep(for: .seconds(60))
            }
        }
    }

    /// - Returns: how many pieces were encrypted.
    func pass() async throws -> Int {
        var total = 0
        var (tenant, sha256) = ("", "")
        while true {
            let rows = try await TenantScope.everyone.run {
                try await store.query(
                    """
                    SELECT DISTINCT tenant, sha256 FROM memory.blob_chunks
                    WHERE NOT sealed AND (tenant, sha256) > ($1, $2) ORDER BY 1, 2 LIMIT $3
                    """, [.text(tenant), .text(sha256), .int(Self.batch)])
            }
            if rows.isEmpty { return total }
            for row in rows {
                (tenant, sha256) = (try row.text("tenant"), try row.text("sha256"))
                do {
                    let owner = try TenantID(tenant)
                    total += try await TenantScope.tenant(owner).run {
                        try await blobs.encryptOlder(sha256, tenant: owner)
                    }
                } catch let error as LunaError where !error.isRetryable || error.code.hasPrefix("blob.") {
                    // It is not read, either. The others go on.
                    logger.error(
                        "content in clear was not encrypted",
                        metadata: ["tenant": "\(tenant)", "sha256": "\(sha256)", "error": "\(error)"])
                }
            }
        }
    }
}
