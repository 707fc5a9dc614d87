import LunaCore
import LunaPrivacy

/// The two protocols: what is sent, and what pieces of answers mean.
struct ModelWire {
    let endpoint: ModelEndpoint

    /// One piece of an answer, or all of it.
    struct Piece {
        var text = ""
        var finish: ModelFinish?
        var usage: ModelUsage?
        var model: String?
        /// The provider says that nothing comes after this.
        var isLast = false
    }

    var url: String { endpoint.base + (endpoint.interface == .openAI ? "/chat/completions" : "/api/chat") }

    func body(_ request: ModelRequest, stream: Bool) -> JSONValue {
        var body: [String: JSONValue] = [
            "model": .string(request.model), "stream": .bool(stream),
            "messages": .array(
                request.messages.map {
                    ["role": .string($0.role.rawValue), "content": .string($0.content.text)]
                }),
        ]
        func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
        switch endpoint.interface {
        case .openAI:
            if stream { body["stream_options"] = ["include_usage": true] }
            // The older name: what compatible servers read, and OpenAI still takes.
            if let limit = request.maxOutputTokens { body["max_tokens"] = number(limit) }
            if let temperature = request.temperature { body["temperature"] = .number(JSONNumber(temperature)) }
            if let seed = request.seed { body["seed"] = number(seed) }
            if request.wantsJSON { body["response_format"] = ["type": "json_object"] }
        case .ollama:
            var options: [String: JSONValue] = [:]
            if let size = endpoint.contextTokens { options["num_ctx"] = number(size) }
            if let limit = request.maxOutputTokens { options["num_predict"] = number(limit) }
            if let temperature = request.temperature { options["temperature"] = .number(JSONNumber(temperature)) }
            if let seed = request.seed { options["seed"] = number(seed) }
            if !options.isEmpty { body["options"] = .object(options) }
            if request.wantsJSON { body["format"] = "json" }
        }
        return .object(body)
    }

    /// Reads one JSON object of an answer, streamed or whole.
    /// - Throws: `ModelFailure` when it is an error of the provider.
    func piece(_ json: JSONValue) throws -> Piece {
        if let error = json["error"], !error.isNull { throw ModelFailure(inStream: error, endpoint: endpoint) }
        guard case .object = json else {
            throw ModelFailure.malformed("sent something that is no JSON object", endpoint)
        }
        var piece = Piece()
        piece.model = json["model"]?.stringValue
        switch endpoint.interface {
        case .openAI:
            let choice = json["choices"]?[0]
            let message = choice?["delta"] ?? choice?["message"]
            piece.text = message?["content"]?.stringValue ?? message?["refusal"]?.stringValue ?? ""
            piece.finish = Self.finish(choice?["finish_reason"]?.stringValue)
            if message?["refusal"]?.stringValue != nil, piece.finish == .stop { piece.finish = .refused }
            if let usage = json["usage"], let input = usage["prompt_tokens"]?.intValue,
                let output = usage["completion_tokens"]?.intValue
            {
                piece.usage = ModelUsage(
                    inputTokens: Self.count(input), outputTokens: Self.count(output),
                    cachedTokens: Self.count(usage["prompt_tokens_details"]?["cached_tokens"]?.intValue ?? 0))
            }
        case .ollama:
            piece.text = json["message"]?["content"]?.stringValue ?? ""
            if json["done"]?.boolValue == true {
                piece.isLast = true
                piece.finish = Self.finish(json["done_reason"]?.stringValue) ?? .stop
                if let input = json["prompt_eval_count"]?.intValue, let output = json["eval_count"]?.intValue {
                    piece.usage = ModelUsage(
                        inputTokens: Self.count(input), outputTokens: Self.count(output),
                        cachedTokens: Self.count(json["prompt_eval_cached_count"]?.intValue ?? 0))
                }
            }
        }
        return piece
    }

    private static func count(_ value: Int64) -> Int { Int(clamping: max(0, value)) }

    private static func finish(_ word: String?) -> ModelFinish? {
        switch word {
        case nil: nil
        case "stop": .stop
        case "length": .length
        case "content_filter": .refused
        case .some(let other): .other(other)
        }
    }
}

/// Cuts a body that comes in pieces into the JSON texts in it: the data of server-sent events, or lines. What waits for
/// its end is bounded by the answer's own limit.
struct ModelEvents {
    private var line: [UInt8] = []
    private var data: [UInt8] = []
    private let isEventStream: Bool
    /// `data: [DONE]` came.
    private(set) var isDone = false

    init(eventStream: Bool) { isEventStream = eventStream }

    /// The texts that are complete with `bytes`.
    mutating func feed(_ bytes: some Sequence<UInt8>) -> [[UInt8]] {
        var texts: [[UInt8]] = []
        for byte in bytes {
            guard byte == 0x0A else {
                line.append(byte)
                continue
            }
            take(&texts)
        }
        return texts
    }

    /// What is left when the body has ended without a last line end.
    mutating func finish() -> [[UInt8]] {
        var texts: [[UInt8]] = []
        if !line.isEmpty { take(&texts) }
        if !data.isEmpty { deliver(&texts) }
        return texts
    }

    private mutating func take(_ texts: inout [[UInt8]]) {
        if line.last == 0x0D { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        guard isEventStream else {
            if !line.isEmpty { texts.append(line) }
            return
        }
        if line.isEmpty {
            deliver(&texts)
        } else if line.starts(with: Array("data:".utf8)) {
            if !data.isEmpty { data.append(0x0A) }
            data += line.dropFirst(line.count > 5 && line[5] == 0x20 ? 6 : 5)
        }
    }

    private mutating func deliver(_ texts: inout [[UInt8]]) {
        defer { data.removeAll(keepingCapacity: true) }
        if data == Array("[DONE]".utf8) { isDone = true } else if !data.isEmpty { texts.append(data) }
    }
}
