import NIOCore
import NIOHTTP1

/// Stands behind the HTTP decoder: tells the guard of the connection how far its requests are, and ends the connection of a client
/// that does not take its answer. Of one event loop.
final class RequestWatch: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let connection: ConnectionGuard
    private let stallTimeout: TimeAmount
    private var stall: Scheduled<Void>?

    /// - Parameter stallTimeout: how long an answer may wait for the client without getting on.
    init(_ connection: ConnectionGuard, stallTimeout: TimeAmount) {
        self.connection = connection
        self.stallTimeout = stallTimeout
    }

    func handlerRemoved(context: ChannelHandlerContext) { stall?.cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: connection.headArrived()
        case .body: break
        case .end: connection.requestEnded()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { connection.answerEnded() }
        context.write(data, promise: promise)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError, connection.decodingFailed(error) { return }
        context.fireErrorCaught(error)
    }

    /// While a client reads, however slowly, what waits for it goes up and down between the channel's water marks.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        stall = nil
        if !context.channel.isWritable {
            stall = context.eventLoop.assumeIsolated().scheduleTask(in: stallTimeout) { context.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }
}
