import LunaBus
import LunaCore

/// Where spans go. A value.
struct TraceEndpoint: Sendable {
    /// The whole address: what is set, with `/v1/traces` behind it.
    let url: String
    /// Such as the key of a tracing service.
    let headers: [(name: String, value: String)]

    /// - Parameters:
    ///   - base: as in `OTEL_EXPORTER_OTLP_ENDPOINT`.
    ///   - headers: as in `OTEL_EXPORTER_OTLP_HEADERS`: `name=value,name=value`, values percent-encoded.
    /// - Throws: `LunaError` `tracing.headers`.
    init(base: String, headers: String = "") throws {
        url = (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/v1/traces"
        self.headers = try headers.split(separator: ",").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1).map { $0.trimmed() }
            guard parts.count == 2, IdentifierRules.isToken(parts[0]), let value = Self.decoded(parts[1])
            else {
                throw LunaError(
                    "tracing.headers", .validation,
                    "Write the headers for the collector as name=value,name=value with percent-encoded values.")
            }
            return (parts[0], value)
        }
    }

    private static func decoded(_ text: String) -> String? {
        guard let value = PercentCoding.decode(text), value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            return nil
        }
        return value
    }
}

extension Substring {
    fileprivate func trimmed() -> String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}

extension ConfigurationKey {
    /// Where traces are sent.
    public static let otlpEndpoint = ConfigurationKey(
        "otlp.endpoint", .url(["http", "https"]), alsoFrom: ["OTEL_EXPORTER_OTLP_ENDPOINT"],
        "OpenTelemetry collector that receives traces over OTLP/HTTP: `/v1/traces` is appended. Unset: traces are "
            + "propagated but not exported.")
    /// What the collector wants to see.
    public static let otlpHeaders = ConfigurationKey(
        "otlp.headers", .text, alsoFrom: ["OTEL_EXPORTER_OTLP_HEADERS"], isSecret: true,
        "Headers for the collector, as `name=value,name=value` with percent-encoded values.")
    /// How many traces are recorded.
    public static let traceRatio = ConfigurationKey(
        "trace.ratio", .number(0...1), default: "1", alsoFrom: ["OTEL_TRACES_SAMPLER_ARG"],
        "Share of the traces begun here that is recorded, 0 to 1. What a caller samples is recorded as well.")
}
