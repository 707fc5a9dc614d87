import Metrics

/// What the work costs, for graphs. The ledger is the truth: after a restart a few entries may be counted twice here.
enum CostMetrics {
    static func count(_ entry: LedgerEntry) {
        let labels = [("capability", entry.capability), ("outcome", entry.outcome)]
        Counter(label: "luna_costing_attempts_total", dimensions: labels).increment()
        Counter(label: "luna_costing_compute_ms_total", dimensions: labels).increment(
            by: Int64(clamping: entry.computeMilliseconds))
    }
}
