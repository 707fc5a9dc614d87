import LunaCore
import LunaMessages
import LunaStack
import LunaStore
import LunaTestKit
import Synchronization
import Testing

extension Integration {
    @Suite struct Encryption {
        private let context = TestStack.context

        private final class Ended: Sendable {
            let value = Mutex(false)
        }

        private func text(_ seed: String) -> [UInt8] {
            Array(String(repeating: "\(seed) plain to read; ", count: 20).utf8)
        }

        @Test func contentIsEncryptedInTheDatabaseAndBoundToItsPlace() async throws {
            let stack = try await TestStack.shared()
            let (a, b) = (text(TestAgent.uniqueName("a")), text(TestAgent.uniqueName("b")))
            let first = try await stack.memory.store(a, context: context)
            let second = try await stack.memory.store(b, context: context)
            let store = try await stack.store()
            let rows = try await store.query(
                "SELECT content, sealed FROM memory.blob_chunks WHERE sha256 = $1", [.text(first.sha256)])
            #expect(rows.count == 1)
            #expect(try rows[0].bool("sealed") && rows[0].bytes("content").starts(with: Array("LE1".utf8)))
            #expect(!String(decoding: try rows[0].bytes("content"), as: UTF8.self).contains("plain to read"))
            // Swapped by somebody who can write to the database, it does not pass for the other.
            _ = try await store.execute(
                """
                UPDATE memory.blob_chunks c SET content = o.content, size = o.size FROM memory.blob_chunks o
                WHERE c.sha256 = $1 AND o.sha256 = $2 AND o.tenant = c.tenant
                """, [.text(second.sha256), .text(first.sha256)])
            await #expect(throws: LunaError.self) {
                _ = try await stack.memory.getBlob(GetBlobRequest(sha256: second.sha256, limit: 1000), context: context)
            }
            _ = try await store.execute("DELETE FROM memory.blobs WHERE sha256 = $1", [.text(second.sha256)])
            await store.close()
        }

        @Test func contentFromBeforeIsReadableAndThenEncrypted() async throws {
            let stack = try await TestStack.shared()
            let store = try await stack.store()
            let content = Array(TestAgent.uniqueName("from before").utf8)
            let sha256 = Digest(of: content).hex
            let frame = plain(content)
            let key: [SQLValue] = [.text(context.tenant.rawValue), .text(sha256), .int(Int64(content.count))]
            _ = try await store.execute(
                "INSERT INTO memory.blobs (tenant, sha256, size, chunks, created_at) VALUES ($1, $2, $3, 1, 0)", key)
            _ = try await store.execute(
                """
                INSERT INTO memory.blob_chunks (tenant, sha256, number, size, content) VALUES ($1, $2, 0, $3, $4)
                """, key + [.bytes(frame)])
            #expect(try await stack.memory.fetch(sha256, context: context) == content)
            try await stack.kill("memory")
            try await stack.repair()
            try await within(.seconds(30), "what was there before to be encrypted") {
                while try await store.query("SELECT 1 AS one FROM memory.blob_chunks WHERE NOT sealed").first != nil {
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            #expect(try await stack.memory.fetch(sha256, context: context) == content)
            await store.close()
        }

        /// Content as it was stored before there was encryption: one raw block in a Zstandard frame (RFC 8878, section 3.1.1).
        private func plain(_ content: [UInt8]) -> [UInt8] {
            let header = UInt32(content.count) << 3 | 1
            return [0x28, 0xb5, 0x2f, 0xfd, 0x20, UInt8(content.count), UInt8(header & 255), UInt8(header >> 8), 0]
                + content
        }

        @Test func whatSomebodyHasPutThereInClearIsRefused() async throws {
            let stack = try await TestStack.shared()
            let store = try await stack.store()
            let content = Array(TestAgent.uniqueName("the invoice is 100 ").utf8)
            let blob = try await stack.memory.store(content, context: context)
            let forged = plain(Array(repeating: UInt8(ascii: "9"), count: content.count))
            func code() async -> String {
                do {
                    let piece = try await stack.memory.getBlob(
                        GetBlobRequest(sha256: blob.sha256, limit: 1000), context: context)
                    return String(decoding: piece.content, as: UTF8.self)
                } catch { return LunaError.wrapping(error).code }
            }
            // Somebody who can write to the database and has no key; whether or not they say that it is encrypted.
            for (isMarked, expected) in [(true, "blob.plain"), (false, "blob.forged")] {
                _ = try await store.execute(
                    "UPDATE memory.blob_chunks SET content = $2, sealed = $3 WHERE sha256 = $1",
                    [.text(blob.sha256), .bytes(forged), .bool(isMarked)])
                #expect(await code() == expected)
            }
            // What runs in the background does not make it genuine, either.
            try await stack.kill("memory")
            try await stack.repair()
            #expect(await code() == "blob.forged")
            let kept = try await store.query(
                "SELECT content, sealed FROM memory.blob_chunks WHERE sha256 = $1", [.text(blob.sha256)])
            #expect(try kept.count == 1 && kept[0].bytes("content") == forged && !kept[0].bool("sealed"))
            // The true content in clear is what it says it is: it is encrypted and given out.
            _ = try await store.execute(
                "UPDATE memory.blob_chunks SET content = $2 WHERE sha256 = $1",
                [.text(blob.sha256), .bytes(plain(content))])
            #expect(await code() == String(decoding: content, as: UTF8.self))
            let healed = try await store.query(
                "SELECT content, sealed FROM memory.blob_chunks WHERE sha256 = $1", [.text(blob.sha256)])
            #expect(try healed[0].bool("sealed") && healed[0].bytes("content").starts(with: Array("LE1".utf8)))
            _ = try await store.execute("DELETE FROM memory.blobs WHERE sha256 = $1", [.text(blob.sha256)])
            await store.close()
        }

        @Test func masterKeysRotateUnderLoad() async throws {
            let stack = try await TestStack.shared()
            let store = try await stack.store()
            let directory = "\(stack.local.configuration.dataDirectory)/keys"
            let first = try await stack.memory.store(text("before all rotations"), context: context)
            let other = CallContext(tenant: TenantID(trusted: "rotating"), actor: "test")
            let original = try #require(Files.text("\(directory)/current"))

            func rotate() async throws -> String {
                let program = try await Program(
                    "\(TestStack.binaries)/luna", ["keys", "rotate-master", "--dir", directory])
                #expect(program.status == 0, "\(program.messages)")
                return program.output.filter { !$0.isWhitespace }
            }
            func rewrapped(by key: String) async throws {
                try await within(.seconds(30), "all data keys to be wrapped by \(key)") {
                    while try await store.query(
                        "SELECT 1 AS one FROM memory.data_keys WHERE wrapped_by <> $1", [.text(key)]
                    ).first != nil { try await Task.sleep(for: .milliseconds(20)) }
                }
            }

            let memory = stack.memory
            let own = context
            let hasEnded = Ended()
            let load = Task {
                try await withThrowingTaskGroup(of: [(CallContext, String)].self) { group in
                    for worker in 0..<4 {
                        group.addTask {
                            var done: [(CallContext, String)] = []
                            while !hasEnded.value.withLock({ $0 }) {
                                let context = worker.isMultiple(of: 2) ? own : other
                                let size = done.count.isMultiple(of: 5) ? 900_000 : 300
                                let bytes = Array("\(worker)/\(done.count)/".utf8) + [UInt8](repeating: 7, count: size)
                                let blob = try await memory.store(bytes, context: context)
                                let back = try await memory.fetch(blob.sha256, context: context)
                                guard back == bytes else {
                                    throw LunaError("test.differs", .internal, "Other content came back.")
                                }
                                done.append((context, blob.sha256))
                            }
                            return done
                        }
                    }
                    return try await group.reduce(into: []) { $0 += $1 }
                }
            }
            var current = original
            for _ in 0..<4 {
                current = try await rotate()
                try await rewrapped(by: current)
            }
            hasEnded.value.withLock { $0 = true }
            let stored = try await load.value
            #expect(stored.count > 20)
            // Nothing needs the first key any more, not even a process that knows no key yet.
            try Files.remove("\(directory)/\(original).key")
            try await stack.kill("memory")
            try await stack.repair()
            #expect(try await memory.fetch(first.sha256, context: context) == text("before all rotations"))
            for (context, sha256) in stored { _ = try await memory.fetch(sha256, context: context) }
            let audited = try await within(.seconds(30), "the audit entry") {
                while true {
                    let found = try await store.query(
                        "SELECT 1 AS one FROM security.audit WHERE tenant = 'rotating' AND action = 'keys.rewrap'")
                    if !found.isEmpty { return true }
                    try await Task.sleep(for: .milliseconds(100))
                }
            }
            #expect(audited)
            await store.close()
        }
    }
}
