import Hummingbird
import NIOCore

/// What Hummingbird knows of a request besides the request; keeps the connection for streams that must end it.
struct GatewayContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
