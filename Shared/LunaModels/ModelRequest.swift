import LunaPrivacy

/// Who speaks in a message to a model.
public enum ModelRole: String, Sendable, Hashable {
    case system, user, assistant
}

/// One message to a model. Its text has been through a `Tokeniser`, because nothing else makes a `Tokenised`: clear text
/// cannot be handed to a model by mistake.
public struct ModelMessage: Sendable, Hashable {
    public let role: ModelRole
    public let content: Tokenised

    public init(_ role: ModelRole, _ content: Tokenised) {
        self.role = role
        self.content = content
    }
}

/// What is asked of a model.
public struct ModelRequest: Sendable, Hashable {
    /// The provider's name of the model, from configuration.
    public var model: String
    /// In order; all of one scope.
    public var messages: [ModelMessage]
    /// Most tokens of the answer; nil: the provider's own limit.
    public var maxOutputTokens: Int?
    /// 0…2; nil: the provider's own.
    public var temperature: Double?
    /// For answers that can be repeated, where the provider heeds it.
    public var seed: Int?
    /// Whether the answer must be JSON.
    public var wantsJSON: Bool

    public init(
        model: String, messages: [ModelMessage], maxOutputTokens: Int? = nil, temperature: Double? = nil,
        seed: Int? = nil, wantsJSON: Bool = false
    ) {
        self.model = model
        self.messages = messages
        self.maxOutputTokens = maxOutputTokens
        self.temperature = temperature
        self.seed = seed
        self.wantsJSON = wantsJSON
    }
}

/// What a call has cost.
public struct ModelUsage: Sendable, Hashable {
    public var inputTokens: Int
    public var outputTokens: Int
    /// The part of the input that the provider had in its cache.
    public var cachedTokens = 0
    /// The provider did not say, so the counts come from the length of the texts, three bytes a token.
    public var isEstimated = false

    /// See the properties.
    public init(inputTokens: Int, outputTokens: Int, cachedTokens: Int = 0, isEstimated: Bool = false) {
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.cachedTokens = cachedTokens
        self.isEstimated = isEstimated
    }
}

/// Why an answer ended.
public enum ModelFinish: Sendable, Hashable {
    case stop
    /// The limit of tokens was reached; the answer is cut off.
    case length
    /// The provider's filter stopped it, or the model refused.
    case refused
    /// The provider's own word, or nothing.
    case other(String)
}

/// A model's answer with the values put back.
public struct ModelAnswer: Sendable, Hashable {
    public var text: String
    public var finish: ModelFinish
    public var usage: ModelUsage
    /// The model as the provider names it; may be more exact than what was asked for.
    public var model: String
    /// The provider's number of the request, for its support.
    public var requestID: String?
    /// How often the request was sent.
    public var attempts = 1
}
