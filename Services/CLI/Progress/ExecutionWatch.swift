import LunaCore
import Synchronization

/// Follows an execution to its end and shows how it goes. Lost connections are taken up again where they broke.
struct ExecutionWatch: Sendable {
    let client: APIClient
    let execution: String
    let terminal: Terminal
    /// Events as JSON lines on standard output instead of a picture.
    let asJSON: Bool
    /// How long to keep trying when the server has gone.
    var patience: Duration = .seconds(120)

    private final class Shared: Sendable {
        let progress: Mutex<ExecutionProgress>
        let note = Mutex<String?>(nil)
        init(_ progress: ExecutionProgress) { self.progress = Mutex(progress) }
    }

    /// - Returns: the execution as it is at its end.
    func run() async throws -> JSONValue {
        let path = "/v1/executions/\(ServerAddress.encoded(execution))"
        let view = try await client.get(path)
        let shared = Shared(ExecutionProgress(view: view, tasks: try await client.all("\(path)/tasks")))
        let begin = ContinuousClock.now
        if !shared.progress.withLock({ $0.isFinished }) || asJSON {
            if terminal.isLive, !asJSON {
                try await live(shared, path, begin)
            } else {
                try await follow(shared, path, begin, onLine: { asJSON ? nil : Output.message($0) })
            }
        }
        let last = try await client.get(path)
        let progress = shared.progress.withLock {
            $0.update(view: last)
            return $0
        }
        if !asJSON {
            Output.message(
                ProgressView(terminal: terminal).summary(
                    progress, elapsed: Self.elapsed(last) ?? (ContinuousClock.now - begin)))
        }
        return last
    }

    private func live(_ shared: Shared, _ path: String, _ begin: ContinuousClock.Instant) async throws {
        let region = LiveRegion()
        Interruption.add {
            region.close()
            Output.message("\nThe execution goes on: luna watch \(execution) · luna cancel \(execution)")
        }
        let view = ProgressView(terminal: terminal)
        let painter = Task {
            var frame = 0
            while !Task.isCancelled {
                paint(region, view, shared, begin, frame)
                frame += 1
                try await Task.sleep(for: .milliseconds(100))
            }
        }
        defer {
            painter.cancel()
            region.close()
        }
        try await follow(shared, path, begin) { line in
            // What went wrong stays on the screen.
            if line.contains("failed") { region.print([line]) }
        }
        painter.cancel()
        _ = try? await painter.value
        paint(region, view, shared, begin, 0)
    }

    private func paint(
        _ region: LiveRegion, _ view: ProgressView, _ shared: Shared, _ begin: ContinuousClock.Instant, _ frame: Int
    ) {
        region.draw(
            view.lines(
                shared.progress.withLock { $0 }, elapsed: ContinuousClock.now - begin, columns: Terminal.size().columns,
                frame: frame,
                note: shared.note.withLock { $0 }))
    }

    /// Reads events until the execution has ended.
    private func follow(
        _ shared: Shared, _ path: String, _ begin: ContinuousClock.Instant, onLine: @Sendable (String) -> Void
    ) async throws {
        let view = ProgressView(terminal: terminal)
        var lastID = asJSON ? "0" : String(shared.progress.withLock { $0.lastSequence })
        var lost: ContinuousClock.Instant?
        var wait = Duration.milliseconds(250)
        while true {
            do {
                let isOver = try await client.stream("\(path)/events", lastEventID: lastID) { event in
                    lost = nil
                    wait = .milliseconds(250)
                    shared.note.withLock { $0 = nil }
                    if let id = event.id { lastID = id }
                    if event.type == "end" { return false }
                    guard let value = try? JSONParser.parse(event.data), value["type"] != nil else { return true }
                    if asJSON { Output.line(value.text(pretty: false)) }
                    let progress = shared.progress.withLock {
                        $0.apply(value)
                        return $0
                    }
                    if let line = view.line(value, progress, elapsed: ContinuousClock.now - begin) { onLine(line) }
                    return true
                }
                if isOver || shared.progress.withLock({ $0.isFinished }) { return }
            } catch let error as LunaError where error.isRetryable {
                let since = lost ?? .now
                lost = since
                guard ContinuousClock.now - since < patience else { throw error }
                shared.note.withLock { $0 = "The connection is lost; trying again." }
            }
            try await Task.sleep(for: wait)
            wait = min(wait * 2, .seconds(5))
        }
    }

    /// From start to end as the server measured it.
    static func elapsed(_ view: JSONValue) -> Duration? {
        guard
            let start = (view["started_at"]?.stringValue ?? view["submitted_at"]?.stringValue).flatMap(
                CivilTime.unixNanoseconds(rfc3339:)),
            let end = view["finished_at"]?.stringValue.flatMap(CivilTime.unixNanoseconds(rfc3339:)), end >= start
        else { return nil }
        return .nanoseconds(end - start)
    }
}
