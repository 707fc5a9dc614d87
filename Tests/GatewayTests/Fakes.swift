import LunaBus
import LunaCore
import LunaMessages
import Synchronization

func notServed() -> LunaError { LunaError("test.not_served", .internal, "The test serves no such call.") }

/// An orchestrator with a journal in memory.
final class FakeOrchestrator: OrchestratorServing {
    struct State: Sendable {
        var journals: [String: [PublishedEvent]] = [:]
        var finished: Set<String> = []
        var submitted: [String: (plan: [UInt8], execution: String)] = [:]
        var requests: [SubmitRequest] = []
        var contexts: [CallContext] = []
        /// Groups of events with one position each.
        var feed: [[PublishedEvent]] = []
        var failure: LunaError?
    }
    let state = Mutex(State())

    /// Appends an event; a type `execution.completed` ends the execution.
    @discardableResult
    func append(_ execution: String, _ type: String = "task.completed", padding: Int = 0) -> PublishedEvent {
        state.withLock { state in
            let sequence = UInt64(state.journals[execution, default: []].count + 1)
            let event = PublishedEvent(
                tenant: "local", project: "p", execution: execution, type: type, task: "t\(sequence)",
                event: ExecutionEvent(
                    sequence: sequence, at: 1, actor: String(repeating: "x", count: padding),
                    body: .started(ExecutionStarted())))
            state.journals[execution, default: []].append(event)
            if type == "execution.completed" { state.finished.insert(execution) }
            return event
        }
    }

    private func check(_ context: CallContext) throws {
        let failure = state.withLock { state in
            state.contexts.append(context)
            return state.failure
        }
        if let failure { throw failure }
    }

    func submit(_ request: SubmitRequest, context: CallContext) async throws -> SubmitReply {
        try check(context)
        return state.withLock { state in
            state.requests.append(request)
            if request.plan.starts(with: Array("invalid".utf8)) {
                return SubmitReply(problems: [
                    Finding(rule: "plan.missing", severity: "error", line: 1, column: 1, message: "m")
                ])
            }
            if !request.idempotencyKey.isEmpty, let known = state.submitted[request.idempotencyKey] {
                return SubmitReply(execution: known.execution, existing: true)
            }
            let execution = "e\(state.requests.count)"
            if !request.idempotencyKey.isEmpty { state.submitted[request.idempotencyKey] = (request.plan, execution) }
            return SubmitReply(execution: execution, taskCount: 3, project: "p")
        }
    }

    func getExecution(_ request: ExecutionKey, context: CallContext) async throws -> ExecutionView {
        try check(context)
        return try state.withLock { state in
            guard let events = state.journals[request.execution] else {
                throw LunaError("execution.not_found", .notFound, "There is no execution '\(request.execution)'.")
            }
            let isFinished = state.finished.contains(request.execution)
            return ExecutionView(
                execution: request.execution, project: "p", state: isFinished ? .succeeded : .running,
                counts: TaskCounts(total: 3), submittedAt: 1_000_000_000, finishedAt: isFinished ? 2_000_000_000 : 0,
                lastSequence: UInt64(events.count))
        }
    }

    func listExecutions(_ request: ListExecutionsRequest, context: CallContext) async throws -> ListExecutionsReply {
        try check(context)
        return ListExecutionsReply(
            executions: [ExecutionView(execution: "e1", state: request.state)],
            nextCursor: request.cursor.isEmpty ? "c" : "")
    }

    func listTasks(_ request: ListTasksRequest, context: CallContext) async throws -> ListTasksReply {
        ListTasksReply(tasks: [TaskView(task: "a", state: .running)])
    }
    func getTask(_ request: TaskKey, context: CallContext) async throws -> TaskView {
        TaskView(
            task: request.task, state: .succeeded, files: [FileRef(path: "x")], outputJson: Array(#"{"n":1}"#.utf8))
    }
    func getPlan(_ request: ExecutionKey, context: CallContext) async throws -> PlanDocument {
        PlanDocument(planJson: Array("{}".utf8), sha256: "ab")
    }
    func cancel(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        ExecutionView(execution: request.execution, state: .cancelled, reason: request.reason)
    }
    func pause(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        ExecutionView(execution: request.execution, state: .paused, reason: request.reason)
    }
    func resume(_ request: ControlRequest, context: CallContext) async throws -> ExecutionView {
        ExecutionView(execution: request.execution, state: .running)
    }

    func readEvents(_ request: ReadEventsRequest, context: CallContext) async throws -> ReadEventsReply {
        try check(context)
        return try state.withLock { state in
            guard let events = state.journals[request.execution] else {
                throw LunaError("execution.not_found", .notFound, "There is no execution '\(request.execution)'.")
            }
            let page = events.dropFirst(Int(request.afterSequence)).prefix(request.limit == 0 ? 50 : Int(request.limit))
            let last = page.last?.event?.sequence ?? request.afterSequence
            return ReadEventsReply(
                events: Array(page),
                finished: state.finished.contains(request.execution) && last >= UInt64(events.count),
                lastSequence: UInt64(events.count))
        }
    }

    func readFeed(_ request: ReadFeedRequest, context: CallContext) async throws -> ReadFeedReply {
        state.withLock { state in
            let start = Int(request.afterPosition) ?? 0
            var reply = ReadFeedReply(position: request.afterPosition)
            for index in state.feed.indices.dropFirst(start).prefix(2) {
                reply.events += state.feed[index].map { event in
                    var event = event
                    event.position = String(index + 1)
                    return event
                }
                reply.position = String(index + 1)
            }
            reply.more = (Int(reply.position) ?? 0) < state.feed.count
            return reply
        }
    }

    func getOutputs(_ request: GetOutputsRequest, context: CallContext) async throws -> GetOutputsReply {
        throw notServed()
    }
    func why(_ request: TaskKey, context: CallContext) async throws -> WhyReply {
        WhyReply(task: request.task, state: .blocked, waitingFor: "dependency")
    }
    func replayExecution(_ request: ReplayRequest, context: CallContext) async throws -> ReplayReply {
        try check(context)
        return ReplayReply(
            execution: ExecutionView(execution: request.execution, lastSequence: request.sequence),
            tasks: [TaskView(task: "a", state: .running)], lastSequence: 9)
    }
    func compareExecutions(_ request: CompareRequest, context: CallContext) async throws -> CompareReply {
        try check(context)
        return CompareReply(
            left: ExecutionView(execution: request.left), right: ExecutionView(execution: request.right),
            tasks: [TaskDifference(task: "a", differs: ["state"])], same: 2, different: 1)
    }
    func forkExecution(_ request: ForkRequest, context: CallContext) async throws -> SubmitReply {
        try check(context)
        return SubmitReply(
            execution: "\(request.execution)-\(request.sequence)", existing: !request.idempotencyKey.isEmpty,
            project: "p")
    }
    func listDeadLetters(_ request: ListDeadLettersRequest, context: CallContext) async throws -> ListDeadLettersReply {
        try check(context)
        return ListDeadLettersReply(letters: [DeadLetterView(letter: 7, subject: request.subject, code: request.code)])
    }
    func getDeadLetter(_ request: DeadLetterKey, context: CallContext) async throws -> DeadLetterView {
        DeadLetterView(letter: request.letter, subject: "luna.in.local.plan.submit", body: [1, 2, 3])
    }
    func replayDeadLetter(_ request: DeadLetterKey, context: CallContext) async throws -> ReplayedDeadLetter {
        ReplayedDeadLetter(
            letter: request.letter, subject: "luna.in.local.plan.submit", stream: "LUNA_INBOX", sequence: 2)
    }
    func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply {
        UsageReply(quotas: [Quota(name: "tasks_per_day", used: 7)])
    }
    func purgeDeadLetters(_ request: PurgeDeadLettersRequest, context: CallContext) async throws
        -> PurgeDeadLettersReply
    {
        try check(context)
        return PurgeDeadLettersReply(purged: request.all ? 9 : request.letter == 0 ? 3 : 1)
    }
}

/// A memory service whose content is made when it is read, so that its size costs nothing.
final class FakeMemory: MemoryServing {
    struct State: Sendable {
        /// Bytes handed out so far.
        var fetched = 0
        var largestLead = 0
        var consumed = 0
        var blobs: [String: [UInt8]] = [:]
        var logs: [LogEntry] = []
    }
    let state = Mutex(State())
    /// Length of the made content, and what it is served as.
    let size = FakeMemory.madeSize
    var largeDigest: String { Self.madeDigest }

    private static let madeSize = 30 << 20
    private static let madeDigest: String = {
        var digest = DigestBuilder()
        for offset in stride(from: 0, to: madeSize, by: 1 << 20) { digest.update(made(offset, 1 << 20)) }
        return digest.finish().hex
    }()
    /// A megabyte and a bit, so that pieces at different places differ.
    private static let pattern: [UInt8] = {
        var bytes = [UInt8](repeating: 0, count: 1_000_003)
        for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: index &* 31 >> 3) }
        return bytes
    }()

    /// The made content: the pattern again and again.
    static func made(_ offset: Int, _ count: Int) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(count)
        while out.count < count {
            let start = (offset + out.count) % pattern.count
            out += pattern[start..<min(pattern.count, start + count - out.count)]
        }
        return out
    }

    /// Tells how much the client has read, for ``State/largestLead``.
    func consumed(_ bytes: Int) { state.withLock { $0.consumed += bytes } }

    func getBlob(_ request: GetBlobRequest, context: CallContext) async throws -> BlobChunk {
        let offset = Int(request.offset)
        if request.sha256 == largeDigest || request.sha256.hasPrefix("0000") {
            let count = min(Int(request.limit), size - offset)
            state.withLock { state in
                state.fetched += count
                state.largestLead = max(state.largestLead, state.fetched - state.consumed)
            }
            return BlobChunk(content: Self.made(offset, count), offset: request.offset, size: UInt64(size))
        }
        guard let blob = state.withLock({ $0.blobs[request.sha256] }) else {
            throw LunaError("blob.not_found", .notFound, "There is no such content.")
        }
        let end = min(blob.count, offset + Int(request.limit))
        return BlobChunk(content: Array(blob[offset..<end]), offset: request.offset, size: UInt64(blob.count))
    }

    func putBlob(_ request: PutBlobRequest, context: CallContext) async throws -> BlobRef {
        let digest = Digest(of: request.content).hex
        state.withLock { $0.blobs[digest] = request.content }
        return BlobRef(sha256: digest, size: UInt64(request.content.count))
    }
    func beginUpload(_ request: BeginUploadRequest, context: CallContext) async throws -> UploadTicket {
        state.withLock { $0.blobs["upload-\(request.sha256)"] = [UInt8](repeating: 0, count: Int(request.size)) }
        return UploadTicket(upload: request.sha256, chunkSize: UInt32(MemoryClient.chunkSize))
    }
    func uploadChunk(_ request: UploadChunkRequest, context: CallContext) async throws -> UploadProgress {
        let start = Int(request.offset)
        state.withLock {
            $0.blobs["upload-\(request.upload)"]?.replaceSubrange(
                start..<(start + request.content.count), with: request.content)
        }
        return UploadProgress(received: request.offset)
    }
    func commitUpload(_ request: CommitUploadRequest, context: CallContext) async throws -> BlobRef {
        let content = state.withLock { state in
            defer { state.blobs["upload-\(request.upload)"] = nil }
            state.blobs[request.upload] = state.blobs["upload-\(request.upload)"]
            return state.blobs[request.upload] ?? []
        }
        guard Digest(of: content).hex == request.upload else {
            throw LunaError("upload.digest", .validation, "Wrong digest.")
        }
        return BlobRef(sha256: request.upload, size: UInt64(content.count))
    }
    func statBlob(_ request: BlobKey, context: CallContext) async throws -> BlobRef { throw notServed() }
    func putArtifacts(_ request: PutArtifactsRequest, context: CallContext) async throws -> PutArtifactsReply {
        throw notServed()
    }
    func listArtifacts(_ request: ListArtifactsRequest, context: CallContext) async throws -> ListArtifactsReply {
        ListArtifactsReply(artifacts: [ArtifactView(execution: request.execution, file: FileRef(path: "src/a b.py"))])
    }
    /// `large/…` is the made content, `broken/…` claims another digest, everything else is unknown.
    func getArtifact(_ request: ArtifactKey, context: CallContext) async throws -> ArtifactView {
        let digest =
            request.path.hasPrefix("large/")
            ? largeDigest
            : request.path.hasPrefix("broken/") ? String(repeating: "0", count: 64) : nil
        guard let digest else { throw LunaError("artifact.not_found", .notFound, "There is no such file.") }
        return ArtifactView(
            execution: request.execution, file: FileRef(path: request.path, sha256: digest, size: UInt64(size)),
            version: max(1, request.version), mediaType: "application/zip")
    }
    func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply { UsageReply() }
    func readLogs(_ request: ReadLogsRequest, context: CallContext) async throws -> ReadLogsReply {
        let entries = state.withLock { $0.logs.filter { $0.id > request.after } }
        return ReadLogsReply(entries: entries, last: entries.last?.id ?? request.after)
    }
}

struct FakeRegistry: RegistryServing {
    private static let view = AgentView(manifest: AgentManifest(name: "coder", version: "1.0.0"), health: .healthy)
    func register(_ request: RegisterRequest, context: CallContext) async throws -> AgentView {
        AgentView(manifest: request.manifest, health: .healthy)
    }
    func unregister(_ request: AgentKey, context: CallContext) async throws -> AgentView { Self.view }
    func heartbeat(_ request: AgentHeartbeat, context: CallContext) async throws -> AgentView { throw notServed() }
    func getAgent(_ request: AgentKey, context: CallContext) async throws -> AgentView { Self.view }
    func listAgents(_ request: ListAgentsRequest, context: CallContext) async throws -> ListAgentsReply {
        ListAgentsReply(agents: [Self.view])
    }
    func resolve(_ request: ResolveRequest, context: CallContext) async throws -> ResolveReply { throw notServed() }
}

struct FakeInsight: CostingServing, HealthMonitorServing, SecurityServing {
    func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply { UsageReply() }
    func getCosts(_ request: CostsRequest, context: CallContext) async throws -> CostsReply {
        CostsReply(attempts: 2, computeMs: 5, capabilities: [CapabilityCost(capability: "c", attempts: 2)])
    }
    func listLedger(_ request: ListLedgerRequest, context: CallContext) async throws -> ListLedgerReply {
        throw notServed()
    }
    func getHealth(_ request: HealthRequest, context: CallContext) async throws -> HealthReply {
        HealthReply(state: "up", components: [ComponentHealth(component: "nats-server", state: "up", since: 1)])
    }
    func getWorkload(_ request: WorkloadRequest, context: CallContext) async throws -> WorkloadReply {
        WorkloadReply(
            capabilities: [CapabilityLoad(capability: "codegen.python", pending: 7, wishedReplicas: 2)], at: 1)
    }
    func searchAudit(_ request: SearchAuditRequest, context: CallContext) async throws -> SearchAuditReply {
        SearchAuditReply(entries: [AuditEntry(id: "a", tenant: context.tenant.rawValue, action: request.action)])
    }
    func verifyAudit(_ request: VerifyAuditRequest, context: CallContext) async throws -> VerifyAuditReply {
        VerifyAuditReply(entries: UInt64(request.checkpoints.count))
    }
    func checkpointAudit(_ request: CheckpointAuditRequest, context: CallContext) async throws -> AuditCheckpoint {
        AuditCheckpoint(tenant: context.tenant.rawValue)
    }
    func acceptRestore(_ request: AcceptRestoreRequest, context: CallContext) async throws -> AuditRestore {
        AuditRestore(restoredTo: request.restoredTo, reason: request.reason)
    }
    /// The credential says what it is: `role@tenant`.
    func authenticate(_ request: AuthenticateRequest, context: CallContext) async throws -> Identity {
        let parts = request.credential.split(separator: "@").map(String.init)
        guard parts.count == 2, Role(rawValue: parts[0]) != nil else {
            throw LunaError("access.unauthenticated", .permission, "This key is not valid.", details: ["status": "401"])
        }
        return Identity(actor: "key:\(parts[0])", tenant: parts[1], role: parts[0])
    }
    func createKey(_ request: CreateKeyRequest, context: CallContext) async throws -> CreateKeyReply {
        CreateKeyReply(key: APIKey(id: "k", role: request.role), secret: "luna_k_s")
    }
    func listKeys(_ request: ListKeysRequest, context: CallContext) async throws -> ListKeysReply {
        ListKeysReply(keys: [APIKey(id: "k", tenant: context.tenant.rawValue)])
    }
    func revokeKey(_ request: RevokeKeyRequest, context: CallContext) async throws -> APIKey {
        APIKey(id: request.id, revokedAt: 1)
    }
    func scanText(_ request: ScanTextRequest, context: CallContext) async throws -> ScanTextReply {
        ScanTextReply(spans: [FoundSpan(start: 0, end: UInt32(request.text.count), type: "EMAIL")])
    }
    func tokeniseText(_ request: TokeniseTextRequest, context: CallContext) async throws -> TokeniseTextReply {
        TokeniseTextReply(text: "\(request.execution)/\(request.destination)")
    }
    func restoreText(_ request: RestoreTextRequest, context: CallContext) async throws -> RestoreTextReply {
        RestoreTextReply(text: request.execution)
    }
    func forgetTokens(_ request: ForgetTokensRequest, context: CallContext) async throws -> ForgetTokensReply {
        ForgetTokensReply(erased: 1)
    }
    func getPrivacyPolicy(_ request: GetPrivacyPolicyRequest, context: CallContext) async throws -> PrivacyRules {
        PrivacyRules(rules: [PrivacyRule(destination: "cloud", type: "EMAIL", strategy: "tokenise")], version: "v1")
    }
    func getQuotas(_ request: GetQuotasRequest, context: CallContext) async throws -> Quotas {
        Quotas(quotas: [Quota(name: "requests_per_minute", limit: context.tenant.rawValue == "busy" ? 3 : 0)])
    }
    func setQuotas(_ request: SetQuotasRequest, context: CallContext) async throws -> Quotas { Quotas() }
    func setPrivacyPolicy(_ request: SetPrivacyPolicyRequest, context: CallContext) async throws -> PrivacyRules {
        guard ["", "v1"].contains(request.expected) else {
            throw LunaError("privacy.policy_changed", .conflict, "The rules are at version v1 by now.")
        }
        return PrivacyRules(rules: request.rules, version: "v2")
    }
    func decide(_ request: DecideRequest, context: CallContext) async throws -> PolicyDecision {
        PolicyDecision(documentJson: Array(#"{"id":"d"}"#.utf8))
    }
    func getDecision(_ request: DecisionKey, context: CallContext) async throws -> PolicyDecision {
        PolicyDecision(documentJson: JSONValue.object(["id": .string(request.id)]).serialized())
    }
    func approveDecision(_ request: ApproveDecisionRequest, context: CallContext) async throws -> PolicyDecision {
        PolicyDecision(documentJson: JSONValue.object(["id": .string(request.id)]).serialized())
    }
    func getPolicy(_ request: GetPolicyRequest, context: CallContext) async throws -> PolicyVersion {
        PolicyVersion(tenant: request.allTenants ? "*" : context.tenant.rawValue, version: max(1, request.version))
    }
    func listPolicies(_ request: ListPoliciesRequest, context: CallContext) async throws -> ListPoliciesReply {
        ListPoliciesReply(versions: [PolicyVersion(tenant: context.tenant.rawValue, version: 1)])
    }
    func setPolicy(_ request: SetPolicyRequest, context: CallContext) async throws -> PolicyVersion {
        PolicyVersion(tenant: context.tenant.rawValue, version: 2, documentJson: request.documentJson)
    }
    func checkPolicy(_ request: CheckPolicyRequest, context: CallContext) async throws -> PolicyVerdict {
        PolicyVerdict(effect: "allow")
    }
    func announceSigner(_ request: Signer, context: CallContext) async throws -> Signer { request }
    func listSigners(_ request: ListSignersRequest, context: CallContext) async throws -> ListSignersReply {
        ListSignersReply(signers: [Signer(id: "k", purpose: request.purpose)])
    }
}

struct FakeValidator: ValidatorServing {
    func check(_ request: CheckRequest, context: CallContext) async throws -> CheckReply {
        CheckReply(verdict: .passed, testsRun: UInt32(request.files.count), coveragePercent: -1)
    }
}
