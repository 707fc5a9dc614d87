import Foundation
import Glibc
import LunaCore
import LunaServiceKit
import NIOCore
import NIOPosix
import Synchronization

/// The folder that holds `docs`.
let repositoryRoot = #filePath.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/../.."

let isUpdatingDocumentation = ProcessInfo.processInfo.environment["LUNA_UPDATE_DOCS"] == "1"

/// A directory that goes away with the test.
func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = FileManager.default.temporaryDirectory.appending(path: "luna-kit-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}

/// Collects from many threads.
final class Collected<Element: Sendable>: Sendable {
    private let items = Mutex<[Element]>([])
    func add(_ item: Element) { items.withLock { $0.append(item) } }
    var all: [Element] { items.withLock { $0 } }
}

struct HTTPAnswer: Sendable {
    let status: Int
    let head: String
    let body: String
    func json() throws -> JSONValue { try JSONParser.parse(Array(body.utf8)) }
}

/// One GET over a real connection.
func get(_ path: String, port: Int) async throws -> HTTPAnswer {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
    return try await channel.executeThenClose { inbound, outbound in
        try await outbound.write(
            ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        var text = ""
        // Not "until the connection closes": servers that other tests start may have inherited the other end.
        for try await part in inbound {
            text += String(buffer: part)
            if isComplete(text) { break }
        }
        let parts = text.components(separatedBy: "\r\n\r\n")
        let status = Int(text.split(separator: " ").dropFirst().first ?? "") ?? 0
        return HTTPAnswer(status: status, head: parts[0], body: parts.dropFirst().joined(separator: "\r\n\r\n"))
    }
}

private func isComplete(_ answer: String) -> Bool {
    guard let end = answer.range(of: "\r\n\r\n") else { return false }
    let head = answer[..<end.lowerBound].lowercased()
    guard let length = head.range(of: "content-length: ") else { return false }
    return answer[end.upperBound...].utf8.count >= Int(head[length.upperBound...].prefix(while: \.isNumber)) ?? 0
}

/// A pipe that no other process inherits.
struct TestPipe: Sendable {
    let reading: Int32
    let writing: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        _ = pipe(&ends)
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }

    /// What is written until the writing end is closed; read on a thread of its own.
    func content() async -> Data {
        let reading = self.reading
        return await withCheckedContinuation { continuation in
            Thread {
                let handle = FileHandle(fileDescriptor: reading, closeOnDealloc: true)
                continuation.resume(returning: (try? handle.readToEnd()) ?? Data())
            }.start()
        }
    }
}

/// Waits until `condition` holds; gives up after ten seconds.
func eventually(_ condition: () async -> Bool) async -> Bool {
    for _ in 0..<500 {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(20))
    }
    return false
}

/// The port that a service writes to its port file.
func portNumber(_ path: String, unless hasEnded: @Sendable () -> Bool = { false }) async -> Int? {
    var port: Int?
    _ = await eventually {
        port = (try? SmallFile.read(path)).flatMap { Int(String(decoding: $0.dropLast(), as: UTF8.self)) }
        return port != nil || hasEnded()
    }
    return port
}
