import Logging
import LunaCore
import LunaServiceKit
import LunaStore
import ServiceLifecycle

/// Encrypts what was stored before there was encryption, in the background, a few pieces at a time.
struct BlobSealing: Service {
    let store: Store
    let seal: BlobSeal
    let logger: Logger
    private static let batch: Int64 = 8

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            var total = 0
            while true {
                do {
                    let count = try await step()
                    total += count
                    if count > 0 { continue }
                    if total > 0 {
                        logger.info("older content was encrypted", metadata: ["pieces": "\(total)"])
                        total = 0
                    }
                } catch {
                    logger.warning("older content could not be encrypted", metadata: ["error": "\(error)"])
                }
                // An instance without encryption may still add some while services are replaced one by one.
                try await Task.sleep(for: .seconds(60))
            }
        }
    }

    /// - Returns: how many pieces were encrypted.
    func step() async throws -> Int {
        try await TenantScope.everyone.run {
            let rows = try await store.query(
                """
                SELECT c.tenant, c.sha256, c.number, c.content, b.size AS whole FROM memory.blob_chunks c
                JOIN memory.blobs b USING (tenant, sha256) WHERE NOT c.sealed ORDER BY 1, 2, 3 LIMIT $1
                """, [.int(Self.batch)])
            for row in rows {
                let place = BlobSeal.Place(
                    tenant: try TenantID(row.text("tenant")), sha256: try row.text("sha256"),
                    whole: UInt64(try row.int("whole")), number: Int(try row.int("number")))
                _ = try await store.execute(
                    """
                    UPDATE memory.blob_chunks SET content = $4, sealed = true
                    WHERE tenant = $1 AND sha256 = $2 AND number = $3 AND NOT sealed
                    """,
                    [
                        .text(place.tenant.rawValue), .text(place.sha256), .int(Int64(place.number)),
                        .bytes(try await seal.encrypt(try row.bytes("content"), at: place)),
                    ])
            }
            return rows.count
        }
    }
}
