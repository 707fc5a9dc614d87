import LunaAgentKit
import LunaCore
import LunaMessages
import LunaTestKit
import Testing

extension Integration {
    @Suite struct MemoryService {
        private let context = TestStack.context

        private func code(_ body: () async throws -> Void) async -> String {
            do {
                try await body()
                return "none"
            } catch { return LunaError.wrapping(error).code }
        }

        /// Bytes that do not compress, the same for the same seed.
        private func noise(_ count: Int, seed: UInt64) -> [UInt8] {
            var random = SeededGenerator(seed: seed)
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count + 8)
            while bytes.count < count { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
            return Array(bytes.prefix(count))
        }

        @Test func aPathKeepsAllItsVersions() async throws {
            let memory = try await TestStack.shared().memory
            let execution = TestAgent.uniqueName("versions")
            func put(_ text: String) async throws -> ArtifactView? {
                let blob = try await memory.store(Array(text.utf8), context: context)
                let entry = ArtifactEntry(
                    file: FileRef(path: "src/a.py", sha256: blob.sha256, size: blob.size), task: "t", attempt: 1,
                    mediaType: "text/x-python")
                return try await memory.putArtifacts(
                    PutArtifactsRequest(execution: execution, artifacts: [entry]), context: context
                ).artifacts.first
            }
            #expect(try await put("one")?.version == 1)
            #expect(try await put("two")?.version == 2)
            #expect(try await put("two")?.version == 2, "the same again is no new version")
            #expect(try await put("one")?.version == 3, "an old content put again is the newest")
            for (version, text) in [(1, "one"), (2, "two"), (3, "one"), (0, "one")] as [(UInt32, String)] {
                let view = try await memory.getArtifact(
                    ArtifactKey(execution: execution, path: "src/a.py", version: version), context: context)
                #expect(try await memory.fetch(view.file?.sha256 ?? "", context: context) == Array(text.utf8))
            }
            let newest = try await memory.listArtifacts(ListArtifactsRequest(execution: execution), context: context)
            #expect(newest.artifacts.map(\.version) == [3])
            let all = try await memory.listArtifacts(
                ListArtifactsRequest(execution: execution, allVersions: true), context: context)
            #expect(all.artifacts.map(\.version) == [1, 2, 3])
        }

        @Test func largeContentTravelsInPiecesAndSurvivesARestart() async throws {
            let stack = try await TestStack.shared()
            let content = noise(30 << 20, seed: 30)
            let blob = try await stack.memory.store(content, context: context)
            #expect(blob.sha256 == Digest(of: content).hex && blob.size == UInt64(content.count))
            try await stack.kill("memory")
            try await stack.repair()
            #expect(try await stack.memory.fetch(blob.sha256, context: context) == content)
            let part = try await stack.memory.getBlob(
                GetBlobRequest(sha256: blob.sha256, offset: UInt64(content.count) - 5, limit: 100), context: context)
            #expect(part.content == Array(content.suffix(5)) && part.size == UInt64(content.count))
            let ticket = try await stack.memory.beginUpload(
                BeginUploadRequest(sha256: blob.sha256, size: blob.size), context: context)
            #expect(ticket.exists, "what is there need not be sent again")
        }

        @Test func anUploadThatIsNotWhatWasAnnouncedIsRefused() async throws {
            let memory = try await TestStack.shared().memory
            let content = noise(3 * MemoryClient.chunkSize / 2, seed: 1)
            let first = Array(content.prefix(MemoryClient.chunkSize))
            let second = Array(content.dropFirst(MemoryClient.chunkSize))
            let ticket = try await memory.beginUpload(
                BeginUploadRequest(sha256: Digest(of: content).hex, size: UInt64(content.count)), context: context)
            func send(_ bytes: [UInt8], at offset: Int) async throws {
                _ = try await memory.uploadChunk(
                    UploadChunkRequest(upload: ticket.upload, offset: UInt64(offset), content: bytes), context: context)
            }
            func commit() async -> String {
                await code {
                    _ = try await memory.commitUpload(CommitUploadRequest(upload: ticket.upload), context: context)
                }
            }
            try await send(second, at: MemoryClient.chunkSize)
            #expect(await commit() == "upload.incomplete")
            #expect(
                await code { _ = try await memory.statBlob(BlobKey(sha256: Digest(of: content).hex), context: context) }
                    == "blob.not_found")
            try await send(Array(first.reversed()), at: 0)
            #expect(await commit() == "upload.digest_mismatch")
            try await send(first, at: 0)
            #expect(await commit() == "none", "mended, it is taken")
            #expect(try await memory.fetch(Digest(of: content).hex, context: context) == content)
            #expect(await commit() == "upload.not_found")
        }

        @Test func hostileRequestsAreRefusedAndHarmNothing() async throws {
            let stack = try await TestStack.shared()
            let memory = stack.memory
            let before = try await stack.pid(of: "memory")
            let blob = try await memory.store(Array("x".utf8), context: context)
            let paths = [
                "../a", "a/../b", "/etc/passwd", "a//b", "a/./b", "", ".", "..", "a/", "a\\b", "a\nb", "a\u{7f}b",
                String(repeating: "a", count: 1025),
            ]
            for path in paths {
                let entry = ArtifactEntry(
                    file: FileRef(path: path, sha256: blob.sha256, size: 1), task: "t", attempt: 1)
                let answer = await code {
                    _ = try await memory.putArtifacts(
                        PutArtifactsRequest(execution: "hostile", artifacts: [entry]), context: context)
                }
                #expect(answer == "artifact.path_invalid", "\(path.debugDescription)")
            }
            #expect(
                try await memory.listArtifacts(ListArtifactsRequest(execution: "hostile"), context: context).artifacts
                    .isEmpty)

            let upload = try await memory.beginUpload(
                BeginUploadRequest(sha256: Digest(of: "never").hex, size: 5), context: context
            ).upload
            for (offset, count) in [(UInt64(1), 5), (UInt64(1) << 63, 5), (0, 0), (0, MemoryClient.chunkSize + 1)]
                as [(UInt64, Int)]
            {
                let answer = await code {
                    _ = try await memory.uploadChunk(
                        UploadChunkRequest(
                            upload: upload, offset: offset, content: [UInt8](repeating: 1, count: count)),
                        context: context)
                }
                #expect(answer == "upload.chunk_invalid", "\(offset) \(count)")
            }
            #expect(
                await code {
                    _ = try await memory.beginUpload(BeginUploadRequest(sha256: "xyz", size: 5), context: context)
                } != "none")
            #expect(
                await code {
                    _ = try await memory.beginUpload(
                        BeginUploadRequest(sha256: Digest(of: "big").hex, size: .max), context: context)
                } == "blob.too_large")
            let beyond = try await memory.getBlob(
                GetBlobRequest(sha256: blob.sha256, offset: .max, limit: .max), context: context)
            #expect(beyond.content.isEmpty && beyond.size == 1)
            #expect(
                try await memory.readLogs(ReadLogsRequest(execution: "hostile", after: .max), context: context).entries
                    .isEmpty)
            let zero = ArtifactEntry(
                file: FileRef(path: "a\u{0}b", sha256: blob.sha256, size: 1), task: "t", attempt: 1)
            #expect(
                await code {
                    _ = try await memory.putArtifacts(
                        PutArtifactsRequest(execution: "hostile", artifacts: [zero]), context: context)
                } == "message.malformed")
            let missing = ArtifactEntry(
                file: FileRef(path: "a", sha256: Digest(of: "not stored").hex, size: 1), task: "t", attempt: 1)
            #expect(
                await code {
                    _ = try await memory.putArtifacts(
                        PutArtifactsRequest(execution: "hostile", artifacts: [missing]), context: context)
                } == "blob.not_found")
            #expect(try await stack.pid(of: "memory") == before, "the service is still the same process")
        }

        @Test func contentOfAnotherTenantIsNotThere() async throws {
            let memory = try await TestStack.shared().memory
            let blob = try await memory.store(Array("a secret of the local tenant".utf8), context: context)
            let stranger = CallContext(tenant: TenantID(trusted: "stranger"), actor: "eve")
            #expect(await code { _ = try await memory.fetch(blob.sha256, context: stranger) } == "blob.not_found")
            #expect(
                await code { _ = try await memory.statBlob(BlobKey(sha256: blob.sha256), context: stranger) }
                    == "blob.not_found")
        }

        @Test func whatATaskLogsCanBeRead() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack) { task in
                task.log("hello from \(task.item.task)")
                return AgentOutput()
            }
            let execution = try await stack.submit(
                TestPlan("logging", agent.capability, [.init("a"), .init("b", after: ["a"])]))
            #expect(try await stack.end(of: execution).state == .succeeded)
            let lines = try await within(.seconds(20), "both lines to be stored") {
                while true {
                    let page = try await stack.memory.readLogs(
                        ReadLogsRequest(execution: execution), context: TestStack.context)
                    if page.entries.count >= 2 { return page.entries }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            #expect(lines.map { $0.line?.message } == ["hello from a", "hello from b"])
            let rest = try await stack.memory.readLogs(
                ReadLogsRequest(execution: execution, after: lines[0].id), context: context)
            #expect(rest.entries.map(\.id) == [lines[1].id])
            let ofTask = try await stack.memory.readLogs(
                ReadLogsRequest(execution: execution, task: "b"), context: context)
            #expect(ofTask.entries.map(\.id) == [lines[1].id])
            await agent.stop()
        }
    }
}
