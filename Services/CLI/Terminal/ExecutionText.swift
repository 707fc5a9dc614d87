import LunaCore

/// An execution as people read it.
enum ExecutionText {
    static func summary(_ view: JSONValue) -> [String] {
        let colors = ProgressView(terminal: .output)
        let reason = view.text("reason").isEmpty ? "" : ": " + Terminal.harmless(view.text("reason"))
        var lines = [
            "Execution  \(view.text("execution"))", "Project    \(Terminal.harmless(view.text("project")))",
            "State      \(colors.colored(view.text("state")))\(reason)",
            "Submitted  \(Humane.time(view.text("submitted_at")))",
        ]
        if !view.text("origin_execution").isEmpty {
            lines.append("Forked     from \(view.text("origin_execution")) after event \(view.int("origin_sequence"))")
        }
        if let elapsed = ExecutionWatch.elapsed(view) { lines.append("Took       \(Humane.duration(elapsed))") }
        var table = TextTable(
            ["CAPABILITY", "TOTAL", "DONE", "RUNNING", "WAITING", "FAILED", "SKIPPED"],
            rightAligned: [1, 2, 3, 4, 5, 6])
        for item in view.list("capabilities") + [.object(["capability": "all", "counts": view["counts"] ?? .null])] {
            let counts = item["counts"] ?? .null
            guard !item.text("capability").isEmpty else { continue }
            let waiting = counts.int("blocked") + counts.int("ready") + counts.int("retrying")
            table.add(
                [item.text("capability")]
                    + [
                        counts.int("total"), counts.int("succeeded"), counts.int("running"), waiting,
                        counts.int("failed"),
                        counts.int("skipped") + counts.int("cancelled"),
                    ].map(String.init))
        }
        return lines + [""] + table.lines(.output)
    }

    static func table(_ tasks: [JSONValue]) -> [String] {
        let colors = ProgressView(terminal: .output)
        var table = TextTable(
            ["TASK", "STATE", "CAPABILITY", "ATTEMPT", "COMPUTE", "AGENT", "ERROR"], rightAligned: [3, 4])
        for task in tasks {
            table.add([
                Terminal.harmless(task.text("task")), colors.colored(task.text("state")), task.text("capability"),
                String(task.int("attempt")), Humane.duration(.milliseconds(task.int("compute_ms"))),
                Terminal.harmless(task.text("agent")),
                Terminal.harmless(task["error"]?.text("message") ?? ""),
            ])
        }
        return table.lines(.output)
    }
}
