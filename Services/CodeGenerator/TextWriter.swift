import Logging
import LunaAgentKit
import LunaCore
import LunaModels
import LunaPrivacy
import LunaServiceKit
import ServiceLifecycle

/// Has a model write a text file from the instructions of an explicit task.
///
/// Personal data and secrets of the instructions do not reach the model: it gets tokens in their place, and the file has the
/// values again. An agent of its own beside the templates, so that policy can refuse the model and nothing else.
struct TextWriter: Sendable {
    static let capability = "codegen.text"
    let settings: ModelSettings

    static let inputSchema: JSONValue = [
        "type": "object", "required": ["instructions", "path"],
        "properties": [
            "instructions": ["type": "string", "minLength": 1, "maxLength": 400_000],
            // Relative, with '/' between its parts, none of which begins with a dot.
            "path": [
                "type": "string", "maxLength": 200,
                "pattern": "^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$",
            ],
            "about": ["type": "string", "maxLength": 512],
        ],
    ]

    static let outputSchema: JSONValue = [
        "type": "object", "required": ["model", "replaced", "bytes"],
        "properties": [
            "model": ["type": "string"], "replaced": ["type": "integer", "minimum": 0],
            "bytes": ["type": "integer", "minimum": 0], "input_tokens": ["type": "integer", "minimum": 0],
            "output_tokens": ["type": "integer", "minimum": 0],
        ],
    ]

    func definition(version: String) -> AgentDefinition {
        var agent = AgentDefinition(
            name: "text-writer", version: version, description: "Has a model write a text; it sees no values.",
            capabilities: [Self.capability], inputSchema: Self.inputSchema, outputSchema: Self.outputSchema,
            concurrency: settings.concurrency, perform: perform)
        // What policy decides on.
        agent.destinations = [settings.endpoint.destination.rawValue]
        agent.models = [settings.name]
        return agent
    }

    /// Works as long as the process lives. When policy or the registry does not want it, the templates go on without it, and it
    /// asks again later.
    func service(host: ServiceHost) throws -> ServicePart {
        let (bus, gate) = (try host.bus, try host.policyGate())
        return ServicePart("text-writer") {
            while !Task.isCancelled {
                let worker = AgentWorker(
                    definition(version: host.version), bus: bus, instance: "\(host.instance)-text",
                    logger: host.logger, policy: gate)
                do {
                    return try await worker.run()
                } catch let error as LunaError where !error.isRetryable {
                    host.logger.error("the model is not asked for now", metadata: ["error": "\(error)"])
                    await cancelWhenGracefulShutdown { try? await Task.sleep(for: .seconds(60)) }
                    if Task.isShuttingDownGracefully { return }
                }
            }
        }
    }

    @Sendable
    private func perform(_ task: AgentTask) async throws -> AgentOutput {
        let input = try task.input()
        guard let path = input["path"]?.stringValue, let instructions = input["instructions"]?.stringValue else {
            throw LunaError("codegen.input", .validation, "The task needs 'path' and 'instructions'.")
        }
        let prompt = try await task.tokenised(
            Self.preamble(path) + instructions, for: settings.endpoint.destination,
            subject: input["about"]?.stringValue ?? "")
        let restorer = try await task.restorer(for: [prompt])
        let answer = try await ModelClient(settings.endpoint).complete(
            ModelRequest(
                model: settings.name, messages: [ModelMessage(.user, prompt)], maxOutputTokens: settings.maxOutputTokens
            ),
            restorer: restorer)
        switch answer.finish {
        case .length:
            throw LunaError(
                "model.cut_off", .resource,
                "The model's answer was cut off: raise model.output.tokens or ask for less.",
                isRetryable: false)
        case .refused:
            throw LunaError("model.refused", .permission, "The model refuses to write this.")
        case .stop, .other: break
        }
        let text = Self.unfenced(answer.text)
        let file = try await task.store(path: path, content: Array(text.utf8), mediaType: Generation.mediaType(path))
        let replaced = prompt.counts.values.reduce(0, +)
        task.log("wrote \(path) with a model; \(replaced) values of the instructions were replaced on their way to it")
        return AgentOutput(
            json: [
                "model": .string(answer.model), "replaced": .number(JSONNumber(replaced)),
                "bytes": .number(JSONNumber(text.utf8.count)),
                "input_tokens": .number(JSONNumber(answer.usage.inputTokens)),
                "output_tokens": .number(JSONNumber(answer.usage.outputTokens)),
            ], files: [file])
    }

    private static func preamble(_ path: String) -> String {
        """
        Write the file \(path). Answer with its content alone: no explanation before or after it, no fence around it. Names \
        that begin with 'luna' and an underscore stand for values that are filled in afterwards; use them exactly as they are.


        """
    }

    /// Without the fence of Markdown that models put around a file all the same; only when it encloses everything.
    static func unfenced(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let end = lines.last == "" ? lines.count - 1 : lines.count
        guard end >= 2, lines[0].hasPrefix("```"), lines[end - 1] == "```",
            !lines[1..<(end - 1)].contains(where: { $0.hasPrefix("```") })
        else { return text }
        return lines[1..<(end - 1)].joined(separator: "\n") + "\n"
    }
}
