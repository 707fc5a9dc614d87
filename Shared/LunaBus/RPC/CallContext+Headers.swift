import LunaCore
import LunaMessages

extension CallContext {
    /// The headers that carry this context.
    public var headers: BusHeaders {
        var headers: BusHeaders = [
            BusHeader.tenant: tenant.rawValue, BusHeader.actor: HeaderText.encode(actor),
            BusHeader.timeoutMilliseconds: String(timeout.milliseconds),
        ]
        if let role { headers[BusHeader.role] = role.rawValue }
        if spansTenants { headers[BusHeader.spansTenants] = "true" }
        if let correlation { headers[BusHeader.correlation] = HeaderText.encode(correlation) }
        if let traceparent { headers[BusHeader.traceparent] = HeaderText.encode(traceparent) }
        return headers
    }

    /// The context that `headers` carry; what is missing has its default, and the timeout is kept within `longest`.
    /// - Throws: `LunaError` `identifier.invalid` when the tenant is not a safe token: it would decide whose data is
    ///   touched; `access.unknown_role`.
    public init(headers: BusHeaders, longest: Duration = .seconds(600)) throws {
        self.init()
        if let text = headers[BusHeader.tenant] { tenant = try TenantID(text) }
        if let text = headers[BusHeader.actor], !text.isEmpty { actor = HeaderText.decode(text) }
        if let text = headers[BusHeader.role] {
            guard let role = Role(rawValue: text) else {
                throw LunaError("access.unknown_role", .permission, "There is no role '\(RPCReply.line(text))'.")
            }
            self.role = role
        }
        spansTenants = headers[BusHeader.spansTenants] == "true"
        correlation = headers[BusHeader.correlation].map(HeaderText.decode)
        traceparent = headers[BusHeader.traceparent].map(HeaderText.decode)
        if let text = headers[BusHeader.timeoutMilliseconds], let value = Int64(text), value > 0 {
            timeout = min(.milliseconds(value), longest)
        }
    }
}

/// Free text in a header: what a header line cannot carry is percent-encoded (as CloudEvents does it, see
/// `PercentCoding`).
enum HeaderText {
    static func encode(_ text: String) -> String {
        text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") } ? text : PercentCoding.encode(text)
    }
    static func decode(_ text: String) -> String { PercentCoding.decode(text) ?? text }
}
