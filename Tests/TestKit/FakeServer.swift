import HTTPTypes
import Hummingbird
import LunaCore
import NIOCore
import Synchronization

/// A small HTTP server of a test, which answers GET and POST with JSON: what stands for a service that cannot exist here.
public enum FakeServer {
    /// What somebody asked.
    public struct Question: Sendable {
        public let method: String
        public let path: String
        public let headers: HTTPFields
        /// At most 1 MiB.
        public let body: ByteBuffer
    }

    private final class Box<Fake: Sendable>: Sendable {
        let fake = Mutex<Fake?>(nil)
    }

    /// Runs `body` while a fake answers on a port of its own of 127.0.0.1.
    /// - Parameters:
    ///   - make: the fake, told its address (`http://127.0.0.1:…`); until it is there, questions get 503.
    ///   - answer: status and content; an answer with 204 has no content.
    public static func with<Fake: Sendable>(
        _ make: (_ address: String) throws -> Fake,
        answer: @escaping @Sendable (Fake, Question) -> (status: Int, content: JSONValue),
        _ body: (Fake) async throws -> Void
    ) async throws {
        let opened = AsyncStream.makeStream(of: Int.self)
        let box = Box<Fake>()
        let router = Router()
        for method in [HTTPRequest.Method.get, .post] {
            router.on("/**", method: method) { request, _ in
                let question = Question(
                    method: request.method.rawValue, path: request.uri.path, headers: request.headers,
                    body: try await request.body.collect(upTo: 1 << 20))
                let (status, content) = box.fake.withLock { $0 }.map { answer($0, question) } ?? (503, [:])
                return Response(
                    status: .init(code: status), headers: [.contentType: "application/json"],
                    body: .init(byteBuffer: ByteBuffer(bytes: status == 204 ? [] : content.serialized())))
            }
        }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                opened.continuation.yield(channel.localAddress?.port ?? 0)
                opened.continuation.finish()
            })
        let serving = Task { try await application.run() }
        defer { serving.cancel() }
        var port = 0
        for await number in opened.stream { port = number }
        let fake = try make("http://127.0.0.1:\(port)")
        box.fake.withLock { $0 = fake }
        try await body(fake)
    }
}
