import HTTPTypes

/// Header fields that HTTPTypes does not name.
extension HTTPField.Name {
    static let lastEventID = known("Last-Event-ID")
    static let idempotencyKey = known("Idempotency-Key")
    static let requestID = known("X-Request-Id")
    static let tenant = known("Luna-Tenant")
    static let traceparent = known("traceparent")
    static let tracestate = known("tracestate")
    static let frameOptions = known("X-Frame-Options")
    static let referrerPolicy = known("Referrer-Policy")
    static let resourcePolicy = known("Cross-Origin-Resource-Policy")
    static let rateLimit = known("RateLimit")
    static let rateLimitPolicy = known("RateLimit-Policy")
    static let fetchSite = known("Sec-Fetch-Site")

    private static func known(_ name: String) -> Self {
        // Only called with the constants above, which are tokens of RFC 9110.
        guard let name = Self(name) else { preconditionFailure("'\(name)' is not a header name") }
        return name
    }
}
