import LunaPrivacy

/// Where a model is and how patiently it is asked.
public struct ModelEndpoint: Sendable {
    /// The protocol.
    public enum Interface: String, Sendable, Hashable {
        /// `POST {base}/chat/completions`, server-sent events.
        case openAI = "openai"
        /// `POST {base}/api/chat`, lines of JSON.
        case ollama
    }

    public var interface: Interface
    /// Without a slash at its end: `https://api.openai.com/v1`, `http://127.0.0.1:11434`.
    public var base: String
    /// Sent as a bearer token; nil: none. Never printed.
    public var key: String?
    /// Whether it runs on the premises. A prompt that was prepared for `local` does not go to a `cloud` endpoint.
    public var destination: PrivacyDestination
    /// Of one attempt, from the first byte sent to the last received.
    public var timeout: Duration = .seconds(600)
    /// Attempts after the first, when the failure may pass.
    public var retries = 2
    /// A provider that wants a longer pause is not waited for.
    public var longestPause: Duration = .seconds(120)
    /// Bytes of a whole answer as received; 1 KiB or more.
    public var maxAnswerBytes = 16 << 20
    /// Ollama: the size of the context (`num_ctx`). Its own default is small, and it cuts prompts without a word; with this
    /// set, a prompt that fills it fails instead.
    public var contextTokens: Int?

    public init(_ interface: Interface, base: String, key: String? = nil, destination: PrivacyDestination) {
        self.interface = interface
        self.base = base
        self.key = key
        self.destination = destination
    }
}

extension ModelEndpoint: CustomStringConvertible, CustomDebugStringConvertible {
    /// Without the key.
    public var description: String { "\(interface.rawValue) at \(base)" }
    public var debugDescription: String { description }
}
