import Foundation
import LunaAgentKit
import LunaBus
import LunaCore
import LunaMessages
import LunaStore
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

            /// Which of the values are in `bytes`, in clear, as PostgreSQL writes bytes, or in base64.
            func found(in text: String) -> [String] {
                values.filter { value in
                    let bytes = Array(value.utf8)
                    return text.contains(value)
                        || text.contains(bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
                        || text.contains(Data(bytes.dropFirst(0)).base64EncodedString().prefix(12))
                }
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

            let leaks = [failure, log, raw, reason, dead, detail]
            let all = messages.all
            #expect(all.contains { $0.contains("[STRIPE_KEY]") }, "the events say what was masked")
            for message in all {
                for plant in leaks + [input] { #expect(plant.found(in: message).isEmpty, "\(message.prefix(80))") }
            }
            var files = 0
            let walker = FileManager.default.enumerator(atPath: stack.directory.path)
            while let name = walker?.nextObject() as? String {
                guard name.hasSuffix(".log"), !name.contains("pgdata") else { continue }
                guard let data = FileManager.default.contents(atPath: "\(stack.directory.path)/\(name)") else {
                    continue
                }
                files += 1
                let text = String(decoding: data, as: UTF8.self)
                for plant in leaks + [input] { #expect(plant.found(in: text).isEmpty, "\(name)") }
            }
            #expect(files >= 9, "the logs of the services and of the servers")
            try await checkDatabase(stack, leaks, input)
        }

        /// A dump of every table of every schema.
        private func checkDatabase(_ stack: TestStack, _ leaks: [Plant], _ input: Plant) async throws {
            let store = try await Store.connect(StoreConfiguration(url: stack.databaseURL), logger: stack.logger)
            let tables = try await store.query(
                """
                SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables
                WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
                """)
            var exact: Set<String> = []
            for table in tables {
                let name = try table.text("name")
                let rows = try await TenantScope.everyone.run {
                    try await store.query("SELECT t::text AS all FROM \(name) AS t")
                }
                for row in rows {
                    let text = try row.text("all")
                    for plant in leaks { #expect(plant.found(in: text).isEmpty, "\(name)") }
                    if !input.found(in: text).isEmpty { exact.insert(name) }
                }
            }
            await store.close()
            #expect(tables.count > 10)
            #expect(exact.isSubset(of: ["orchestrator.plans"]), "docs/privacy.md says where text stays exact")
        }
    }
}

/// Header values as they were before percent-encoding.
private enum PercentText {
    static func decoded(_ text: String) -> String { text.removingPercentEncoding ?? text }
}
