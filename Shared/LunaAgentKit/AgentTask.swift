import LunaBus
import LunaCore
import LunaMessages
import LunaPlan
import LunaServiceKit

/// One attempt at one task, as an agent sees it, with what it needs to do it. A value; may be used from any task.
public struct AgentTask: Sendable {
    /// The order.
    public let item: WorkItem
    let services: AgentServices

    /// Who it belongs to.
    public var tenant: TenantID { TenantID(trusted: item.tenant) }

    /// For calls to other services on behalf of this task.
    public var context: CallContext {
        CallContext(
            tenant: tenant, actor: "agent:\(services.agent)", correlation: item.execution,
            traceparent: item.traceparent.isEmpty ? nil : item.traceparent, timeout: .seconds(30))
    }

    /// The explicit input of the task.
    /// - Throws: `LunaError` `json.invalid`.
    public func input() throws -> JSONValue {
        item.inputJson.isEmpty ? .object([:]) : try JSONParser.parse(item.inputJson)
    }

    /// The plan that the execution runs.
    public func plan() async throws -> ProjectPlan {
        try await services.plans.plan(item, context: context)
    }

    /// What the direct dependencies produced.
    public func upstream() async throws -> [UpstreamOutput] {
        guard item.upstreamTruncated else { return item.upstream }
        var outputs: [UpstreamOutput] = []
        var cursor = ""
        repeat {
            let page = try await services.orchestrator.getOutputs(
                GetOutputsRequest(execution: item.execution, task: item.task, cursor: cursor), context: context)
            outputs += page.outputs.map {
                UpstreamOutput(task: $0.task, kind: $0.kind, outputJson: $0.outputJson, files: $0.files)
            }
            cursor = page.nextCursor
        } while !cursor.isEmpty
        return outputs
    }

    /// The execution that the task is part of.
    public func execution() async throws -> ExecutionView {
        try await services.orchestrator.getExecution(ExecutionKey(execution: item.execution), context: context)
    }

    /// Every file that the execution has produced so far, newest versions.
    public func files(prefix: String = "") async throws -> [FileRef] {
        try await artifacts(prefix: prefix).compactMap(\.file)
    }

    /// Every file that the execution has produced so far, newest versions, with the tasks that made them.
    public func artifacts(prefix: String = "") async throws -> [ArtifactView] {
        var files: [ArtifactView] = []
        var cursor = ""
        repeat {
            let page = try await services.memory.listArtifacts(
                ListArtifactsRequest(execution: item.execution, limit: 500, cursor: cursor, prefix: prefix),
                context: context)
            files += page.artifacts
            cursor = page.nextCursor
        } while !cursor.isEmpty
        return files
    }

    /// The content of a file.
    public func content(of file: FileRef) async throws -> [UInt8] {
        try await services.memory.fetch(file.sha256, context: context)
    }

    /// Stores a file's content and makes it an artifact of the execution. Doing it again changes nothing.
    public func store(path: String, content: [UInt8], executable: Bool = false, mediaType: String = "") async throws
        -> FileRef
    {
        try await store([(path: path, content: content, executable: executable, mediaType: mediaType)])[0]
    }

    /// Stores several files and names them in one call.
    public func store(
        _ files: [(path: String, content: [UInt8], executable: Bool, mediaType: String)]
    ) async throws -> [FileRef] {
        var stored: [FileRef] = []
        var entries: [ArtifactEntry] = []
        for file in files {
            let blob = try await services.memory.store(file.content, context: context)
            let reference = FileRef(path: file.path, sha256: blob.sha256, size: blob.size, executable: file.executable)
            stored.append(reference)
            entries.append(
                ArtifactEntry(file: reference, task: item.task, attempt: item.attempt, mediaType: file.mediaType))
        }
        if !entries.isEmpty {
            _ = try await services.memory.putArtifacts(
                PutArtifactsRequest(execution: item.execution, artifacts: entries), context: context)
        }
        return stored
    }

    /// Writes a line into the task's log. Lines are best-effort: they never hold work up.
    public func log(_ message: String, level: String = "info") {
        let line = TaskLog(
            tenant: item.tenant, execution: item.execution, task: item.task, attempt: item.attempt, at: WallClock.now(),
            level: level, message: message, source: services.agent)
        guard let execution = try? ExecutionID(item.execution),
            let subject = try? Subjects.log(tenant: tenant, execution: execution),
            let body = try? line.redacted().serialized()
        else { return }
        try? services.bus.publish(subject, body)
    }
}

/// What all tasks of a worker share.
struct AgentServices: Sendable {
    let bus: Bus
    let agent: String
    let orchestrator: OrchestratorClient
    let memory: MemoryClient
    let plans: PlanCache
    let privacy: PrivacyClient

    init(bus: Bus, agent: String) {
        self.bus = bus
        self.agent = agent
        let transport = PatientTransport(BusRPCTransport(bus))
        orchestrator = OrchestratorClient(transport)
        memory = MemoryClient(transport)
        plans = PlanCache(orchestrator: orchestrator)
        privacy = PrivacyClient(SecurityClient(transport))
    }
}

/// The plans of recent executions: dozens of tasks ask for the same one.
actor PlanCache {
    private let orchestrator: OrchestratorClient
    private var plans: [String: Task<ProjectPlan, any Error>] = [:]
    private var order: [String] = []

    init(orchestrator: OrchestratorClient) { self.orchestrator = orchestrator }

    func plan(_ item: WorkItem, context: CallContext) async throws -> ProjectPlan {
        let key = "\(item.tenant)/\(item.plan?.sha256 ?? item.execution)"
        if let known = plans[key] { return try await known.value }
        let orchestrator = orchestrator
        let loading = Task {
            let document = try await orchestrator.getPlan(ExecutionKey(execution: item.execution), context: context)
            return try ProjectPlan(canonicalJSON: document.planJson)
        }
        plans[key] = loading
        order.append(key)
        if order.count > 32 { plans[order.removeFirst()] = nil }
        do {
            return try await loading.value
        } catch {
            plans[key] = nil
            order.removeAll { $0 == key }
            throw error
        }
    }
}
