// Generated from luna/v1/memory.proto by `make proto`. Do not edit.

internal import CProtobufC
internal import LunaMessagesC

/// The request of ``MemoryClient/putBlob(_:context:)``.
public struct PutBlobRequest: WireMessage {
    public static var fullName: String { "luna.v1.PutBlobRequest" }

    /// The bytes themselves.
    public var content: [UInt8]

    /// Every field that is not given has its default.
    public init(content: [UInt8] = []) {
        self.content = content
    }

    public init() {
        self.content = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PutBlobRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__put_blob_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PutBlobRequest>, in arena: Arena) throws {
        c.pointee.content = try arena.bytes(content)
    }

    init(c: UnsafePointer<Luna__V1__PutBlobRequest>) {
        self.init()
        content = wireBytes(c.pointee.content)
    }
}

/// The request of ``MemoryClient/beginUpload(_:context:)``.
public struct BeginUploadRequest: WireMessage {
    public static var fullName: String { "luna.v1.BeginUploadRequest" }

    /// SHA-256, 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Bytes.
    public var size: UInt64

    /// Every field that is not given has its default.
    public init(sha256: String = "", size: UInt64 = 0) {
        self.sha256 = sha256
        self.size = size
    }

    public init() {
        self.sha256 = ""
        self.size = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension BeginUploadRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__begin_upload_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__BeginUploadRequest>, in arena: Arena) throws {
        c.pointee.sha256 = try arena.string(sha256, "luna.v1.BeginUploadRequest.sha256")
        c.pointee.size = size
    }

    init(c: UnsafePointer<Luna__V1__BeginUploadRequest>) {
        self.init()
        sha256 = wireString(c.pointee.sha256)
        size = c.pointee.size
    }
}

/// The reply of ``MemoryClient/beginUpload(_:context:)``.
public struct UploadTicket: WireMessage {
    public static var fullName: String { "luna.v1.UploadTicket" }

    /// Names the upload in the calls that follow.
    public var upload: String
    /// The content is already there: nothing to send.
    public var exists: Bool
    /// Bytes that a chunk should have.
    public var chunkSize: UInt32

    /// Every field that is not given has its default.
    public init(upload: String = "", exists: Bool = false, chunkSize: UInt32 = 0) {
        self.upload = upload
        self.exists = exists
        self.chunkSize = chunkSize
    }

    public init() {
        self.upload = ""
        self.exists = false
        self.chunkSize = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension UploadTicket: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__upload_ticket__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__UploadTicket>, in arena: Arena) throws {
        c.pointee.upload = try arena.string(upload, "luna.v1.UploadTicket.upload")
        c.pointee.exists = exists ? 1 : 0
        c.pointee.chunk_size = chunkSize
    }

    init(c: UnsafePointer<Luna__V1__UploadTicket>) {
        self.init()
        upload = wireString(c.pointee.upload)
        exists = c.pointee.exists != 0
        chunkSize = c.pointee.chunk_size
    }
}

/// The request of ``MemoryClient/uploadChunk(_:context:)``.
public struct UploadChunkRequest: WireMessage {
    public static var fullName: String { "luna.v1.UploadChunkRequest" }

    /// Names the upload; from its ticket.
    public var upload: String
    /// Bytes from the start.
    public var offset: UInt64
    /// The bytes themselves.
    public var content: [UInt8]

    /// Every field that is not given has its default.
    public init(upload: String = "", offset: UInt64 = 0, content: [UInt8] = []) {
        self.upload = upload
        self.offset = offset
        self.content = content
    }

    public init() {
        self.upload = ""
        self.offset = 0
        self.content = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension UploadChunkRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__upload_chunk_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__UploadChunkRequest>, in arena: Arena) throws {
        c.pointee.upload = try arena.string(upload, "luna.v1.UploadChunkRequest.upload")
        c.pointee.offset = offset
        c.pointee.content = try arena.bytes(content)
    }

    init(c: UnsafePointer<Luna__V1__UploadChunkRequest>) {
        self.init()
        upload = wireString(c.pointee.upload)
        offset = c.pointee.offset
        content = wireBytes(c.pointee.content)
    }
}

/// The reply of ``MemoryClient/uploadChunk(_:context:)``.
public struct UploadProgress: WireMessage {
    public static var fullName: String { "luna.v1.UploadProgress" }

    /// Bytes of the upload that are there, in all chunks.
    public var received: UInt64

    /// Every field that is not given has its default.
    public init(received: UInt64 = 0) {
        self.received = received
    }

    public init() {
        self.received = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension UploadProgress: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__upload_progress__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__UploadProgress>, in arena: Arena) throws {
        c.pointee.received = received
    }

    init(c: UnsafePointer<Luna__V1__UploadProgress>) {
        self.init()
        received = c.pointee.received
    }
}

/// The request of ``MemoryClient/commitUpload(_:context:)``.
public struct CommitUploadRequest: WireMessage {
    public static var fullName: String { "luna.v1.CommitUploadRequest" }

    /// Names the upload; from its ticket.
    public var upload: String

    /// Every field that is not given has its default.
    public init(upload: String = "") {
        self.upload = upload
    }

    public init() {
        self.upload = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension CommitUploadRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__commit_upload_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__CommitUploadRequest>, in arena: Arena) throws {
        c.pointee.upload = try arena.string(upload, "luna.v1.CommitUploadRequest.upload")
    }

    init(c: UnsafePointer<Luna__V1__CommitUploadRequest>) {
        self.init()
        upload = wireString(c.pointee.upload)
    }
}

/// The request of ``MemoryClient/statBlob(_:context:)``.
public struct BlobKey: WireMessage {
    public static var fullName: String { "luna.v1.BlobKey" }

    /// SHA-256, 64 lower-case hexadecimal digits.
    public var sha256: String

    /// Every field that is not given has its default.
    public init(sha256: String = "") {
        self.sha256 = sha256
    }

    public init() {
        self.sha256 = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension BlobKey: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__blob_key__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__BlobKey>, in arena: Arena) throws {
        c.pointee.sha256 = try arena.string(sha256, "luna.v1.BlobKey.sha256")
    }

    init(c: UnsafePointer<Luna__V1__BlobKey>) {
        self.init()
        sha256 = wireString(c.pointee.sha256)
    }
}

/// The request of ``MemoryClient/getBlob(_:context:)``.
public struct GetBlobRequest: WireMessage {
    public static var fullName: String { "luna.v1.GetBlobRequest" }

    /// SHA-256, 64 lower-case hexadecimal digits.
    public var sha256: String
    /// Bytes from the start.
    public var offset: UInt64
    /// Bytes; 0 = the service's chunk size.
    public var limit: UInt32

    /// Every field that is not given has its default.
    public init(sha256: String = "", offset: UInt64 = 0, limit: UInt32 = 0) {
        self.sha256 = sha256
        self.offset = offset
        self.limit = limit
    }

    public init() {
        self.sha256 = ""
        self.offset = 0
        self.limit = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension GetBlobRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__get_blob_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__GetBlobRequest>, in arena: Arena) throws {
        c.pointee.sha256 = try arena.string(sha256, "luna.v1.GetBlobRequest.sha256")
        c.pointee.offset = offset
        c.pointee.limit = limit
    }

    init(c: UnsafePointer<Luna__V1__GetBlobRequest>) {
        self.init()
        sha256 = wireString(c.pointee.sha256)
        offset = c.pointee.offset
        limit = c.pointee.limit
    }
}

/// The reply of ``MemoryClient/getBlob(_:context:)``.
public struct BlobChunk: WireMessage {
    public static var fullName: String { "luna.v1.BlobChunk" }

    /// The bytes themselves.
    public var content: [UInt8]
    /// Bytes from the start.
    public var offset: UInt64
    /// Bytes of the whole blob.
    public var size: UInt64

    /// Every field that is not given has its default.
    public init(content: [UInt8] = [], offset: UInt64 = 0, size: UInt64 = 0) {
        self.content = content
        self.offset = offset
        self.size = size
    }

    public init() {
        self.content = []
        self.offset = 0
        self.size = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension BlobChunk: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__blob_chunk__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__BlobChunk>, in arena: Arena) throws {
        c.pointee.content = try arena.bytes(content)
        c.pointee.offset = offset
        c.pointee.size = size
    }

    init(c: UnsafePointer<Luna__V1__BlobChunk>) {
        self.init()
        content = wireBytes(c.pointee.content)
        offset = c.pointee.offset
        size = c.pointee.size
    }
}

/// A file that a task has made.
public struct ArtifactEntry: WireMessage {
    public static var fullName: String { "luna.v1.ArtifactEntry" }

    public var file: FileRef?
    /// By id.
    public var task: String
    /// The attempt, from 1.
    public var attempt: UInt32
    /// Media type of the content.
    public var mediaType: String

    /// Every field that is not given has its default.
    public init(file: FileRef? = nil, task: String = "", attempt: UInt32 = 0, mediaType: String = "") {
        self.file = file
        self.task = task
        self.attempt = attempt
        self.mediaType = mediaType
    }

    public init() {
        self.file = nil
        self.task = ""
        self.attempt = 0
        self.mediaType = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ArtifactEntry: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__artifact_entry__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ArtifactEntry>, in arena: Arena) throws {
        c.pointee.file = try arena.message(file)
        c.pointee.task = try arena.string(task, "luna.v1.ArtifactEntry.task")
        c.pointee.attempt = attempt
        c.pointee.media_type = try arena.string(mediaType, "luna.v1.ArtifactEntry.media_type")
    }

    init(c: UnsafePointer<Luna__V1__ArtifactEntry>) {
        self.init()
        file = wireMessage(c.pointee.file)
        task = wireString(c.pointee.task)
        attempt = c.pointee.attempt
        mediaType = wireString(c.pointee.media_type)
    }
}

/// The request of ``MemoryClient/putArtifacts(_:context:)``.
public struct PutArtifactsRequest: WireMessage {
    public static var fullName: String { "luna.v1.PutArtifactsRequest" }

    /// Id of the execution.
    public var execution: String
    public var artifacts: [ArtifactEntry]

    /// Every field that is not given has its default.
    public init(execution: String = "", artifacts: [ArtifactEntry] = []) {
        self.execution = execution
        self.artifacts = artifacts
    }

    public init() {
        self.execution = ""
        self.artifacts = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PutArtifactsRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__put_artifacts_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PutArtifactsRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.PutArtifactsRequest.execution")
        (c.pointee.artifacts, c.pointee.n_artifacts) = try arena.messages(artifacts)
    }

    init(c: UnsafePointer<Luna__V1__PutArtifactsRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        artifacts = wireMessages(c.pointee.artifacts, c.pointee.n_artifacts)
    }
}

/// The reply of ``MemoryClient/putArtifacts(_:context:)``.
public struct PutArtifactsReply: WireMessage {
    public static var fullName: String { "luna.v1.PutArtifactsReply" }

    public var artifacts: [ArtifactView]

    /// Every field that is not given has its default.
    public init(artifacts: [ArtifactView] = []) {
        self.artifacts = artifacts
    }

    public init() {
        self.artifacts = []
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension PutArtifactsReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__put_artifacts_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__PutArtifactsReply>, in arena: Arena) throws {
        (c.pointee.artifacts, c.pointee.n_artifacts) = try arena.messages(artifacts)
    }

    init(c: UnsafePointer<Luna__V1__PutArtifactsReply>) {
        self.init()
        artifacts = wireMessages(c.pointee.artifacts, c.pointee.n_artifacts)
    }
}

/// The reply of ``MemoryClient/getArtifact(_:context:)``.
public struct ArtifactView: WireMessage {
    public static var fullName: String { "luna.v1.ArtifactView" }

    /// Id of the execution.
    public var execution: String
    public var file: FileRef?
    /// By id.
    public var task: String
    /// The attempt, from 1.
    public var attempt: UInt32
    /// Semantic version, or a number that grows.
    public var version: UInt32
    /// Media type of the content.
    public var mediaType: String
    /// Unix nanoseconds; 0 = unset.
    public var createdAt: Int64

    /// Every field that is not given has its default.
    public init(
        execution: String = "",
        file: FileRef? = nil,
        task: String = "",
        attempt: UInt32 = 0,
        version: UInt32 = 0,
        mediaType: String = "",
        createdAt: Int64 = 0
    ) {
        self.execution = execution
        self.file = file
        self.task = task
        self.attempt = attempt
        self.version = version
        self.mediaType = mediaType
        self.createdAt = createdAt
    }

    public init() {
        self.execution = ""
        self.file = nil
        self.task = ""
        self.attempt = 0
        self.version = 0
        self.mediaType = ""
        self.createdAt = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ArtifactView: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__artifact_view__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ArtifactView>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ArtifactView.execution")
        c.pointee.file = try arena.message(file)
        c.pointee.task = try arena.string(task, "luna.v1.ArtifactView.task")
        c.pointee.attempt = attempt
        c.pointee.version = version
        c.pointee.media_type = try arena.string(mediaType, "luna.v1.ArtifactView.media_type")
        c.pointee.created_at = createdAt
    }

    init(c: UnsafePointer<Luna__V1__ArtifactView>) {
        self.init()
        execution = wireString(c.pointee.execution)
        file = wireMessage(c.pointee.file)
        task = wireString(c.pointee.task)
        attempt = c.pointee.attempt
        version = c.pointee.version
        mediaType = wireString(c.pointee.media_type)
        createdAt = c.pointee.created_at
    }
}

/// The request of ``MemoryClient/listArtifacts(_:context:)``.
public struct ListArtifactsRequest: WireMessage {
    public static var fullName: String { "luna.v1.ListArtifactsRequest" }

    /// Id of the execution.
    public var execution: String
    /// At most so many; 0 = the default of the service.
    public var limit: UInt32
    /// Opaque, from the reply before; empty = from the start.
    public var cursor: String
    /// Only paths that start so; empty = all.
    public var prefix: String
    /// Also versions that were replaced.
    public var allVersions: Bool

    /// Every field that is not given has its default.
    public init(
        execution: String = "",
        limit: UInt32 = 0,
        cursor: String = "",
        prefix: String = "",
        allVersions: Bool = false
    ) {
        self.execution = execution
        self.limit = limit
        self.cursor = cursor
        self.prefix = prefix
        self.allVersions = allVersions
    }

    public init() {
        self.execution = ""
        self.limit = 0
        self.cursor = ""
        self.prefix = ""
        self.allVersions = false
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListArtifactsRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_artifacts_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListArtifactsRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ListArtifactsRequest.execution")
        c.pointee.limit = limit
        c.pointee.cursor = try arena.string(cursor, "luna.v1.ListArtifactsRequest.cursor")
        c.pointee.prefix = try arena.string(prefix, "luna.v1.ListArtifactsRequest.prefix")
        c.pointee.all_versions = allVersions ? 1 : 0
    }

    init(c: UnsafePointer<Luna__V1__ListArtifactsRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        limit = c.pointee.limit
        cursor = wireString(c.pointee.cursor)
        prefix = wireString(c.pointee.prefix)
        allVersions = c.pointee.all_versions != 0
    }
}

/// The reply of ``MemoryClient/listArtifacts(_:context:)``.
public struct ListArtifactsReply: WireMessage {
    public static var fullName: String { "luna.v1.ListArtifactsReply" }

    public var artifacts: [ArtifactView]
    /// For the next request; empty = nothing left.
    public var nextCursor: String

    /// Every field that is not given has its default.
    public init(artifacts: [ArtifactView] = [], nextCursor: String = "") {
        self.artifacts = artifacts
        self.nextCursor = nextCursor
    }

    public init() {
        self.artifacts = []
        self.nextCursor = ""
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ListArtifactsReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__list_artifacts_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ListArtifactsReply>, in arena: Arena) throws {
        (c.pointee.artifacts, c.pointee.n_artifacts) = try arena.messages(artifacts)
        c.pointee.next_cursor = try arena.string(nextCursor, "luna.v1.ListArtifactsReply.next_cursor")
    }

    init(c: UnsafePointer<Luna__V1__ListArtifactsReply>) {
        self.init()
        artifacts = wireMessages(c.pointee.artifacts, c.pointee.n_artifacts)
        nextCursor = wireString(c.pointee.next_cursor)
    }
}

/// The request of ``MemoryClient/getArtifact(_:context:)``.
public struct ArtifactKey: WireMessage {
    public static var fullName: String { "luna.v1.ArtifactKey" }

    /// Id of the execution.
    public var execution: String
    public var path: String
    /// 0 = the newest.
    public var version: UInt32

    /// Every field that is not given has its default.
    public init(execution: String = "", path: String = "", version: UInt32 = 0) {
        self.execution = execution
        self.path = path
        self.version = version
    }

    public init() {
        self.execution = ""
        self.path = ""
        self.version = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ArtifactKey: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__artifact_key__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ArtifactKey>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ArtifactKey.execution")
        c.pointee.path = try arena.string(path, "luna.v1.ArtifactKey.path")
        c.pointee.version = version
    }

    init(c: UnsafePointer<Luna__V1__ArtifactKey>) {
        self.init()
        execution = wireString(c.pointee.execution)
        path = wireString(c.pointee.path)
        version = c.pointee.version
    }
}

/// The request of ``MemoryClient/readLogs(_:context:)``.
public struct ReadLogsRequest: WireMessage {
    public static var fullName: String { "luna.v1.ReadLogsRequest" }

    /// Id of the execution.
    public var execution: String
    /// Empty = all.
    public var task: String
    /// Id of the last line that the caller has; 0 = from the start.
    public var after: UInt64
    /// At most so many; 0 = the default of the service.
    public var limit: UInt32

    /// Every field that is not given has its default.
    public init(execution: String = "", task: String = "", after: UInt64 = 0, limit: UInt32 = 0) {
        self.execution = execution
        self.task = task
        self.after = after
        self.limit = limit
    }

    public init() {
        self.execution = ""
        self.task = ""
        self.after = 0
        self.limit = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ReadLogsRequest: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__read_logs_request__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ReadLogsRequest>, in arena: Arena) throws {
        c.pointee.execution = try arena.string(execution, "luna.v1.ReadLogsRequest.execution")
        c.pointee.task = try arena.string(task, "luna.v1.ReadLogsRequest.task")
        c.pointee.after = after
        c.pointee.limit = limit
    }

    init(c: UnsafePointer<Luna__V1__ReadLogsRequest>) {
        self.init()
        execution = wireString(c.pointee.execution)
        task = wireString(c.pointee.task)
        after = c.pointee.after
        limit = c.pointee.limit
    }
}

/// A line of a log with its place in it.
public struct LogEntry: WireMessage {
    public static var fullName: String { "luna.v1.LogEntry" }

    public var id: UInt64
    public var line: TaskLog?

    /// Every field that is not given has its default.
    public init(id: UInt64 = 0, line: TaskLog? = nil) {
        self.id = id
        self.line = line
    }

    public init() {
        self.id = 0
        self.line = nil
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension LogEntry: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__log_entry__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__LogEntry>, in arena: Arena) throws {
        c.pointee.id = id
        c.pointee.line = try arena.message(line)
    }

    init(c: UnsafePointer<Luna__V1__LogEntry>) {
        self.init()
        id = c.pointee.id
        line = wireMessage(c.pointee.line)
    }
}

/// The reply of ``MemoryClient/readLogs(_:context:)``.
public struct ReadLogsReply: WireMessage {
    public static var fullName: String { "luna.v1.ReadLogsReply" }

    public var entries: [LogEntry]
    /// Id of the last line here, for `after` of the next request.
    public var last: UInt64

    /// Every field that is not given has its default.
    public init(entries: [LogEntry] = [], last: UInt64 = 0) {
        self.entries = entries
        self.last = last
    }

    public init() {
        self.entries = []
        self.last = 0
    }

    public init(serialized bytes: UnsafeRawBufferPointer, limits: WireLimits) throws {
        self = try Self.decoded(bytes, limits: limits)
    }

    public func serialized() throws -> [UInt8] { try encoded() }
}

extension ReadLogsReply: WireBridged {
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> {
        luna__v1__read_logs_reply__descriptor_pointer()
    }

    func fill(_ c: UnsafeMutablePointer<Luna__V1__ReadLogsReply>, in arena: Arena) throws {
        (c.pointee.entries, c.pointee.n_entries) = try arena.messages(entries)
        c.pointee.last = last
    }

    init(c: UnsafePointer<Luna__V1__ReadLogsReply>) {
        self.init()
        entries = wireMessages(c.pointee.entries, c.pointee.n_entries)
        last = c.pointee.last
    }
}
