import LunaCore
import LunaMessages
import LunaStack
import LunaTestKit
import NIOHTTP1
import Testing

extension Integration {
    /// Spans of all services at a collector.
    @Suite struct Traces {
        private static let secret = "zoe.quast@example.org"
        private static let caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

        private static func answer(_ received: ModelServer.Received) -> ModelServer.Reply {
            guard !String(decoding: received.body, as: UTF8.self).contains("REFUSE") else {
                return .json(["error": ["message": .string("Not for \(secret).")]], status: 400)
            }
            return .json([
                "model": "m-1", "choices": [["message": ["content": "done"], "finish_reason": "stop"]],
                "usage": ["prompt_tokens": 7, "completion_tokens": 9],
            ])
        }

        private static func ours(_ spans: [TraceCollector.Span]) -> [TraceCollector.Span] {
            spans.filter { $0.trace == "4bf92f3577b34da6a3ce929d0e0e4736" }
        }

        /// Both runs and their execution, from all services that had to do with them, and no span whose parent is missing.
        private static func isWhole(_ spans: [TraceCollector.Span]) -> Bool {
            let known = Set(spans.map(\.id) + ["00f067aa0ba902b7"])
            let services = Set(spans.map(\.service))
            return spans.count { $0.name == "invoke_agent text-writer" } == 2
                && spans.contains { $0.name == "execution" } && spans.allSatisfy { known.contains($0.parent) }
                && services.isSuperset(of: [
                    "luna-gateway", "luna-orchestrator", "luna-code-generator", "luna-security", "luna-memory",
                ])
        }

        private func chain(of span: TraceCollector.Span, _ spans: [TraceCollector.Span]) -> [String] {
            var names = [span.name]
            var parent = span.parent
            while let next = spans.first(where: { $0.id == parent }) {
                names.append(next.name)
                parent = next.parent
            }
            return names + [parent]
        }

        @Test func oneTraceShowsATaskFromTheCallToTheModelAndBack() async throws {
            try await TraceCollector.with { collector, base in
                try await ModelServer.with(answering: Self.answer) { model, modelBase in
                    let stack = try await TestStack.shared(
                        ServiceCatalog.services.map(\.name),
                        settings: [
                            "OTEL_EXPORTER_OTLP_ENDPOINT": base, "LUNA_MODEL_URL": "\(modelBase)/v1",
                            "LUNA_MODEL_NAME": "m-1",
                        ])
                    let caller = try HTTPCaller.administrator(stack)
                    let plan = TestPlan(
                        "traced", "codegen.text",
                        [
                            .init(
                                "notes", maxAttempts: 1,
                                input: ["path": "a.md", "instructions": .string("Greet \(Self.secret).")]),
                            .init(
                                "wrong", after: ["notes"], maxAttempts: 1,
                                input: ["path": "b.md", "instructions": .string("REFUSE \(Self.secret).")]),
                        ])
                    let posted = try await caller.send(
                        .POST, "/v1/executions", bytes: plan.bytes,
                        headers: [("Content-Type", "application/json"), ("traceparent", Self.caller)])
                    let execution = try #require(posted.json["execution"]?.stringValue)

                    // A stream belongs to a trace with its first page; for hours of listening there is no span.
                    let listener = Self.caller.replacing("4bf92f35", with: "5bf92f35")
                    let heard = try await caller.send(
                        .GET, "/v1/executions/\(execution)/events",
                        headers: [("Accept", "text/event-stream"), ("traceparent", listener)])
                    #expect(String(decoding: heard.body, as: UTF8.self).contains("execution.failed"))

                    // Each process sends when it likes to.
                    let all = try await collector.spans("the whole trace") { Self.isWhole(Self.ours($0)) }
                    let spans = Self.ours(all)

                    // From the model's call up to the caller, through four processes.
                    let chat = try #require(spans.first { $0.name == "chat m-1" && !$0.isError })
                    #expect(
                        chain(of: chat, spans) == [
                            "chat m-1", "invoke_agent text-writer", "execution", "orchestrator/submit",
                            "orchestrator/submit", "POST /v1/executions", "00f067aa0ba902b7",
                        ])
                    #expect(chat.attributes["gen_ai.usage.output_tokens"] == "9")
                    #expect(Set(spans.map(\.id)).count == spans.count, "each span was sent once")
                    #expect(spans.allSatisfy { $0.start > 0 && $0.start <= $0.end })
                    let whole = try #require(spans.first { $0.name == "execution" })
                    #expect(whole.attributes["luna.execution"]?.stringValue == execution)
                    #expect(whole.attributes["luna.state"] == "failed" && whole.isError)
                    let run = try #require(spans.first { $0.isError && $0.name == "invoke_agent text-writer" })
                    #expect(run.attributes["luna.task"] == "wrong" && run.attributes["error.type"] != nil)

                    let listening = try await collector.spans("the listener's spans") {
                        $0.contains { $0.name.hasSuffix("/events") }
                            && $0.count { $0.name.hasSuffix("readEvents") } >= 2
                    }
                    #expect(listening.count { $0.name.hasSuffix("readEvents") } == 2, "what asks, and what answers")

                    // Nobody's trace is begun by services that look around, and nobody's words leave with a trace.
                    #expect(all.filter { $0.parent.isEmpty }.allSatisfy { $0.service == "luna-gateway" })
                    #expect(!collector.text.contains(Self.secret))
                    #expect(model.received.allSatisfy { $0.headers["traceparent"] == nil })
                }
            }
        }
    }
}
