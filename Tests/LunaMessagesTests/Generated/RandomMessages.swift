// Generated from proto/ by `make proto`. Do not edit.

import LunaMessages

extension ErrorInfo: RandomValue {
    static func random(_ source: inout RandomSource) -> ErrorInfo {
        var value = ErrorInfo()
        value.code = .random(&source)
        value.errorClass = .random(&source)
        value.message = .random(&source)
        value.retryable = .random(&source)
        value.details = .random(&source)
        return value
    }
}

extension BlobRef: RandomValue {
    static func random(_ source: inout RandomSource) -> BlobRef {
        var value = BlobRef()
        value.sha256 = .random(&source)
        value.size = .random(&source)
        return value
    }
}

extension FileRef: RandomValue {
    static func random(_ source: inout RandomSource) -> FileRef {
        var value = FileRef()
        value.path = .random(&source)
        value.sha256 = .random(&source)
        value.size = .random(&source)
        value.executable = .random(&source)
        return value
    }
}

extension Finding: RandomValue {
    static func random(_ source: inout RandomSource) -> Finding {
        var value = Finding()
        value.rule = .random(&source)
        value.severity = .random(&source)
        value.path = .random(&source)
        value.line = .random(&source)
        value.column = .random(&source)
        value.message = .random(&source)
        value.hint = .random(&source)
        return value
    }
}

extension Quota: RandomValue {
    static func random(_ source: inout RandomSource) -> Quota {
        var value = Quota()
        value.name = .random(&source)
        value.limit = .random(&source)
        value.used = .random(&source)
        value.resetsAt = .random(&source)
        value.own = .random(&source)
        return value
    }
}

extension GetUsageRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> GetUsageRequest {
        GetUsageRequest()
    }
}

extension UsageReply: RandomValue {
    static func random(_ source: inout RandomSource) -> UsageReply {
        var value = UsageReply()
        value.quotas = .random(&source)
        return value
    }
}

extension CostsRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> CostsRequest {
        var value = CostsRequest()
        value.execution = .random(&source)
        value.project = .random(&source)
        return value
    }
}

extension CostsReply: RandomValue {
    static func random(_ source: inout RandomSource) -> CostsReply {
        var value = CostsReply()
        value.attempts = .random(&source)
        value.computeMs = .random(&source)
        value.costMicroUsd = .random(&source)
        value.capabilities = .random(&source)
        return value
    }
}

extension CapabilityCost: RandomValue {
    static func random(_ source: inout RandomSource) -> CapabilityCost {
        var value = CapabilityCost()
        value.capability = .random(&source)
        value.attempts = .random(&source)
        value.computeMs = .random(&source)
        value.costMicroUsd = .random(&source)
        return value
    }
}

extension ListLedgerRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ListLedgerRequest {
        var value = ListLedgerRequest()
        value.execution = .random(&source)
        value.limit = .random(&source)
        value.cursor = .random(&source)
        return value
    }
}

extension LedgerRow: RandomValue {
    static func random(_ source: inout RandomSource) -> LedgerRow {
        var value = LedgerRow()
        value.execution = .random(&source)
        value.project = .random(&source)
        value.task = .random(&source)
        value.attempt = .random(&source)
        value.capability = .random(&source)
        value.agent = .random(&source)
        value.outcome = .random(&source)
        value.computeMs = .random(&source)
        value.costMicroUsd = .random(&source)
        value.at = .random(&source)
        return value
    }
}

extension ListLedgerReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ListLedgerReply {
        var value = ListLedgerReply()
        value.rows = .random(&source)
        value.nextCursor = .random(&source)
        return value
    }
}

extension ExecutionEvent: RandomValue {
    static func random(_ source: inout RandomSource) -> ExecutionEvent {
        var value = ExecutionEvent()
        value.sequence = .random(&source)
        value.at = .random(&source)
        value.actor = .random(&source)
        switch source.upTo(13) {
        case 0: value.body = .submitted(.random(&source))
        case 1: value.body = .started(.random(&source))
        case 2: value.body = .taskScheduled(.random(&source))
        case 3: value.body = .taskSucceeded(.random(&source))
        case 4: value.body = .taskAttemptFailed(.random(&source))
        case 5: value.body = .taskFailed(.random(&source))
        case 6: value.body = .taskSkipped(.random(&source))
        case 7: value.body = .taskCancelled(.random(&source))
        case 8: value.body = .paused(.random(&source))
        case 9: value.body = .resumed(.random(&source))
        case 10: value.body = .cancelled(.random(&source))
        case 11: value.body = .succeeded(.random(&source))
        case 12: value.body = .failed(.random(&source))
        default: break
        }
        return value
    }
}

extension ExecutionSubmitted: RandomValue {
    static func random(_ source: inout RandomSource) -> ExecutionSubmitted {
        var value = ExecutionSubmitted()
        value.planSha256 = .random(&source)
        value.graphSha256 = .random(&source)
        value.taskCount = .random(&source)
        value.planName = .random(&source)
        value.submission = .random(&source)
        value.originExecution = .random(&source)
        value.originSequence = .random(&source)
        return value
    }
}

extension ExecutionStarted: RandomValue {
    static func random(_ source: inout RandomSource) -> ExecutionStarted {
        ExecutionStarted()
    }
}

extension TaskScheduled: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskScheduled {
        var value = TaskScheduled()
        value.task = .random(&source)
        value.attempt = .random(&source)
        return value
    }
}

extension TaskSucceeded: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskSucceeded {
        var value = TaskSucceeded()
        value.task = .random(&source)
        value.attempt = .random(&source)
        value.outputJson = .random(&source)
        value.files = .random(&source)
        value.agent = .random(&source)
        value.startedAt = .random(&source)
        value.finishedAt = .random(&source)
        value.computeMs = .random(&source)
        value.inheritedFrom = .random(&source)
        return value
    }
}

extension TaskAttemptFailed: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskAttemptFailed {
        var value = TaskAttemptFailed()
        value.task = .random(&source)
        value.attempt = .random(&source)
        value.error = .random(&source)
        value.retryAt = .random(&source)
        value.agent = .random(&source)
        value.computeMs = .random(&source)
        return value
    }
}

extension TaskFailed: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskFailed {
        var value = TaskFailed()
        value.task = .random(&source)
        value.attempt = .random(&source)
        value.error = .random(&source)
        value.agent = .random(&source)
        value.computeMs = .random(&source)
        return value
    }
}

extension TaskSkipped: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskSkipped {
        var value = TaskSkipped()
        value.task = .random(&source)
        value.becauseOf = .random(&source)
        return value
    }
}

extension TaskCancelled: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskCancelled {
        var value = TaskCancelled()
        value.task = .random(&source)
        return value
    }
}

extension ExecutionPaused: RandomValue {
    static func random(_ source: inout RandomSource) -> ExecutionPaused {
        var value = ExecutionPaused()
        value.reason = .random(&source)
        return value
    }
}

extension ExecutionResumed: RandomValue {
    static func random(_ source: inout RandomSource) -> ExecutionResumed {
        ExecutionResumed()
    }
}

extension ExecutionCancelled: RandomValue {
    static func random(_ source: inout RandomSource) -> ExecutionCancelled {
        var value = ExecutionCancelled()
        value.reason = .random(&source)
        return value
    }
}

extension ExecutionSucceeded: RandomValue {
    static func random(_ source: inout RandomSource) -> ExecutionSucceeded {
        ExecutionSucceeded()
    }
}

extension ExecutionFailed: RandomValue {
    static func random(_ source: inout RandomSource) -> ExecutionFailed {
        var value = ExecutionFailed()
        value.reason = .random(&source)
        value.firstFailedTask = .random(&source)
        return value
    }
}

extension JournalChunk: RandomValue {
    static func random(_ source: inout RandomSource) -> JournalChunk {
        var value = JournalChunk()
        value.events = .random(&source)
        return value
    }
}

extension MachineSnapshot: RandomValue {
    static func random(_ source: inout RandomSource) -> MachineSnapshot {
        var value = MachineSnapshot()
        value.version = .random(&source)
        value.sequence = .random(&source)
        value.taskCount = .random(&source)
        value.phase = .random(&source)
        value.submittedAt = .random(&source)
        value.startedAt = .random(&source)
        value.finishedAt = .random(&source)
        value.reason = .random(&source)
        value.firstFailed = .random(&source)
        value.tasks = .random(&source)
        value.ready = .random(&source)
        value.agents = .random(&source)
        value.outcomes = .random(&source)
        return value
    }
}

extension OutcomeSnapshot: RandomValue {
    static func random(_ source: inout RandomSource) -> OutcomeSnapshot {
        var value = OutcomeSnapshot()
        value.task = .random(&source)
        value.outputJson = .random(&source)
        value.files = .random(&source)
        value.error = .random(&source)
        value.inheritedFrom = .random(&source)
        return value
    }
}

extension PublishedEvent: RandomValue {
    static func random(_ source: inout RandomSource) -> PublishedEvent {
        var value = PublishedEvent()
        value.tenant = .random(&source)
        value.project = .random(&source)
        value.execution = .random(&source)
        value.type = .random(&source)
        value.task = .random(&source)
        value.capability = .random(&source)
        value.position = .random(&source)
        value.event = .random(&source)
        return value
    }
}

extension AuditEntry: RandomValue {
    static func random(_ source: inout RandomSource) -> AuditEntry {
        var value = AuditEntry()
        value.id = .random(&source)
        value.tenant = .random(&source)
        value.at = .random(&source)
        value.actor = .random(&source)
        value.action = .random(&source)
        value.resource = .random(&source)
        value.correlation = .random(&source)
        value.outcome = .random(&source)
        value.service = .random(&source)
        value.detailsJson = .random(&source)
        value.sequence = .random(&source)
        value.key = .random(&source)
        value.mac = .random(&source)
        value.source = .random(&source)
        value.sourceSequence = .random(&source)
        return value
    }
}

extension AuditBatch: RandomValue {
    static func random(_ source: inout RandomSource) -> AuditBatch {
        var value = AuditBatch()
        value.entries = .random(&source)
        return value
    }
}

extension AuditReceipt: RandomValue {
    static func random(_ source: inout RandomSource) -> AuditReceipt {
        var value = AuditReceipt()
        value.entries = .random(&source)
        value.error = .random(&source)
        return value
    }
}

extension HealthChanged: RandomValue {
    static func random(_ source: inout RandomSource) -> HealthChanged {
        var value = HealthChanged()
        value.component = .random(&source)
        value.previous = .random(&source)
        value.current = .random(&source)
        value.reason = .random(&source)
        value.at = .random(&source)
        return value
    }
}

extension HealthRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> HealthRequest {
        HealthRequest()
    }
}

extension ComponentHealth: RandomValue {
    static func random(_ source: inout RandomSource) -> ComponentHealth {
        var value = ComponentHealth()
        value.component = .random(&source)
        value.state = .random(&source)
        value.reason = .random(&source)
        value.since = .random(&source)
        value.checkedAt = .random(&source)
        value.latencyUs = .random(&source)
        value.instances = .random(&source)
        value.version = .random(&source)
        return value
    }
}

extension HealthReply: RandomValue {
    static func random(_ source: inout RandomSource) -> HealthReply {
        var value = HealthReply()
        value.state = .random(&source)
        value.components = .random(&source)
        return value
    }
}

extension WorkloadRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> WorkloadRequest {
        WorkloadRequest()
    }
}

extension CapabilityLoad: RandomValue {
    static func random(_ source: inout RandomSource) -> CapabilityLoad {
        var value = CapabilityLoad()
        value.capability = .random(&source)
        value.pending = .random(&source)
        value.inFlight = .random(&source)
        value.workers = .random(&source)
        value.concurrency = .random(&source)
        value.saturationPercent = .random(&source)
        value.wishedReplicas = .random(&source)
        return value
    }
}

extension WorkloadReply: RandomValue {
    static func random(_ source: inout RandomSource) -> WorkloadReply {
        var value = WorkloadReply()
        value.capabilities = .random(&source)
        value.at = .random(&source)
        return value
    }
}

extension PutBlobRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> PutBlobRequest {
        var value = PutBlobRequest()
        value.content = .random(&source)
        return value
    }
}

extension BeginUploadRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> BeginUploadRequest {
        var value = BeginUploadRequest()
        value.sha256 = .random(&source)
        value.size = .random(&source)
        return value
    }
}

extension UploadTicket: RandomValue {
    static func random(_ source: inout RandomSource) -> UploadTicket {
        var value = UploadTicket()
        value.upload = .random(&source)
        value.exists = .random(&source)
        value.chunkSize = .random(&source)
        return value
    }
}

extension UploadChunkRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> UploadChunkRequest {
        var value = UploadChunkRequest()
        value.upload = .random(&source)
        value.offset = .random(&source)
        value.content = .random(&source)
        return value
    }
}

extension UploadProgress: RandomValue {
    static func random(_ source: inout RandomSource) -> UploadProgress {
        var value = UploadProgress()
        value.received = .random(&source)
        return value
    }
}

extension CommitUploadRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> CommitUploadRequest {
        var value = CommitUploadRequest()
        value.upload = .random(&source)
        return value
    }
}

extension BlobKey: RandomValue {
    static func random(_ source: inout RandomSource) -> BlobKey {
        var value = BlobKey()
        value.sha256 = .random(&source)
        return value
    }
}

extension GetBlobRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> GetBlobRequest {
        var value = GetBlobRequest()
        value.sha256 = .random(&source)
        value.offset = .random(&source)
        value.limit = .random(&source)
        return value
    }
}

extension BlobChunk: RandomValue {
    static func random(_ source: inout RandomSource) -> BlobChunk {
        var value = BlobChunk()
        value.content = .random(&source)
        value.offset = .random(&source)
        value.size = .random(&source)
        return value
    }
}

extension ArtifactEntry: RandomValue {
    static func random(_ source: inout RandomSource) -> ArtifactEntry {
        var value = ArtifactEntry()
        value.file = .random(&source)
        value.task = .random(&source)
        value.attempt = .random(&source)
        value.mediaType = .random(&source)
        return value
    }
}

extension PutArtifactsRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> PutArtifactsRequest {
        var value = PutArtifactsRequest()
        value.execution = .random(&source)
        value.artifacts = .random(&source)
        return value
    }
}

extension PutArtifactsReply: RandomValue {
    static func random(_ source: inout RandomSource) -> PutArtifactsReply {
        var value = PutArtifactsReply()
        value.artifacts = .random(&source)
        return value
    }
}

extension ArtifactView: RandomValue {
    static func random(_ source: inout RandomSource) -> ArtifactView {
        var value = ArtifactView()
        value.execution = .random(&source)
        value.file = .random(&source)
        value.task = .random(&source)
        value.attempt = .random(&source)
        value.version = .random(&source)
        value.mediaType = .random(&source)
        value.createdAt = .random(&source)
        return value
    }
}

extension ListArtifactsRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ListArtifactsRequest {
        var value = ListArtifactsRequest()
        value.execution = .random(&source)
        value.limit = .random(&source)
        value.cursor = .random(&source)
        value.prefix = .random(&source)
        value.allVersions = .random(&source)
        return value
    }
}

extension ListArtifactsReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ListArtifactsReply {
        var value = ListArtifactsReply()
        value.artifacts = .random(&source)
        value.nextCursor = .random(&source)
        return value
    }
}

extension ArtifactKey: RandomValue {
    static func random(_ source: inout RandomSource) -> ArtifactKey {
        var value = ArtifactKey()
        value.execution = .random(&source)
        value.path = .random(&source)
        value.version = .random(&source)
        return value
    }
}

extension ReadLogsRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ReadLogsRequest {
        var value = ReadLogsRequest()
        value.execution = .random(&source)
        value.task = .random(&source)
        value.after = .random(&source)
        value.limit = .random(&source)
        return value
    }
}

extension LogEntry: RandomValue {
    static func random(_ source: inout RandomSource) -> LogEntry {
        var value = LogEntry()
        value.id = .random(&source)
        value.line = .random(&source)
        return value
    }
}

extension ReadLogsReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ReadLogsReply {
        var value = ReadLogsReply()
        value.entries = .random(&source)
        value.last = .random(&source)
        return value
    }
}

extension SubmitRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> SubmitRequest {
        var value = SubmitRequest()
        value.project = .random(&source)
        value.plan = .random(&source)
        value.fileName = .random(&source)
        value.idempotencyKey = .random(&source)
        return value
    }
}

extension SubmitReply: RandomValue {
    static func random(_ source: inout RandomSource) -> SubmitReply {
        var value = SubmitReply()
        value.execution = .random(&source)
        value.existing = .random(&source)
        value.problems = .random(&source)
        value.taskCount = .random(&source)
        value.project = .random(&source)
        return value
    }
}

extension ExecutionKey: RandomValue {
    static func random(_ source: inout RandomSource) -> ExecutionKey {
        var value = ExecutionKey()
        value.execution = .random(&source)
        return value
    }
}

extension TaskKey: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskKey {
        var value = TaskKey()
        value.execution = .random(&source)
        value.task = .random(&source)
        return value
    }
}

extension ControlRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ControlRequest {
        var value = ControlRequest()
        value.execution = .random(&source)
        value.reason = .random(&source)
        return value
    }
}

extension TaskCounts: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskCounts {
        var value = TaskCounts()
        value.total = .random(&source)
        value.blocked = .random(&source)
        value.ready = .random(&source)
        value.running = .random(&source)
        value.retrying = .random(&source)
        value.succeeded = .random(&source)
        value.failed = .random(&source)
        value.skipped = .random(&source)
        value.cancelled = .random(&source)
        return value
    }
}

extension CapabilityCounts: RandomValue {
    static func random(_ source: inout RandomSource) -> CapabilityCounts {
        var value = CapabilityCounts()
        value.capability = .random(&source)
        value.counts = .random(&source)
        return value
    }
}

extension ExecutionView: RandomValue {
    static func random(_ source: inout RandomSource) -> ExecutionView {
        var value = ExecutionView()
        value.execution = .random(&source)
        value.project = .random(&source)
        value.planName = .random(&source)
        value.state = .random(&source)
        value.counts = .random(&source)
        value.submittedAt = .random(&source)
        value.startedAt = .random(&source)
        value.finishedAt = .random(&source)
        value.reason = .random(&source)
        value.lastSequence = .random(&source)
        value.planSha256 = .random(&source)
        value.graphSha256 = .random(&source)
        value.capabilities = .random(&source)
        value.projectType = .random(&source)
        value.originExecution = .random(&source)
        value.originSequence = .random(&source)
        value.decision = .random(&source)
        return value
    }
}

extension ListExecutionsRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ListExecutionsRequest {
        var value = ListExecutionsRequest()
        value.limit = .random(&source)
        value.cursor = .random(&source)
        value.project = .random(&source)
        value.state = .random(&source)
        return value
    }
}

extension ListExecutionsReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ListExecutionsReply {
        var value = ListExecutionsReply()
        value.executions = .random(&source)
        value.nextCursor = .random(&source)
        return value
    }
}

extension TaskView: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskView {
        var value = TaskView()
        value.task = .random(&source)
        value.index = .random(&source)
        value.kind = .random(&source)
        value.capability = .random(&source)
        value.title = .random(&source)
        value.subject = .random(&source)
        value.state = .random(&source)
        value.attempt = .random(&source)
        value.dependsOn = .random(&source)
        value.error = .random(&source)
        value.agent = .random(&source)
        value.scheduledAt = .random(&source)
        value.startedAt = .random(&source)
        value.finishedAt = .random(&source)
        value.computeMs = .random(&source)
        value.files = .random(&source)
        value.outputJson = .random(&source)
        value.inheritedFrom = .random(&source)
        return value
    }
}

extension ListTasksRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ListTasksRequest {
        var value = ListTasksRequest()
        value.execution = .random(&source)
        value.limit = .random(&source)
        value.cursor = .random(&source)
        value.state = .random(&source)
        value.capability = .random(&source)
        return value
    }
}

extension ListTasksReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ListTasksReply {
        var value = ListTasksReply()
        value.tasks = .random(&source)
        value.nextCursor = .random(&source)
        return value
    }
}

extension PlanDocument: RandomValue {
    static func random(_ source: inout RandomSource) -> PlanDocument {
        var value = PlanDocument()
        value.planJson = .random(&source)
        value.sha256 = .random(&source)
        return value
    }
}

extension ReadEventsRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ReadEventsRequest {
        var value = ReadEventsRequest()
        value.execution = .random(&source)
        value.afterSequence = .random(&source)
        value.limit = .random(&source)
        return value
    }
}

extension ReadEventsReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ReadEventsReply {
        var value = ReadEventsReply()
        value.events = .random(&source)
        value.finished = .random(&source)
        value.lastSequence = .random(&source)
        return value
    }
}

extension ReadFeedRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ReadFeedRequest {
        var value = ReadFeedRequest()
        value.afterPosition = .random(&source)
        value.limit = .random(&source)
        value.types = .random(&source)
        return value
    }
}

extension ReadFeedReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ReadFeedReply {
        var value = ReadFeedReply()
        value.events = .random(&source)
        value.position = .random(&source)
        value.more = .random(&source)
        return value
    }
}

extension GetOutputsRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> GetOutputsRequest {
        var value = GetOutputsRequest()
        value.execution = .random(&source)
        value.task = .random(&source)
        value.cursor = .random(&source)
        return value
    }
}

extension GetOutputsReply: RandomValue {
    static func random(_ source: inout RandomSource) -> GetOutputsReply {
        var value = GetOutputsReply()
        value.outputs = .random(&source)
        value.nextCursor = .random(&source)
        return value
    }
}

extension TaskOutput: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskOutput {
        var value = TaskOutput()
        value.task = .random(&source)
        value.kind = .random(&source)
        value.outputJson = .random(&source)
        value.files = .random(&source)
        return value
    }
}

extension WhyReply: RandomValue {
    static func random(_ source: inout RandomSource) -> WhyReply {
        var value = WhyReply()
        value.task = .random(&source)
        value.state = .random(&source)
        value.waitingFor = .random(&source)
        value.names = .random(&source)
        value.explanation = .random(&source)
        return value
    }
}

extension ReplayRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ReplayRequest {
        var value = ReplayRequest()
        value.execution = .random(&source)
        value.sequence = .random(&source)
        value.limit = .random(&source)
        value.cursor = .random(&source)
        value.state = .random(&source)
        return value
    }
}

extension ReplayReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ReplayReply {
        var value = ReplayReply()
        value.execution = .random(&source)
        value.event = .random(&source)
        value.tasks = .random(&source)
        value.nextCursor = .random(&source)
        value.lastSequence = .random(&source)
        return value
    }
}

extension CompareRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> CompareRequest {
        var value = CompareRequest()
        value.left = .random(&source)
        value.right = .random(&source)
        value.limit = .random(&source)
        value.cursor = .random(&source)
        value.includeSame = .random(&source)
        return value
    }
}

extension TaskResult: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskResult {
        var value = TaskResult()
        value.state = .random(&source)
        value.attempts = .random(&source)
        value.outputSha256 = .random(&source)
        value.filesSha256 = .random(&source)
        value.durationMs = .random(&source)
        value.computeMs = .random(&source)
        value.agent = .random(&source)
        value.errorCode = .random(&source)
        value.inheritedFrom = .random(&source)
        return value
    }
}

extension TaskDifference: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskDifference {
        var value = TaskDifference()
        value.task = .random(&source)
        value.capability = .random(&source)
        value.left = .random(&source)
        value.right = .random(&source)
        value.differs = .random(&source)
        return value
    }
}

extension CompareReply: RandomValue {
    static func random(_ source: inout RandomSource) -> CompareReply {
        var value = CompareReply()
        value.left = .random(&source)
        value.right = .random(&source)
        value.tasks = .random(&source)
        value.nextCursor = .random(&source)
        value.same = .random(&source)
        value.different = .random(&source)
        value.onlyLeft = .random(&source)
        value.onlyRight = .random(&source)
        value.samePlan = .random(&source)
        return value
    }
}

extension ForkRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ForkRequest {
        var value = ForkRequest()
        value.execution = .random(&source)
        value.sequence = .random(&source)
        value.idempotencyKey = .random(&source)
        return value
    }
}

extension DeadLetterView: RandomValue {
    static func random(_ source: inout RandomSource) -> DeadLetterView {
        var value = DeadLetterView()
        value.letter = .random(&source)
        value.subject = .random(&source)
        value.code = .random(&source)
        value.reason = .random(&source)
        value.deliveries = .random(&source)
        value.at = .random(&source)
        value.stream = .random(&source)
        value.consumer = .random(&source)
        value.messageId = .random(&source)
        value.tenant = .random(&source)
        value.correlation = .random(&source)
        value.truncated = .random(&source)
        value.size = .random(&source)
        value.headers = .random(&source)
        value.body = .random(&source)
        return value
    }
}

extension ListDeadLettersRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ListDeadLettersRequest {
        var value = ListDeadLettersRequest()
        value.limit = .random(&source)
        value.cursor = .random(&source)
        value.subject = .random(&source)
        value.code = .random(&source)
        return value
    }
}

extension ListDeadLettersReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ListDeadLettersReply {
        var value = ListDeadLettersReply()
        value.letters = .random(&source)
        value.nextCursor = .random(&source)
        return value
    }
}

extension DeadLetterKey: RandomValue {
    static func random(_ source: inout RandomSource) -> DeadLetterKey {
        var value = DeadLetterKey()
        value.letter = .random(&source)
        return value
    }
}

extension ReplayedDeadLetter: RandomValue {
    static func random(_ source: inout RandomSource) -> ReplayedDeadLetter {
        var value = ReplayedDeadLetter()
        value.letter = .random(&source)
        value.subject = .random(&source)
        value.stream = .random(&source)
        value.sequence = .random(&source)
        return value
    }
}

extension PurgeDeadLettersRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> PurgeDeadLettersRequest {
        var value = PurgeDeadLettersRequest()
        value.letter = .random(&source)
        value.subject = .random(&source)
        value.code = .random(&source)
        value.all = .random(&source)
        return value
    }
}

extension PurgeDeadLettersReply: RandomValue {
    static func random(_ source: inout RandomSource) -> PurgeDeadLettersReply {
        var value = PurgeDeadLettersReply()
        value.purged = .random(&source)
        value.more = .random(&source)
        return value
    }
}

extension ExecutionState: RandomEnum {}

extension TaskState: RandomEnum {}

extension PolicyInput: RandomValue {
    static func random(_ source: inout RandomSource) -> PolicyInput {
        var value = PolicyInput()
        value.action = .random(&source)
        value.project = .random(&source)
        value.autonomy = .random(&source)
        value.licence = .random(&source)
        value.capabilities = .random(&source)
        value.tools = .random(&source)
        value.destinations = .random(&source)
        value.models = .random(&source)
        value.agent = .random(&source)
        value.execution = .random(&source)
        return value
    }
}

extension DecideRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> DecideRequest {
        var value = DecideRequest()
        value.input = .random(&source)
        return value
    }
}

extension DecisionKey: RandomValue {
    static func random(_ source: inout RandomSource) -> DecisionKey {
        var value = DecisionKey()
        value.id = .random(&source)
        return value
    }
}

extension ApproveDecisionRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ApproveDecisionRequest {
        var value = ApproveDecisionRequest()
        value.id = .random(&source)
        value.reason = .random(&source)
        return value
    }
}

extension PolicyDecision: RandomValue {
    static func random(_ source: inout RandomSource) -> PolicyDecision {
        var value = PolicyDecision()
        value.documentJson = .random(&source)
        return value
    }
}

extension PolicyReason: RandomValue {
    static func random(_ source: inout RandomSource) -> PolicyReason {
        var value = PolicyReason()
        value.rule = .random(&source)
        value.effect = .random(&source)
        value.reason = .random(&source)
        return value
    }
}

extension PolicyVerdict: RandomValue {
    static func random(_ source: inout RandomSource) -> PolicyVerdict {
        var value = PolicyVerdict()
        value.effect = .random(&source)
        value.reasons = .random(&source)
        value.policy = .random(&source)
        value.evaluator = .random(&source)
        return value
    }
}

extension CheckPolicyRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> CheckPolicyRequest {
        var value = CheckPolicyRequest()
        value.input = .random(&source)
        value.documentJson = .random(&source)
        return value
    }
}

extension PolicyVersion: RandomValue {
    static func random(_ source: inout RandomSource) -> PolicyVersion {
        var value = PolicyVersion()
        value.tenant = .random(&source)
        value.version = .random(&source)
        value.documentJson = .random(&source)
        value.setBy = .random(&source)
        value.setAt = .random(&source)
        value.comment = .random(&source)
        value.sha256 = .random(&source)
        return value
    }
}

extension GetPolicyRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> GetPolicyRequest {
        var value = GetPolicyRequest()
        value.version = .random(&source)
        value.allTenants = .random(&source)
        return value
    }
}

extension ListPoliciesRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ListPoliciesRequest {
        var value = ListPoliciesRequest()
        value.allTenants = .random(&source)
        value.limit = .random(&source)
        value.before = .random(&source)
        return value
    }
}

extension ListPoliciesReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ListPoliciesReply {
        var value = ListPoliciesReply()
        value.versions = .random(&source)
        return value
    }
}

extension SetPolicyRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> SetPolicyRequest {
        var value = SetPolicyRequest()
        value.documentJson = .random(&source)
        value.allTenants = .random(&source)
        value.comment = .random(&source)
        value.expected = .random(&source)
        return value
    }
}

extension Signer: RandomValue {
    static func random(_ source: inout RandomSource) -> Signer {
        var value = Signer()
        value.id = .random(&source)
        value.purpose = .random(&source)
        value.publicKey = .random(&source)
        value.holder = .random(&source)
        value.since = .random(&source)
        return value
    }
}

extension ListSignersRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ListSignersRequest {
        var value = ListSignersRequest()
        value.purpose = .random(&source)
        return value
    }
}

extension ListSignersReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ListSignersReply {
        var value = ListSignersReply()
        value.signers = .random(&source)
        return value
    }
}

extension AgentManifest: RandomValue {
    static func random(_ source: inout RandomSource) -> AgentManifest {
        var value = AgentManifest()
        value.name = .random(&source)
        value.version = .random(&source)
        value.description = .random(&source)
        value.capabilities = .random(&source)
        value.inputSchemaJson = .random(&source)
        value.outputSchemaJson = .random(&source)
        value.subject = .random(&source)
        value.metadata = .random(&source)
        value.tools = .random(&source)
        value.destinations = .random(&source)
        value.models = .random(&source)
        return value
    }
}

extension RegisterRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> RegisterRequest {
        var value = RegisterRequest()
        value.manifest = .random(&source)
        value.instance = .random(&source)
        value.concurrency = .random(&source)
        value.signedJson = .random(&source)
        return value
    }
}

extension AgentKey: RandomValue {
    static func random(_ source: inout RandomSource) -> AgentKey {
        var value = AgentKey()
        value.name = .random(&source)
        value.version = .random(&source)
        value.instance = .random(&source)
        return value
    }
}

extension AgentHeartbeat: RandomValue {
    static func random(_ source: inout RandomSource) -> AgentHeartbeat {
        var value = AgentHeartbeat()
        value.name = .random(&source)
        value.version = .random(&source)
        value.instance = .random(&source)
        value.inFlight = .random(&source)
        value.concurrency = .random(&source)
        return value
    }
}

extension AgentInstance: RandomValue {
    static func random(_ source: inout RandomSource) -> AgentInstance {
        var value = AgentInstance()
        value.instance = .random(&source)
        value.lastSeen = .random(&source)
        value.inFlight = .random(&source)
        value.concurrency = .random(&source)
        value.health = .random(&source)
        value.registeredAt = .random(&source)
        return value
    }
}

extension AgentView: RandomValue {
    static func random(_ source: inout RandomSource) -> AgentView {
        var value = AgentView()
        value.manifest = .random(&source)
        value.health = .random(&source)
        value.instances = .random(&source)
        value.registeredAt = .random(&source)
        value.id = .random(&source)
        value.signedBy = .random(&source)
        return value
    }
}

extension ListAgentsRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ListAgentsRequest {
        var value = ListAgentsRequest()
        value.capability = .random(&source)
        value.limit = .random(&source)
        value.cursor = .random(&source)
        value.includeGone = .random(&source)
        return value
    }
}

extension ListAgentsReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ListAgentsReply {
        var value = ListAgentsReply()
        value.agents = .random(&source)
        value.nextCursor = .random(&source)
        return value
    }
}

extension ResolveRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ResolveRequest {
        var value = ResolveRequest()
        value.capability = .random(&source)
        return value
    }
}

extension ResolveReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ResolveReply {
        var value = ResolveReply()
        value.agents = .random(&source)
        return value
    }
}

extension AgentHealth: RandomEnum {}

extension SearchAuditRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> SearchAuditRequest {
        var value = SearchAuditRequest()
        value.correlation = .random(&source)
        value.actor = .random(&source)
        value.action = .random(&source)
        value.limit = .random(&source)
        value.cursor = .random(&source)
        return value
    }
}

extension SearchAuditReply: RandomValue {
    static func random(_ source: inout RandomSource) -> SearchAuditReply {
        var value = SearchAuditReply()
        value.entries = .random(&source)
        value.nextCursor = .random(&source)
        return value
    }
}

extension AuditCheckpoint: RandomValue {
    static func random(_ source: inout RandomSource) -> AuditCheckpoint {
        var value = AuditCheckpoint()
        value.tenant = .random(&source)
        value.sequence = .random(&source)
        value.mac = .random(&source)
        value.at = .random(&source)
        value.signer = .random(&source)
        value.publicKey = .random(&source)
        value.signature = .random(&source)
        return value
    }
}

extension CheckpointAuditRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> CheckpointAuditRequest {
        CheckpointAuditRequest()
    }
}

extension VerifyAuditRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> VerifyAuditRequest {
        var value = VerifyAuditRequest()
        value.checkpoints = .random(&source)
        return value
    }
}

extension VerifyAuditReply: RandomValue {
    static func random(_ source: inout RandomSource) -> VerifyAuditReply {
        var value = VerifyAuditReply()
        value.entries = .random(&source)
        value.findings = .random(&source)
        value.head = .random(&source)
        value.restores = .random(&source)
        return value
    }
}

extension AcceptRestoreRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> AcceptRestoreRequest {
        var value = AcceptRestoreRequest()
        value.restoredTo = .random(&source)
        value.restoredAt = .random(&source)
        value.reason = .random(&source)
        value.checkpoints = .random(&source)
        return value
    }
}

extension AuditRestore: RandomValue {
    static func random(_ source: inout RandomSource) -> AuditRestore {
        var value = AuditRestore()
        value.entry = .random(&source)
        value.sequence = .random(&source)
        value.restoredTo = .random(&source)
        value.restoredAt = .random(&source)
        value.lostTo = .random(&source)
        value.reason = .random(&source)
        value.actor = .random(&source)
        value.at = .random(&source)
        value.superseded = .random(&source)
        value.unheard = .random(&source)
        value.explanation = .random(&source)
        return value
    }
}

extension AuditFinding: RandomValue {
    static func random(_ source: inout RandomSource) -> AuditFinding {
        var value = AuditFinding()
        value.kind = .random(&source)
        value.sequence = .random(&source)
        value.entry = .random(&source)
        value.explanation = .random(&source)
        return value
    }
}

extension AuthenticateRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> AuthenticateRequest {
        var value = AuthenticateRequest()
        value.credential = .random(&source)
        value.origin = .random(&source)
        return value
    }
}

extension Identity: RandomValue {
    static func random(_ source: inout RandomSource) -> Identity {
        var value = Identity()
        value.actor = .random(&source)
        value.tenant = .random(&source)
        value.role = .random(&source)
        value.projects = .random(&source)
        value.expiresAt = .random(&source)
        return value
    }
}

extension APIKey: RandomValue {
    static func random(_ source: inout RandomSource) -> APIKey {
        var value = APIKey()
        value.id = .random(&source)
        value.name = .random(&source)
        value.tenant = .random(&source)
        value.role = .random(&source)
        value.projects = .random(&source)
        value.createdAt = .random(&source)
        value.expiresAt = .random(&source)
        value.revokedAt = .random(&source)
        value.usedAt = .random(&source)
        value.createdBy = .random(&source)
        return value
    }
}

extension CreateKeyRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> CreateKeyRequest {
        var value = CreateKeyRequest()
        value.name = .random(&source)
        value.role = .random(&source)
        value.projects = .random(&source)
        value.days = .random(&source)
        value.allTenants = .random(&source)
        return value
    }
}

extension CreateKeyReply: RandomValue {
    static func random(_ source: inout RandomSource) -> CreateKeyReply {
        var value = CreateKeyReply()
        value.key = .random(&source)
        value.secret = .random(&source)
        return value
    }
}

extension ListKeysRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ListKeysRequest {
        ListKeysRequest()
    }
}

extension ListKeysReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ListKeysReply {
        var value = ListKeysReply()
        value.keys = .random(&source)
        return value
    }
}

extension RevokeKeyRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> RevokeKeyRequest {
        var value = RevokeKeyRequest()
        value.id = .random(&source)
        return value
    }
}

extension ScanTextRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ScanTextRequest {
        var value = ScanTextRequest()
        value.text = .random(&source)
        return value
    }
}

extension ScanTextReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ScanTextReply {
        var value = ScanTextReply()
        value.spans = .random(&source)
        return value
    }
}

extension FoundSpan: RandomValue {
    static func random(_ source: inout RandomSource) -> FoundSpan {
        var value = FoundSpan()
        value.start = .random(&source)
        value.end = .random(&source)
        value.type = .random(&source)
        value.confidence = .random(&source)
        value.reason = .random(&source)
        return value
    }
}

extension TokeniseTextRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> TokeniseTextRequest {
        var value = TokeniseTextRequest()
        value.execution = .random(&source)
        value.text = .random(&source)
        value.destination = .random(&source)
        value.subject = .random(&source)
        value.hours = .random(&source)
        return value
    }
}

extension TokeniseTextReply: RandomValue {
    static func random(_ source: inout RandomSource) -> TokeniseTextReply {
        var value = TokeniseTextReply()
        value.text = .random(&source)
        value.counts = .random(&source)
        value.expiresAt = .random(&source)
        return value
    }
}

extension TypeCount: RandomValue {
    static func random(_ source: inout RandomSource) -> TypeCount {
        var value = TypeCount()
        value.type = .random(&source)
        value.count = .random(&source)
        return value
    }
}

extension RestoreTextRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> RestoreTextRequest {
        var value = RestoreTextRequest()
        value.execution = .random(&source)
        value.text = .random(&source)
        value.isJson = .random(&source)
        return value
    }
}

extension RestoreTextReply: RandomValue {
    static func random(_ source: inout RandomSource) -> RestoreTextReply {
        var value = RestoreTextReply()
        value.text = .random(&source)
        return value
    }
}

extension ForgetTokensRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> ForgetTokensRequest {
        var value = ForgetTokensRequest()
        value.subject = .random(&source)
        value.value = .random(&source)
        value.execution = .random(&source)
        return value
    }
}

extension ForgetTokensReply: RandomValue {
    static func random(_ source: inout RandomSource) -> ForgetTokensReply {
        var value = ForgetTokensReply()
        value.erased = .random(&source)
        return value
    }
}

extension PrivacyRule: RandomValue {
    static func random(_ source: inout RandomSource) -> PrivacyRule {
        var value = PrivacyRule()
        value.destination = .random(&source)
        value.type = .random(&source)
        value.strategy = .random(&source)
        value.own = .random(&source)
        return value
    }
}

extension PrivacyRules: RandomValue {
    static func random(_ source: inout RandomSource) -> PrivacyRules {
        var value = PrivacyRules()
        value.rules = .random(&source)
        value.version = .random(&source)
        return value
    }
}

extension GetPrivacyPolicyRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> GetPrivacyPolicyRequest {
        GetPrivacyPolicyRequest()
    }
}

extension SetPrivacyPolicyRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> SetPrivacyPolicyRequest {
        var value = SetPrivacyPolicyRequest()
        value.rules = .random(&source)
        value.expected = .random(&source)
        return value
    }
}

extension GetQuotasRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> GetQuotasRequest {
        GetQuotasRequest()
    }
}

extension SetQuotasRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> SetQuotasRequest {
        var value = SetQuotasRequest()
        value.quotas = .random(&source)
        value.usual = .random(&source)
        return value
    }
}

extension Quotas: RandomValue {
    static func random(_ source: inout RandomSource) -> Quotas {
        var value = Quotas()
        value.quotas = .random(&source)
        return value
    }
}

extension CheckRequest: RandomValue {
    static func random(_ source: inout RandomSource) -> CheckRequest {
        var value = CheckRequest()
        value.files = .random(&source)
        value.checks = .random(&source)
        value.timeoutMs = .random(&source)
        value.minimumCoverage = .random(&source)
        return value
    }
}

extension CheckReply: RandomValue {
    static func random(_ source: inout RandomSource) -> CheckReply {
        var value = CheckReply()
        value.verdict = .random(&source)
        value.findings = .random(&source)
        value.testsRun = .random(&source)
        value.testsFailed = .random(&source)
        value.coveragePercent = .random(&source)
        value.durationMs = .random(&source)
        value.logTail = .random(&source)
        value.tools = .random(&source)
        return value
    }
}

extension Verdict: RandomEnum {}

extension WorkItem: RandomValue {
    static func random(_ source: inout RandomSource) -> WorkItem {
        var value = WorkItem()
        value.tenant = .random(&source)
        value.project = .random(&source)
        value.execution = .random(&source)
        value.task = .random(&source)
        value.attempt = .random(&source)
        value.capability = .random(&source)
        value.kind = .random(&source)
        value.title = .random(&source)
        value.subject = .random(&source)
        value.inputJson = .random(&source)
        value.plan = .random(&source)
        value.upstream = .random(&source)
        value.timeoutMs = .random(&source)
        value.partition = .random(&source)
        value.traceparent = .random(&source)
        value.dispatchedAt = .random(&source)
        value.upstreamTruncated = .random(&source)
        value.orchestrator = .random(&source)
        value.decision = .random(&source)
        return value
    }
}

extension UpstreamOutput: RandomValue {
    static func random(_ source: inout RandomSource) -> UpstreamOutput {
        var value = UpstreamOutput()
        value.task = .random(&source)
        value.kind = .random(&source)
        value.outputJson = .random(&source)
        value.files = .random(&source)
        return value
    }
}

extension WorkResult: RandomValue {
    static func random(_ source: inout RandomSource) -> WorkResult {
        var value = WorkResult()
        value.tenant = .random(&source)
        value.project = .random(&source)
        value.execution = .random(&source)
        value.task = .random(&source)
        value.attempt = .random(&source)
        value.outcome = .random(&source)
        value.outputJson = .random(&source)
        value.files = .random(&source)
        value.error = .random(&source)
        value.agent = .random(&source)
        value.worker = .random(&source)
        value.startedAt = .random(&source)
        value.finishedAt = .random(&source)
        value.computeMs = .random(&source)
        value.capability = .random(&source)
        return value
    }
}

extension WorkResults: RandomValue {
    static func random(_ source: inout RandomSource) -> WorkResults {
        var value = WorkResults()
        value.results = .random(&source)
        return value
    }
}

extension WorkerHeartbeat: RandomValue {
    static func random(_ source: inout RandomSource) -> WorkerHeartbeat {
        var value = WorkerHeartbeat()
        value.worker = .random(&source)
        value.agent = .random(&source)
        value.capability = .random(&source)
        value.inFlight = .random(&source)
        value.concurrency = .random(&source)
        value.attempts = .random(&source)
        value.sentAt = .random(&source)
        value.capabilities = .random(&source)
        return value
    }
}

extension AttemptRef: RandomValue {
    static func random(_ source: inout RandomSource) -> AttemptRef {
        var value = AttemptRef()
        value.execution = .random(&source)
        value.task = .random(&source)
        value.attempt = .random(&source)
        return value
    }
}

extension ResultConfirmation: RandomValue {
    static func random(_ source: inout RandomSource) -> ResultConfirmation {
        var value = ResultConfirmation()
        value.attempts = .random(&source)
        return value
    }
}

extension CancelNotice: RandomValue {
    static func random(_ source: inout RandomSource) -> CancelNotice {
        var value = CancelNotice()
        value.execution = .random(&source)
        value.tasks = .random(&source)
        value.reason = .random(&source)
        return value
    }
}

extension TaskLog: RandomValue {
    static func random(_ source: inout RandomSource) -> TaskLog {
        var value = TaskLog()
        value.tenant = .random(&source)
        value.execution = .random(&source)
        value.task = .random(&source)
        value.attempt = .random(&source)
        value.at = .random(&source)
        value.level = .random(&source)
        value.message = .random(&source)
        value.source = .random(&source)
        return value
    }
}

extension Outcome: RandomEnum {}

/// The same types as `LunaContract.allMessageTypes`, with random values.
let allRandomMessageTypes: [any RandomMessage.Type] = [
    ErrorInfo.self,
    BlobRef.self,
    FileRef.self,
    Finding.self,
    Quota.self,
    GetUsageRequest.self,
    UsageReply.self,
    CostsRequest.self,
    CostsReply.self,
    CapabilityCost.self,
    ListLedgerRequest.self,
    LedgerRow.self,
    ListLedgerReply.self,
    ExecutionEvent.self,
    ExecutionSubmitted.self,
    ExecutionStarted.self,
    TaskScheduled.self,
    TaskSucceeded.self,
    TaskAttemptFailed.self,
    TaskFailed.self,
    TaskSkipped.self,
    TaskCancelled.self,
    ExecutionPaused.self,
    ExecutionResumed.self,
    ExecutionCancelled.self,
    ExecutionSucceeded.self,
    ExecutionFailed.self,
    JournalChunk.self,
    MachineSnapshot.self,
    OutcomeSnapshot.self,
    PublishedEvent.self,
    AuditEntry.self,
    AuditBatch.self,
    AuditReceipt.self,
    HealthChanged.self,
    HealthRequest.self,
    ComponentHealth.self,
    HealthReply.self,
    WorkloadRequest.self,
    CapabilityLoad.self,
    WorkloadReply.self,
    PutBlobRequest.self,
    BeginUploadRequest.self,
    UploadTicket.self,
    UploadChunkRequest.self,
    UploadProgress.self,
    CommitUploadRequest.self,
    BlobKey.self,
    GetBlobRequest.self,
    BlobChunk.self,
    ArtifactEntry.self,
    PutArtifactsRequest.self,
    PutArtifactsReply.self,
    ArtifactView.self,
    ListArtifactsRequest.self,
    ListArtifactsReply.self,
    ArtifactKey.self,
    ReadLogsRequest.self,
    LogEntry.self,
    ReadLogsReply.self,
    SubmitRequest.self,
    SubmitReply.self,
    ExecutionKey.self,
    TaskKey.self,
    ControlRequest.self,
    TaskCounts.self,
    CapabilityCounts.self,
    ExecutionView.self,
    ListExecutionsRequest.self,
    ListExecutionsReply.self,
    TaskView.self,
    ListTasksRequest.self,
    ListTasksReply.self,
    PlanDocument.self,
    ReadEventsRequest.self,
    ReadEventsReply.self,
    ReadFeedRequest.self,
    ReadFeedReply.self,
    GetOutputsRequest.self,
    GetOutputsReply.self,
    TaskOutput.self,
    WhyReply.self,
    ReplayRequest.self,
    ReplayReply.self,
    CompareRequest.self,
    TaskResult.self,
    TaskDifference.self,
    CompareReply.self,
    ForkRequest.self,
    DeadLetterView.self,
    ListDeadLettersRequest.self,
    ListDeadLettersReply.self,
    DeadLetterKey.self,
    ReplayedDeadLetter.self,
    PurgeDeadLettersRequest.self,
    PurgeDeadLettersReply.self,
    PolicyInput.self,
    DecideRequest.self,
    DecisionKey.self,
    ApproveDecisionRequest.self,
    PolicyDecision.self,
    PolicyReason.self,
    PolicyVerdict.self,
    CheckPolicyRequest.self,
    PolicyVersion.self,
    GetPolicyRequest.self,
    ListPoliciesRequest.self,
    ListPoliciesReply.self,
    SetPolicyRequest.self,
    Signer.self,
    ListSignersRequest.self,
    ListSignersReply.self,
    AgentManifest.self,
    RegisterRequest.self,
    AgentKey.self,
    AgentHeartbeat.self,
    AgentInstance.self,
    AgentView.self,
    ListAgentsRequest.self,
    ListAgentsReply.self,
    ResolveRequest.self,
    ResolveReply.self,
    SearchAuditRequest.self,
    SearchAuditReply.self,
    AuditCheckpoint.self,
    CheckpointAuditRequest.self,
    VerifyAuditRequest.self,
    VerifyAuditReply.self,
    AcceptRestoreRequest.self,
    AuditRestore.self,
    AuditFinding.self,
    AuthenticateRequest.self,
    Identity.self,
    APIKey.self,
    CreateKeyRequest.self,
    CreateKeyReply.self,
    ListKeysRequest.self,
    ListKeysReply.self,
    RevokeKeyRequest.self,
    ScanTextRequest.self,
    ScanTextReply.self,
    FoundSpan.self,
    TokeniseTextRequest.self,
    TokeniseTextReply.self,
    TypeCount.self,
    RestoreTextRequest.self,
    RestoreTextReply.self,
    ForgetTokensRequest.self,
    ForgetTokensReply.self,
    PrivacyRule.self,
    PrivacyRules.self,
    GetPrivacyPolicyRequest.self,
    SetPrivacyPolicyRequest.self,
    GetQuotasRequest.self,
    SetQuotasRequest.self,
    Quotas.self,
    CheckRequest.self,
    CheckReply.self,
    WorkItem.self,
    UpstreamOutput.self,
    WorkResult.self,
    WorkResults.self,
    WorkerHeartbeat.self,
    AttemptRef.self,
    ResultConfirmation.self,
    CancelNotice.self,
    TaskLog.self,
]
