import LunaCore
import LunaModels
import LunaPrivacy
import LunaServiceKit

/// Which model writes texts; none unless somebody says so.
struct ModelSettings: Sendable {
    var endpoint: ModelEndpoint
    /// The provider's name of the model.
    var name: String
    var maxOutputTokens: Int?
    var concurrency: Int

    static let interface = ConfigurationKey(
        "model.interface", .choice(["openai", "ollama"]), default: "openai",
        "The protocol that the model's server speaks.")
    static let url = ConfigurationKey(
        "model.url", .url(["http", "https"]),
        """
        Address of a model's server, such as https://api.openai.com/v1 or http://127.0.0.1:11434. Unset: there is no model, \
        and nobody works on tasks of the capability codegen.text.
        """)
    static let model = ConfigurationKey("model.name", .text, "The server's name of the model. Needed with model.url.")
    static let key = ConfigurationKey(
        "model.key", .text, isSecret: true, "What the model's server asks for, sent as a bearer token.")
    static let destination = ConfigurationKey(
        "model.destination", .choice(["cloud", "local"]), default: "cloud",
        """
        Whether the model runs on the premises. The tenant's rules for this destination say what is replaced in prompts, and \
        policy is asked about it.
        """)
    static let timeout = ConfigurationKey(
        "model.timeout", .duration(.seconds(1) ... .seconds(3600)), default: "60s", "How long one answer may take.")
    static let outputTokens = ConfigurationKey(
        "model.output.tokens", .integer(0...1_000_000), default: "0",
        "Most tokens of an answer; one that is cut off is an error. 0: the server's own limit.")
    static let contextTokens = ConfigurationKey(
        "model.context.tokens", .integer(0...10_000_000), default: "0",
        "Size of the model's context, for Ollama, which cuts longer prompts without a word. 0: not said.")
    static let concurrencyKey = ConfigurationKey(
        "model.concurrency", .integer(1...256), default: "4", "Questions to the model at the same time.")

    static let all = [
        interface, url, model, key, destination, timeout, outputTokens, contextTokens, concurrencyKey,
    ]

    /// - Returns: nil when there is no model.
    /// - Throws: `LunaError` `model.no_name`.
    init?(_ settings: ServiceConfiguration) throws {
        guard let base = try settings.textIfSet(Self.url) else { return nil }
        guard let name = try settings.textIfSet(Self.model), !name.isEmpty else {
            throw LunaError("model.no_name", .validation, "model.url is set: say with model.name which model is asked.")
        }
        self.name = name
        let limit = try settings.integer(Self.outputTokens)
        maxOutputTokens = limit == 0 ? nil : limit
        concurrency = try settings.integer(Self.concurrencyKey)
        endpoint = ModelEndpoint(
            ModelEndpoint.Interface(rawValue: try settings.text(Self.interface)) ?? .openAI,
            base: base.hasSuffix("/") ? String(base.dropLast()) : base, key: try settings.textIfSet(Self.key),
            destination: PrivacyDestination(rawValue: try settings.text(Self.destination)) ?? .cloud)
        endpoint.timeout = try settings.duration(Self.timeout)
        let context = try settings.integer(Self.contextTokens)
        endpoint.contextTokens = context == 0 ? nil : context
    }
}
