import Logging
import LunaBus
import LunaCore
import LunaMessages
import LunaSchema
import Synchronization

/// What the registry says about agents, kept at hand so that the engine never waits for it.
///
/// Thread-safe. A stale entry is harmless: work for a capability waits in its queue until an agent takes it.
final class AgentDirectory: Sendable {
    /// One registered agent version.
    struct Entry: Sendable {
        let id: String
        let capabilities: [String]
        let isHealthy: Bool
        let input: JSONSchema?
        let output: JSONSchema?
        /// How much its instances do at a time, all together.
        let concurrency: Int
        /// The registration that the schemas were compiled from.
        let manifest: AgentManifest
    }

    private struct Known: Sendable {
        var entries: [Entry] = []
        /// Who can do what, as far as it has been asked: the same few capabilities are asked for with every task.
        var byCapability: [String: [Entry]] = [:]
        var byID: [String: Entry] = [:]
        /// What healthy agents do at a time, as far as it has been asked.
        var concurrency: [String: Int] = [:]
    }
    private let known = Mutex(Known())
    private let registry: RegistryClient
    private let logger: Logger

    init(registry: RegistryClient, logger: Logger) {
        self.registry = registry
        self.logger = logger
    }

    /// Asks the registry every `interval`, and whenever there is news of an agent, until cancelled: a task that is handed to an
    /// agent which has just come must fit its schema, too.
    func run(interval: Duration, news: BusSubscription) async {
        let wake = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in news { wake.continuation.yield() } }
            group.addTask {
                while !Task.isCancelled {
                    wake.continuation.yield()
                    try? await Task.sleep(for: interval)
                }
                wake.continuation.finish()
            }
            for await _ in wake.stream { await refresh() }
            group.cancelAll()
        }
        await news.unsubscribe()
    }

    func refresh() async {
        do {
            var found: [AgentView] = []
            var cursor = ""
            repeat {
                let page = try await registry.listAgents(
                    ListAgentsRequest(limit: 500, cursor: cursor),
                    context: CallContext(actor: "orchestrator", timeout: .seconds(3)))
                found += page.agents
                cursor = page.nextCursor
            } while !cursor.isEmpty
            update(found)
        } catch {
            logger.debug("the registry does not answer; going on with what is known", metadata: ["error": "\(error)"])
        }
    }

    private func update(_ views: [AgentView]) {
        let before = known.withLock { $0.byID }
        let fresh = views.compactMap { view -> Entry? in
            guard let manifest = view.manifest else { return nil }
            let healthy = view.health == .healthy
            let concurrency = view.instances.reduce(0) { $0 + ($1.health == .healthy ? Int($1.concurrency) : 0) }
            // Compiling schemas is dear; the rest of an entry is not.
            let same = before[view.id].flatMap { $0.manifest == manifest ? $0 : nil }
            return Entry(
                id: view.id, capabilities: manifest.capabilities, isHealthy: healthy,
                input: same.map(\.input) ?? schema(manifest.inputSchemaJson, of: view.id),
                output: same.map(\.output) ?? schema(manifest.outputSchemaJson, of: view.id),
                concurrency: concurrency, manifest: manifest)
        }
        let byID = Dictionary(fresh.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        known.withLock { $0 = Known(entries: fresh, byID: byID) }
    }

    private func schema(_ json: [UInt8], of agent: String) -> JSONSchema? {
        guard !json.isEmpty else { return nil }
        do {
            return try JSONSchema(JSONParser.parse(json))
        } catch {
            logger.warning("an agent's schema does not compile", metadata: ["agent": "\(agent)", "error": "\(error)"])
            return nil
        }
    }

    /// Agents that can do a capability, healthy ones first.
    func agents(for capability: String) -> [Entry] {
        known.withLock { known in
            if let found = known.byCapability[capability] { return found }
            let found = known.entries
                .filter { $0.capabilities.contains { Self.matches($0, capability) } }
                .sorted { $0.isHealthy && !$1.isHealthy }
            // Whoever asks for capabilities that nobody has must not make this grow.
            if known.byCapability.count < 4096 { known.byCapability[capability] = found }
            return found
        }
    }

    /// What the healthy agents of a capability do at a time, all together; 0 when there are none.
    func concurrency(of capability: String) -> Int {
        if let known = known.withLock({ $0.concurrency[capability] }) { return known }
        let sum = agents(for: capability).reduce(0) { $0 + ($1.isHealthy ? $1.concurrency : 0) }
        known.withLock { if $0.concurrency.count < 4096 { $0.concurrency[capability] = sum } }
        return sum
    }

    /// `codegen.*` stands for everything that begins with `codegen.`.
    static func matches(_ pattern: String, _ capability: String) -> Bool {
        pattern.hasSuffix(".*") ? capability.hasPrefix(pattern.dropLast()) : pattern == capability
    }

    /// Why no registered agent would take this input; `nil` when one does, or when none is registered yet.
    func refusalOfInput(_ item: WorkItem) -> LunaError? {
        let candidates = agents(for: item.capability)
        guard !candidates.isEmpty, candidates.allSatisfy({ $0.input != nil }) else { return nil }
        var first: LunaError?
        for candidate in candidates {
            guard let schema = candidate.input else { return nil }
            guard
                let refusal = Self.violation(
                    item.inputJson, schema, code: "task.input_invalid",
                    what: "The input of task '\(item.task)' does not fit agent \(candidate.id)", retryable: false)
            else { return nil }
            first = first ?? refusal
        }
        return first
    }

    /// The result itself, or a failure in its place when its output does not fit the agent's schema.
    func checkingOutput(of result: WorkResult) -> WorkResult {
        guard result.outcome == .succeeded else { return result }
        guard let schema = known.withLock({ $0.byID[result.agent] })?.output else { return result }
        guard
            let violation = Self.violation(
                result.outputJson, schema, code: "task.output_invalid",
                what: "The output of agent \(result.agent) does not fit its own schema", retryable: true)
        else { return result }
        var refused = result
        refused.outcome = .failed
        refused.error = ErrorInfo(violation)
        refused.outputJson = []
        refused.files = []
        return refused
    }

    private static func violation(
        _ json: [UInt8], _ schema: JSONSchema, code: String, what: String, retryable: Bool
    ) -> LunaError? {
        do {
            let value = try json.isEmpty ? JSONValue.object([:]) : JSONParser.parse(json)
            let violations = schema.validate(value)
            guard let first = violations.first else { return nil }
            return LunaError(
                code, .validation, "\(what): \(first.message) (at '\(first.instancePath)')", isRetryable: retryable,
                details: ["violations": String(violations.count)])
        } catch {
            return LunaError(code, .validation, "\(what): \(error)", isRetryable: retryable)
        }
    }
}
