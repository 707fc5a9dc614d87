import HTTPTypes
import Hummingbird
import LunaCore
import LunaMessages
import NIOCore

/// Hands stored content on to a client piece by piece, so that its size does not matter to the gateway's memory.
struct BlobDownload: Sendable {
    let memory: MemoryClient
    let sha256: String
    let context: CallContext

    /// Answers with the content.
    ///
    /// The first piece is fetched before the answer begins, so that missing content is an ordinary problem. The last
    /// piece
    /// is held back until the digest of the whole is right: a client sees damaged content as a transfer that broke off.
    func response(_ call: Call, headers: HTTPFields) async throws -> Response {
        let tag = "\"\(sha256)\""
        var headers = headers
        headers[.eTag] = tag
        headers[.cacheControl] = "private, no-cache"
        if Self.matches(call.request.headers[.ifNoneMatch], tag) {
            return Response(status: .notModified, headers: headers)
        }
        let first = try await chunk(0)
        headers[.contentLength] = String(first.size)
        let guarded = GuardedWriter(channel: call.channel)
        return Response(
            status: .ok, headers: headers,
            body: ResponseBody(contentLength: Int(clamping: first.size)) { writer in
                try await send(from: first, guarded, &writer)
                try await writer.finish(nil)
            })
    }

    private func send(from first: BlobChunk, _ guarded: GuardedWriter, _ writer: inout any ResponseBodyWriter)
        async throws
    {
        var chunk = first
        var offset: UInt64 = 0
        var digest = DigestBuilder()
        while true {
            digest.update(chunk.content)
            offset += UInt64(chunk.content.count)
            let isLast = offset >= first.size
            if isLast { try check(digest.finish(), offset == first.size) }
            if !chunk.content.isEmpty { try await guarded.write(ByteBuffer(bytes: chunk.content), to: &writer) }
            if isLast { return }
            chunk = try await self.chunk(offset)
            try check(nil, !chunk.content.isEmpty)
        }
    }

    private func chunk(_ offset: UInt64) async throws -> BlobChunk {
        try await memory.getBlob(
            GetBlobRequest(sha256: sha256, offset: offset, limit: UInt32(MemoryClient.chunkSize)), context: context)
    }

    private func check(_ digest: Digest?, _ sizeIsRight: Bool) throws {
        guard sizeIsRight, digest == nil || digest?.hex == sha256 else {
            throw LunaError("blob.corrupt", .internal, "The stored content is not what its digest says: \(sha256).")
        }
    }

    /// `If-None-Match` of RFC 9110, 13.1.2: weak comparison against a list, or `*`.
    static func matches(_ header: String?, _ tag: String) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { part in
            let text = part.filter { $0 != " " }
            return text == "*" || text == tag || text == "W/" + tag
        }
    }
}
