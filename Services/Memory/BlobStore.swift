import LunaCore
import LunaMessages
import LunaStore
import LunaZstd

/// Content-addressed blobs in PostgreSQL: pieces of at most one chunk, each compressed by itself, so that any part can be read
/// without the rest.
struct BlobStore: Sendable {
    let store: Store
    /// Unix nanoseconds.
    let now: @Sendable () -> Int64
    /// Largest content that is taken, in bytes.
    var sizeLimit: UInt64 = 1 << 30

    static let chunkSize = MemoryClient.chunkSize

    /// Stores content that came in one message. The same content again changes nothing.
    func put(_ content: [UInt8], tenant: TenantID) async throws -> BlobRef {
        let sha256 = Digest(of: content).hex
        try await store.transaction(tenant: tenant) { transaction in
            try await Self.insertBlob(sha256, size: content.count, at: now(), tenant, transaction)
            var start = 0
            while start < content.count {
                let end = min(start + Self.chunkSize, content.count)
                try await Self.insertChunk(
                    sha256, number: start / Self.chunkSize, Array(content[start..<end]), tenant, transaction)
                start = end
            }
        }
        return BlobRef(sha256: sha256, size: UInt64(content.count))
    }

    func stat(_ sha256: String, tenant: TenantID) async throws -> BlobRef {
        let rows = try await store.query(
            "SELECT size FROM memory.blobs WHERE tenant = $1 AND sha256 = $2", [.text(tenant.rawValue), .text(sha256)])
        guard let row = rows.first else { throw Self.notFound(sha256) }
        return BlobRef(sha256: sha256, size: UInt64(try row.int("size")))
    }

    /// A piece from `offset`: at most `limit` bytes, and never beyond the end of the stored chunk that holds `offset`.
    func read(_ sha256: String, offset: UInt64, limit: Int, tenant: TenantID) async throws -> BlobChunk {
        let rows = try await store.query(
            """
            SELECT b.size AS whole, c.size, c.content FROM memory.blobs b
            LEFT JOIN memory.blob_chunks c ON c.tenant = b.tenant AND c.sha256 = b.sha256 AND c.number = $3::bigint
            WHERE b.tenant = $1 AND b.sha256 = $2
            """,
            [.text(tenant.rawValue), .text(sha256), .int(Int64(clamping: offset / UInt64(Self.chunkSize)))])
        guard let row = rows.first else { throw Self.notFound(sha256) }
        let whole = UInt64(try row.int("whole"))
        guard let size = try row.intIfPresent("size") else {
            guard offset >= whole else { throw Self.corrupt(sha256) }
            return BlobChunk(content: [], offset: offset, size: whole)
        }
        let chunk = try Zstandard.decompress(try row.bytes("content"), size: Int(size))
        let start = Int(offset % UInt64(Self.chunkSize))
        guard start < chunk.count else { return BlobChunk(content: [], offset: offset, size: whole) }
        let end = min(chunk.count, start + (limit <= 0 ? Self.chunkSize : limit))
        return BlobChunk(content: Array(chunk[start..<end]), offset: offset, size: whole)
    }

    // MARK: Uploads

    func begin(_ request: BeginUploadRequest, tenant: TenantID) async throws -> UploadTicket {
        let sha256 = try Digest(hex: request.sha256).hex
        guard request.size <= sizeLimit else {
            throw LunaError(
                "blob.too_large", .resource,
                "At most \(sizeLimit) bytes are stored as one blob; this has \(request.size).", isRetryable: false)
        }
        let existing = try await store.query(
            "SELECT 1 AS one FROM memory.blobs WHERE tenant = $1 AND sha256 = $2",
            [.text(tenant.rawValue), .text(sha256)])
        if !existing.isEmpty { return UploadTicket(exists: true, chunkSize: UInt32(Self.chunkSize)) }
        var random = SystemRandomNumberGenerator()
        let upload = ExecutionID.next(unixMilliseconds: UInt64(now() / 1_000_000), random: &random).rawValue
        _ = try await store.pipeline(
            tenant: tenant,
            [
                SQLStatement(
                    "DELETE FROM memory.uploads WHERE tenant = $1 AND created_at < $2",
                    [.text(tenant.rawValue), .int(now() - 86_400_000_000_000)]),
                SQLStatement(
                    "INSERT INTO memory.uploads (tenant, upload, sha256, size, created_at) VALUES ($1, $2, $3, $4, $5)",
                    [.text(tenant.rawValue), .text(upload), .text(sha256), .int(Int64(request.size)), .int(now())]),
            ])
        return UploadTicket(upload: upload, chunkSize: UInt32(Self.chunkSize))
    }

    /// Takes a piece; the same piece again changes nothing.
    func receive(_ request: UploadChunkRequest, tenant: TenantID) async throws -> UploadProgress {
        guard !request.content.isEmpty, request.content.count <= Self.chunkSize,
            request.offset % UInt64(Self.chunkSize) == 0, request.offset < sizeLimit
        else {
            throw LunaError(
                "upload.chunk_invalid", .validation,
                "A chunk has 1 to \(Self.chunkSize) bytes and starts at a multiple of \(Self.chunkSize).")
        }
        let compressed = try Zstandard.compress(request.content)
        let results = try await store.pipeline(
            tenant: tenant,
            [
                SQLStatement(
                    """
                    INSERT INTO memory.upload_chunks (tenant, upload, start, size, content)
                    SELECT $1, upload, $3, $4, $5 FROM memory.uploads WHERE tenant = $1 AND upload = $2
                    ON CONFLICT (tenant, upload, start) DO UPDATE SET size = excluded.size, content = excluded.content
                    """,
                    [
                        .text(tenant.rawValue), .text(request.upload), .int(Int64(request.offset)),
                        .int(Int64(request.content.count)), .bytes(compressed),
                    ]),
                SQLStatement(
                    """
                    SELECT count(u.upload) AS uploads, coalesce(sum(c.size), 0)::bigint AS received
                    FROM memory.uploads u LEFT JOIN memory.upload_chunks c USING (tenant, upload)
                    WHERE tenant = $1 AND upload = $2
                    """, [.text(tenant.rawValue), .text(request.upload)]),
            ])
        guard let row = results.last?.first, try row.int("uploads") > 0 else { throw Self.noUpload(request.upload) }
        return UploadProgress(received: UInt64(try row.int("received")))
    }

    /// Checks that everything is there and has the promised digest, then makes it a blob.
    func commit(_ upload: String, tenant: TenantID) async throws -> BlobRef {
        try await store.transaction(tenant: tenant) { transaction in
            let key: [SQLValue] = [.text(tenant.rawValue), .text(upload)]
            let rows = try await transaction.query(
                "SELECT sha256, size FROM memory.uploads WHERE tenant = $1 AND upload = $2 FOR UPDATE", key)
            guard let row = rows.first else { throw Self.noUpload(upload) }
            let sha256 = try row.text("sha256")
            let size = Int(try row.int("size"))
            var digest = DigestBuilder()
            var position = 0
            try await Self.insertBlob(sha256, size: size, at: now(), tenant, transaction)
            while position < size {
                let chunk = try await transaction.query(
                    "SELECT size, content FROM memory.upload_chunks WHERE tenant = $1 AND upload = $2 AND start = $3",
                    key + [.int(Int64(position))])
                guard let chunk = chunk.first else {
                    throw LunaError(
                        "upload.incomplete", .conflict,
                        "The chunk at offset \(position) is missing; send it and commit again.")
                }
                let content = try Zstandard.decompress(try chunk.bytes("content"), size: Int(try chunk.int("size")))
                digest.update(content)
                try await Self.insertChunk(sha256, number: position / Self.chunkSize, content, tenant, transaction)
                position += content.count
            }
            guard position == size, digest.finish().hex == sha256 else {
                throw LunaError(
                    "upload.digest_mismatch", .validation,
                    "What was sent has not the digest that was announced; start the upload again.")
            }
            _ = try await transaction.query("DELETE FROM memory.uploads WHERE tenant = $1 AND upload = $2", key)
            return BlobRef(sha256: sha256, size: UInt64(size))
        }
    }

    private static func insertBlob(
        _ sha256: String, size: Int, at time: Int64, _ tenant: TenantID, _ transaction: Transaction
    ) async throws {
        _ = try await transaction.query(
            """
            INSERT INTO memory.blobs (tenant, sha256, size, chunks, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
            """,
            [
                .text(tenant.rawValue), .text(sha256), .int(Int64(size)),
                .int(Int64((size + chunkSize - 1) / chunkSize)),
                .int(time),
            ])
    }

    private static func insertChunk(
        _ sha256: String, number: Int, _ content: [UInt8], _ tenant: TenantID, _ transaction: Transaction
    ) async throws {
        _ = try await transaction.query(
            """
            INSERT INTO memory.blob_chunks (tenant, sha256, number, size, content) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT DO NOTHING
            """,
            [
                .text(tenant.rawValue), .text(sha256), .int(Int64(number)), .int(Int64(content.count)),
                .bytes(try Zstandard.compress(content)),
            ])
    }

    private static func notFound(_ sha256: String) -> LunaError {
        LunaError("blob.not_found", .notFound, "There is no content with the digest \(sha256).")
    }
    private static func corrupt(_ sha256: String) -> LunaError {
        LunaError(
            "blob.corrupt", .internal, "A part of \(sha256) is missing; restore it from a backup.", isRetryable: false)
    }
    private static func noUpload(_ upload: String) -> LunaError {
        LunaError("upload.not_found", .notFound, "There is no open upload '\(upload)'; begin it again.")
    }
}
