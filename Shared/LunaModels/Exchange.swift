import LunaCore
import LunaPrivacy
import Synchronization

/// Whether the caller has seen text, so that asking again would repeat it.
final class GivenText: Sendable {
    private let seen = Mutex(false)
    var value: Bool { seen.withLock { $0 } }
    func set() { seen.withLock { $0 = true } }
}

/// One answer as it comes in: taken apart, restored, given on and counted.
struct Exchange: Sendable {
    typealias Sink = @Sendable (String) async throws -> Void

    /// What the caller's closure threw; passed through untouched.
    struct SinkError: Error {
        let error: any Error
    }

    private let wire: ModelWire
    private var restoring: StreamingRestorer
    private let onText: Sink?
    private let prompt: ModelRequest
    /// Only for streams; a whole answer is one text.
    private var events: ModelEvents
    private var whole: [UInt8] = []
    private var text: [UInt8] = []
    /// Bytes of the answer before its values were put back.
    private var rawBytes = 0
    private var finish: ModelFinish?
    private var usage: ModelUsage?
    private var model: String?
    var requestID: String?
    private let given: GivenText
    private var sawLast = false

    init(
        wire: ModelWire, restoring: StreamingRestorer, onText: Sink?, prompt: ModelRequest, given: GivenText
    ) {
        self.wire = wire
        self.restoring = restoring
        self.onText = onText
        self.prompt = prompt
        self.given = given
        events = ModelEvents(eventStream: wire.endpoint.interface == .openAI)
    }

    /// Whether the provider has said that nothing comes any more.
    var isComplete: Bool { onText != nil && (events.isDone || sawLast) }

    mutating func take(_ bytes: some Sequence<UInt8>) async throws {
        guard onText != nil else {
            whole += bytes
            return
        }
        for json in events.feed(bytes) { try await take(json: json) }
    }

    private mutating func take(json: [UInt8]) async throws {
        let value: JSONValue
        do {
            value = try JSONParser.parse(json)
        } catch {
            throw ModelFailure.malformed("sent an answer that is not JSON", wire.endpoint)
        }
        let piece = try wire.piece(value)
        finish = piece.finish ?? finish
        usage = piece.usage ?? usage
        model = piece.model ?? model
        sawLast = sawLast || piece.isLast
        guard !piece.text.isEmpty else { return }
        rawBytes += piece.text.utf8.count
        try await give(restoring.push(Array(piece.text.utf8)))
    }

    private mutating func give(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        text += bytes
        guard let onText else { return }
        given.set()
        do {
            try await onText(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw SinkError(error: error)
        }
    }

    /// The answer, once the body has ended.
    mutating func finished() async throws -> ModelAnswer {
        if onText == nil {
            try await take(json: whole)
        } else {
            for json in events.finish() { try await take(json: json) }
            // A stream may lack its last mark, but not the reason why it ended.
            guard finish != nil || isComplete else {
                throw ModelFailure.malformed("closed the connection in the middle of an answer", wire.endpoint)
            }
        }
        try await give(restoring.finish())
        let usage = usage ?? estimated()
        if let size = wire.endpoint.contextTokens, !usage.isEstimated, usage.inputTokens + 1 >= size {
            throw LunaError(
                "model.prompt_too_long", .validation,
                "The prompt fills the model's context of \(size) tokens and was cut: send less or raise the size.")
        }
        return ModelAnswer(
            text: String(decoding: text, as: UTF8.self), finish: finish ?? .other(""), usage: usage,
            model: model ?? prompt.model, requestID: requestID)
    }

    private func estimated() -> ModelUsage {
        let input = prompt.messages.reduce(0) { $0 + $1.content.text.utf8.count }
        return ModelUsage(inputTokens: (input + 2) / 3, outputTokens: (rawBytes + 2) / 3, isEstimated: true)
    }
}
