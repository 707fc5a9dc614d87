import LunaStack
import Synchronization

/// Shows how a stack starts or stops: a table that changes in place on a terminal, one line per step otherwise.
/// Thread-safe.
final class StackView: Sendable {
    private struct Row {
        var symbol: String
        var text: String
        var time: String
        var since: ContinuousClock.Instant?
    }
    private struct State {
        var order: [String] = []
        var rows: [String: Row] = [:]
        var frame = 0
        var isClosed = false
    }
    private let state = Mutex(State())
    private let terminal: Terminal
    private let region = LiveRegion()
    private let painter = Mutex<Task<Void, Never>?>(nil)
    private static let spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]

    init(terminal: Terminal) {
        self.terminal = terminal
        guard terminal.isLive else { return }
        let task = Task { [weak self] in
            while !Task.isCancelled {
                guard let self else { return }
                self.paint()
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
        painter.withLock { $0 = task }
    }

    /// Takes one step.
    func show(_ event: StackEvent) {
        switch event {
        case .waitingForOther(let process):
            say("Another luna (process \(process)) is at work on this stack; waiting for it.")
        case .planned(let names): state.withLock { $0.order = names }
        case .crashed(let name): say("\(name) has ended by itself since; it is started again.")
        case .outdated(let name): say("\(name) was built anew or has new settings; it is started again.")
        case .starting(let name): row(name, "", "starting", "", plain: nil, running: true)
        case .ready(let name, let detail, let time):
            row(
                name, "✓", detail, Humane.duration(time),
                plain: "\(name) ready in \(Humane.duration(time))\(suffix(detail))")
        case .alreadyRunning(let name, let detail):
            row(name, "✓", detail, "running", plain: "\(name) was running\(suffix(detail))")
        case .external(let name, let detail): row(name, "✓", detail, "external", plain: "\(name): using \(detail)")
        case .failed(let name, _): row(name, "✗", "failed", "", plain: "\(name) failed")
        case .skipped(let name, let other):
            row(name, "–", "not started: needs \(other)", "", plain: "\(name) not started: needs \(other)")
        case .stopping(let name): row(name, "", "stopping", "", plain: nil, running: true)
        case .stopped(let name, let forced, let time):
            row(
                name, forced ? "!" : "✓", forced ? "killed: it did not end in time" : "stopped", Humane.duration(time),
                plain: "\(name) \(forced ? "killed: it did not end in time" : "stopped")")
        case .notice(let text): say(text)
        }
    }

    /// Leaves the last picture. Nothing is shown after that.
    func close() {
        painter.withLock { $0?.cancel() }
        paint()
        state.withLock { $0.isClosed = true }
        region.close()
    }

    private func row(
        _ name: String, _ symbol: String, _ text: String, _ time: String, plain: String?, running: Bool = false
    ) {
        state.withLock { state in
            if !state.order.contains(name) { state.order.append(name) }
            state.rows[name] = Row(symbol: symbol, text: text, time: time, since: running ? .now : nil)
        }
        if !terminal.isLive, let plain { Output.message(plain) }
    }

    private func say(_ text: String) {
        if terminal.isLive { region.print([Terminal.harmless(text)]) } else { Output.message(text) }
    }

    private func suffix(_ detail: String) -> String { detail.isEmpty ? "" : " (\(detail))" }

    private func paint() {
        guard terminal.isLive else { return }
        let lines = state.withLock { state -> [String]? in
            guard !state.isClosed, !state.order.isEmpty else { return nil }
            state.frame += 1
            let width = state.order.map(\.count).max() ?? 0
            return state.order.map { name in
                let space = String(repeating: " ", count: width - name.count)
                guard let row = state.rows[name] else { return "  · \(terminal.styled(name + space, .dim))" }
                var symbol = row.symbol
                switch symbol {
                case "✓": symbol = terminal.styled(symbol, .green)
                case "✗", "!": symbol = terminal.styled(symbol, .red)
                case "": symbol = terminal.styled(Self.spinner[state.frame % Self.spinner.count], .cyan)
                default: break
                }
                let time = row.since.map { Humane.duration(ContinuousClock.now - $0) } ?? row.time
                let gap = String(repeating: " ", count: max(1, 10 - time.count))
                return
                    "  \(symbol) \(name)\(space) \(gap)\(terminal.styled(time, .dim))  \(Terminal.harmless(row.text))"
            }
        }
        if let lines { region.draw(lines) }
    }
}
