import LunaAgentKit
import LunaBus
import LunaCore
import LunaMessages
import LunaStack
import LunaTestKit
import Testing

extension Integration {
    /// What happens when a process ends in the middle of its work, without a warning.
    @Suite struct Crashes {
        @Test func anOrchestratorKilledInTheMiddleGoesOnWhereItWas() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack, concurrency: 4) { _ in
                try await Task.sleep(for: .milliseconds(20))
                return AgentOutput()
            }
            let plan = TestPlan.random("survivor", agent.capability, tasks: 150, seed: 42)
            let execution = try await stack.submit(plan)
            try await agent.runs.wait(for: "a third of the tasks") { $0.count >= 50 }
            let before = try await stack.tasks(execution).filter { $0.state == .succeeded }.map(\.task)
            try await stack.kill("orchestrator")
            try await stack.repair()
            let view = try await stack.end(of: execution)
            #expect(view.state == .succeeded && view.counts?.succeeded == 150)

            let sequences = try await stack.journal(execution).compactMap(\.event?.sequence)
            #expect(sequences == Array(1...view.lastSequence), "no gap, no repetition")
            let runs = Dictionary(grouping: agent.runs.all, by: \.task).mapValues(\.count)
            #expect(!before.isEmpty && before.allSatisfy { runs[$0] == 1 }, "what was done is not done again")
            #expect(runs.count == 150 && runs.values.allSatisfy { $0 == 1 }, "\(runs.filter { $0.value != 1 })")
            await agent.stop()
        }

        @Test func aPauseAndARetryTimerSurviveTheOrchestrator() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack) { task in
                if task.item.task == "flaky", task.item.attempt < 4 {
                    throw LunaError("flaky", .network, "Not yet.", isRetryable: true)
                }
                return AgentOutput()
            }
            let retried = try await stack.submit(TestPlan("timer", agent.capability, [.init("flaky", maxAttempts: 4)]))
            try await agent.runs.wait(for: "the first attempts") { $0.count >= 2 }
            let held = try await stack.submit(TestPlan("held", "nobody.has.this", [.init("a")]))
            _ = try await stack.orchestrator.pause(
                ControlRequest(execution: held, reason: "night"), context: TestStack.context)
            try await stack.kill("orchestrator")
            try await stack.repair()
            #expect(try await stack.end(of: retried).state == .succeeded)
            #expect(agent.runs.all.map(\.attempt) == [1, 2, 3, 4])
            let view = try await stack.orchestrator.getExecution(
                ExecutionKey(execution: held), context: TestStack.context)
            #expect(view.state == .paused && view.reason == "night")
            _ = try await stack.orchestrator.cancel(ControlRequest(execution: held), context: TestStack.context)
            await agent.stop()
        }

        @Test func workOfAKilledAgentGoesToAnotherOne() async throws {
            let stack = try await TestStack.shared()
            let folder = try TestDirectory("agent")
            let name = TestAgent.uniqueName("process-")
            let ran = try await stack.bus.subscribe("test.ran.\(name)")
            func start(_ extra: String...) throws -> ChildProcess {
                try ChildProcess.spawn(
                    executable: "\(TestStack.binaries)/luna-test-agent",
                    arguments: [stack.natsURL, name, folder.file("runs")] + extra,
                    environment: StackConfiguration.processEnvironment.merging(stack.trust) { _, new in new },
                    logFile: folder.file("log"),
                    diesWithParent: false)
            }
            let first = try start("hang")
            defer { first.signalGroup(9) }
            let plan = TestPlan(name, name.replacing("-", with: "."), [.init("held"), .init("after", after: ["held"])])
            let execution = try await stack.submit(plan)
            try await within(.seconds(30), "the first agent to take the task") { for await _ in ran { break } }
            first.signal(9)
            #expect(await first.waitForExit() == 128 + 9)
            let second = try start()
            defer { second.signalGroup(9) }
            let view = try await stack.end(of: execution, limit: .seconds(45))
            #expect(view.state == .succeeded)
            let lines = (Files.text(folder.file("runs")) ?? "").split(separator: "\n")
            #expect(lines == ["held 1 \(first.pid)", "held 1 \(second.pid)", "after 1 \(second.pid)"])
            await second.terminate(grace: .seconds(10))
            await ran.unsubscribe()
        }

        @Test func theLedgerCountsEveryAttemptOnceAcrossACrash() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack, concurrency: 4) { task in
                if task.item.task == "t3", task.item.attempt == 1 {
                    throw LunaError("flaky", .network, "Once.", isRetryable: true)
                }
                try await Task.sleep(for: .milliseconds(10))
                return AgentOutput()
            }
            let plan = TestPlan("costly", agent.capability, (0..<120).map { .init("t\($0)") })
            let execution = try await stack.submit(plan)
            try await agent.runs.wait(for: "some tasks") { $0.count >= 40 }
            try await stack.kill("costing")
            #expect(try await stack.end(of: execution).state == .succeeded)
            try await stack.repair()

            let ledger = try await within(.seconds(40), "the ledger to be complete") {
                while true {
                    let rows = try await self.ledger(stack, execution)
                    if rows.count >= 121 { return rows }
                    try await Task.sleep(for: .milliseconds(200))
                }
            }
            let attempts = try await stack.journal(execution).compactMap { event -> [String]? in
                switch event.event?.body {
                case .taskSucceeded(let body): [event.task, "\(body.attempt)", "succeeded", "\(body.computeMs)"]
                case .taskAttemptFailed(let body): [event.task, "\(body.attempt)", "failed", "\(body.computeMs)"]
                default: nil
                }
            }
            #expect(Set(ledger.map { [$0.task, "\($0.attempt)", $0.outcome, "\($0.computeMs)"] }) == Set(attempts))
            #expect(ledger.count == attempts.count)
            let costs = try await stack.costing.getCosts(CostsRequest(execution: execution), context: TestStack.context)
            #expect(costs.attempts == 121 && costs.capabilities.map(\.capability) == [agent.capability])
            #expect(costs.computeMs == ledger.reduce(0) { $0 + $1.computeMs })
            await agent.stop()
        }

        private func ledger(_ stack: TestStack, _ execution: String) async throws -> [LedgerRow] {
            var rows: [LedgerRow] = []
            var cursor = ""
            repeat {
                let page = try await stack.costing.listLedger(
                    ListLedgerRequest(execution: execution, limit: 50, cursor: cursor), context: TestStack.context)
                rows += page.rows
                cursor = page.nextCursor
            } while !cursor.isEmpty
            return rows
        }

        @Test func aReaderOfTheFeedMissesNothingAcrossACrash() async throws {
            let stack = try await TestStack.shared()
            let agent = try await TestAgent(stack, concurrency: 8) { _ in
                try await Task.sleep(for: .milliseconds(15))
                return AgentOutput()
            }
            var earlier = FeedReader(stack)
            try await earlier.toTheEnd()
            let start = earlier.position
            let executions = try await withThrowingTaskGroup(of: String.self) { group in
                for seed in 0..<6 {
                    group.addTask {
                        try await stack.submit(
                            TestPlan.random("feed\(seed)", agent.capability, tasks: 40, seed: UInt64(seed)))
                    }
                }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            var reader = FeedReader(stack, position: start)
            try await agent.runs.wait(for: "some tasks") { $0.count >= 60 }
            try await reader.toTheEnd()
            #expect(
                !reader.events.isEmpty && !reader.events.contains { $0.type == "execution.completed" }, "in the middle")
            try await stack.kill("orchestrator")
            try await stack.repair()
            for execution in executions { #expect(try await stack.end(of: execution).state == .succeeded) }
            try await reader.toTheEnd()

            for execution in executions {
                let seen = reader.events.filter { $0.execution == execution }
                #expect(seen.compactMap(\.event) == (try await stack.journal(execution)).compactMap(\.event))
            }
            #expect(
                Set(reader.events.map { "\($0.execution)/\($0.event?.sequence ?? 0)" }).count == reader.events.count)
            // From the beginning again, in pages of another size, it is the same.
            var again = FeedReader(stack, position: start, limit: 3)
            try await again.toTheEnd()
            #expect(again.events.count == reader.events.count)
            #expect(again.events.map(\.event) == reader.events.map(\.event))
            await agent.stop()
        }
    }
}

/// Reads the feed and remembers its place, as a service would.
struct FeedReader {
    private let stack: TestStack
    private let limit: UInt32
    private(set) var position: String
    private(set) var events: [PublishedEvent] = []

    init(_ stack: TestStack, position: String = "", limit: UInt32 = 100) {
        self.stack = stack
        self.position = position
        self.limit = limit
    }

    mutating func toTheEnd() async throws {
        while true {
            let page = try await stack.orchestrator.readFeed(
                ReadFeedRequest(afterPosition: position, limit: limit), context: TestStack.context)
            events += page.events
            position = page.position
            if !page.more, page.events.isEmpty { return }
        }
    }
}
