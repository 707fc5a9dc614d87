import LunaCore
import LunaMessages
import Tracing

/// Calls services over the bus: what generated clients (`RegistryClient(BusRPCTransport(bus))`) stand on.
public struct BusRPCTransport: RPCTransport {
    private let bus: Bus

    public init(_ bus: Bus) { self.bus = bus }

    /// Sends a request and awaits its reply. Waits for `context.timeout`.
    /// - Throws: the server's `LunaError`, as it threw it; `bus.no_responders` at once when the service does not run;
    ///   `bus.timeout`;
    ///   `rpc.malformed_reply`; `CancellationError`.
    ///
    /// The call is a span of the surrounding trace, which the server goes on with.
    public func call(_ method: RPCMethod, _ request: [UInt8], context: CallContext) async throws -> [UInt8] {
        guard ServiceContext.current != nil else { return try await ask(method, request, context.headers, context) }
        return try await withSpan("\(method.service)/\(method.name)", ofKind: .client) { span in
            if span.isRecording {
                span.updateAttributes { attributes in
                    attributes["rpc.system"] = "nats"
                    attributes["rpc.service"] = method.service
                    attributes["rpc.method"] = method.name
                }
            }
            var headers = context.headers
            InstrumentationSystem.instrument.inject(span.context, into: &headers, using: HeaderInjector())
            return try await ask(method, request, headers, context)
        }
    }

    private struct HeaderInjector: Injector {
        func inject(_ value: String, forKey key: String, into headers: inout BusHeaders) {
            headers[key] = HeaderText.encode(value)
        }
    }

    private func ask(
        _ method: RPCMethod, _ request: [UInt8], _ given: BusHeaders, _ context: CallContext
    ) async throws -> [UInt8] {
        var headers = given
        headers[BusHeader.contentType] = RPCReply.protobuf
        let reply: BusMessage
        do {
            reply = try await bus.request(method.subject, request, headers: headers, timeout: context.timeout)
        } catch let error as LunaError where error.code == "bus.no_responders" {
            throw LunaError(
                "bus.no_responders", .network, "The service '\(method.service)' does not answer: is it running?",
                details: ["service": method.service, "method": method.name])
        } catch let error as LunaError where error.code == "bus.timeout" {
            throw LunaError(
                "bus.timeout", .timeout,
                "The service '\(method.service)' did not answer \(method.name) in \(context.timeout).",
                details: ["service": method.service, "method": method.name])
        }
        if let error = RPCReply.error(in: reply) { throw error }
        return reply.body
    }
}

/// The form of replies. Errors are told in the manner of the NATS services protocol (ADR-32), so that any client sees
/// that it is one, and whole as `ErrorInfo` in the body.
enum RPCReply {
    static let protobuf = "application/protobuf"
    static let json = "application/json"

    static func headers(for error: LunaError, status: Int? = nil) -> BusHeaders {
        [
            BusHeader.serviceError: line(error.message), BusHeader.serviceErrorCode: String(status ?? error.httpStatus),
            BusHeader.contentType: protobuf,
        ]
    }

    /// The error in a reply; nil when it is an ordinary one.
    static func error(in reply: BusMessage) -> LunaError? {
        guard let code = reply.headers[BusHeader.serviceErrorCode] else { return nil }
        if !reply.body.isEmpty, let info = try? ErrorInfo(serialized: reply.body), !info.code.isEmpty {
            return LunaError(info)
        }
        // A service of somebody else's: the headers are all there is.
        let status = Int(code) ?? 500
        let errorClass: LunaError.Class =
            switch status {
            case 400, 415, 422: .validation
            case 401, 403: .permission
            case 404: .notFound
            case 409, 412: .conflict
            case 429: .resource
            case 504, 408: .timeout
            case 502, 503: .dependency
            default: .internal
            }
        return LunaError(
            "rpc.failed", errorClass, reply.headers[BusHeader.serviceError] ?? "The service reported error \(status).",
            details: ["status": code])
    }

    /// `text` as one header line of bounded length.
    static func line(_ text: String) -> String {
        String(text.unicodeScalars.prefix(512).map { $0.value < 0x20 || $0.value == 0x7F ? " " : Character($0) })
    }
}
