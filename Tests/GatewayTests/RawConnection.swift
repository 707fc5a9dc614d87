import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

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

    private final class Count: Sendable { let value = Mutex(0) }

    /// Writes `piece` again and again until the server ends the connection or `limit` bytes were taken.
    /// - Returns: how many bytes the server and the sockets have taken, and what came back.
    static func flood(
        port: Int, first: String, piece: String, pause: Duration? = nil, limit: Int
    ) async throws -> (sent: Int, answer: String) {
        let sent = Count()
        let answer = try await with(port: port) { inbound, outbound -> String in
            let writing = Task {
                try await outbound.write(ByteBuffer(string: first))
                let buffer = ByteBuffer(string: piece)
                while sent.value.withLock({ $0 }) < limit {
                    try await outbound.write(buffer)
                    sent.value.withLock { $0 += buffer.readableBytes }
                    if let pause { try await Task.sleep(for: pause) }
                }
            }
            defer { writing.cancel() }
            return await rest(inbound)
        }
        return (sent.value.withLock { $0 }, answer)
    }

    /// Lends a connection that reads only as fast as `body` does.
    static func with<Value: Sendable>(
        port: Int,
        _ body: (NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws ->
            Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
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
        return try await channel.executeThenClose { try await body($0, $1) }
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
