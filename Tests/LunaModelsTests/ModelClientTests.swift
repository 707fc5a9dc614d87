import LunaCore
import LunaModels
import LunaPrivacy
import LunaTestKit
import Synchronization
import Testing

/// A prompt with values that must not leave, and the means to put them back.
private struct Planted {
    static let values = [
        "jane.doe@example.org", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "+33 6 12 34 56 78",
        "203.0.113.77", "536-90-4399", "Tr0ub4dor&3", "AKIA" + "IOSFODNN7EXAMPLE", "1985-03-12", "Jane Doe",
    ]
    static let text = """
        Dear Jane Doe, mail jane.doe@example.org or +33 6 12 34 56 78. Card 4111 1111 1111 1111, IBAN
        DE89 3704 0044 0532 0130 00, SSN 536-90-4399, born 1985-03-12. From 203.0.113.77 with password="Tr0ub4dor&3"
        and key \("AKIA" + "IOSFODNN7EXAMPLE") \u{1F642} é "quoted" \\ end
        """
    let vault = TokenVault(scope: PrivacyScope(tenant: .local, id: "e1"), expiresAt: .max)
    let tokeniser: Tokeniser
    var restorer: Restorer { Restorer(vault: vault) }

    init() { tokeniser = Tokeniser(key: .random(), vault: vault) }

    func prompt(_ text: String = Self.text) -> Tokenised { tokeniser.tokenise(text, for: .cloud) }

    func request(_ text: String = Self.text) -> ModelRequest {
        ModelRequest(model: "m-1", messages: [ModelMessage(.user, prompt(text))], maxOutputTokens: 500, seed: 7)
    }
}

private final class Heard: Sendable {
    private let pieces = Mutex<[String]>([])
    var text: String { pieces.withLock { $0.joined() } }
    var count: Int { pieces.withLock { $0.count } }
    func add(_ piece: String) { pieces.withLock { $0.append(piece) } }
}

private func openAI(_ base: String) -> ModelEndpoint {
    ModelEndpoint(.openAI, base: base + "/v1", key: "k-1", destination: .cloud)
}
private func ollama(_ base: String) -> ModelEndpoint { ModelEndpoint(.ollama, base: base, destination: .local) }

private func whole(_ text: String) -> JSONValue {
    [
        "id": "c-1", "object": "chat.completion", "model": "m-1-2026",
        "choices": [
            ["index": 0, "message": ["role": "assistant", "content": .string(text)], "finish_reason": "stop"]
        ],
        "usage": [
            "prompt_tokens": 90, "completion_tokens": 80, "total_tokens": 170,
            "prompt_tokens_details": ["cached_tokens": 12],
        ],
    ]
}

/// As OpenAI streams: the role first, the text in deltas of a few characters, the finish, the usage, `[DONE]`.
private func events(_ text: String, step: Int = 5) -> String {
    func line(_ choices: JSONValue, _ usage: JSONValue = nil) -> String {
        let chunk: JSONValue = [
            "object": "chat.completion.chunk", "model": "m-1-2026", "choices": choices, "usage": usage,
        ]
        return "data: " + String(decoding: chunk.serialized(), as: UTF8.self) + "\r\n\r\n"
    }
    var out = ": a comment\r\n\r\n" + line([["index": 0, "delta": ["role": "assistant", "content": ""]]])
    var rest = Array(text)[...]
    while !rest.isEmpty {
        out += line([["index": 0, "delta": ["content": .string(String(rest.prefix(step)))], "finish_reason": nil]])
        rest = rest.dropFirst(step)
    }
    out += line([["index": 0, "delta": [:], "finish_reason": "stop"]])
    out += line([], ["prompt_tokens": 90, "completion_tokens": 80, "total_tokens": 170])
    return out + "data: [DONE]\n\n"
}

private func lines(_ text: String, step: Int = 5, last: JSONValue) -> String {
    var out = ""
    var rest = Array(text)[...]
    while !rest.isEmpty {
        let piece: JSONValue = [
            "model": "m-1", "message": ["role": "assistant", "content": .string(String(rest.prefix(step)))],
            "done": false,
        ]
        out += String(decoding: piece.serialized(), as: UTF8.self) + "\n"
        rest = rest.dropFirst(step)
    }
    return out + String(decoding: last.serialized(), as: UTF8.self) + "\n"
}

private let ollamaEnd: JSONValue = [
    "model": "m-1", "message": ["role": "assistant", "content": ""], "done": true, "done_reason": "stop",
    "prompt_eval_count": 90, "eval_count": 80,
]

@Suite("Prompts go out as tokens and answers come back exact")
struct ModelClientTests {
    private func nothingLeaked(_ server: ModelServer) {
        #expect(!server.received.isEmpty)
        for request in server.received {
            let body = String(decoding: request.body, as: UTF8.self)
            for value in Planted.values {
                #expect(!body.contains(value))
                #expect(!request.headers.values.contains { $0.contains(value) })
            }
        }
    }

    @Test func aWholeAnswerOfOpenAI() async throws {
        let planted = Planted()
        let sent = planted.prompt().text
        try await ModelServer.with([.json(whole("You said: \(sent)"), headers: ["x-request-id": "r-9"])]) {
            server, base in
            let answer = try await ModelClient(openAI(base)).complete(planted.request(), restorer: planted.restorer)
            #expect(answer.text == "You said: \(Planted.text)")
            #expect(answer.finish == .stop)
            #expect(answer.usage == ModelUsage(inputTokens: 90, outputTokens: 80, cachedTokens: 12))
            #expect(answer.model == "m-1-2026")
            #expect(answer.requestID == "r-9")
            let request = try #require(server.received.first)
            #expect(request.line == "POST /v1/chat/completions")
            #expect(request.headers["authorization"] == "Bearer k-1")
            #expect(request.json["messages"]?[0]?["content"]?.stringValue == sent)
            #expect(request.json["max_tokens"]?.intValue == 500)
            nothingLeaked(server)
        }
    }

    @Test func aWholeAnswerOfOllama() async throws {
        let planted = Planted()
        var end = ollamaEnd
        if case .object(var members) = end {
            members["message"] = ["role": "assistant", "content": .string(planted.prompt().text)]
            end = .object(members)
        }
        try await ModelServer.with([.json(end)]) { server, base in
            var endpoint = ollama(base)
            endpoint.contextTokens = 4_096
            let answer = try await ModelClient(endpoint).complete(planted.request(), restorer: planted.restorer)
            #expect(answer.text == Planted.text)
            #expect(answer.usage.inputTokens == 90)
            let request = try #require(server.received.first)
            #expect(request.line == "POST /api/chat")
            #expect(request.json["stream"]?.boolValue == false)
            #expect(request.json["options"]?["num_ctx"]?.intValue == 4_096)
            nothingLeaked(server)
        }
    }

    @Test func aStreamCutAtEveryByte() async throws {
        let planted = Planted()
        let short = planted.prompt("to jane.doe@example.org é\u{1F642}").text
        let stream = events(short, step: 7)
        let bytes = Array(stream.utf8)
        var replies = (1..<bytes.count).map { cut in
            var reply = ModelServer.Reply.stream("", size: 1)
            reply.pieces = [Array(bytes[..<cut]), Array(bytes[cut...])]
            return reply
        }
        for size in [1, 2, 3, 16] { replies.append(.stream(stream, size: size)) }
        let count = replies.count
        try await ModelServer.with(replies) { server, base in
            let client = ModelClient(openAI(base))
            for _ in 0..<count {
                let heard = Heard()
                let answer = try await client.stream(planted.request(), restorer: planted.restorer) { heard.add($0) }
                #expect(heard.text == "to jane.doe@example.org é\u{1F642}")
                #expect(answer.text == heard.text)
                #expect(answer.usage.outputTokens == 80)
            }
            nothingLeaked(server)
        }
    }

    @Test(arguments: [1, 7, 64, 4_096])
    func aStreamOfLines(size: Int) async throws {
        let planted = Planted()
        let stream = lines(planted.prompt().text, last: ollamaEnd)
        try await ModelServer.with([.stream(stream, size: size, type: "application/x-ndjson")]) { server, base in
            let heard = Heard()
            let answer = try await ModelClient(ollama(base))
                .stream(planted.request(), restorer: planted.restorer) { heard.add($0) }
            #expect(heard.text == Planted.text)
            #expect(heard.count > 5)
            #expect(answer.usage.outputTokens == 80)
            nothingLeaked(server)
        }
    }

    @Test func missingCountsAreEstimatedAndSaidToBe() async throws {
        let planted = Planted()
        let answer: JSONValue = ["choices": [["message": ["content": "123456"], "finish_reason": "length"]]]
        try await ModelServer.with([.json(answer)]) { _, base in
            let answer = try await ModelClient(openAI(base)).complete(planted.request(), restorer: planted.restorer)
            #expect(answer.usage.isEstimated)
            #expect(answer.usage.outputTokens == 2)
            #expect(answer.finish == .length)
        }
    }

    @Test func aTokenThatNobodyKnowsFailsAndStaysInside() async throws {
        let planted = Planted()
        let bad = "luna_email_" + String(repeating: "a", count: 20)
        try await ModelServer.with([.stream(events("ok \(bad) end", step: 3), size: 9)]) { server, base in
            let heard = Heard()
            let error = await #expect(throws: LunaError.self) {
                try await ModelClient(openAI(base))
                    .stream(planted.request(), restorer: planted.restorer) { heard.add($0) }
            }
            #expect(error?.code == "privacy.unknown_token")
            #expect(!heard.text.contains("luna_"))
            #expect(server.received.count == 1)
        }
    }

    @Test func aPromptGoesOnlyWhereItWasPreparedFor() async throws {
        let planted = Planted()
        let other = Tokeniser(
            key: .random(), vault: TokenVault(scope: PrivacyScope(tenant: .local, id: "e2"), expiresAt: .max))
        try await ModelServer.with([]) { server, base in
            let local = ModelRequest(
                model: "m", messages: [ModelMessage(.user, planted.tokeniser.tokenise("x", for: .local))])
            let mixed = ModelRequest(
                model: "m",
                messages: [ModelMessage(.system, other.tokenise("x")), ModelMessage(.user, planted.prompt())])
            for (request, code) in [(local, "model.wrong_destination"), (mixed, "model.mixed_prompt")] {
                let error = await #expect(throws: LunaError.self) {
                    try await ModelClient(openAI(base)).complete(request, restorer: planted.restorer)
                }
                #expect(error?.code == code)
            }
            #expect(server.received.isEmpty)
        }
    }
}

@Suite("Failures of providers")
struct ModelFailureTests {
    private let planted = Planted()

    private func outcome(
        _ replies: [ModelServer.Reply], _ change: (inout ModelEndpoint) -> Void = { _ in }
    ) async throws -> (Result<ModelAnswer, LunaError>, sent: Int) {
        try await ModelServer.with(replies) { server, base in
            var endpoint = openAI(base)
            change(&endpoint)
            do throws(LunaError) {
                let answer = try await ask(ModelClient(endpoint))
                return (.success(answer), server.received.count)
            } catch {
                return (.failure(error), server.received.count)
            }
        }
    }

    private func ask(_ client: ModelClient) async throws(LunaError) -> ModelAnswer {
        do {
            return try await client.complete(planted.request(), restorer: planted.restorer)
        } catch {
            throw LunaError.wrapping(error)
        }
    }

    private func failure(_ status: Int, _ error: JSONValue, _ headers: [String: String] = [:]) -> ModelServer.Reply {
        .json(["error": error], status: status, headers: headers)
    }

    @Test func whatMayPassIsTriedAgain() async throws {
        let soon = ["retry-after-ms": "1"]
        let (result, sent) = try await outcome([
            failure(429, ["message": "Rate limit reached", "type": "requests"], soon),
            failure(503, ["message": "overloaded"], ["Retry-After": "0"]), .json(whole("fine")),
        ])
        #expect(try result.get().text == "fine")
        #expect(try result.get().attempts == 3)
        #expect(sent == 3)
    }

    @Test(arguments: [
        (401, "invalid_api_key", "model.not_authorised"), (404, "model_not_found", "model.unknown"),
        (400, "context_length_exceeded", "model.prompt_too_long"), (422, "x", "model.refused"),
        (429, "insufficient_quota", "model.quota_spent"), (429, "project_spend_limit_exceeded", "model.quota_spent"),
    ])
    func whatDoesNotPassIsNot(status: Int, code: String, expected: String) async throws {
        let (result, sent) = try await outcome([failure(status, ["message": "no", "code": .string(code)])])
        let error = #expect(throws: LunaError.self) { try result.get() }
        #expect(error?.code == expected)
        #expect(error?.isRetryable == false)
        #expect(sent == 1)
    }

    @Test func aLongPauseIsLeftToTheCaller() async throws {
        let (result, sent) = try await outcome([failure(429, ["message": "later"], ["Retry-After": "3600"])])
        let error = #expect(throws: LunaError.self) { try result.get() }
        #expect(error?.code == "model.busy")
        #expect(error?.isRetryable == true)
        #expect(sent == 1)
    }

    @Test func theProvidersWordsAreMasked() async throws {
        let key = "sk-" + "proj-abcdefghij0123456789ABCDEFGHIJ"
        let (result, _) = try await outcome([
            failure(401, ["message": .string("Incorrect API key provided: \(key) (k-secret) of jane@example.org")])
        ]) { $0.key = "k-secret" }
        let error = #expect(throws: LunaError.self) { try result.get() }
        #expect(error?.message.contains("Incorrect API key provided") == true)
        for value in [key, "k-secret", "jane@example.org"] { #expect(error?.message.contains(value) == false) }
    }

    @Test func silenceEndsAtTheLimit() async throws {
        let (result, _) = try await outcome([ModelServer.Reply(hangs: true)]) {
            $0.timeout = .milliseconds(100)
            $0.retries = 0
        }
        let error = #expect(throws: LunaError.self) { try result.get() }
        #expect(error?.code == "model.timeout")
    }

    @Test func anEndlessAnswerIsCutOff() async throws {
        let (result, sent) = try await outcome([.json(whole(String(repeating: "x", count: 5_000)))]) {
            $0.maxAnswerBytes = 2_048
        }
        let error = #expect(throws: LunaError.self) { try result.get() }
        #expect(error?.code == "model.answer_too_long")
        #expect(sent == 1)
    }

    @Test func aRedirectIsNotFollowed() async throws {
        let (result, sent) = try await outcome([
            ModelServer.Reply(status: 307, headers: ["Location": "http://elsewhere.invalid/"])
        ])
        let error = #expect(throws: LunaError.self) { try result.get() }
        #expect(error?.code == "model.redirected")
        #expect(sent == 1)
    }

    @Test func nobodyThere() async throws {
        var endpoint = openAI("http://127.0.0.1:1")
        endpoint.retries = 0
        let error = await #expect(throws: LunaError.self) { try await ask(ModelClient(endpoint)) }
        #expect(error?.code == "model.unreachable")
        #expect(error?.isRetryable == true)
    }

    @Test func aBrokenStreamIsRepeatedOnlyBeforeItsFirstText() async throws {
        var silent = ModelServer.Reply.stream(": wait\n\n", size: 8)
        silent.breaksOff = true
        var begun = ModelServer.Reply.stream(String(events("Hello there").prefix(300)), size: 300)
        begun.breaksOff = true
        try await ModelServer.with([silent, .stream(events("Hello"), size: 50), begun, .stream(events("no"), size: 9)])
        {
            server, base in
            let heard = Heard()
            let client = ModelClient(openAI(base))
            let answer = try await client.stream(planted.request(), restorer: planted.restorer) { heard.add($0) }
            #expect(answer.text == "Hello")
            #expect(answer.attempts == 2)
            let error = await #expect(throws: LunaError.self) {
                try await client.stream(planted.request(), restorer: planted.restorer) { heard.add($0) }
            }
            #expect(error?.isRetryable == true)
            #expect(server.received.count == 3)
        }
    }

    @Test func anErrorInTheMiddleOfAStream() async throws {
        let broken =
            "data: {\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\ndata: {\"error\":{\"message\":\"boom\"}}\n\n"
        try await ModelServer.with([.stream(broken, size: 11)]) { _, base in
            let error = await #expect(throws: LunaError.self) {
                try await ModelClient(openAI(base)).stream(planted.request(), restorer: planted.restorer) { _ in }
            }
            #expect(error?.code == "model.unavailable")
            #expect(error?.message.contains("boom") == true)
        }
    }

    @Test func aPromptThatFillsTheContextOfOllamaFails() async throws {
        try await ModelServer.with([.json(ollamaEnd)]) { _, base in
            var endpoint = ollama(base)
            endpoint.contextTokens = 91
            let error = await #expect(throws: LunaError.self) { try await ask(ModelClient(endpoint)) }
            #expect(error?.code == "model.prompt_too_long")
        }
    }

    @Test func whatTheCallerThrowsComesBack() async throws {
        struct Enough: Error {}
        try await ModelServer.with([.stream(events("Hello there"), size: 20)]) { _, base in
            await #expect(throws: Enough.self) {
                try await ModelClient(openAI(base)).stream(planted.request(), restorer: planted.restorer) { _ in
                    throw Enough()
                }
            }
        }
    }
}
