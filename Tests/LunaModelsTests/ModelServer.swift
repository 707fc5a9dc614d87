import Foundation
import LunaCore
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A provider of models as small as can be: it answers each request with the next reply of a list, byte for byte in the
/// pieces given, and keeps all that it received.
final class ModelServer: Sendable {
    struct Reply: Sendable {
        var status = 200
        var headers: [String: String] = ["Content-Type": "application/json"]
        /// Each goes out on its own, so that the client sees the cuts.
        var pieces: [[UInt8]] = []
        /// The connection closes without the end of the body.
        var breaksOff = false
        /// Nothing is answered at all.
        var hangs = false

        static func json(_ value: JSONValue, status: Int = 200, headers: [String: String] = [:]) -> Reply {
            Reply(
                status: status, headers: headers.merging(["Content-Type": "application/json"]) { old, _ in old },
                pieces: [value.serialized()])
        }

        /// A stream, cut into pieces of `size` bytes.
        static func stream(_ text: String, size: Int, type: String = "text/event-stream") -> Reply {
            let bytes = Array(text.utf8)
            return Reply(
                headers: ["Content-Type": type, "x-request-id": "req-1"],
                pieces: stride(from: 0, to: bytes.count, by: size).map {
                    Array(bytes[$0..<min($0 + size, bytes.count)])
                })
        }
    }

    struct Received: Sendable {
        var line: String
        var headers: [String: String]
        var body: [UInt8]
        var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
    }

    private struct State {
        var replies: [Reply]
        var received: [Received] = []
    }
    private let state: Mutex<State>
    private let channel: Mutex<(any Channel)?> = Mutex(nil)

    private init(_ replies: [Reply]) { state = Mutex(State(replies: replies)) }

    /// What came, in order.
    var received: [Received] { state.withLock { $0.received } }

    /// Runs `body` with a server on a port of its own.
    @discardableResult
    static func with<T>(_ replies: [Reply], _ body: (ModelServer, _ base: String) async throws -> T) async throws -> T {
        let server = ModelServer(replies)
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
            guard !state.replies.isEmpty else { return .json(["error": ["message": "no more replies"]], status: 500) }
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
