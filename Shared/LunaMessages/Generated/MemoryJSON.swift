// Generated from luna/v1/memory.proto by `make proto`. Do not edit.

public import LunaCore

extension PutBlobRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("content", .base64, "The bytes themselves."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("content", content)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("content", &content)
        try reader.finish()
    }
}

extension BeginUploadRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("sha256", .text, "SHA-256, 64 lower-case hexadecimal digits."),
            JSONField("size", .count, "Bytes."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("sha256", sha256)
        out.put("size", size)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("sha256", &sha256)
        try reader.take("size", &size)
        try reader.finish()
    }
}

extension UploadTicket {
    public static var jsonFields: [JSONField] {
        [
            JSONField("upload", .text, "Names the upload in the calls that follow."),
            JSONField("exists", .flag, "The content is already there: nothing to send."),
            JSONField("chunk_size", .count, "Bytes that a chunk should have."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("upload", upload)
        out.put("exists", exists)
        out.put("chunk_size", chunkSize)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("upload", &upload)
        try reader.take("exists", &exists)
        try reader.take("chunk_size", &chunkSize)
        try reader.finish()
    }
}

extension UploadChunkRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("upload", .text, "Names the upload; from its ticket."),
            JSONField("offset", .count, "Bytes from the start."),
            JSONField("content", .base64, "The bytes themselves."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("upload", upload)
        out.put("offset", offset)
        out.put("content", content)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("upload", &upload)
        try reader.take("offset", &offset)
        try reader.take("content", &content)
        try reader.finish()
    }
}

extension UploadProgress {
    public static var jsonFields: [JSONField] {
        [
            JSONField("received", .count, "Bytes of the upload that are there, in all chunks."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("received", received)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("received", &received)
        try reader.finish()
    }
}

extension CommitUploadRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("upload", .text, "Names the upload; from its ticket."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("upload", upload)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("upload", &upload)
        try reader.finish()
    }
}

extension BlobKey {
    public static var jsonFields: [JSONField] {
        [
            JSONField("sha256", .text, "SHA-256, 64 lower-case hexadecimal digits."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("sha256", sha256)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("sha256", &sha256)
        try reader.finish()
    }
}

extension GetBlobRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("sha256", .text, "SHA-256, 64 lower-case hexadecimal digits."),
            JSONField("offset", .count, "Bytes from the start."),
            JSONField("limit", .count, "Bytes; 0 = the service's chunk size."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("sha256", sha256)
        out.put("offset", offset)
        out.put("limit", limit)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("sha256", &sha256)
        try reader.take("offset", &offset)
        try reader.take("limit", &limit)
        try reader.finish()
    }
}

extension BlobChunk {
    public static var jsonFields: [JSONField] {
        [
            JSONField("content", .base64, "The bytes themselves."),
            JSONField("offset", .count, "Bytes from the start."),
            JSONField("size", .count, "Bytes of the whole blob."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("content", content)
        out.put("offset", offset)
        out.put("size", size)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("content", &content)
        try reader.take("offset", &offset)
        try reader.take("size", &size)
        try reader.finish()
    }
}

extension ArtifactEntry {
    public static var jsonFields: [JSONField] {
        [
            JSONField("file", .message(FileRef.self), ""),
            JSONField("task", .text, "By id."),
            JSONField("attempt", .count, "The attempt, from 1."),
            JSONField("media_type", .text, "Media type of the content."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("file", file)
        out.put("task", task)
        out.put("attempt", attempt)
        out.put("media_type", mediaType)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("file", &file)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.take("media_type", &mediaType)
        try reader.finish()
    }
}

extension PutArtifactsRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("artifacts", .list(.message(ArtifactEntry.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("artifacts", artifacts)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("artifacts", &artifacts)
        try reader.finish()
    }
}

extension PutArtifactsReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("artifacts", .list(.message(ArtifactView.self)), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("artifacts", artifacts)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("artifacts", &artifacts)
        try reader.finish()
    }
}

extension ArtifactView {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("file", .message(FileRef.self), ""),
            JSONField("task", .text, "By id."),
            JSONField("attempt", .count, "The attempt, from 1."),
            JSONField("version", .count, "Semantic version, or a number that grows."),
            JSONField("media_type", .text, "Media type of the content."),
            JSONField("created_at", .time, "Unix nanoseconds; 0 = unset."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("file", file)
        out.put("task", task)
        out.put("attempt", attempt)
        out.put("version", version)
        out.put("media_type", mediaType)
        out.put("created_at", time: createdAt)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("file", &file)
        try reader.take("task", &task)
        try reader.take("attempt", &attempt)
        try reader.take("version", &version)
        try reader.take("media_type", &mediaType)
        try reader.take("created_at", time: &createdAt)
        try reader.finish()
    }
}

extension ListArtifactsRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
            JSONField("cursor", .text, "Opaque, from the reply before; empty = from the start."),
            JSONField("prefix", .text, "Only paths that start so; empty = all."),
            JSONField("all_versions", .flag, "Also versions that were replaced."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("limit", limit)
        out.put("cursor", cursor)
        out.put("prefix", prefix)
        out.put("all_versions", allVersions)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("limit", &limit)
        try reader.take("cursor", &cursor)
        try reader.take("prefix", &prefix)
        try reader.take("all_versions", &allVersions)
        try reader.finish()
    }
}

extension ListArtifactsReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("artifacts", .list(.message(ArtifactView.self)), ""),
            JSONField("next_cursor", .text, "For the next request; empty = nothing left."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("artifacts", artifacts)
        out.put("next_cursor", nextCursor)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("artifacts", &artifacts)
        try reader.take("next_cursor", &nextCursor)
        try reader.finish()
    }
}

extension ArtifactKey {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("path", .text, ""),
            JSONField("version", .count, "0 = the newest."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("path", path)
        out.put("version", version)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("path", &path)
        try reader.take("version", &version)
        try reader.finish()
    }
}

extension ReadLogsRequest {
    public static var jsonFields: [JSONField] {
        [
            JSONField("execution", .text, "Id of the execution."),
            JSONField("task", .text, "Empty = all."),
            JSONField("after", .count, "Id of the last line that the caller has; 0 = from the start."),
            JSONField("limit", .count, "At most so many; 0 = the default of the service."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("execution", execution)
        out.put("task", task)
        out.put("after", after)
        out.put("limit", limit)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("execution", &execution)
        try reader.take("task", &task)
        try reader.take("after", &after)
        try reader.take("limit", &limit)
        try reader.finish()
    }
}

extension LogEntry {
    public static var jsonFields: [JSONField] {
        [
            JSONField("id", .count, ""),
            JSONField("line", .message(TaskLog.self), ""),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("id", id)
        out.put("line", line)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("id", &id)
        try reader.take("line", &line)
        try reader.finish()
    }
}

extension ReadLogsReply {
    public static var jsonFields: [JSONField] {
        [
            JSONField("entries", .list(.message(LogEntry.self)), ""),
            JSONField("last", .count, "Id of the last line here, for `after` of the next request."),
        ]
    }

    public var json: JSONValue {
        var out = JSONObjectWriter()
        out.put("entries", entries)
        out.put("last", last)
        return out.value
    }

    public init(json: JSONValue) throws {
        self.init()
        var reader = try JSONObjectReader(json, of: Self.self)
        try reader.take("entries", &entries)
        try reader.take("last", &last)
        try reader.finish()
    }
}
