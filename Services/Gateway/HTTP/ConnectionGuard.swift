import CoreMetrics
import HTTPTypes
import LunaCore
import Metrics
import NIOCore
import NIOHTTP1

/// Stands before the HTTP decoder of a connection and sees its bytes: a request's head has to be complete in time, and what is
/// refused before there is a request gets an answer all the same. Of one event loop.
final class ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Phase {
        /// Between requests, or in the head of one.
        case head
        /// The head is complete.
        case request
        /// Answered by us; what still comes is thrown away.
        case refused
    }

    private let headerTimeout: TimeAmount
    /// Whether this connection is one too many, of which nothing is looked at.
    private let decision: ConnectionLimits.Decision
    private var context: ChannelHandlerContext?
    private var phase = Phase.head
    private var timer: Scheduled<Void>?
    /// Bytes of the request line so far, and whether its end has come.
    private var lineLength = 0
    private var hasLine = false
    /// Requests whose answers are not complete.
    private var requestsUnderWay = 0
    /// What may still be read, once the connection is to end; bytes.
    private var rest: Int?

    /// Sent down the channel: the connection is about to end, and nothing more of it needs to be read.
    struct Ending: Sendable {}
    /// Enough for what an honest client has under way when it is refused.
    private static let lastBytes = 1 << 20

    /// - Parameters:
    ///   - headerTimeout: from a request's first byte to the end of its head.
    ///   - decision: see ``ConnectionLimits``.
    init(headerTimeout: TimeAmount, _ decision: ConnectionLimits.Decision) {
        self.headerTimeout = headerTimeout
        self.decision = decision
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        switch decision {
        case .accepted: break
        // Who is refused has no time to be slow.
        case .tooMany: wait(.seconds(5))
        // Not here and now: a connection that fails while it is set up would end the server's accepting.
        case .dropped: wait(.zero)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if let rest { self.rest = rest - unwrapInboundIn(data).readableBytes }
        guard phase != .refused else { return }
        if decision != .accepted { return refuse(Self.tooMany) }
        if phase == .head { note(unwrapInboundIn(data)) }
        context.fireChannelRead(data)
    }

    /// Whoever goes on sending to a connection that is about to end fills the kernel's buffers, and nothing else.
    func read(context: ChannelHandlerContext) {
        if rest ?? 1 > 0 { context.read() }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is Ending else { return context.triggerUserOutboundEvent(event, promise: promise) }
        rest = rest ?? Self.lastBytes
        promise?.succeed()
    }

    private func note(_ bytes: ByteBuffer) {
        if timer == nil { wait(headerTimeout) }
        guard !hasLine else { return }
        let view = bytes.readableBytesView
        let end = view.firstIndex(of: UInt8(ascii: "\n"))
        hasLine = end != nil
        lineLength += view.distance(from: view.startIndex, to: end ?? view.endIndex)
    }

    private func wait(_ time: TimeAmount) {
        timer = context?.eventLoop.assumeIsolated().scheduleTask(in: time) { [weak self] in
            guard let self else { return }
            timer = nil
            if decision != .accepted {
                self.context?.close(promise: nil)
            } else if requestsUnderWay > 0 {
                // The answer to an earlier request of the same connection is under way, and may be for hours.
                wait(headerTimeout)
            } else if phase == .head {
                refuse(Problem(408, "request.too_slow", "The head of the request did not arrive in time."))
            }
        }
    }

    // MARK: What the decoder finds, told by RequestWatch

    /// The head of a request is complete.
    func headArrived() {
        timer?.cancel()
        timer = nil
        phase = phase == .refused ? .refused : .request
        requestsUnderWay += 1
    }

    /// A request is complete; the next byte belongs to another one.
    func requestEnded() {
        guard phase != .refused else { return }
        phase = .head
        (lineLength, hasLine) = (0, false)
    }

    /// An answer is complete.
    func answerEnded() {
        requestsUnderWay -= 1
        // The next head, of which we may have kept the rest waiting, has its whole time from now on.
        guard requestsUnderWay == 0, phase == .head, timer != nil else { return }
        timer?.cancel()
        wait(headerTimeout)
    }

    /// The decoder cannot go on.
    /// - Returns: whether the client was told; otherwise whoever is answering an earlier request has to end the connection.
    func decodingFailed(_ error: HTTPParserError) -> Bool {
        guard requestsUnderWay == 0, phase == .head else { return false }
        guard case .headerOverflow = error else {
            refuse(Problem(400, "request.malformed", "This is no well-formed HTTP/1.1 request."))
            return true
        }
        if lineLength > GatewayResponder.maximumTarget {
            refuse(Problem(414, "request.uri_too_long", "The address is too long."))
        } else {
            refuse(Problem(431, "request.headers_too_large", "The headers are too large, or too many."))
        }
        return true
    }

    // MARK: Refusing

    private static let tooMany = Problem(
        LunaError(
            "gateway.connections", .resource, "Too many connections are open: try again shortly.", isRetryable: true),
        status: 503)

    /// Answers and ends the connection, once the client had time to read the answer: closing while something of the client's is
    /// unread would take the answer away from it.
    private func refuse(_ problem: Problem) {
        guard let context, phase != .refused else { return }
        phase = .refused
        rest = Self.lastBytes
        timer?.cancel()
        Counter(label: "luna_http_refused_connections_total", dimensions: [("code", problem.error.code)]).increment()
        let body = problem.document(
            instance: "", requestID: String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
        ).serialized()
        var text = "HTTP/1.1 \(problem.status) \(HTTPResponse.Status(code: problem.status).reasonPhrase)\r\n"
        for field in problem.headers { text += "\(field.name): \(field.value)\r\n" }
        text +=
            "Content-Type: application/problem+json\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
        text += "Content-Length: \(body.count)\r\nConnection: close\r\n\r\n"
        var buffer = context.channel.allocator.buffer(capacity: text.utf8.count + body.count)
        buffer.writeString(text)
        buffer.writeBytes(body)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { [weak self] in
            self?.context?.close(promise: nil)
        }
    }

    /// Nothing of the server's own comes behind our answer.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard phase != .refused else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        context.write(data, promise: promise)
    }
}
