import LunaCore
import LunaMessages
import LunaTestKit

/// Executions, one fault in the middle of them, and the check of what came of it.
struct ChaosRound {
    struct Figures: Sendable, CustomStringConvertible {
        var executions = 0
        var tasks = 0
        var runs = 0
        /// Runs of attempts that had been begun before.
        var repeated = 0
        var seconds = 0.0

        mutating func add(_ other: Figures) {
            executions += other.executions
            tasks += other.tasks
            runs += other.runs
            repeated += other.repeated
            seconds += other.seconds
        }

        var description: String {
            "\(executions) executions, \(tasks) tasks, \(runs) runs of which \(repeated) repeated, \(seconds.tenths) s"
        }
    }
    struct Outcome: Sendable {
        var figures = Figures()
        var violations: [String] = []
        /// Something never came to its end: what follows would only repeat that.
        var isHopeless = false
    }

    let chaos: ChaosStack
    let number: Int
    let fault: Fault

    func run(_ random: inout SeededGenerator) async -> Outcome {
        let begin = ContinuousClock.now
        var outcome = Outcome()
        do {
            try await strike(&random, &outcome)
        } catch {
            outcome.violations.append("\(LunaError.wrapping(error).message)")
            outcome.isHopeless = true
        }
        outcome.figures.seconds = (ContinuousClock.now - begin).inSeconds
        return outcome
    }

    private func strike(_ random: inout SeededGenerator, _ outcome: inout Outcome) async throws {
        let stack = chaos.stack
        let before = chaos.allRuns.count
        var plans: [ChaosPlan] = []
        for index in 0..<5 {
            plans.append(.random("r\(number)-\(index)", tasks: Int.random(in: 30...90, using: &random), using: &random))
        }
        var executions: [String] = []
        for plan in plans.dropLast() { executions.append(try await stack.submit(plan.plan)) }
        let tasks = plans.reduce(0) { $0 + $1.plan.steps.count }
        let point = Int.random(in: 5...tasks / 3, using: &random)
        try await waitForRuns(before + point)
        chaos.note("\(fault) after \(chaos.allRuns.count - before) of \(tasks) tasks")
        // One plan comes in while everything is upside down; its key lets it be sent until it is taken.
        let last = plans[plans.count - 1]
        let key = "chaos-\(number)-\(random.next())"
        let submission = Task { try await submitUntilTaken(last, key) }
        try await fault.strike(chaos, &random)
        chaos.note("over: \(fault)")
        executions.append(try await submission.value)

        for (plan, execution) in zip(plans, executions) {
            let view = try await stack.end(of: execution, limit: .seconds(120))
            outcome.violations += try await Invariants(stack: stack).violations(execution, of: plan, view)
        }
        let ours = Set(executions)
        let runs = chaos.allRuns.filter { ours.contains($0.attempt.execution) }
        for run in chaos.runs.late(runs) {
            outcome.violations.append(
                "\(run.attempt) was begun again by \(run.pid) after its outcome was in the journal")
        }
        outcome.figures.executions = executions.count
        outcome.figures.tasks = tasks
        outcome.figures.runs = runs.count
        outcome.figures.repeated = runs.count - Set(runs.map(\.attempt)).count
    }

    private func waitForRuns(_ count: Int) async throws {
        let chaos = chaos
        // Files of other processes tell nobody that they have grown.
        try await within(.seconds(60), "\(count) runs") {
            while chaos.allRuns.count < count { try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    private func submitUntilTaken(_ plan: ChaosPlan, _ key: String) async throws -> String {
        var last: any Error = CancellationError()
        for _ in 0..<60 {
            do { return try await chaos.stack.submit(plan.plan, key: key) } catch { last = error }
            try await Task.sleep(for: .seconds(1))
        }
        throw last
    }
}
