import LunaCore
import LunaPrivacy

/// What a provider's failure means for us, and whether to ask again.
struct ModelFailure: Error {
    let error: LunaError
    /// How long the provider wants us to wait; nil: it did not say.
    var pause: Duration?

    /// From the status line, the headers and the start of the body of a response that is no success.
    init(status: Int, headers: (String) -> String?, body: JSONValue?, endpoint: ModelEndpoint) {
        let details = body?["error"]
        let said = details?["message"]?.stringValue ?? details?.stringValue ?? ""
        let code = details?["code"]?.stringValue ?? details?["type"]?.stringValue ?? ""
        let kind = details?["type"]?.stringValue ?? ""
        pause = Self.pause(headers)
        var retryable = status == 408 || status == 409 || status == 429 || status >= 500
        if headers("x-should-retry") == "true" { retryable = true }
        if headers("x-should-retry") == "false" { retryable = false }
        let made: (name: String, errorClass: LunaError.Class, advice: String)
        switch status {
        case 401, 403:
            made = ("model.not_authorised", .permission, "The provider refused the key: check the model's credentials.")
            retryable = false
        case 404: made = ("model.unknown", .notFound, "The provider has no such model or address: check both.")
        case 408, 504: made = ("model.timeout", .timeout, "The provider gave up waiting; ask again later.")
        case 413: made = ("model.prompt_too_long", .validation, "The prompt is too long: send less.")
        case 429 where Self.isSpent(kind) || Self.isSpent(code):
            made = (
                "model.quota_spent", .resource, "The account has no credit left: raise its limit or use another model."
            )
            retryable = false
        case 429: made = ("model.busy", .resource, "The provider takes no more requests for now; ask again later.")
        case 400 where code == "context_length_exceeded":
            made = ("model.prompt_too_long", .validation, "The prompt and the answer do not fit the model: send less.")
        case 400..<500: made = ("model.refused", .validation, "The provider refused the request.")
        case 300..<400:
            made = (
                "model.redirected", .dependency,
                "The address redirects elsewhere, where no prompt is sent: set the right one."
            )
        default: made = ("model.unavailable", .dependency, "The provider failed; ask again later.")
        }
        if (300..<400).contains(status) { retryable = false }
        error = Self.error(
            made.name, made.errorClass, made.advice, said, retryable, endpoint, ["status": String(status)])
    }

    /// An error that came in the middle of a stream, after status 200.
    init(inStream details: JSONValue, endpoint: ModelEndpoint) {
        let said = details["message"]?.stringValue ?? details.stringValue ?? ""
        let kind = details["type"]?.stringValue ?? ""
        error = Self.error(
            "model.unavailable", .dependency, "The provider broke off its answer; ask again.", said,
            !Self.isSpent(kind),
            endpoint, [:])
    }

    init(_ error: LunaError) { self.error = error }

    /// The connection failed before or while the answer came.
    static func network(_ error: any Error, _ endpoint: ModelEndpoint) -> ModelFailure {
        ModelFailure(
            LunaError(
                "model.unreachable", .network,
                "The model's server (\(endpoint)) cannot be reached or closed the connection: \(error).",
                details: ["endpoint": endpoint.base]))
    }

    static func timeout(_ endpoint: ModelEndpoint) -> ModelFailure {
        ModelFailure(
            LunaError(
                "model.timeout", .timeout,
                "The model (\(endpoint)) did not finish within \(endpoint.timeout); raise the limit or ask for less.",
                details: ["endpoint": endpoint.base]))
    }

    static func malformed(_ what: String, _ endpoint: ModelEndpoint) -> ModelFailure {
        ModelFailure(
            LunaError(
                "model.bad_answer", .dependency, "The model's server (\(endpoint)) \(what).",
                details: ["endpoint": endpoint.base]))
    }

    /// What providers say may hold what was sent, or the key ("Incorrect API key provided: …"), so it is masked and cut.
    private static func error(
        _ code: String, _ errorClass: LunaError.Class, _ advice: String, _ said: String, _ retryable: Bool,
        _ endpoint: ModelEndpoint, _ details: [String: String]
    ) -> LunaError {
        var details = details
        details["endpoint"] = endpoint.base
        var text = said
        if let key = endpoint.key, !key.isEmpty { text = text.replacing(key, with: "[API_KEY]") }
        text = String(PrivacyRedactor().redact(String(text.prefix(1_000))).prefix(300))
        return LunaError(
            code, errorClass, text.isEmpty ? advice : "\(advice) It said: \(text)", isRetryable: retryable,
            details: details)
    }

    private static func isSpent(_ code: String) -> Bool {
        code == "insufficient_quota" || code.hasSuffix("_exhausted") || code.hasSuffix("spend_limit_exceeded")
            || code.hasSuffix("usage_limit_exceeded")
    }

    /// `retry-after-ms`, then `Retry-After` in seconds (RFC 9110 §10.2.3). A date is not taken: clocks differ.
    private static func pause(_ headers: (String) -> String?) -> Duration? {
        if let text = headers("retry-after-ms"), let value = Double(text), value >= 0, value < 1e9 {
            return .milliseconds(Int64(value))
        }
        if let text = headers("retry-after"), let value = Double(text), value >= 0, value < 1e6 {
            return .milliseconds(Int64(value * 1000))
        }
        return nil
    }
}
