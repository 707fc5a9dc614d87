internal import CProtobufC
import LunaCore
internal import LunaMessagesC

/// Reads an encoding once before protobuf-c gets it, and refuses what protobuf-c would accept wrongly.
///
/// protobuf-c keeps strings as C strings, so that a NUL would cut them, does not check UTF-8, and limits neither depth
/// nor the memory that an input can demand. The scanner is guided by protobuf-c's own descriptors and is nowhere laxer
/// than its parser, hence both see the same fields. ``WireReader`` checks every access.
///
/// Encoding: https://protobuf.dev/programming-guides/encoding/
struct WireScanner {
    private let limits: WireLimits
    private var elements = 0
    private var fields = 0

    /// - Throws: `LunaError` `message.malformed` or `message.too-large`.
    static func check(
        _ bytes: UnsafeRawBufferPointer, descriptor: UnsafePointer<ProtobufCMessageDescriptor>, name: String,
        limits: WireLimits
    ) throws {
        guard bytes.count <= limits.maximumBytes else {
            throw WireLimits.exceeded("bytes", limits.maximumBytes, name)
        }
        var scanner = WireScanner(limits: limits)
        try bytes.withMemoryRebound(to: UInt8.self) { buffer in
            try scanner.message(buffer, descriptor, depth: 1)
        }
    }

    private init(limits: WireLimits) { self.limits = limits }

    private mutating func message(
        _ bytes: UnsafeBufferPointer<UInt8>, _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, depth: Int
    ) throws {
        guard depth <= limits.maximumDepth else {
            throw WireLimits.exceeded("depth", limits.maximumDepth, Self.name(descriptor))
        }
        var reader = WireReader(bytes)
        var hint = 0  // senders write fields in order: the next one is mostly the same as the last, or the one after it
        while !reader.isAtEnd {
            fields += 1
            guard fields <= limits.maximumFields else {
                throw WireLimits.exceeded("fields", limits.maximumFields, Self.name(descriptor))
            }
            guard let tag = reader.tag() else { throw Self.malformed(descriptor, nil, "has a broken field tag") }
            let field = Self.find(tag.number, descriptor, &hint)
            switch tag.type {
            case .varint:
                guard reader.skipVarint() else { throw Self.malformed(descriptor, field, "is cut off or overlong") }
            case .bits64:
                guard reader.skip(8) else { throw Self.malformed(descriptor, field, "is cut off") }
            case .bits32:
                guard reader.skip(4) else { throw Self.malformed(descriptor, field, "is cut off") }
            case .lengthPrefixed:
                guard let content = reader.lengthPrefixed() else {
                    throw Self.malformed(descriptor, field, "is cut off or has a broken length")
                }
                if let field { try self.content(content, field, descriptor, depth: depth) }
            }
            if let field { try count(field, tag.type, descriptor) }
        }
    }

    /// Looks into a length-prefixed value of a known field.
    private mutating func content(
        _ bytes: UnsafeBufferPointer<UInt8>, _ field: UnsafePointer<ProtobufCFieldDescriptor>,
        _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, depth: Int
    ) throws {
        switch field.pointee.type {
        case PROTOBUF_C_TYPE_STRING:
            do {
                _ = try UTF8Span(validating: bytes.span)
            } catch {
                throw Self.malformed(descriptor, field, "is not UTF-8")
            }
            guard luna_find_nul(bytes.baseAddress, bytes.count) == 0 else {
                throw Self.malformed(descriptor, field, "holds a NUL character")
            }
        case PROTOBUF_C_TYPE_MESSAGE:
            guard let nested = field.pointee.descriptor else { break }
            try message(
                bytes, nested.assumingMemoryBound(to: ProtobufCMessageDescriptor.self), depth: depth + 1)
        case PROTOBUF_C_TYPE_BYTES:
            break
        default:
            try packed(bytes, field, descriptor)
        }
    }

    /// Checks a packed repeated field and counts its elements.
    private mutating func packed(
        _ bytes: UnsafeBufferPointer<UInt8>, _ field: UnsafePointer<ProtobufCFieldDescriptor>,
        _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) throws {
        guard field.pointee.label == PROTOBUF_C_LABEL_REPEATED else { return }  // `count` refuses it
        switch Self.wireType(field.pointee.type) {
        case .varint:
            var reader = WireReader(bytes)
            while !reader.isAtEnd {
                guard reader.skipVarint() else { throw Self.malformed(descriptor, field, "is cut off or overlong") }
                elements += 1
            }
        case .bits32, .bits64:
            let size = Self.wireType(field.pointee.type) == .bits32 ? 4 : 8
            guard bytes.count.isMultiple(of: size) else { throw Self.malformed(descriptor, field, "is cut off") }
            elements += bytes.count / size
        case .lengthPrefixed:
            break
        }
    }

    /// Refuses a known field with the wrong wire type, and counts what takes memory beyond its bytes.
    private mutating func count(
        _ field: UnsafePointer<ProtobufCFieldDescriptor>, _ type: WireType,
        _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>
    ) throws {
        let expected = Self.wireType(field.pointee.type)
        let isRepeated = field.pointee.label == PROTOBUF_C_LABEL_REPEATED
        let isPacked = isRepeated && type == .lengthPrefixed && expected != .lengthPrefixed
        guard type == expected || isPacked else { throw Self.malformed(descriptor, field, "has the wrong wire type") }
        if !isPacked, isRepeated || field.pointee.type == PROTOBUF_C_TYPE_MESSAGE { elements += 1 }
        guard elements <= limits.maximumElements else {
            throw WireLimits.exceeded("elements", limits.maximumElements, Self.name(descriptor))
        }
    }

    /// The descriptor of a field number, or nil when this version does not know it. Fields are sorted by number.
    private static func find(
        _ number: UInt32, _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, _ hint: inout Int
    ) -> UnsafePointer<ProtobufCFieldDescriptor>? {
        guard let fields = descriptor.pointee.fields else { return nil }
        let count = Int(descriptor.pointee.n_fields)
        for index in hint..<min(hint + 2, count) where fields[index].id == number {
            hint = index
            return fields + index
        }
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if fields[middle].id < number { low = middle + 1 } else { high = middle }
        }
        guard low < count, fields[low].id == number else { return nil }
        hint = low
        return fields + low
    }

    private static func wireType(_ type: ProtobufCType) -> WireType {
        switch type {
        case PROTOBUF_C_TYPE_STRING, PROTOBUF_C_TYPE_BYTES, PROTOBUF_C_TYPE_MESSAGE: .lengthPrefixed
        case PROTOBUF_C_TYPE_SFIXED32, PROTOBUF_C_TYPE_FIXED32, PROTOBUF_C_TYPE_FLOAT: .bits32
        case PROTOBUF_C_TYPE_SFIXED64, PROTOBUF_C_TYPE_FIXED64, PROTOBUF_C_TYPE_DOUBLE: .bits64
        default: .varint
        }
    }

    private static func name(_ descriptor: UnsafePointer<ProtobufCMessageDescriptor>) -> String {
        String(cString: descriptor.pointee.name)
    }

    private static func malformed(
        _ descriptor: UnsafePointer<ProtobufCMessageDescriptor>, _ field: UnsafePointer<ProtobufCFieldDescriptor>?,
        _ problem: String
    ) -> LunaError {
        let message = name(descriptor)
        guard let field else {
            return LunaError(
                "message.malformed", .validation, "The bytes are not a message \(message): it \(problem).",
                details: ["message": message])
        }
        let name = String(cString: field.pointee.name)
        return LunaError(
            "message.malformed", .validation, "The bytes are not a message \(message): its field \(name) \(problem).",
            details: ["message": message, "field": name])
    }
}

extension WireLimits {
    static func exceeded(_ what: String, _ limit: Int, _ message: String) -> LunaError {
        LunaError(
            "message.too-large", .validation,
            "A message \(message) is beyond the limit of \(limit) for \(what); send less at a time.",
            details: ["message": message, "limit": what, "maximum": String(limit)])
    }
}
