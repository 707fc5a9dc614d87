import CNats
import Synchronization

/// Messages of the C library that nobody needs any more, destroyed many at a time.
///
/// The library frees messages on a thread of its own, which it wakes for each that is destroyed while that thread waits: at low load
/// nine wake-ups for one step of an execution, a third of all. Destroyed together they cost one.
///
/// Thread-safe. Holds up to ``most`` messages or ``mostBytes`` of them until the next one comes, or it ends.
final class SpentMessages: Sendable {
    private struct Bin: ~Copyable {
        // Nobody else has these pointers: whoever adds one gives it away.
        var messages: [UInt] = []
        var bytes = 0
    }
    private static let most = 64
    private static let mostBytes = 64 * 1024
    private let bin = Mutex(Bin())

    /// Takes a message over.
    func add(_ message: OpaquePointer) {
        let size = Int(natsMsg_GetDataLength(message))
        let full = bin.withLock { bin -> [UInt] in
            bin.messages.append(UInt(bitPattern: message))
            bin.bytes += size
            guard bin.messages.count >= Self.most || bin.bytes >= Self.mostBytes else { return [] }
            bin.bytes = 0
            defer {
                bin.messages = []
                bin.messages.reserveCapacity(Self.most)
            }
            return bin.messages
        }
        Self.destroy(full)
    }

    private static func destroy(_ messages: [UInt]) {
        for message in messages { natsMsg_Destroy(OpaquePointer(bitPattern: message)) }
    }

    deinit { Self.destroy(bin.withLock { $0.messages }) }
}
