import CNats
import Glibc
import LunaCore

/// Reading and building of the C library's messages. Callbacks copy out and give the message back at once.
enum NATSMessage {
    /// The whole message as a value.
    static func copy(_ message: OpaquePointer) -> BusMessage {
        BusMessage(
            subject: text(natsMsg_GetSubject(message)) ?? "", reply: text(natsMsg_GetReply(message)),
            headers: headers(message), body: body(message))
    }

    static func body(_ message: OpaquePointer) -> [UInt8] {
        withBody(message) { Array($0) }
    }

    /// The bytes of the body, valid only inside `use`.
    static func withBody<R>(_ message: OpaquePointer, _ use: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        let count = Int(natsMsg_GetDataLength(message))
        return try use(UnsafeRawBufferPointer(start: natsMsg_GetData(message), count: max(0, count)))
    }

    static func subject(_ message: OpaquePointer) -> String { text(natsMsg_GetSubject(message)) ?? "" }

    static func headers(_ message: OpaquePointer) -> BusHeaders {
        var keys: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        var count: Int32 = 0
        guard natsMsgHeader_Keys(message, &keys, &count) == NATS_OK, let keys else { return [:] }
        // Only the array is ours; the names belong to the message.
        defer { free(keys) }
        var headers = BusHeaders()
        for index in 0..<Int(count) {
            guard let key = keys[index] else { continue }
            var values: UnsafeMutablePointer<UnsafePointer<CChar>?>?
            var valueCount: Int32 = 0
            guard natsMsgHeader_Values(message, key, &values, &valueCount) == NATS_OK, let values else { continue }
            defer { free(values) }
            let name = String(cString: key)
            for position in 0..<Int(valueCount) {
                if let value = values[position] { headers.add(name, String(cString: value)) }
            }
        }
        return headers
    }

    /// The status of a control message of the server (`503`, `408` …), nil for an ordinary message.
    static func status(_ message: OpaquePointer) -> (code: Int, description: String)? {
        guard natsMsg_GetDataLength(message) == 0 else { return nil }
        var value: UnsafePointer<CChar>?
        guard natsMsgHeader_Get(message, "Status", &value) == NATS_OK, let value, let code = Int(String(cString: value))
        else {
            return nil
        }
        var description: UnsafePointer<CChar>?
        guard natsMsgHeader_Get(message, "Description", &description) == NATS_OK, let description else {
            return (code, "")
        }
        return (code, String(cString: description))
    }

    static func header(_ message: OpaquePointer, _ name: String) -> String? {
        var value: UnsafePointer<CChar>?
        guard natsMsgHeader_Get(message, name, &value) == NATS_OK, let value else { return nil }
        return String(cString: value)
    }

    private static func text(_ pointer: UnsafePointer<CChar>?) -> String? { pointer.map { String(cString: $0) } }
}
