import Hummingbird
import NIOCore

/// Ends connections whose client does not read: they would hold memory, and the shutdown, for ever.
struct GuardedWriter: Sendable {
    let channel: any Channel
    /// How long one piece may wait to be taken.
    var patience = TimeAmount.seconds(60)

    /// Writes `buffer`; suspends while the client is behind.
    func write(_ buffer: ByteBuffer, to writer: inout any ResponseBodyWriter) async throws {
        let alarm = channel.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
        defer { alarm.cancel() }
        try await writer.write(buffer)
    }

    /// Closes the connection soon, in case that the stream hangs in a write.
    func closeSoon() {
        channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }
}
