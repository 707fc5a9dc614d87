import LunaMessages
import LunaPrivacy
import LunaServiceKit

/// Prompts for models, and their answers. Only agents that the bus lets ask for it (`BusContract`).
extension AgentTask {
    /// `text` with tokens in the place of what may not go to `destination`: what a model client takes.
    /// - Parameter subject: whom the text is about, to erase it by.
    /// - Throws: `LunaError` `privacy.…`.
    public func tokenised(
        _ text: String, for destination: PrivacyDestination = .cloud, subject: String = ""
    ) async throws -> Tokenised {
        try await services.privacy.tokenise(
            text, execution: item.execution, for: destination, subject: subject, context: context)
    }

    /// Restores answers to `prompts`: text, JSON and streams.
    /// - Throws: `LunaError` `privacy.…`.
    public func restorer(for prompts: [Tokenised]) async throws -> Restorer {
        try await services.privacy.restorer(for: prompts, context: context)
    }

    /// `text` with the values of any prompt of the execution.
    /// - Throws: `LunaError` `privacy.unknown_token`.
    public func restored(_ text: String, isJSON: Bool = false) async throws -> String {
        try await services.privacy.restore(text, isJSON: isJSON, execution: item.execution, context: context)
    }
}
