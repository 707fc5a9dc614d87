import LunaCore
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A provider of models as small as can be: it answers each request with the next reply of a list, or what a closure says, byte
/// for byte in the pieces given, and keeps all that it received.
public final class ModelServer: Sendable {
    public struct Reply: Sendable {
        public var status = 200
        public var headers: [String: String] = ["Content-Type": "application/json"]
        /// Each goes out on its own, so that the client sees the cuts.
        public var pieces: [[UInt8]] = []
        /// The connection closes without the end of the body.
        public var breaksOff = false
        /// Nothing is answered at all.
        public var hangs = false

        public init(
            status: Int = 200, headers: [String: String] = ["Content-Type": "application/json"], pieces: [[UInt8]] = [],
            breaksOff: Bool = false, hangs: Bool = false
        ) {
            self.status = status
            self.headers = headers
            self.pieces = pieces
            self.breaksOff = breaksOff
            self.hangs = hangs
        }

        public static func json(_ value: JSONValue, status: Int = 200, headers: [String: String] = [:]) -> Reply {
            Reply(
                status: status, headers: headers.merging(["Content-Type": "application/json"]) { old, _ in old },
                pieces: [value.serialized()])
        }

        /// A stream, cut into pieces of `size` bytes.
        public static func stream(_ text: String, size: Int, type: String = "text/event-stream") -> Reply {
            let bytes = Array(text.utf8)
            return Reply(
                headers: ["Content-Type": type, "x-request-id": "req-1"],
                pieces: stride(from: 0, to: bytes.count, by: size).map {
                    Array(bytes[$0..<min($0 + size, bytes.count)])
                })
        }
    }

    public struct Received: Sendable {
        public var line: String
        public var headers: [String: String]
        public var body: [UInt8]
        public var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
    }

    private struct State {
        var replies: [Reply]
        var received: [Received] = []
    }
    private let state: Mutex<State>
    private let answer: (@Sendable (Received) -> Reply)?

    private init(_ replies: [Reply], _ answer: (@Sendable (Received) -> Reply)?) {
        state = Mutex(State(replies: replies))
        self.answer = answer
    }

    /// What came, in order.
    public var received: [Received] { state.withLock { $0.received } }

    /// Runs `body` with a server on a port of its own.
    /// - Parameter answer: what to say when there are no more replies.
    @discardableResult
    public static func with<T>(
        _ replies: [Reply] = [], answering answer: (@Sendable (Received) -> Reply)? = nil,
        _ body: (ModelServer, _ base: String) async throws -> T
    ) async throws -> T {
        let server = ModelServer(replies, answer)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(server))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body(server, "http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    private func next(_ request: Received) -> Reply {
        state.withLock { state in
            state.received.append(request)
            guard !state.replies.isEmpty else {
                return answer?(request) ?? .json(["error": ["message": "no more replies"]], status: 500)
            }
            return state.replies.removeFirst()
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart
        private let server: ModelServer
        private var request = Received(line: "", headers: [:], body: [])

        init(_ server: ModelServer) { self.server = server }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head):
                request = Received(
                    line: "\(head.method) \(head.uri)",
                    headers: Dictionary(head.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }, body: [])
            case .body(let buffer): request.body += buffer.readableBytesView
            case .end: answer(context, server.next(request))
            }
        }

        private func answer(_ context: ChannelHandlerContext, _ reply: Reply) {
            if reply.hangs { return }
            let headers = HTTPHeaders(reply.headers.map { ($0.key, $0.value) })
            context.write(
                wrapOutboundOut(
                    .head(.init(version: .http1_1, status: .init(statusCode: reply.status), headers: headers))),
                promise: nil)
            for piece in reply.pieces {
                context.writeAndFlush(
                    wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: piece)))), promise: nil)
            }
            if reply.breaksOff {
                context.close(promise: nil)
            } else {
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
