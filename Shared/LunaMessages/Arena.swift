internal import CProtobufC
import LunaCore
internal import LunaMessagesC

/// Memory for one encoding or decoding, and the ways from Swift values to C structs in it.
///
/// Never crosses an `await`: it belongs to the thread that took it.
struct Arena {
    let raw: UnsafeMutablePointer<luna_arena>

    /// Lends an arena to `body`; every pointer into it is invalid afterwards.
    static func with<Result>(_ body: (Arena) throws -> Result) throws -> Result {
        guard let raw = luna_arena_get() else { throw Arena.exhausted }
        defer { luna_arena_put(raw) }
        return try body(Arena(raw: raw))
    }

    static var exhausted: LunaError {
        LunaError("message.memory", .resource, "There is not enough memory for a message; try again later.")
    }

    /// Uninitialised memory for `count` values of a C type.
    func allocate<Value>(_ type: Value.Type, count: Int) throws -> UnsafeMutablePointer<Value> {
        let (size, overflow) = MemoryLayout<Value>.stride.multipliedReportingOverflow(by: count)
        guard !overflow, let memory = luna_arena_allocate(raw, size) else { throw Arena.exhausted }
        return memory.bindMemory(to: type, capacity: count)
    }

    /// A C struct of a protobuf-c message with every field at its default.
    func fresh<C>(
        _ type: C.Type, _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) throws -> UnsafeMutablePointer<C> {
        let c = try allocate(type, count: 1)
        UnsafeMutableRawPointer(c).withMemoryRebound(to: ProtobufCMessage.self, capacity: 1) {
            descriptor.pointee.message_init($0)
        }
        return c
    }

    /// A NUL-terminated copy.
    func string(_ text: String, _ field: StaticString) throws -> UnsafeMutablePointer<CChar> {
        var text = text
        return try text.withUTF8 { bytes in
            let copy = try allocate(CChar.self, count: bytes.count + 1)
            copy[bytes.count] = 0
            guard let source = bytes.baseAddress, !bytes.isEmpty else { return copy }
            UnsafeMutableRawPointer(copy).copyMemory(from: source, byteCount: bytes.count)
            // A C string would silently end there, and the receiver would see another text than the sender wrote.
            guard luna_find_nul(copy, bytes.count) == 0 else {
                throw LunaError(
                    "message.malformed", .validation,
                    "\(field) holds a NUL character, which text on the bus may not; remove it or use a bytes field.",
                    details: ["field": "\(field)"])
            }
            return copy
        }
    }

    func bytes(_ bytes: [UInt8]) throws -> ProtobufCBinaryData {
        guard !bytes.isEmpty else { return ProtobufCBinaryData(len: 0, data: nil) }
        let copy = try allocate(UInt8.self, count: bytes.count)
        copy.initialize(from: bytes, count: bytes.count)
        return ProtobufCBinaryData(len: bytes.count, data: copy)
    }

    func present<M: WireBridged>(_ message: M) throws -> UnsafeMutablePointer<M.C> {
        let c = try fresh(M.C.self, M.descriptor)
        try message.fill(c, in: self)
        return c
    }

    func message<M: WireBridged>(_ message: M?) throws -> UnsafeMutablePointer<M.C>? {
        guard let message else { return nil }
        return try present(message)
    }

    /// A C array and its length; none when there are no elements, as protobuf-c has it.
    func array<Element, Value>(
        _ elements: [Element], _ convert: (Element) throws -> Value
    ) throws -> (UnsafeMutablePointer<Value>?, Int) {
        guard !elements.isEmpty else { return (nil, 0) }
        let values = try allocate(Value.self, count: elements.count)
        for (index, element) in elements.enumerated() { (values + index).initialize(to: try convert(element)) }
        return (values, elements.count)
    }

    func messages<M: WireBridged>(
        _ elements: [M]
    ) throws -> (UnsafeMutablePointer<UnsafeMutablePointer<M.C>?>?, Int) {
        try array(elements) { try present($0) }
    }

    func strings(
        _ elements: [String], _ field: StaticString
    ) throws -> (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, Int) {
        try array(elements) { try string($0, field) }
    }

    /// A map as protobuf-c has it: an array of entries. Sorted, so that equal maps give equal bytes.
    func entries<Key: Comparable, Value, C>(
        _ map: [Key: Value], _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>,
        _ fill: (UnsafeMutablePointer<C>, Key, Value) throws -> Void
    ) throws -> (UnsafeMutablePointer<UnsafeMutablePointer<C>?>?, Int) {
        try array(map.sorted { $0.key < $1.key }) { key, value in
            let entry = try fresh(C.self, descriptor)
            try fill(entry, key, value)
            return entry
        }
    }
}
