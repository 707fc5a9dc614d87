import Foundation
import LunaAgentKit
import LunaBus
import LunaCore
import LunaMessages
import LunaTestKit
import Testing

extension Integration {
    /// Planted personal data and secrets, looked for in everything that a full run leaves behind.
    @Suite struct Leaks {
        /// Made anew for every run, so that nothing found comes from elsewhere.
        private struct Plant {
            let values: [String]
            let text: String

            init(_ number: Int) {
                let unique = UInt64.random(in: 0 ... .max)
                let letters = String(unique, radix: 36) + "q7X"
                let password = "Zx9-\(letters)-\(number)"
                let key = "sk_live_" + String(repeating: letters, count: 3).prefix(28)
                let mail = "jane.\(letters.lowercased())@example.com"
                values = [password, key, mail]
                text = "could not log in as \(mail): password=\"\(password)\" was refused, tried \(key) as well"
            }
        }

        /// Everything that the bus carries to streams that keep it.
        private static let kept = ["luna.evt.>", "luna.trail.>", "luna.dlq.>", "luna.result.>"]

        @Test func whatIsPlantedIsNowhereButWhereItMustStayExact() async throws {
            let stack = try await TestStack.shared()
            let (failure, log, raw, reason, dead, detail) = (
                Plant(1), Plant(2), Plant(3), Plant(4), Plant(5), Plant(6)
            )
            let input = Plant(7)
            let messages = Recorder<String>()
            var listeners: [Task<Void, Never>] = []
            for subject in Self.kept {
                let arriving = try await stack.bus.subscribe(subject, capacity: 65_536)
                listeners.append(
                    Task {
                        for await message in arriving {
                            let headers = message.headers.map { "\($0.name): \(PercentText.decoded($0.value))" }
                            messages.append(
                                message.subject + "\n" + headers.joined(separator: "\n") + "\n"
                                    + String(decoding: message.body, as: UTF8.self))
                        }
                    })
            }
            defer { for listener in listeners { listener.cancel() } }

            // A task that logs and fails with what it has seen; its plan holds personal data, too.
            let agent = try await TestAgent(stack) { task in
                task.log(log.text)
                throw LunaError(
                    "test.refused", .permission, failure.text, isRetryable: false, details: ["reply": detail.text])
            }
            let execution = try await stack.submit(
                TestPlan("leak", agent.capability, [.init("a", input: ["text": .string(input.text)])]))
            let ended = try await stack.end(of: execution)
            #expect(ended.state == .failed)
            #expect(ended.reason.contains("[PASSWORD]"))
            // An agent of another make, which redacts nothing.
            let line = TaskLog(
                tenant: "local", execution: execution, task: "a", attempt: 1, at: WallClock.now(), level: "info",
                message: raw.text, source: "other/1")
            try stack.bus.publish(
                Subjects.log(tenant: .local, execution: try ExecutionID(execution)), try line.serialized())
            // Somebody says why, and somebody sends what nobody can use.
            let held = try await stack.submit(TestPlan("leak2", "nobody.has.this", [.init("a")]))
            _ = try await stack.orchestrator.cancel(
                ControlRequest(execution: held, reason: reason.text), context: TestStack.context)
            try await DeadLetters(stack.bus).publish(
                BusMessage(subject: "luna.result.3", headers: [:], body: [0xff]),
                reason: LunaError("test.leak", .validation, dead.text))
            let lines = try await within(.seconds(30), "the lines of both") {
                while true {
                    let lines = try await stack.memory.readLogs(
                        ReadLogsRequest(execution: execution), context: TestStack.context
                    ).entries.compactMap { $0.line?.message }
                    if lines.filter({ $0.contains("[STRIPE_KEY]") }).count >= 3 { return lines }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
            #expect(lines.allSatisfy { $0.contains("[EMAIL]") && $0.contains("[PASSWORD]") })
            try await messages.wait(for: "the cancellation and the dead letter") { all in
                all.contains { $0.contains("luna.dlq.luna.result.3") && $0.contains("test.leak") }
                    && all.contains { $0.contains("execution.cancelled") && $0.contains(held) }
            }
            await agent.stop()

            let leaks = LeakSearch([failure, log, raw, reason, dead, detail].flatMap(\.values))
            let exact = LeakSearch(input.values)
            let all = messages.all
            #expect(all.contains { $0.contains("[STRIPE_KEY]") }, "the events say what was masked")
            for message in all {
                #expect(leaks.found(in: message).isEmpty && exact.found(in: message).isEmpty, "\(message.prefix(80))")
            }
            let files = try await leaks.files(stack)
            #expect(files.hits == [])
            for part in TestStack.withoutGateway + ["nats", "postgres"] {
                #expect(files.searched.contains { $0.contains(part) && $0.hasSuffix(".log") }, "the log of \(part)")
            }
            #expect(files.searched.contains { $0.contains("jetstream/") }, "what the bus keeps")
            #expect(files.searched.contains { $0.contains("/audit-") }, "what waits to become part of the audit trail")
            #expect(
                try await exact.files(stack).hits.allSatisfy {
                    $0.contains("jetstream/") && $0.contains(LunaStreams.work.name)
                },
                "docs/privacy.md says where text stays exact")
            let tables = try await leaks.tables(stack)
            #expect(tables.hits == [] && tables.searched > 10)
            #expect(
                try await exact.tables(stack).hits.isSubset(of: ["orchestrator.plans"]),
                "docs/privacy.md says where text stays exact")
        }
    }
}

/// Header values as they were before percent-encoding.
private enum PercentText {
    static func decoded(_ text: String) -> String { text.removingPercentEncoding ?? text }
}
