import LunaCore
import LunaMessages
import LunaStore
import LunaTrust

/// Content-addressed blobs in PostgreSQL: pieces of at most one chunk, each compressed and encrypted by itself, so that any
/// part can be read without the rest.
struct BlobStore: Sendable {
    let store: Store
    let seal: BlobSeal
    /// Unix nanoseconds.
    let now: @Sendable () -> Int64
    /// Largest content that is taken, in bytes.
    var sizeLimit: UInt64 = 1 << 30

    static let chunkSize = MemoryClient.chunkSize

    /// Stores content that came in one message. The same content again changes nothing.
    func put(_ content: [UInt8], tenant: TenantID) async throws -> BlobRef {
        let sha256 = Digest(of: content).hex
        var pieces: [[UInt8]] = []
        for start in stride(from: 0, to: content.count, by: Self.chunkSize) {
            let piece = Array(content[start..<min(start + Self.chunkSize, content.count)])
            pieces.append(
                try await seal.close(
                    piece, at: place(sha256, UInt64(content.count), number: pieces.count, tenant)))
        }
        let stored = pieces
        try await store.transaction(tenant: tenant) { transaction in
            guard try await Self.insertBlob(sha256, size: content.count, at: now(), tenant, transaction) else { return }
            for (number, piece) in stored.enumerated() {
                let size = min(Self.chunkSize, content.count - number * Self.chunkSize)
                _ = try await transaction.query(
                    """
                    INSERT INTO memory.blob_chunks (tenant, sha256, number, size, content, sealed)
                    VALUES ($1, $2, $3, $4, $5, $6)
                    """,
                    [
                        .text(tenant.rawValue), .text(sha256), .int(Int64(number)), .int(Int64(size)), .bytes(piece),
                        .bool(seal.isSealing),
                    ])
            }
        }
        return BlobRef(sha256: sha256, size: UInt64(content.count))
    }

    private func place(_ sha256: String, _ whole: UInt64, number: Int, _ tenant: TenantID) -> BlobSeal.Place {
        BlobSeal.Place(tenant: tenant, sha256: sha256, whole: whole, number: number)
    }

    func stat(_ sha256: String, tenant: TenantID) async throws -> BlobRef {
        let rows = try await store.query(
            "SELECT size FROM memory.blobs WHERE tenant = $1 AND sha256 = $2", [.text(tenant.rawValue), .text(sha256)])
        guard let row = rows.first else { throw Self.notFound(sha256) }
        return BlobRef(sha256: sha256, size: UInt64(try row.int("size")))
    }

    /// A piece from `offset`: at most `limit` bytes, and never beyond the end of the stored chunk that holds `offset`.
    func read(_ sha256: String, offset: UInt64, limit: Int, tenant: TenantID) async throws -> BlobChunk {
        var found = try await piece(sha256, offset, tenant)
        if let content = found.content, seal.isSealing, !seal.isStrict, !found.isMarked,
            !EnvelopeCipher.isSealed(content)
        {
            // From before there was encryption, or from somebody who can write to the database: the digest tells.
            _ = try await encryptOlder(sha256, tenant: tenant)
            found = try await piece(sha256, offset, tenant)
        }
        guard let content = found.content else {
            guard offset >= found.whole else { throw Self.corrupt(sha256) }
            return BlobChunk(content: [], offset: offset, size: found.whole)
        }
        let chunk = try await seal.open(
            content, size: found.size, isMarked: found.isMarked,
            at: place(sha256, found.whole, number: Int(offset / UInt64(Self.chunkSize)), tenant))
        let start = Int(offset % UInt64(Self.chunkSize))
        guard start < chunk.count else { return BlobChunk(content: [], offset: offset, size: found.whole) }
        let end = min(chunk.count, start + (limit <= 0 ? Self.chunkSize : limit))
        return BlobChunk(content: Array(chunk[start..<end]), offset: offset, size: found.whole)
    }

    private struct Piece {
        /// Bytes of the blob.
        let whole: UInt64
        /// Bytes of the piece.
        let size: Int
        /// As it is stored; nil behind the end.
        let content: [UInt8]?
        /// Whether it is said to be encrypted.
        let isMarked: Bool
    }

    private func piece(_ sha256: String, _ offset: UInt64, _ tenant: TenantID) async throws -> Piece {
        let rows = try await store.query(
            """
            SELECT b.size AS whole, c.size, c.content, coalesce(c.sealed, false) AS sealed FROM memory.blobs b
            LEFT JOIN memory.blob_chunks c ON c.tenant = b.tenant AND c.sha256 = b.sha256 AND c.number = $3::bigint
            WHERE b.tenant = $1 AND b.sha256 = $2
            """,
            [.text(tenant.rawValue), .text(sha256), .int(Int64(clamping: offset / UInt64(Self.chunkSize)))])
        guard let row = rows.first else { throw Self.notFound(sha256) }
        let size = try row.intIfPresent("size")
        return Piece(
            whole: UInt64(clamping: try row.int("whole")), size: Int(size ?? 0),
            content: size == nil ? nil : try row.bytes("content"), isMarked: try row.bool("sealed"))
    }

    /// Encrypts what is stored of a blob in clear, if the whole is what its digest says.
    /// - Returns: how many pieces were encrypted.
    /// - Throws: `LunaError` `blob.forged` when it is something else: then everything stays as it was.
    func encryptOlder(_ sha256: String, tenant: TenantID) async throws -> Int {
        // Inside the transaction nothing waits for another connection, which others in the same place might hold.
        try await seal.cipher.load(tenant: tenant)
        return try await store.transaction(tenant: tenant) { transaction in
            let key: [SQLValue] = [.text(tenant.rawValue), .text(sha256)]
            let found = try await transaction.query(
                "SELECT size, chunks FROM memory.blobs WHERE tenant = $1 AND sha256 = $2", key)
            guard let blob = found.first else { throw Self.notFound(sha256) }
            let whole = UInt64(clamping: try blob.int("size"))
            var digest = DigestBuilder()
            var length = 0
            var encrypted = 0
            for number in 0..<Int(try blob.int("chunks")) {
                let rows = try await transaction.query(
                    """
                    SELECT size, content, sealed FROM memory.blob_chunks
                    WHERE tenant = $1 AND sha256 = $2 AND number = $3 FOR UPDATE
                    """, key + [.int(Int64(number))])
                guard let row = rows.first else { throw Self.corrupt(sha256) }
                let (stored, isMarked) = (try row.bytes("content"), try row.bool("sealed"))
                let place = place(sha256, whole, number: number, tenant)
                let content = try await seal.open(
                    stored, size: Int(try row.int("size")), isMarked: isMarked, at: place)
                digest.update(content)
                length += content.count
                guard !isMarked else { continue }
                let isSealed = EnvelopeCipher.isSealed(stored)
                let sealed = isSealed ? stored : try await seal.encrypt(stored, at: place)
                _ = try await transaction.query(
                    """
                    UPDATE memory.blob_chunks SET content = $4, sealed = true
                    WHERE tenant = $1 AND sha256 = $2 AND number = $3
                    """, key + [.int(Int64(number)), .bytes(sealed)])
                encrypted += 1
            }
            guard UInt64(length) == whole, digest.finish().hex == sha256 else {
                throw LunaError(
                    "blob.forged", .permission,
                    "What is stored in clear as \(sha256) is something else. Restore it from a backup.",
                    isRetryable: false)
            }
            return encrypted
        }
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

    /// What an upload will be, in bytes; 0 for an unknown one.
    func announcedSize(_ upload: String, tenant: TenantID) async throws -> UInt64 {
        let rows = try await store.query(
            "SELECT size FROM memory.uploads WHERE tenant = $1 AND upload = $2",
            [.text(tenant.rawValue), .text(upload)])
        return UInt64(clamping: try rows.first?.int("size") ?? 0)
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
        // Sealed for its place in the blob already, so that committing only moves it.
        let announced = try await store.query(
            "SELECT sha256, size FROM memory.uploads WHERE tenant = $1 AND upload = $2",
            [.text(tenant.rawValue), .text(request.upload)])
        guard let announced = announced.first else { throw Self.noUpload(request.upload) }
        let stored = try await seal.close(
            request.content,
            at: place(
                try announced.text("sha256"), UInt64(try announced.int("size")),
                number: Int(request.offset) / Self.chunkSize, tenant))
        let results = try await store.pipeline(
            tenant: tenant,
            [
                SQLStatement(
                    """
                    INSERT INTO memory.upload_chunks (tenant, upload, start, size, content, sealed)
                    SELECT $1, upload, $3, $4, $5, $6 FROM memory.uploads WHERE tenant = $1 AND upload = $2
                    ON CONFLICT (tenant, upload, start) DO UPDATE
                    SET size = excluded.size, content = excluded.content, sealed = excluded.sealed
                    """,
                    [
                        .text(tenant.rawValue), .text(request.upload), .int(Int64(request.offset)),
                        .int(Int64(request.content.count)), .bytes(stored), .bool(seal.isSealing),
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
        // Inside the transaction nothing waits for another connection, which others in the same place might hold.
        if seal.isSealing { try await seal.cipher.load(tenant: tenant) }
        return try await store.transaction(tenant: tenant) { transaction in
            let key: [SQLValue] = [.text(tenant.rawValue), .text(upload)]
            let rows = try await transaction.query(
                "SELECT sha256, size FROM memory.uploads WHERE tenant = $1 AND upload = $2 FOR UPDATE", key)
            guard let row = rows.first else { throw Self.noUpload(upload) }
            let sha256 = try row.text("sha256")
            let size = Int(try row.int("size"))
            var digest = DigestBuilder()
            var position = 0
            while position < size {
                let chunk = try await transaction.query(
                    """
                    SELECT size, content, sealed FROM memory.upload_chunks
                    WHERE tenant = $1 AND upload = $2 AND start = $3
                    """, key + [.int(Int64(position))])
                guard let chunk = chunk.first else {
                    throw LunaError(
                        "upload.incomplete", .conflict,
                        "The chunk at offset \(position) is missing; send it and commit again.")
                }
                let content = try await seal.open(
                    try chunk.bytes("content"), size: Int(try chunk.int("size")), isMarked: try chunk.bool("sealed"),
                    at: place(sha256, UInt64(size), number: position / Self.chunkSize, tenant))
                digest.update(content)
                position += content.count
            }
            guard position == size, digest.finish().hex == sha256 else {
                throw LunaError(
                    "upload.digest_mismatch", .validation,
                    "What was sent has not the digest that was announced; start the upload again.")
            }
            if try await Self.insertBlob(sha256, size: size, at: now(), tenant, transaction) {
                _ = try await transaction.query(
                    """
                    INSERT INTO memory.blob_chunks (tenant, sha256, number, size, content, sealed)
                    SELECT tenant, $3, start / $4, size, content, sealed FROM memory.upload_chunks
                    WHERE tenant = $1 AND upload = $2 AND start < $5
                    """, key + [.text(sha256), .int(Int64(Self.chunkSize)), .int(Int64(size))])
            }
            _ = try await transaction.query("DELETE FROM memory.uploads WHERE tenant = $1 AND upload = $2", key)
            return BlobRef(sha256: sha256, size: UInt64(size))
        }
    }

    /// - Returns: whether it was not there yet.
    private static func insertBlob(
        _ sha256: String, size: Int, at time: Int64, _ tenant: TenantID, _ transaction: Transaction
    ) async throws -> Bool {
        try await transaction.execute(
            """
            INSERT INTO memory.blobs (tenant, sha256, size, chunks, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
            """,
            [
                .text(tenant.rawValue), .text(sha256), .int(Int64(size)),
                .int(Int64((size + chunkSize - 1) / chunkSize)),
                .int(time),
            ]) == 1
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
