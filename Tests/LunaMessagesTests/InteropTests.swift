import Foundation
import LunaMessages
import Testing

/// Python's protobuf is the independent witness: it reads what we write and we read what it writes.
@Suite("Interoperation with Python")
struct InteropTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test("Every message means the same to Python and to us, both ways")
    func bothWays() async throws {
        var source = RandomSource(seed: 7)
        var samples: [any WireMessage] = []
        for type in allRandomMessageTypes { for _ in 0..<10 { samples.append(type.random(&source)) } }
        let requests = try samples.map { "\(type(of: $0).fullName) \(WireDump.hex(try $0.serialized()))\n" }

        let replies = try await Self.askPython(requests.joined())
        try #require(replies.count == 2 * samples.count)
        for (index, sample) in samples.enumerated() {
            // Python read ours: same fields with the same names, and its encoding gives our value back.
            let echoed = replies[2 * index]
            #expect(echoed.fields == WireDump.lines(sample), "\(echoed.name)")
            #expect(try Self.decode(echoed.bytes, like: sample) == AnyHashable(sample))
            // We read Python's.
            let made = replies[2 * index + 1]
            let decoded = try type(of: sample).init(serialized: made.bytes)
            #expect(WireDump.lines(decoded) == made.fields, "\(made.name)")
        }
    }

    private static func decode<M: WireMessage>(_ bytes: [UInt8], like sample: M) throws -> AnyHashable {
        AnyHashable(try M(serialized: bytes))
    }

    private struct Reply {
        let name: String
        let bytes: [UInt8]
        let fields: [String]
    }

    private static func askPython(_ requests: String) async throws -> [Reply] {
        let scratch = FileManager.default.temporaryDirectory.appending(path: "luna-interop-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let described = scratch.appending(path: "contract.binpb").path
        let input = scratch.appending(path: "requests")
        let output = scratch.appending(path: "replies")
        try Data(requests.utf8).write(to: input)
        try Data().write(to: output)

        let proto = root.appending(path: "proto").path
        let files = try FileManager.default.contentsOfDirectory(atPath: proto + "/luna/v1")
            .filter { $0.hasSuffix(".proto") }.map { "luna/v1/\($0)" }
        let options = ["protoc", "-I\(proto)", "--descriptor_set_out=\(described)", "--include_imports"]
        try await run("/usr/bin/env", options + files)

        let python =
            ProcessInfo.processInfo.environment["LUNA_PYTHON"]
            ?? root.appending(path: ".venv/bin/python3").path
        let script = root.appending(path: "Tests/LunaMessagesTests/Interop/interop.py").path
        try await run(
            python, [script, described],
            input: FileHandle(forReadingFrom: input), output: FileHandle(forWritingTo: output))

        return try String(contentsOf: output, encoding: .utf8).split(separator: "\n").map { line in
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
            try #require(parts.count == 3)
            return Reply(
                name: String(parts[0]), bytes: try #require(WireDump.bytes(hex: parts[1])),
                fields: parts[2].split(separator: " ").map(String.init).sorted())
        }
    }

    /// Runs a program without holding up a thread; a failure of the program is a failure of the test.
    private static func run(
        _ program: String, _ arguments: [String], input: FileHandle? = nil, output: FileHandle? = nil
    ) async throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        if let input { process.standardInput = input }
        if let output { process.standardOutput = output }
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        try #require(status == 0, "\(program) failed; 'make setup' installs what the tests need")
    }
}
