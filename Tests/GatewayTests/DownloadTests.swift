import LunaCore
import LunaMessages
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import Gateway

/// Content comes through whole, checked, and at the client's pace.
@Suite(.serialized) struct DownloadTests {
    @Test(.timeLimit(.minutes(2))) func aLargeArtifactPassesAtTheClientsPace() async throws {
        try await GatewayFixture.run { gateway in
            let memory = gateway.memory
            let digest = try await RawConnection.with(port: gateway.port) { inbound, outbound -> String in
                try await outbound.write(
                    ByteBuffer(
                        string:
                            "GET /v1/executions/e1/artifacts/large/x.zip HTTP/1.1\r\nHost: localhost\r\n"
                            + "Connection: close\r\n\r\n"
                    ))
                var digest = DigestBuilder()
                var head: [UInt8]? = []
                for try await piece in inbound {
                    var bytes = Array(piece.readableBytesView)
                    if let start = head {
                        let all = start + bytes
                        guard let end = all.indices.first(where: { all[$0...].starts(with: [13, 10, 13, 10]) }) else {
                            head = all
                            continue
                        }
                        #expect(String(decoding: all[..<end], as: UTF8.self).contains("Content-Length: \(memory.size)"))
                        head = nil
                        bytes = Array(all[(end + 4)...])
                    }
                    digest.update(bytes)
                    memory.consumed(bytes.count)
                }
                return digest.finish().hex
            }
            #expect(digest == memory.largeDigest)
            let state = memory.state.withLock { $0 }
            #expect(state.fetched == memory.size)
            // What the gateway and the sockets hold between service and client, of 30 MiB.
            #expect(state.largestLead < 12 << 20)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aClientThatStopsReadingStopsTheFetching() async throws {
        try await GatewayFixture.run { gateway in
            try await RawConnection.with(port: gateway.port) { inbound, outbound in
                try await outbound.write(
                    ByteBuffer(
                        string: "GET /v1/executions/e1/artifacts/large/x.zip HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                var pieces = inbound.makeAsyncIterator()
                _ = try await pieces.next()
                // Until the gateway waits: other requests are answered, and meanwhile nothing more is fetched.
                var fetched = -1
                while fetched != gateway.memory.state.withLock({ $0.fetched }) {
                    fetched = gateway.memory.state.withLock { $0.fetched }
                    for _ in 0..<20 { _ = try await gateway.get("/v1/executions") }
                }
                #expect(fetched < gateway.memory.size)
            }
        }
    }

    @Test func damagedContentIsNeverComplete() async throws {
        try await GatewayFixture.run { gateway in
            await #expect(throws: (any Error).self) {
                try await gateway.get("/v1/executions/e1/artifacts/broken/x.zip")
            }
        }
    }

    @Test func theETagSavesTheTransfer() async throws {
        try await GatewayFixture.run { gateway in
            let path = "/v1/executions/e1/artifacts/large/na%C3%AFve%20%22x%22.zip?version=3"
            let head = try await gateway.send(.HEAD, path)
            let tag = try #require(head.headers.first(name: "ETag"))
            #expect(tag == "\"\(gateway.memory.largeDigest)\"")
            #expect(head.headers.first(name: "Content-Type") == "application/zip")
            let disposition = try #require(head.headers.first(name: "Content-Disposition"))
            #expect(disposition == #"attachment; filename="na_ve _x_.zip"; filename*=UTF-8''na%C3%AFve%20%22x%22.zip"#)
            let before = gateway.memory.state.withLock { $0.fetched }
            for value in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
                let again = try await gateway.get(path, headers: [("If-None-Match", value)])
                #expect(again.status == 304)
                #expect(again.body.isEmpty)
            }
            #expect(gateway.memory.state.withLock { $0.fetched } == before)
        }
    }

    @Test func rulesAreSetOnlyWhereTheyAreStillWhatWasRead() async throws {
        try await GatewayFixture.run { gateway in
            let path = "/v1/privacy/policy"
            let held = try await gateway.get(path)
            let tag = try #require(held.headers.first(name: "ETag"))
            #expect(tag == "\"v1\"")
            let json = ("Content-Type", "application/json")
            let body = Array(#"{"rules": []}"#.utf8)
            let set = try await gateway.send(.PUT, path, headers: [json, ("If-Match", tag)], body: body)
            #expect(set.status == 200 && set.headers.first(name: "ETag") == "\"v2\"")
            for stale in ["\"v0\"", "\"\"", "W/\"v1\""] {
                let refused = try await gateway.send(.PUT, path, headers: [json, ("If-Match", stale)], body: body)
                #expect(refused.status == 409, "\(stale)")
            }
            #expect(try await gateway.send(.PUT, path, headers: [json, ("If-Match", "*")], body: body).status == 200)
        }
    }

    @Test func contentIsStoredAndReadBack() async throws {
        try await GatewayFixture.run { gateway in
            // Beyond one message, so that it goes in chunks.
            for content in [[], Array("hello".utf8), FakeMemory.made(7, 3 << 20)] {
                let stored = try await gateway.send(
                    .POST, "/v1/blobs", headers: [("Content-Type", "application/octet-stream")], body: content)
                #expect(stored.status == 201)
                let digest = Digest(of: content).hex
                #expect(try stored.json() == ["sha256": .string(digest), "size": .number(JSONNumber(content.count))])
                let read = try await gateway.get(try #require(stored.headers.first(name: "Location")))
                #expect(read.body == content)
            }
            #expect(try await gateway.get("/v1/blobs/\(String(repeating: "1", count: 64))").status == 404)
            #expect(try await gateway.get("/v1/blobs/zz").status == 400)
        }
    }

    @Test func anUnknownArtifactIsNotFound() async throws {
        try await GatewayFixture.run { gateway in
            for path in ["none", "..%2f..%2fetc"] {
                let answer = try await gateway.get("/v1/executions/e1/artifacts/\(path)")
                #expect(answer.status == 404)
            }
        }
    }
}
