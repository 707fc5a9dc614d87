import LunaCore

/// What stands for an OpenTelemetry collector: takes traces as OTLP/HTTP with JSON.
public struct TraceCollector: Sendable {
    /// One span, as it came.
    public struct Span: Sendable {
        /// `service.name` of the process it is from.
        public let service: String
        public let trace: String
        public let id: String
        /// Empty for the first one of a trace.
        public let parent: String
        public let name: String
        /// As OTLP numbers them: 1 internal, 2 server, 3 client, 4 producer, 5 consumer.
        public let kind: Int64
        public let start: UInt64
        public let end: UInt64
        public let attributes: [String: JSONValue]
        public let isError: Bool
    }

    /// For what is to be said of it besides spans.
    public let server: ModelServer

    /// Runs `body` with a collector.
    /// - Parameters:
    ///   - replies: answers to the first requests, such as failures; what they answer is not collected.
    ///   - base: for `OTEL_EXPORTER_OTLP_ENDPOINT`.
    public static func with<T>(
        failing replies: [ModelServer.Reply] = [], _ body: (TraceCollector, _ base: String) async throws -> T
    ) async throws -> T {
        try await ModelServer.with(replies, answering: { _ in .json([:]) }) { server, base in
            try await body(TraceCollector(server: server), base)
        }
    }

    /// All spans so far, in the order in which they came.
    public var spans: [Span] { server.received.flatMap { Self.spans(in: $0.json) } }

    /// Every byte that was sent.
    public var text: String { server.received.map { String(decoding: $0.body, as: UTF8.self) }.joined(separator: "\n") }

    /// Waits until the spans are such as `isEnough` wants them.
    public func spans(
        _ what: String, until isEnough: @escaping @Sendable ([Span]) -> Bool
    ) async throws -> [Span] {
        do {
            return try await within(.seconds(60), what) {
                while true {
                    let spans = spans
                    if isEnough(spans) { return spans }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        } catch let error as LunaError {
            let names = Set(spans.map { "\($0.service): \($0.name)" }).sorted().joined(separator: ", ")
            throw LunaError(error.code, .timeout, "\(error.message) There were: \(names)")
        }
    }

    private static func spans(in request: JSONValue) -> [Span] {
        var spans: [Span] = []
        for resource in request["resourceSpans"]?.arrayValue ?? [] {
            let service = attributes(resource["resource"])["service.name"]?.stringValue ?? ""
            for scope in resource["scopeSpans"]?.arrayValue ?? [] {
                spans += (scope["spans"]?.arrayValue ?? []).map { span($0, of: service) }
            }
        }
        return spans
    }

    private static func span(_ span: JSONValue, of service: String) -> Span {
        func text(_ name: String) -> String { span[name]?.stringValue ?? "" }
        return Span(
            service: service, trace: text("traceId"), id: text("spanId"), parent: text("parentSpanId"),
            name: text("name"), kind: span["kind"]?.intValue ?? 0, start: UInt64(text("startTimeUnixNano")) ?? 0,
            end: UInt64(text("endTimeUnixNano")) ?? 0, attributes: attributes(span),
            isError: span["status"]?["code"]?.intValue == 2)
    }

    private static func attributes(_ owner: JSONValue?) -> [String: JSONValue] {
        Dictionary(
            (owner?["attributes"]?.arrayValue ?? []).compactMap { attribute in
                guard let key = attribute["key"]?.stringValue, let value = attribute["value"]?.objectValue?.first else {
                    return nil
                }
                return (key, value.value)
            }
        ) { $1 }
    }
}
