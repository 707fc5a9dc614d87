import Metrics

/// What the engine counts.
struct EngineMetrics: Sendable {
    let results = Counter(label: "luna_orchestrator_results_total")
    let refused = Counter(label: "luna_orchestrator_results_refused_total")
    let commits = Counter(label: "luna_orchestrator_commits_total")
    let conflicts = Counter(label: "luna_orchestrator_conflicts_total")
    let commitFailures = Counter(label: "luna_orchestrator_commit_failures_total")
    let dispatched = Counter(label: "luna_orchestrator_tasks_dispatched_total")
    let unpublishedEvents = Counter(label: "luna_orchestrator_events_unpublished_total")
    let batch = Recorder(label: "luna_orchestrator_batch_events", aggregate: true)
}
