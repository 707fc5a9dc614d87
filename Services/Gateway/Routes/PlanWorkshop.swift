import Dispatch
import LunaCore
import LunaMessages
import LunaPlan

/// Reads plans on a thread of its own: a large one takes seconds, which the tasks of other requests must not wait.
/// One plan at a time, so that plans cannot take all processors. Thread-safe.
struct PlanWorkshop: Sendable {
    private let queue = DispatchQueue(label: "luna.gateway.plans")

    /// A plan as far as it could be understood.
    struct Reading: Sendable {
        let problems: [Finding]
        /// Nil when there are errors.
        let graph: TaskGraph?
    }

    func read(_ plan: [UInt8], fileName: String) async -> Reading {
        await run { Self.reading(plan, fileName: fileName) }
    }

    /// - Throws: what `work` throws.
    func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: work()) }
        }
    }

    private static func reading(_ plan: [UInt8], fileName: String) -> Reading {
        let result = PlanParser.parse(plan, fileName: fileName)
        var problems = result.problems.map { problem in
            Finding(
                rule: problem.code.rawValue, severity: problem.severity.rawValue, path: problem.path,
                line: UInt32(clamping: problem.line), column: UInt32(clamping: problem.column),
                message: problem.message,
                hint: problem.hint)
        }
        if result.suppressedProblems > 0 {
            problems.append(
                Finding(
                    rule: "plan.more", severity: "error",
                    message: "There are \(result.suppressedProblems) more problems.",
                    hint: "Mend those above first."))
        }
        guard let plan = result.plan else { return Reading(problems: problems, graph: nil) }
        do {
            return Reading(problems: problems, graph: try Decomposer.decompose(plan))
        } catch {
            let error = LunaError.wrapping(error)
            problems.append(Finding(rule: error.code, severity: "error", message: error.message))
            return Reading(problems: problems, graph: nil)
        }
    }
}
