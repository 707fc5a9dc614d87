import Logging
import LunaCore
import LunaTestKit
import Testing
import Tracing

@testable import LunaServiceKit

@Suite struct TracingTests {
    private static let resource = OTLPSpans.Resource(service: "registry", version: "1.2.3", instance: "registry-1")

    private func tracer(_ queue: SpanQueue?, ratio: Double = 1) -> SpanTracer { SpanTracer(queue: queue, ratio: ratio) }

    /// Runs an exporter to a collector until `body` is done with it.
    private func exporting(
        failing replies: [ModelServer.Reply] = [], headers: String = "",
        _ body: (SpanTracer, TraceCollector) async throws -> Void
    ) async throws {
        try await TraceCollector.with(failing: replies) { collector, base in
            let queue = SpanQueue()
            let exporter = SpanExporter(
                queue: queue, endpoint: try TraceEndpoint(base: base, headers: headers), resource: Self.resource,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            let running = Task { try await exporter.run() }
            defer { running.cancel() }
            try await body(tracer(queue), collector)
        }
    }

    private static func root(_ traceparent: String? = nil) -> ServiceContext {
        .received(traceparent, startsTrace: true)
    }

    @Test func spansReachTheCollectorWithTheirPlaceKindAndAttributes() async throws {
        try await exporting(headers: "x-api-key=a%20b") { tracer, collector in
            let outer = tracer.startSpan("outer", context: Self.root(), ofKind: .server)
            let inner = tracer.startSpan("inner \"1\"", context: outer.context, ofKind: .client)
            inner.attributes["text"] = "a\"b"
            inner.attributes["number"] = 7
            inner.attributes["share"] = 0.5
            inner.attributes["is"] = true
            inner.end()
            outer.end()
            outer.end()
            let spans = try await collector.spans("two spans") { $0.count >= 2 }
            #expect(spans.map(\.name) == ["inner \"1\"", "outer"])
            #expect(spans[0].parent == spans[1].id && spans[1].parent.isEmpty && spans[0].trace == spans[1].trace)
            #expect(spans.map(\.kind) == [3, 2] && spans.map(\.service) == ["luna-registry", "luna-registry"])
            #expect(spans[0].attributes == ["text": "a\"b", "number": "7", "share": 0.5, "is": true])
            let request = try #require(collector.server.received.first)
            #expect(request.line == "POST /v1/traces" && request.headers["x-api-key"] == "a b")
        }
    }

    @Test func ofAnErrorOnlyTheCodeIsSent() async throws {
        try await exporting { tracer, collector in
            #expect(throws: LunaError.self) {
                try tracer.withSpan("failing", context: Self.root()) { _ in
                    throw LunaError("plan.invalid", .validation, "The plan of zoe.quast@example.org is wrong.")
                }
            }
            let span = try #require(try await collector.spans("the span") { !$0.isEmpty }.first)
            #expect(span.isError && span.attributes["error.type"] == "plan.invalid")
            #expect(!collector.text.contains("zoe"))
        }
    }

    @Test func aBusyCollectorGetsThemLaterAndOneThatRefusesNotAgain() async throws {
        let busy = ModelServer.Reply.json([:], status: 503, headers: ["Retry-After": "0"])
        try await exporting(failing: [busy, .json([:], status: 400)]) { tracer, collector in
            tracer.startSpan("first", context: Self.root()).end()
            // Refused with 400 at the second try, and so not sent a third time.
            _ = try await collector.spans("two requests") { _ in collector.server.received.count == 2 }
            tracer.startSpan("second", context: Self.root()).end()
            _ = try await collector.spans("the second span") { $0.last?.name == "second" }
            #expect(collector.spans.map(\.name) == ["first", "first", "second"])
        }
    }

    @Test func whatIsLeftIsSentAtTheEnd() async throws {
        try await TraceCollector.with { collector, base in
            let queue = SpanQueue()
            for index in 0..<(2 * SpanQueue.batch + 1) {
                tracer(queue).startSpan("span \(index)", context: Self.root()).end()
            }
            let exporter = SpanExporter(
                queue: queue, endpoint: try TraceEndpoint(base: base), resource: Self.resource,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            let running = Task { try await exporter.run() }
            running.cancel()
            try await running.value
            #expect(collector.spans.count == 2 * SpanQueue.batch + 1)
            #expect(Set(collector.spans.map(\.id)).count == collector.spans.count)
        }
    }

    @Test func moreThanFitsIsDroppedAndNobodyWaits() {
        let queue = SpanQueue()
        for _ in 0..<(SpanQueue.capacity + 10) { tracer(queue).startSpan("span", context: Self.root()).end() }
        var sent = 0
        while case let spans = queue.take(), !spans.isEmpty { sent += spans.count }
        #expect(sent == SpanQueue.capacity)
    }

    @Test func onlyWhatIsSampledIsRecorded() throws {
        let queue = SpanQueue()
        let unsampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"
        let sampled = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        // What the caller decided holds, whatever the share; the place is passed on either way.
        let followed = tracer(queue, ratio: 0).startSpan("a", context: Self.root(sampled))
        #expect(followed.isRecording && followed.context.trace?.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        let passed = tracer(queue).startSpan("b", context: Self.root(unsampled))
        #expect(!passed.isRecording && passed.context.trace?.traceparent == unsampled)
        // Background work begins none.
        let background = tracer(queue).startSpan("c", context: .topLevel)
        #expect(!background.isRecording && background.context.trace == nil)
        let many = (0..<2000).count { _ in tracer(queue, ratio: 0.25).startSpan("d", context: Self.root()).isRecording }
        #expect((300...700).contains(many), "\(many) of 2000 at a share of 0.25")
        #expect(!tracer(nil).startSpan("e", context: Self.root(sampled)).isRecording)
    }

    @Test func aSpanThatWasSettledBeforeIsTheSameEverywhere() throws {
        let parent = try #require(
            TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
        let own = parent.child(named: "exec-1")
        #expect(own == parent.child(named: "exec-1") && own != parent.child(named: "exec-2"))
        var place = ServiceContext.topLevel
        place.trace = parent
        place.settledSpan = own
        let queue = SpanQueue()
        tracer(queue).startSpan("execution", context: place, at: WrittenTime(1_000)).end(at: WrittenTime(5_000))
        let span = try #require(queue.take().first)
        #expect(span.trace == own && span.parent == parent && span.start == 1_000 && span.end == 5_000)
    }

    @Test(arguments: ["novalue", "=x", "a b=c", "a=%0A", "a=b,,=c"])
    func headersThatAreNoneAreRefused(_ headers: String) {
        let error = #expect(throws: LunaError.self) { try TraceEndpoint(base: "http://x", headers: headers) }
        #expect(error?.code == "tracing.headers")
    }
}
