import LunaCore

/// Draws the progress of an execution: several lines for a terminal, or one line an event.
struct ProgressView: Sendable {
    let terminal: Terminal
    private static let spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

    /// The picture.
    /// - Parameters:
    ///   - elapsed: since the start.
    ///   - frame: counts pictures, for what turns.
    ///   - note: shown at the end, such as that the connection is lost.
    func lines(_ progress: ExecutionProgress, elapsed: Duration, columns: Int, frame: Int = 0, note: String? = nil)
        -> [String]
    {
        let counts = progress.counts
        let spin =
            progress.isFinished
            ? symbol(progress.state) : terminal.styled(Self.spinner[frame % Self.spinner.count], .cyan)
        var lines = [
            "\(spin) " + terminal.styled(Terminal.harmless(progress.project), .bold)
                + "  \(colored(progress.state))  \(Humane.clock(elapsed))  "
                + terminal.styled(progress.execution, .dim)
        ]
        let wide = max(10, min(40, columns - 50))
        lines.append("  \(bar(counts, columns: wide))  \(counts.done)/\(counts.total) tasks\(extras(counts))")
        let width = progress.byCapability.map(\.name.count).max() ?? 0
        for (name, counts) in progress.byCapability {
            let space = String(repeating: " ", count: width - name.count)
            lines.append(
                "    \(name)\(space)  \(bar(counts, columns: 12))  \(counts.done)/\(counts.total)\(extras(counts))")
        }
        for item in progress.running.prefix(4) {
            let age = item.since.map { "  " + terminal.styled(Humane.duration(ContinuousClock.now - $0), .dim) } ?? ""
            lines.append(
                "    \(terminal.styled("▸", .cyan)) \(Terminal.harmless(item.title))  "
                    + terminal.styled(item.id, .dim) + age
            )
        }
        if progress.running.count > 4 { lines.append("      and \(progress.running.count - 4) more") }
        if let note { lines.append("  \(terminal.styled(note, .yellow))") }
        return lines
    }

    /// What an event is worth on a line of its own; `nil` for those that only the live view shows.
    func line(_ event: JSONValue, _ progress: ExecutionProgress, elapsed: Duration) -> String? {
        let counts = progress.counts
        let task = Terminal.harmless(event["task"]?.stringValue ?? "")
        let body = ExecutionProgress.body(of: event)
        let error = Terminal.harmless(body?["error"]?["message"]?.stringValue ?? "")
        let clock = "[\(Humane.clock(elapsed))]"
        switch event["type"]?.stringValue {
        case "task.completed":
            guard let item = progress.tasks[task] else { return nil }
            let time = body?["compute_ms"]?.intValue.map { ", \(Humane.duration(.milliseconds($0)))" } ?? ""
            return "\(clock) \(counts.done)/\(counts.total) done: \(task) (\(item.capability)\(time))"
        case "task.retrying":
            let attempt = body?["attempt"]?.intValue ?? 1
            return "\(clock) \(colored("retrying")): \(task), attempt \(attempt) failed: \(error)"
        case "task.failed": return "\(clock) \(colored("failed")): \(task): \(error)"
        case "task.skipped": return progress.tasks[task] == nil ? nil : "\(clock) \(colored("skipped")): \(task)"
        case "task.cancelled": return progress.tasks[task] == nil ? nil : "\(clock) \(colored("cancelled")): \(task)"
        case "execution.started": return "\(clock) started: \(Humane.count(counts.total, "task"))"
        case "execution.paused", "execution.resumed", "execution.cancelled", "execution.completed", "execution.failed":
            let reason = progress.reason.isEmpty ? "" : ": \(Terminal.harmless(progress.reason))"
            return "\(clock) \(progress.project) \(colored(progress.state))\(reason)"
        default: return nil
        }
    }

    /// The last line, when it is over.
    func summary(_ progress: ExecutionProgress, elapsed: Duration) -> String {
        let counts = progress.counts
        let reason = progress.reason.isEmpty ? "" : ": \(Terminal.harmless(progress.reason))"
        return
            "\(symbol(progress.state)) \(progress.project) \(colored(progress.state)) in \(Humane.duration(elapsed)): "
            + "\(counts.done) of \(Humane.count(counts.total, "task")) done\(extras(counts))\(reason)"
    }

    func colored(_ state: String) -> String {
        switch state {
        case "succeeded", "ready", "up", "healthy", "passed": terminal.styled(state, .green)
        case "failed", "crashed", "down", "gone", "timed_out": terminal.styled(state, .red)
        case "retrying", "paused", "cancelled", "skipped", "unready", "unhealthy", "degraded", "starting":
            terminal.styled(state, .yellow)
        case "running": terminal.styled(state, .cyan)
        default: state
        }
    }

    private func symbol(_ state: String) -> String {
        switch state {
        case "succeeded": terminal.styled("✓", .green)
        case "failed": terminal.styled("✗", .red)
        default: terminal.styled("■", .yellow)
        }
    }

    private func extras(_ counts: ExecutionProgress.Counts) -> String {
        var parts: [String] = []
        if counts.running > 0 { parts.append(terminal.styled("\(counts.running) running", .cyan)) }
        if counts.retrying > 0 { parts.append(terminal.styled("\(counts.retrying) retrying", .yellow)) }
        if counts.failed > 0 { parts.append(terminal.styled("\(counts.failed) failed", .red)) }
        if counts.skipped > 0 { parts.append("\(counts.skipped) skipped") }
        return parts.isEmpty ? "" : "  " + parts.joined(separator: ", ")
    }

    private func bar(_ counts: ExecutionProgress.Counts, columns: Int) -> String {
        guard counts.total > 0 else { return String(repeating: "░", count: columns) }
        let failed = counts.failed + counts.skipped
        // Rounded so that only the complete bar looks complete, and every failure is seen.
        let done = counts.done * columns / counts.total
        let bad = min(columns - done, failed == 0 ? 0 : max(1, failed * columns / counts.total))
        return terminal.styled(String(repeating: "█", count: done), .green)
            + terminal.styled(String(repeating: "█", count: bad), .red)
            + terminal.styled(String(repeating: "░", count: columns - done - bad), .dim)
    }
}
