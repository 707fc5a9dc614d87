import HTTPTypes
import Hummingbird
import LunaCore
import NIOCore

/// An error as the API tells it: a problem document of RFC 9457.
struct Problem: Error {
    var error: LunaError
    var status: Int
    var headers: HTTPFields = [:]
    /// Further members of the document.
    var members: [String: JSONValue] = [:]

    init(_ error: LunaError, status: Int? = nil, headers: HTTPFields = [:], members: [String: JSONValue] = [:]) {
        self.error = error
        self.status = status ?? Self.status(of: error)
        self.headers = headers
        self.members = members
        if [429, 503].contains(self.status) {
            if let wait = error.details["retry_after"] {
                self.headers[.retryAfter] = wait
            } else if error.isRetryable {
                self.headers[.retryAfter] = "2"
            }
        }
    }

    /// A request that HTTP itself lets us refuse.
    init(_ status: Int, _ code: String, _ message: String, headers: HTTPFields = [:], details: [String: String] = [:]) {
        self.init(
            LunaError(code, .validation, message, details: details), status: status, headers: headers)
    }

    /// Any error. What was not meant to be told stays in the log.
    static func wrapping(_ error: any Error) -> Problem {
        if let problem = error as? Problem { return problem }
        if let error = error as? LunaError { return Problem(error) }
        if error is CancellationError {
            return Problem(
                LunaError("gateway.stopping", .dependency, "The gateway is being stopped: try again."), status: 503)
        }
        return Problem(
            LunaError(
                "internal.unexpected", .internal,
                "Something went wrong in the gateway; its log tells more under this request's id."))
    }

    /// The class decides, except where HTTP has a status of its own for what happened.
    private static func status(of error: LunaError) -> Int {
        switch error.code {
        case "message.malformed", "json.invalid", "json.ambiguous_keys", "json.limit", "identifier.invalid",
            "cursor.invalid", "feed.position_invalid", "digest.invalid":
            400
        case "bus.payload_too_large", "blob.too_large", "message.too-large": 413
        default: error.httpStatus
        }
    }

    func document(instance: String, requestID: String) -> JSONValue {
        var out = members
        out["type"] = .string("urn:luna:problem:\(error.code)")
        out["title"] = .string(Self.titles[error.errorClass] ?? "Failed")
        out["status"] = .number(JSONNumber(status))
        out["detail"] = .string(error.message)
        out["instance"] = .string(instance)
        out["code"] = .string(error.code)
        out["class"] = .string(error.errorClass.rawValue)
        out["retryable"] = .bool(error.isRetryable)
        out["request_id"] = .string(requestID)
        out["details"] = .object(error.details.mapValues(JSONValue.string))
        return .object(out)
    }

    func response(instance: String, requestID: String) -> Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        return Response(
            status: .init(code: status), headers: headers,
            body: ResponseBody(
                byteBuffer: ByteBuffer(bytes: document(instance: instance, requestID: requestID).serialized())))
    }

    private static let titles: [LunaError.Class: String] = [
        .validation: "Invalid request", .notFound: "Not found", .permission: "Not allowed", .conflict: "Conflict",
        .resource: "Limit reached", .timeout: "No answer in time", .network: "Service unreachable",
        .dependency: "Service unavailable", .internal: "Internal error",
    ]
}
