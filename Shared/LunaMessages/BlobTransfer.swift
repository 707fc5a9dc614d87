import LunaCore

/// Moves content of any size to and from the memory service in pieces that fit into messages.
extension MemoryClient {
    /// Largest piece of one message, in bytes.
    public static let chunkSize = 512 * 1024

    /// Stores `content` and returns its name. Sends nothing when the memory service has it already.
    ///
    /// - Throws: what the calls throw; `LunaError` `upload.…` when sizes or digests do not agree.
    public func store(_ content: [UInt8], context: CallContext) async throws -> BlobRef {
        if content.count <= Self.chunkSize {
            return try await putBlob(PutBlobRequest(content: content), context: context)
        }
        let ticket = try await beginUpload(
            BeginUploadRequest(sha256: Digest(of: content).hex, size: UInt64(content.count)), context: context)
        if !ticket.exists {
            var offset = 0
            while offset < content.count {
                let end = min(offset + Self.chunkSize, content.count)
                _ = try await uploadChunk(
                    UploadChunkRequest(
                        upload: ticket.upload, offset: UInt64(offset), content: Array(content[offset..<end])),
                    context: context)
                offset = end
            }
            return try await commitUpload(CommitUploadRequest(upload: ticket.upload), context: context)
        }
        return BlobRef(sha256: Digest(of: content).hex, size: UInt64(content.count))
    }

    /// Fetches content and checks it against its name.
    ///
    /// - Parameter limit: refuses content above this many bytes.
    /// - Throws: `LunaError` `blob.too_large`, `blob.corrupt`, or what the calls throw.
    public func fetch(_ sha256: String, limit: Int = 256 * 1024 * 1024, context: CallContext) async throws -> [UInt8] {
        var content: [UInt8] = []
        try await fetch(sha256, context: context) { chunk, size in
            guard size <= limit else {
                throw LunaError(
                    "blob.too_large", .resource, "The content has \(size) bytes; at most \(limit) are taken here.",
                    isRetryable: false)
            }
            if content.isEmpty { content.reserveCapacity(Int(size)) }
            content += chunk
        }
        guard Digest(of: content).hex == sha256 else {
            throw LunaError("blob.corrupt", .internal, "The content does not have the digest that names it: \(sha256).")
        }
        return content
    }

    /// Fetches content piece by piece, in order. Does not check the digest.
    ///
    /// - Parameter receive: gets a piece and the size of the whole.
    public func fetch(
        _ sha256: String, context: CallContext, receive: ([UInt8], _ size: UInt64) async throws -> Void
    ) async throws {
        var offset: UInt64 = 0
        while true {
            let chunk = try await getBlob(
                GetBlobRequest(sha256: sha256, offset: offset, limit: UInt32(Self.chunkSize)), context: context)
            try await receive(chunk.content, chunk.size)
            offset += UInt64(chunk.content.count)
            if offset >= chunk.size { return }
            guard !chunk.content.isEmpty else {
                throw LunaError(
                    "blob.corrupt", .internal, "The memory service sent nothing at offset \(offset) of \(chunk.size).")
            }
        }
    }
}
