import HTTPTypes
import Hummingbird
import LunaCore
import LunaMessages
import NIOCore

/// Makes the answers that are not streams.
enum Reply {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "application/json" }
        return Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.serialized())))
    }

    static func message(
        _ message: some WireMessage, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        json(message.json, status: status, headers: headers)
    }

    /// A page of a list; no cursor means that nothing follows.
    static func page(_ items: [some WireMessage], next cursor: String) -> Response {
        json(["data": .array(items.map(\.json)), "next_cursor": cursor.isEmpty ? .null : .string(cursor)])
    }

    static func text(_ text: String, type: String, headers: HTTPFields = [:]) -> Response {
        var headers = headers
        headers[.contentType] = type
        return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
