import NIOCore
import NIOPosix
import NIOSSL
import Synchronization
import Testing

/// A TCP connection for what no HTTP client would send, or would read too eagerly.
struct RawConnection {
    private let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Sends `text` and gives everything that comes back until the connection ends.
    static func exchange(port: Int, _ text: String) async throws -> String {
        try await with(port: port) { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var answer = ""
            for try await piece in inbound { answer += String(buffer: piece) }
            return answer
        }
    }

    /// Sends `text`, then nothing more (half-closed), and gives everything that comes back until the connection ends.
    static func exchange(port: Int, endingAfter text: String) async throws -> String {
        try await with(port: port) { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            outbound.finish()
            return await rest(inbound)
        }
    }

    /// Sends bytes and nothing more, and gives what comes back until the connection ends, or begins to be a stream without end.
    static func fuzz(port: Int, _ bytes: [UInt8]) async throws -> String {
        try await with(port: port) { inbound, outbound in
            var answer: [UInt8] = []
            do {
                try await outbound.write(ByteBuffer(bytes: bytes))
                outbound.finish()
                for try await piece in inbound {
                    answer += piece.readableBytesView
                    if answer.count > 1 << 20 || String(decoding: answer, as: UTF8.self).contains("text/event-stream") {
                        break
                    }
                }
            } catch {}
            return String(decoding: answer, as: UTF8.self)
        }
    }

    /// What comes until the connection ends, however it ends.
    static func rest(_ inbound: NIOAsyncChannelInboundStream<ByteBuffer>) async -> String {
        var answer = ""
        do { for try await piece in inbound { answer += String(buffer: piece) } } catch {}
        return answer
    }

    /// Holds `count` connections open while `body` runs. Each was answered before the next is opened, so the server has counted all.
    static func holding(_ count: Int, port: Int, _ body: () async throws -> Void) async throws {
        guard count > 0 else { return try await body() }
        try await with(port: port) { inbound, outbound in
            try await outbound.write(ByteBuffer(string: "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"))
            var pieces = inbound.makeAsyncIterator()
            _ = try #require(try await pieces.next(), "the connection was ended without an answer")
            try await holding(count - 1, port: port, body)
        }
    }

    private final class Count: Sendable { let value = Mutex(0) }

    /// Writes `piece` again and again until the server ends the connection or `limit` bytes were taken.
    /// - Parameter isReading: whether answers are read meanwhile.
    /// - Returns: how many bytes the server and the sockets have taken, and what came back.
    static func flood(
        port: Int, first: String, piece: String, pause: Duration? = nil, limit: Int, isReading: Bool = true
    ) async throws -> (sent: Int, answer: String) {
        let sent = Count()
        let connection = try await open(port: port)
        let answer = try await connection.executeThenClose { inbound, _ -> String in
            let writing = Task {
                // Past the asynchronous writer, which takes any amount before the event loop has its turn: what is counted is
                // in the sockets.
                try await connection.channel.writeAndFlush(ByteBuffer(string: first)).get()
                let buffer = ByteBuffer(string: piece)
                while sent.value.withLock({ $0 }) < limit {
                    try await connection.channel.writeAndFlush(buffer).get()
                    sent.value.withLock { $0 += buffer.readableBytes }
                    if let pause { try await Task.sleep(for: pause) }
                }
            }
            defer { writing.cancel() }
            if isReading { return await rest(inbound) }
            _ = await writing.result
            return ""
        }
        return (sent.value.withLock { $0 }, answer)
    }

    /// Lends a connection that reads only as fast as `body` does.
    static func with<Value: Sendable>(
        port: Int,
        _ body: (NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws ->
            Value
    ) async throws -> Value {
        try await open(port: port).executeThenClose { try await body($0, $1) }
    }

    private static func open(port: Int) async throws -> NIOAsyncChannel<ByteBuffer, ByteBuffer> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.socketOption(.so_rcvbuf), value: 64 << 10)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(
                            backPressureStrategy: .init(lowWatermark: 1, highWatermark: 2),
                            isOutboundHalfClosureEnabled: true))
                }
            }
    }

    /// As ``exchange(port:_:)``, over TLS with trust in the authorities of a file only.
    static func secured(port: Int, trust: String, _ text: String) async throws -> String {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .file(trust)
        let context = try NIOSSLContext(configuration: tls)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: nil))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            return await rest(inbound)
        }
    }
}
