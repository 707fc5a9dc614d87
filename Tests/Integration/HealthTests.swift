import LunaBus
import LunaCore
import LunaMessages
import LunaTestKit
import Testing

extension Integration {
    @Suite struct HealthMonitorService {
        @Test func aServiceThatDiesIsReportedDownAndThenUpAgain() async throws {
            let stack = try await TestStack.shared()
            let events = try await stack.bus.subscribe("luna.evt.system.health.assembler.*")
            let changes = Recorder<HealthChanged>()
            let listener = Task {
                for await message in events {
                    if let change = try? HealthChanged(serialized: message.body) { changes.append(change) }
                }
            }
            try await within(.seconds(30), "the assembler to be seen up") {
                while try await self.state(stack, "assembler") != "up" { try await Task.sleep(for: .milliseconds(100)) }
            }
            try await stack.kill("assembler")
            let down = try await changes.wait(for: "the news that it is down") { $0.contains { $0.current == "down" } }
            #expect(down.last?.component == "assembler" && down.last?.reason.isEmpty == false)
            #expect(try await state(stack, "assembler") == "down")
            let whole = try await stack.health.getHealth(HealthRequest(), context: TestStack.context)
            #expect(whole.state == "down", "the whole is as bad as its worst part")
            try await stack.repair()
            #expect(try await state(stack, "assembler") == "up", "whoever asks at once is not told old news")
            let up = try await changes.wait(for: "the news that it is up") { $0.last?.current == "up" }
            #expect(up.last?.previous == "down" && up.last?.reason.isEmpty == true)
            #expect(try await state(stack, "assembler") == "up")
            listener.cancel()
            await events.unsubscribe()
        }

        @Test func serversAreWatchedToo() async throws {
            let stack = try await TestStack.shared()
            let reply = try await stack.health.getHealth(HealthRequest(), context: TestStack.context)
            for name in ["nats", "postgresql", "orchestrator", "registry", "memory"] {
                #expect(reply.components.first { $0.component == name }?.state == "up", "\(name)")
            }
        }

        private func state(_ stack: TestStack, _ component: String) async throws -> String? {
            try await stack.health.getHealth(HealthRequest(), context: TestStack.context).components.first {
                $0.component == component
            }?.state
        }
    }
}
