/// Collects the problems of one plan while it is read. Used by one parse, on one thread.
final class PlanContext {
    let limits: PlanLimits
    private(set) var problems: [PlanProblem] = []
    private(set) var suppressed = 0
    private(set) var hasErrors = false

    init(limits: PlanLimits) { self.limits = limits }

    func add(_ problem: PlanProblem) { record(problem.severity) { problem } }

    func error(
        _ code: PlanProblem.Code, _ path: @autoclosure () -> String, at position: PlanPosition,
        _ message: @autoclosure () -> String,
        _ hint: @autoclosure () -> String
    ) {
        record(.error) { PlanProblem(code, path: path(), at: position, message(), hint()) }
    }

    func warn(
        _ code: PlanProblem.Code, _ path: @autoclosure () -> String, at position: PlanPosition,
        _ message: @autoclosure () -> String,
        _ hint: @autoclosure () -> String
    ) {
        record(.warning) { PlanProblem(code, .warning, path: path(), at: position, message(), hint()) }
    }

    /// Problems beyond the limit are counted, but not worded: looking for what was meant costs far more than reading.
    private func record(_ severity: PlanProblem.Severity, _ problem: () -> PlanProblem) {
        if severity == .error { hasErrors = true }
        if problems.count < limits.maximumProblems { problems.append(problem()) } else { suppressed += 1 }
    }
}

/// A value with the place it was read from, for checks that come later.
struct Located<Value: Sendable>: Sendable {
    var value: Value
    var position: PlanPosition
    var path: String
}
