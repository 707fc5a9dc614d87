import LunaCore
import LunaMessages
import LunaPlan

/// Two executions side by side, task by task; tasks are the same when they have the same id. Pure.
///
/// Durations are shown and do not count as a difference: no two are ever equal.
struct Comparison: Sendable {
    let left: MachineState
    let right: MachineState

    /// A page of it, with the totals of the whole. Tasks of the left side come first, in the order of its graph, then those that
    /// only the right side has.
    func page(_ selection: TaskSelection, includeSame: Bool) -> CompareReply {
        var reply = CompareReply()
        for (position, pair) in pairs.enumerated() {
            let differs = differences(pair)
            switch (pair.left, pair.right) {
            case (_, nil): reply.onlyLeft += 1
            case (nil, _): reply.onlyRight += 1
            default: if differs.isEmpty { reply.same += 1 } else { reply.different += 1 }
            }
            guard position >= selection.start, includeSame || !differs.isEmpty, reply.nextCursor.isEmpty else {
                continue
            }
            if reply.tasks.count == selection.limit {
                reply.nextCursor = String(position)
            } else {
                reply.tasks.append(view(pair, differs))
            }
        }
        return reply
    }

    private struct Pair {
        var left: UInt32?
        var right: UInt32?
    }

    private var pairs: [Pair] {
        var pairs: [Pair] = []
        pairs.reserveCapacity(left.tasks.count)
        for (index, node) in left.graph.nodes.enumerated() where !node.isBarrier {
            pairs.append(Pair(left: UInt32(index), right: right.graph.index(of: node.id)))
        }
        for (index, node) in right.graph.nodes.enumerated()
        where !node.isBarrier && left.graph.index(of: node.id) == nil {
            pairs.append(Pair(right: UInt32(index)))
        }
        return pairs
    }

    private func differences(_ pair: Pair) -> [String] {
        guard let a = pair.left.map({ left.tasks[Int($0)] }), let b = pair.right.map({ right.tasks[Int($0)] }) else {
            return ["presence"]
        }
        var differs: [String] = []
        if a.phase != b.phase { differs.append("state") }
        if a.attempt != b.attempt { differs.append("attempts") }
        if a.outcome?.outputJSON ?? [] != b.outcome?.outputJSON ?? [] { differs.append("output") }
        if Self.fileList(a) != Self.fileList(b) { differs.append("files") }
        if a.outcome?.agent ?? "" != b.outcome?.agent ?? "" { differs.append("agent") }
        if a.outcome?.error?.code != b.outcome?.error?.code { differs.append("error") }
        return differs
    }

    /// One line for each file, in the order of the paths: an agent may name them in any order.
    private static func fileList(_ record: MachineState.TaskRecord) -> [String] {
        (record.outcome?.files ?? []).map { "\($0.path) \($0.sha256) \($0.executable)" }.sorted()
    }

    private func view(_ pair: Pair, _ differs: [String]) -> TaskDifference {
        let node = pair.left.map { left.graph.nodes[Int($0)] } ?? pair.right.map { right.graph.nodes[Int($0)] }
        return TaskDifference(
            task: node?.id ?? "", capability: node?.capability ?? "",
            left: pair.left.map { Self.result(left.tasks[Int($0)]) },
            right: pair.right.map { Self.result(right.tasks[Int($0)]) }, differs: differs)
    }

    private static func result(_ record: MachineState.TaskRecord) -> TaskResult {
        let output = record.outcome?.outputJSON ?? []
        let files = fileList(record)
        // What was taken over was not handed out in this execution.
        let begin = record.scheduledAt > 0 ? record.scheduledAt : record.startedAt
        let duration = record.finishedAt > begin && begin > 0 ? UInt64(record.finishedAt - begin) / 1_000_000 : 0
        return TaskResult(
            state: WireViews.state(record.phase), attempts: record.attempt,
            outputSha256: output.isEmpty ? "" : Digest(of: output).hex,
            filesSha256: files.isEmpty ? "" : Digest(of: Array(files.joined(separator: "\n").utf8)).hex,
            durationMs: duration, computeMs: record.computeMilliseconds, agent: record.outcome?.agent ?? "",
            errorCode: record.outcome?.error?.code ?? "", inheritedFrom: record.outcome?.inheritedFrom ?? "")
    }
}
