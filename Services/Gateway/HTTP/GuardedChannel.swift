import Hummingbird
import HummingbirdCore
import Logging
import LunaCore
import NIOCore
import NIOHTTP1

/// HTTP/1.1 on a connection that is counted and watched.
struct GuardedChannel: ServerChildChannel {
    typealias Value = HTTP1Channel.Value

    let base: HTTP1Channel
    let limits: ConnectionLimits
    let headerTimeout: TimeAmount
    let stallTimeout: TimeAmount

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        let address = channel.remoteAddress?.ipAddress ?? ""
        let decision = limits.enter(address)
        channel.closeFuture.whenComplete { _ in limits.leave(address, decision) }
        return channel.eventLoop.makeCompletedFuture {
            let connection = ConnectionGuard(headerTimeout: headerTimeout, decision)
            try channel.pipeline.syncOperations.addHandler(connection)
        }.flatMap {
            base.setup(channel: channel, logger: logger)
        }.flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            let watch = RequestWatch(try pipeline.handler(type: ConnectionGuard.self), stallTimeout: stallTimeout)
            try pipeline.addHandler(watch, position: .after(decoder))
            return value
        }
    }

    func handle(value: Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}
