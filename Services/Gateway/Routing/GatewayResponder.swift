import CoreMetrics
import HTTPTypes
import Hummingbird
import Logging
import LunaCore
import LunaMessages
import LunaServiceKit
import Metrics
import NIOCore
import Tracing

/// From a request to a route's handler and back: identity, checks that all routes share, problems, headers, log,
/// metrics.
struct GatewayResponder: HTTPResponder {
    let table: RouteTable
    let configuration: GatewayConfiguration
    let limits: TenantLimits
    /// Nil: everybody may do everything, for everybody. Only for gateways that nobody else can reach.
    let gatekeeper: Gatekeeper?
    var requests = RequestQuota(nil)
    /// Writes down what callers do and what was refused for lack of rights. A call that cannot be written down is not made.
    var record: @Sendable (AuditTrail.Action) async throws -> Void = { _ in }
    let logger: Logger

    func respond(to request: Request, context: GatewayContext) async throws -> Response {
        await withSpan(request.method.rawValue, context: Self.place(request), ofKind: .server) { span in
            let (response, pattern) = await respond(to: request, context)
            if span.isRecording {
                if !pattern.isEmpty { span.operationName = "\(request.method.rawValue) \(pattern)" }
                span.updateAttributes { attributes in
                    attributes["http.request.method"] = request.method.rawValue
                    if !pattern.isEmpty { attributes["http.route"] = pattern }
                    attributes["http.response.status_code"] = response.status.code
                }
                if response.status.code >= 500 { span.setStatus(SpanStatus(code: .error)) }
            }
            return response
        }
    }

    private func respond(
        to request: Request, _ context: GatewayContext
    ) async -> (response: Response, pattern: String) {
        let start = ContinuousClock.now
        let requestID = Self.requestID(request)
        let reading = BodyReading()
        var pattern = ""
        var limitHeaders: HTTPFields = [:]
        var response: Response
        do {
            response = try await answer(
                request, context, requestID: requestID, reading: reading, pattern: &pattern,
                limitHeaders: &limitHeaders)
        } catch {
            let problem = Problem.wrapping(error)
            if problem.status >= 500, !problem.error.isRetryable {
                logger.error("request failed", metadata: ["request_id": "\(requestID)", "error": "\(error)"])
            }
            response = problem.response(instance: Self.path(request), requestID: requestID)
        }
        if request.method == .head { response = response.createHeadResponse() }
        for field in limitHeaders { response.headers[field.name] = field.value }
        finish(&response, requestID: requestID)
        await endUnreadBody(request, &response, context.channel, reading)
        record(request, pattern, response, requestID, ContinuousClock.now - start)
        return (response, pattern)
    }

    private func answer(
        _ request: Request, _ context: GatewayContext, requestID: String, reading: BodyReading,
        pattern: inout String, limitHeaders: inout HTTPFields
    ) async throws -> Response {
        try checkOrigin(request)
        let target = request.head.path ?? ""
        guard target.utf8.count <= Self.maximumTarget else {
            throw Problem(414, "request.uri_too_long", "The address is too long.")
        }
        if target == "*", request.method == .options { return Self.options([.get, .head, .post, .delete, .options]) }
        let question = target.firstIndex(of: "?") ?? target.endIndex
        guard target.first == "/", let segments = URLText.segments(target[..<question]) else {
            throw Problem(400, "request.malformed", "The path is not well-formed.")
        }
        let route: Route
        let parameters: [String: String]
        switch table.match(request.method, segments) {
        case .unknownPath:
            throw Problem(
                LunaError(
                    "route.not_found", .notFound, "There is nothing at this address; /openapi.json lists what there is."
                ))
        case .wrongMethod(let methods):
            if request.method == .options { return Self.options(methods) }
            let allow = methods.map(\.rawValue).joined(separator: ", ")
            throw Problem(405, "request.method", "This address takes \(allow).", headers: [.allow: allow])
        case .found(let found, let values):
            (route, parameters) = (found, values)
            pattern = route.pattern.description
        }
        let (caller, tenant) = try await admit(request, context, route)
        if pattern.hasPrefix("/v1/") {
            try checkRate(tenant, &limitHeaders)
            try await requests.take(tenant)
        }
        let query = try checkedQuery(target[question...].dropFirst(), route)
        try checkContentType(request, route)
        if request.method != .get, request.method != .head {
            try await record(
                AuditTrail.Action(
                    "api.\(route.operation)", resource: Self.path(request), outcome: "allowed", tenant: tenant,
                    actor: caller.actor, correlation: parameters["execution"],
                    details: ["request": .string(requestID), "from": .string(Self.origin(context))]))
        }
        return try await route.handle(
            Call(
                request: request, channel: context.channel, route: route, parameters: parameters, query: query,
                requestID: requestID,
                caller: callContext(caller, tenant, correlation: parameters["execution"]),
                heartbeat: configuration.heartbeat, bodyTimeout: configuration.bodyTimeout, bodyRead: reading))
    }

    /// Bytes of an address with its query.
    static let maximumTarget = 8192

    // MARK: Checks

    /// A page of another site must not act through the browser of somebody who can reach this port.
    private func checkOrigin(_ request: Request) throws {
        let authority = request.head.authority ?? ""
        let name = Self.hostName(authority)
        let allowed = configuration.allowedHosts
        let isAllowed =
            allowed.isEmpty
            ? !configuration.isLoopback || ["localhost", "127.0.0.1", "[::1]", ""].contains(name)
                || name.hasSuffix(".localhost")
            : allowed.contains(name)
        guard isAllowed else {
            throw Problem(
                LunaError(
                    "request.host", .permission,
                    "The API does not answer as '\(name.prefix(64))': set LUNA_GATEWAY_ALLOWED_HOSTS if it should."
                ),
                status: 421)
        }
        guard request.method != .get, request.method != .head, request.method != .options else { return }
        let origin = request.headers[.origin]
        let isForeign =
            request.headers[.fetchSite] == "cross-site"
            || origin.map { $0 != "http://\(authority)" && $0 != "https://\(authority)" } ?? false
        if isForeign {
            throw Problem(
                LunaError("request.cross_origin", .permission, "Pages of other sites may not call this API."))
        }
    }

    /// Counts the request against its tenant's limit.
    private func checkRate(_ tenant: TenantID, _ headers: inout HTTPFields) throws {
        guard let decision = limits.take(tenant) else { return }
        headers = decision.headers
        guard !decision.isAllowed else { return }
        Counter(label: "luna_http_rate_limited_total").increment()
        var problem = Problem(
            LunaError(
                "rate.limited", .resource,
                "Tenant '\(tenant)' has made more requests than it may for now: go on in \(decision.retryAfter) s.",
                isRetryable: true),
            status: 429, members: ["violated-policies": ["tenant"]])
        problem.headers[.retryAfter] = String(decision.retryAfter)
        throw problem
    }

    private static func hostName(_ authority: String) -> String {
        let lower = authority.lowercased()
        if lower.first == "[", let close = lower.firstIndex(of: "]") { return String(lower[...close]) }
        return String(lower.prefix { $0 != ":" })
    }

    private func checkedQuery(_ text: Substring, _ route: Route) throws -> [String: String] {
        guard let pairs = URLText.pairs(text) else {
            throw Problem(400, "request.malformed", "The query is not well-formed.")
        }
        let known = route.parameters.filter { $0.place == .query }
        var query: [String: String] = [:]
        for (name, value) in pairs {
            guard let parameter = known.first(where: { $0.name == name }) else {
                let names = known.isEmpty ? "none" : known.map(\.name).joined(separator: ", ")
                throw Problem(
                    400, "request.unknown_parameter",
                    "This address has no parameter '\(name.prefix(64))'; it has: \(names).",
                    details: ["parameter": String(name.prefix(64))])
            }
            guard query[name] == nil else {
                throw Problem(
                    400, "request.repeated_parameter", "The parameter '\(name)' is there twice.",
                    details: ["parameter": name])
            }
            if let complaint = parameter.complaint(about: value) {
                throw Problem(
                    400, "request.bad_parameter", "The parameter '\(name)' \(complaint).", details: ["parameter": name])
            }
            query[name] = value
        }
        return query
    }

    private func checkContentType(_ request: Request, _ route: Route) throws {
        guard let body = route.body else { return }
        let coding = request.headers[.contentEncoding]?.lowercased() ?? "identity"
        guard coding == "identity" else {
            throw Problem(
                415, "request.encoding",
                "Bodies are taken as they are, not with Content-Encoding '\(coding.prefix(32))'.")
        }
        guard let header = request.headers[.contentType] else { return }
        let type = header.prefix { $0 != ";" }.trimmingSpaces().lowercased()
        guard body.types.contains(type) else {
            throw Problem(
                415, "request.content_type", "Send \(body.types.joined(separator: " or ")), not '\(type.prefix(64))'.",
                headers: [.accept: body.types.joined(separator: ", ")])
        }
    }

    /// The one place where a request is let in: who calls, for which tenant, and whether the role suffices.
    private func admit(
        _ request: Request, _ context: GatewayContext, _ route: Route
    ) async throws -> (Caller, TenantID) {
        let wanted = try request.headers[.tenant].map { try TenantID($0) }
        guard let gatekeeper, route.access != .open else {
            return (.anonymous, wanted ?? configuration.defaultTenant)
        }
        let caller = try await gatekeeper.caller(request.headers, origin: Self.origin(context))
        do {
            let tenant = try caller.tenant(wanted: wanted, usual: configuration.defaultTenant)
            try caller.authorize(route.access, route.operation)
            return (caller, tenant)
        } catch {
            // In the trail of whoever tried, never in that of the tenant that was tried.
            do {
                try await record(
                    AuditTrail.Action(
                        "access.deny", resource: route.operation, outcome: "denied",
                        tenant: caller.tenant ?? configuration.defaultTenant, actor: caller.actor,
                        details: ["from": .string(Self.origin(context))]))
            } catch {
                logger.error("a refusal is not in the audit trail", metadata: ["error": "\(error)"])
            }
            throw error
        }
    }

    private func callContext(_ caller: Caller, _ tenant: TenantID, correlation: String?) -> CallContext {
        var context = CallContext(
            tenant: tenant, actor: caller.actor, role: caller.role, correlation: correlation,
            traceparent: TraceContext.current?.traceparent)
        context.spansTenants = caller.tenant == nil
        return context
    }

    // MARK: Answers

    private static func options(_ methods: [HTTPRequest.Method]) -> Response {
        Response(status: .noContent, headers: [.allow: methods.map(\.rawValue).joined(separator: ", ")])
    }

    private func finish(_ response: inout Response, requestID: String) {
        response.headers[.requestID] = requestID
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.frameOptions] = "DENY"
        response.headers[.referrerPolicy] = "no-referrer"
        response.headers[.resourcePolicy] = "same-origin"
        // Whatever the content is, a browser that shows it must not run it.
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers[.contentSecurityPolicy] =
                "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
        }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        // Such an answer has neither body nor length (RFC 9110, 8.6).
        if response.status == .noContent || response.status == .notModified { response.headers[.contentLength] = nil }
    }

    /// What was refused before it was read. Of an ordinary length, it is read and thrown away first, because many
    /// clients
    /// look at the answer only when they have sent everything. Otherwise the connection ends, once the client had time
    /// to
    /// read the answer: the body may be endless.
    private func endUnreadBody(
        _ request: Request, _ response: inout Response, _ channel: any Channel, _ reading: BodyReading
    ) async {
        guard reading.state != .finished else { return }
        let length = request.headers[.contentLength].flatMap { Int($0) } ?? 0
        let isChunked = request.headers[.transferEncoding] != nil
        guard reading.state == .begun || length > 0 || isChunked else { return }
        if reading.state == .untouched, !isChunked, length <= Self.discardLimit,
            await Self.discard(request.body, configuration.bodyTimeout)
        {
            return
        }
        response.headers[.connection] = "close"
        channel.triggerUserOutboundEvent(ConnectionGuard.Ending(), promise: nil)
        channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
    }

    /// Bytes of a refused body that are worth reading for a good answer.
    private static let discardLimit = 96 << 20

    /// Whether the whole body came in reasonable time.
    private static func discard(_ body: RequestBody, _ patience: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                do {
                    for try await _ in body {}
                    return true
                } catch {
                    return false
                }
            }
            group.addTask {
                try? await Task.sleep(for: patience)
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
    }

    private func record(
        _ request: Request, _ pattern: String, _ response: Response, _ requestID: String, _ time: Duration
    ) {
        let labels = [
            ("method", pattern.isEmpty ? "other" : request.method.rawValue),
            ("route", pattern.isEmpty ? "none" : pattern),
        ]
        Counter(label: "luna_http_requests_total", dimensions: labels + [("status", String(response.status.code))])
            .increment()
        Metrics.Timer(label: "luna_http_request_seconds", dimensions: labels).recordNanoseconds(time.nanoseconds)
        let status = response.status.code
        let isRead = request.method == .get || request.method == .head || request.method == .options
        logger.log(
            level: status >= 500 ? .warning : isRead ? .debug : .info, "request",
            metadata: [
                "request_id": "\(requestID)", "method": "\(request.method.rawValue)", "path": "\(Self.path(request))",
                "status": "\(status)", "ms": "\(time.nanoseconds / 1_000_000)",
            ])
    }

    // MARK: Identity

    /// The client's id of the request when it is harmless in a log line, else a new one.
    private static func requestID(_ request: Request) -> String {
        if let id = request.headers[.requestID], !id.isEmpty, id.utf8.count <= 128,
            id.utf8.allSatisfy({
                $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || IdentifierRules.isToken(String(UnicodeScalar($0)))
            })
        {
            return id
        }
        return String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
    }

    /// A call of the API begins a trace, or goes on with its caller's; asking for a page of the dashboard does not.
    private static func place(_ request: Request) -> ServiceContext {
        .received(
            request.headers[.traceparent], state: request.headers[.tracestate],
            startsTrace: path(request).hasPrefix("/v1/"))
    }

    /// The client's address.
    private static func origin(_ context: GatewayContext) -> String {
        context.channel.remoteAddress?.ipAddress ?? "unknown"
    }

    private static func path(_ request: Request) -> String {
        String((request.head.path ?? "").prefix { $0 != "?" }.prefix(512))
    }
}

extension Substring {
    fileprivate func trimmingSpaces() -> Substring {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return text
    }
}
