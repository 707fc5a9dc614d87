// Generated from luna/v1/memory.proto by `make proto`. Do not edit.

/// The methods of the service `memory`.
public enum MemoryMethods {
    /// Small content in one message (up to 512 KiB).
    public static let putBlob = RPCMethod(service: "memory", name: "putBlob")
    /// Large content: begin, chunks in any order and as often as need be, commit (checks size and digest).
    public static let beginUpload = RPCMethod(service: "memory", name: "beginUpload")
    /// One chunk of an upload; a chunk that is already there is received again without harm.
    public static let uploadChunk = RPCMethod(service: "memory", name: "uploadChunk")
    /// Ends an upload: size and digest must be as announced.
    public static let commitUpload = RPCMethod(service: "memory", name: "commitUpload")
    /// A part of a blob.
    public static let getBlob = RPCMethod(service: "memory", name: "getBlob")
    /// Whether a blob is there, and its size.
    public static let statBlob = RPCMethod(service: "memory", name: "statBlob")
    /// Names files of an execution; a new version when the path exists with other content.
    public static let putArtifacts = RPCMethod(service: "memory", name: "putArtifacts")
    /// Files of an execution, by path.
    public static let listArtifacts = RPCMethod(service: "memory", name: "listArtifacts")
    /// One file of an execution; its content is a blob.
    public static let getArtifact = RPCMethod(service: "memory", name: "getArtifact")
    /// Lines that tasks have logged (luna.live.log.>), oldest first.
    public static let readLogs = RPCMethod(service: "memory", name: "readLogs")
    /// What the tenant uses of its quotas here: bytes of contents.
    public static let getUsage = RPCMethod(service: "memory", name: "getUsage")

    /// All of them, in the order of the contract.
    public static let all: [RPCMethod] = [
        putBlob,
        beginUpload,
        uploadChunk,
        commitUpload,
        getBlob,
        statBlob,
        putArtifacts,
        listArtifacts,
        getArtifact,
        readLogs,
        getUsage,
    ]
}

/// What a server of `memory` does. A method throws `LunaError`; the caller gets the same error.
public protocol MemoryServing: Sendable {
    /// Small content in one message (up to 512 KiB).
    func putBlob(_ request: PutBlobRequest, context: CallContext) async throws -> BlobRef
    /// Large content: begin, chunks in any order and as often as need be, commit (checks size and digest).
    func beginUpload(_ request: BeginUploadRequest, context: CallContext) async throws -> UploadTicket
    /// One chunk of an upload; a chunk that is already there is received again without harm.
    func uploadChunk(_ request: UploadChunkRequest, context: CallContext) async throws -> UploadProgress
    /// Ends an upload: size and digest must be as announced.
    func commitUpload(_ request: CommitUploadRequest, context: CallContext) async throws -> BlobRef
    /// A part of a blob.
    func getBlob(_ request: GetBlobRequest, context: CallContext) async throws -> BlobChunk
    /// Whether a blob is there, and its size.
    func statBlob(_ request: BlobKey, context: CallContext) async throws -> BlobRef
    /// Names files of an execution; a new version when the path exists with other content.
    func putArtifacts(_ request: PutArtifactsRequest, context: CallContext) async throws -> PutArtifactsReply
    /// Files of an execution, by path.
    func listArtifacts(_ request: ListArtifactsRequest, context: CallContext) async throws -> ListArtifactsReply
    /// One file of an execution; its content is a blob.
    func getArtifact(_ request: ArtifactKey, context: CallContext) async throws -> ArtifactView
    /// Lines that tasks have logged (luna.live.log.>), oldest first.
    func readLogs(_ request: ReadLogsRequest, context: CallContext) async throws -> ReadLogsReply
    /// What the tenant uses of its quotas here: bytes of contents.
    func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply
}

extension MemoryServing {
    /// One endpoint for each method: decodes the request, calls the method, encodes the reply.
    public var endpoints: [RPCEndpoint] {
        [
            RPCEndpoint(MemoryMethods.putBlob) { try await putBlob($0, context: $1) },
            RPCEndpoint(MemoryMethods.beginUpload) { try await beginUpload($0, context: $1) },
            RPCEndpoint(MemoryMethods.uploadChunk) { try await uploadChunk($0, context: $1) },
            RPCEndpoint(MemoryMethods.commitUpload) { try await commitUpload($0, context: $1) },
            RPCEndpoint(MemoryMethods.getBlob) { try await getBlob($0, context: $1) },
            RPCEndpoint(MemoryMethods.statBlob) { try await statBlob($0, context: $1) },
            RPCEndpoint(MemoryMethods.putArtifacts) { try await putArtifacts($0, context: $1) },
            RPCEndpoint(MemoryMethods.listArtifacts) { try await listArtifacts($0, context: $1) },
            RPCEndpoint(MemoryMethods.getArtifact) { try await getArtifact($0, context: $1) },
            RPCEndpoint(MemoryMethods.readLogs) { try await readLogs($0, context: $1) },
            RPCEndpoint(MemoryMethods.getUsage) { try await getUsage($0, context: $1) },
        ]
    }
}

/// Calls the service `memory`. Throws the `LunaError` of the server or of the transport.
public struct MemoryClient: Sendable {
    private let transport: any RPCTransport

    /// A client that calls through `transport`.
    public init(_ transport: any RPCTransport) { self.transport = transport }

    /// Small content in one message (up to 512 KiB).
    public func putBlob(_ request: PutBlobRequest, context: CallContext) async throws -> BlobRef {
        try await transport.call(MemoryMethods.putBlob, request, context: context)
    }

    /// Large content: begin, chunks in any order and as often as need be, commit (checks size and digest).
    public func beginUpload(_ request: BeginUploadRequest, context: CallContext) async throws -> UploadTicket {
        try await transport.call(MemoryMethods.beginUpload, request, context: context)
    }

    /// One chunk of an upload; a chunk that is already there is received again without harm.
    public func uploadChunk(_ request: UploadChunkRequest, context: CallContext) async throws -> UploadProgress {
        try await transport.call(MemoryMethods.uploadChunk, request, context: context)
    }

    /// Ends an upload: size and digest must be as announced.
    public func commitUpload(_ request: CommitUploadRequest, context: CallContext) async throws -> BlobRef {
        try await transport.call(MemoryMethods.commitUpload, request, context: context)
    }

    /// A part of a blob.
    public func getBlob(_ request: GetBlobRequest, context: CallContext) async throws -> BlobChunk {
        try await transport.call(MemoryMethods.getBlob, request, context: context)
    }

    /// Whether a blob is there, and its size.
    public func statBlob(_ request: BlobKey, context: CallContext) async throws -> BlobRef {
        try await transport.call(MemoryMethods.statBlob, request, context: context)
    }

    /// Names files of an execution; a new version when the path exists with other content.
    public func putArtifacts(_ request: PutArtifactsRequest, context: CallContext) async throws -> PutArtifactsReply {
        try await transport.call(MemoryMethods.putArtifacts, request, context: context)
    }

    /// Files of an execution, by path.
    public func listArtifacts(
        _ request: ListArtifactsRequest, context: CallContext
    ) async throws -> ListArtifactsReply {
        try await transport.call(MemoryMethods.listArtifacts, request, context: context)
    }

    /// One file of an execution; its content is a blob.
    public func getArtifact(_ request: ArtifactKey, context: CallContext) async throws -> ArtifactView {
        try await transport.call(MemoryMethods.getArtifact, request, context: context)
    }

    /// Lines that tasks have logged (luna.live.log.>), oldest first.
    public func readLogs(_ request: ReadLogsRequest, context: CallContext) async throws -> ReadLogsReply {
        try await transport.call(MemoryMethods.readLogs, request, context: context)
    }

    /// What the tenant uses of its quotas here: bytes of contents.
    public func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply {
        try await transport.call(MemoryMethods.getUsage, request, context: context)
    }
}
