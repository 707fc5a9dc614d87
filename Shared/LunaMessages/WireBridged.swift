internal import CProtobufC
import LunaCore
internal import LunaMessagesC

/// A message with its way from and to the C struct of protoc-c. Every generated message is one.
protocol WireBridged: WireMessage {
    associatedtype C

    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> { get }

    /// Writes the fields into a C struct that holds the defaults.
    func fill(_ c: UnsafeMutablePointer<C>, in arena: Arena) throws

    /// Copies the fields out of a C struct that ``WireScanner`` has approved.
    init(c: UnsafePointer<C>)
}

extension WireBridged {
    func encoded() throws -> [UInt8] {
        try Arena.with { arena in
            let c = try arena.present(self)
            return try UnsafeMutableRawPointer(c).withMemoryRebound(to: ProtobufCMessage.self, capacity: 1) { message in
                let size = protobuf_c_message_get_packed_size(message)
                guard size <= WireLimits.default.maximumBytes else {
                    throw WireLimits.exceeded("bytes", WireLimits.default.maximumBytes, Self.fullName)
                }
                return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
                    count = buffer.baseAddress.map { size == 0 ? 0 : protobuf_c_message_pack(message, $0) } ?? 0
                }
            }
        }
    }

    static func decoded(_ bytes: UnsafeRawBufferPointer, limits: WireLimits) throws -> Self {
        try WireScanner.check(bytes, descriptor: descriptor, name: fullName, limits: limits)
        return try Arena.with { arena in
            let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let allocator = luna_arena_allocator(arena.raw)
            guard let message = protobuf_c_message_unpack(descriptor, allocator, bytes.count, start) else {
                throw LunaError(
                    "message.malformed", .validation, "The bytes are not a message \(fullName).",
                    details: ["message": fullName])
            }
            return UnsafeRawPointer(message).withMemoryRebound(to: C.self, capacity: 1) { Self(c: $0) }
        }
    }
}

// The ways from C values to Swift values. Nil pointers occur: a map entry without its value, for instance.

func wireString(_ text: UnsafeMutablePointer<CChar>?) -> String {
    guard let text else { return "" }
    // The scanner has seen every byte of it: this repairs nothing.
    return String(cString: text)
}

func wireBytes(_ data: ProtobufCBinaryData) -> [UInt8] {
    guard let start = data.data, data.len > 0 else { return [] }
    return [UInt8](UnsafeBufferPointer(start: start, count: data.len))
}

func wireMessage<M: WireBridged>(_ c: UnsafeMutablePointer<M.C>?) -> M? {
    c.map { M(c: $0) }
}

func wireMessages<M: WireBridged>(
    _ elements: UnsafeMutablePointer<UnsafeMutablePointer<M.C>?>?, _ count: Int
) -> [M] {
    wireArray(elements, count) { wireMessage($0) ?? M() }
}

func wireArray<Value, Element>(
    _ values: UnsafeMutablePointer<Value>?, _ count: Int, _ convert: (Value) -> Element
) -> [Element] {
    guard let values, count > 0 else { return [] }
    return UnsafeBufferPointer(start: values, count: count).map(convert)
}

/// The last one of several entries with the same key wins, as the encoding of maps demands.
func wireEntries<C, Key: Hashable, Value>(
    _ entries: UnsafeMutablePointer<UnsafeMutablePointer<C>?>?, _ count: Int,
    _ convert: (UnsafeMutablePointer<C>) -> (Key, Value)
) -> [Key: Value] {
    guard let entries, count > 0 else { return [:] }
    let pairs = UnsafeBufferPointer(start: entries, count: count).compactMap { $0.map(convert) }
    return Dictionary(pairs, uniquingKeysWith: { $1 })
}
