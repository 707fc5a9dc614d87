import LunaCore
import LunaMessages

/// The RPCs of the memory service.
struct MemoryService: MemoryServing {
    let blobs: BlobStore
    let artifacts: ArtifactStore
    let logs: TaskLogStore
    let quota: StorageQuota

    func putBlob(_ request: PutBlobRequest, context: CallContext) async throws -> BlobRef {
        try await quota.check(
            Digest(of: request.content).hex, size: UInt64(request.content.count), context.tenant)
        return try await blobs.put(request.content, tenant: context.tenant)
    }

    func beginUpload(_ request: BeginUploadRequest, context: CallContext) async throws -> UploadTicket {
        try await quota.check(request.sha256, size: request.size, context.tenant)
        return try await blobs.begin(request, tenant: context.tenant)
    }

    func uploadChunk(_ request: UploadChunkRequest, context: CallContext) async throws -> UploadProgress {
        try await blobs.receive(request, tenant: context.tenant)
    }

    func commitUpload(_ request: CommitUploadRequest, context: CallContext) async throws -> BlobRef {
        // Others may have been begun meanwhile.
        try await quota.check(
            nil, size: try await blobs.announcedSize(request.upload, tenant: context.tenant), context.tenant)
        return try await blobs.commit(request.upload, tenant: context.tenant)
    }

    func getBlob(_ request: GetBlobRequest, context: CallContext) async throws -> BlobChunk {
        try await blobs.read(
            request.sha256, offset: request.offset, limit: Int(min(request.limit, UInt32(BlobStore.chunkSize))),
            tenant: context.tenant)
    }

    func statBlob(_ request: BlobKey, context: CallContext) async throws -> BlobRef {
        try await blobs.stat(request.sha256, tenant: context.tenant)
    }

    func putArtifacts(_ request: PutArtifactsRequest, context: CallContext) async throws -> PutArtifactsReply {
        PutArtifactsReply(artifacts: try await artifacts.put(request, tenant: context.tenant))
    }

    func listArtifacts(_ request: ListArtifactsRequest, context: CallContext) async throws -> ListArtifactsReply {
        let limit = Self.page(request.limit)
        var found = try await artifacts.list(request, limit: limit + 1, tenant: context.tenant)
        guard found.count > limit else { return ListArtifactsReply(artifacts: found) }
        found.removeLast()
        return ListArtifactsReply(artifacts: found, nextCursor: found.last.map(ArtifactStore.cursor(after:)) ?? "")
    }

    func getArtifact(_ request: ArtifactKey, context: CallContext) async throws -> ArtifactView {
        try await artifacts.get(request, tenant: context.tenant)
    }

    func readLogs(_ request: ReadLogsRequest, context: CallContext) async throws -> ReadLogsReply {
        let entries = try await logs.read(request, limit: Self.page(request.limit), tenant: context.tenant)
        return ReadLogsReply(entries: entries, last: entries.last?.id ?? request.after)
    }

    func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply {
        try await quota.usage(context.tenant)
    }

    private static func page(_ limit: UInt32) -> Int { limit == 0 ? 200 : Int(min(limit, 1000)) }
}
