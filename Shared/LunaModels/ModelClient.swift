import AsyncHTTPClient
import LunaCore
import LunaPrivacy
import NIOCore
import NIOHTTP1
import Tracing

/// Asks models: OpenAI-compatible chat completions and Ollama.
///
/// It takes prompts only as `Tokenised` and restores what comes back, streams too, so no clear text leaves and no token
/// stays. A token that the vault does not know fails the call (`privacy.unknown_token`). Redirects are not followed.
/// Safe on any thread.
public struct ModelClient: Sendable {
    public let endpoint: ModelEndpoint
    private let wire: ModelWire

    public init(_ endpoint: ModelEndpoint) {
        self.endpoint = endpoint
        wire = ModelWire(endpoint: endpoint)
    }

    /// Lives as long as the process.
    private static let http: HTTPClient = {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(5)
        // The ids of our traces are none of a provider's business.
        configuration.tracing.tracer = nil
        return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }()

    /// Asks for the whole answer at once.
    /// - Parameter restorer: over the vault in which the prompt's values are.
    /// - Throws: `LunaError` `model.…`, `privacy.unknown_token`, `model.mixed_prompt`, `model.wrong_destination`.
    public func complete(_ request: ModelRequest, restorer: Restorer) async throws -> ModelAnswer {
        try await traced(request) { try await ask(request, restorer, onText: nil) }
    }

    /// Asks for an answer in pieces. A failure is tried again only as long as no text has been given out.
    /// - Parameter onText: gets the restored text in order, each piece of whole characters; what it throws ends the call.
    /// - Returns: the whole answer.
    /// - Throws: as `complete`.
    public func stream(
        _ request: ModelRequest, restorer: Restorer, onText: @escaping @Sendable (String) async throws -> Void
    ) async throws -> ModelAnswer {
        try await traced(request) { try await ask(request, restorer, onText: onText) }
    }

    /// The attributes of OpenTelemetry's conventions for generative AI. What was asked and answered is not among them.
    private func traced(_ request: ModelRequest, _ ask: () async throws -> ModelAnswer) async throws -> ModelAnswer {
        try await withSpan("chat \(request.model)", ofKind: .client) { span in
            if span.isRecording {
                span.updateAttributes { attributes in
                    attributes["gen_ai.operation.name"] = "chat"
                    attributes["gen_ai.provider.name"] = endpoint.interface.rawValue
                    attributes["gen_ai.request.model"] = request.model
                    if let most = request.maxOutputTokens { attributes["gen_ai.request.max_tokens"] = most }
                    if let temperature = request.temperature { attributes["gen_ai.request.temperature"] = temperature }
                }
            }
            let answer = try await ask()
            if span.isRecording {
                span.updateAttributes { attributes in
                    attributes["gen_ai.response.model"] = answer.model
                    attributes["gen_ai.usage.input_tokens"] = answer.usage.inputTokens
                    attributes["gen_ai.usage.output_tokens"] = answer.usage.outputTokens
                    attributes["luna.attempts"] = answer.attempts
                }
            }
            return answer
        }
    }

    private func ask(_ request: ModelRequest, _ restorer: Restorer, onText: Exchange.Sink?) async throws -> ModelAnswer
    {
        try check(request)
        let http = try httpRequest(request, stream: onText != nil)
        let given = GivenText()
        var attempt = 1
        while true {
            do {
                var answer = try await timed(
                    http,
                    Exchange(
                        wire: wire, restoring: restorer.streaming(now: WallClock.now()), onText: onText,
                        prompt: request, given: given))
                answer.attempts = attempt
                return answer
            } catch let failure as ModelFailure {
                guard failure.error.isRetryable, attempt <= endpoint.retries, !given.value,
                    let pause = pause(failure, attempt)
                else { throw failure.error }
                try await Task.sleep(for: pause)
            } catch let error as Exchange.SinkError {
                throw error.error
            }
            attempt += 1
        }
    }

    /// A prompt of several scopes cannot be restored; one that was prepared for `local` holds names and addresses.
    private func check(_ request: ModelRequest) throws {
        guard let first = request.messages.first else {
            throw LunaError("model.no_prompt", .validation, "A request to a model needs a message.")
        }
        for message in request.messages {
            guard message.content.scope == first.content.scope else {
                throw LunaError(
                    "model.mixed_prompt", .validation,
                    "The messages were tokenised in different scopes: use the tokeniser of one execution for all.")
            }
            guard message.content.destination == .cloud || message.content.destination == endpoint.destination else {
                throw LunaError(
                    "model.wrong_destination", .permission,
                    "The prompt was prepared for \(message.content.destination.rawValue) and must not go to "
                        + "\(endpoint.destination.rawValue): tokenise it for that destination.")
            }
        }
    }

    private func httpRequest(_ request: ModelRequest, stream: Bool) throws -> HTTPClientRequest {
        var http = HTTPClientRequest(url: wire.url)
        http.method = .POST
        http.headers.add(name: "Content-Type", value: "application/json")
        http.headers.add(name: "User-Agent", value: "luna")
        http.headers.add(
            name: "Accept",
            value: !stream
                ? "application/json" : endpoint.interface == .openAI ? "text/event-stream" : "application/x-ndjson")
        if let key = endpoint.key, !key.isEmpty { http.headers.add(name: "Authorization", value: "Bearer \(key)") }
        http.body = .bytes(ByteBuffer(bytes: wire.body(request, stream: stream).serialized()))
        return http
    }

    /// Half a second, doubled each time up to eight, a quarter less or more by chance; or what the provider says.
    private func pause(_ failure: ModelFailure, _ attempt: Int) -> Duration? {
        if let wanted = failure.pause { return wanted <= endpoint.longestPause ? wanted : nil }
        let base = min(8, 0.5 * Double(1 << min(attempt - 1, 8)))
        return .milliseconds(Int64(base * 1000 * Double.random(in: 0.75...1.25)))
    }

    // MARK: One attempt

    private func timed(_ http: HTTPClientRequest, _ exchange: Exchange) async throws -> ModelAnswer {
        let limit = endpoint.timeout
        return try await withThrowingTaskGroup(of: ModelAnswer?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await run(http, exchange) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            guard let answer = try await group.next() ?? nil else { throw ModelFailure.timeout(endpoint) }
            return answer
        }
    }

    private func run(_ http: HTTPClientRequest, _ start: Exchange) async throws -> ModelAnswer {
        var exchange = start
        do {
            // The limit is kept by `timed`; this one only has to be no shorter.
            let response = try await Self.http.execute(http, timeout: .hours(24))
            exchange.requestID = response.headers.first(name: "x-request-id")
            guard response.status.code < 300 else { throw try await failure(response) }
            var received = 0
            for try await piece in response.body {
                received += piece.readableBytes
                guard received <= endpoint.maxAnswerBytes else {
                    throw LunaError(
                        "model.answer_too_long", .resource,
                        "The model's answer is longer than \(endpoint.maxAnswerBytes) bytes: ask for less.",
                        isRetryable: false)
                }
                try await exchange.take(piece.readableBytesView)
                if exchange.isComplete { break }
            }
            return try await exchange.finished()
        } catch let error where error is ModelFailure || error is LunaError || error is Exchange.SinkError {
            throw error
        } catch {
            if Task.isCancelled || error is CancellationError { throw CancellationError() }
            throw ModelFailure.network(error, endpoint)
        }
    }

    /// From a response that is no success; of its body only the start is read.
    private func failure(_ response: HTTPClientResponse) async throws -> ModelFailure {
        var body: [UInt8] = []
        for try await piece in response.body {
            body += piece.readableBytesView.prefix(65_536 - body.count)
            if body.count >= 65_536 { break }
        }
        return ModelFailure(
            status: Int(response.status.code), headers: { response.headers.first(name: $0) },
            body: try? JSONParser.parse(body), endpoint: endpoint)
    }
}
