import Foundation
import Glibc
import Logging
import LunaCore
import LunaPrivacy
import LunaServiceKit
import Testing

private struct Output: Sendable {
    let lines = Collected<[UInt8]>()

    func logger(_ format: LogPipeline.Format = .json, level: Logger.Level = .trace) -> Logger {
        LogPipeline(
            service: "registry", instance: "registry-1", format: format, now: { 1_700_000_000_123_456 },
            write: { lines.add($0) }
        ).logger("part", level: level)
    }

    /// The lines, each of which must be one JSON object and nothing else.
    func parsed() throws -> [JSONValue] {
        try lines.all.map { line in
            #expect(line.last == UInt8(ascii: "\n") && !line.dropLast().contains(UInt8(ascii: "\n")))
            return try JSONParser.parse(Array(line.dropLast()))
        }
    }

    func only() throws -> JSONValue { try #require(try parsed().first) }
    var text: String { String(decoding: lines.all.joined(), as: UTF8.self) }
}

@Suite struct LogTests {
    @Test func aLineHasTheAgreedFields() async throws {
        let output = Output()
        let trace = try #require(TraceContext(traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
        let context = LogContext(correlation: "exec-1", tenant: try TenantID("acme"), actor: "alice")
        await trace.run {
            await context.run {
                await Task.yield()
                output.logger().info(
                    "agent registered", metadata: ["count": .stringConvertible(3), "fresh": .stringConvertible(true)])
            }
        }
        let line = try output.only()
        #expect(line["ts"] == "2023-11-14T22:13:20.123456Z")
        #expect(line["level"] == "info")
        #expect(line["service"] == "registry")
        #expect(line["instance"] == "registry-1")
        #expect(line["logger"] == "part")
        #expect(line["msg"] == "agent registered")
        #expect(line["correlation"] == "exec-1")
        #expect(line["tenant"] == "acme")
        #expect(line["actor"] == "alice")
        #expect(line["trace_id"] == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(line["metadata"] == ["count": 3, "fresh": true])
    }

    @Test func correlationReachesChildTasksAndIsInherited() async throws {
        let output = Output()
        await LogContext(correlation: "outer", tenant: .local).run {
            await LogContext(correlation: "inner").run {
                await withTaskGroup(of: Void.self) { group in group.addTask { output.logger().info("x") } }
            }
            output.logger().info("y")
        }
        output.logger().info("z")
        let lines = try output.parsed()
        #expect(lines.map { $0["correlation"]?.stringValue } == ["inner", "outer", nil])
        #expect(lines.map { $0["tenant"]?.stringValue } == ["local", "local", nil])
    }

    @Test func identityCarriedByTheLoggerIsPromoted() throws {
        let output = Output()
        var logger = output.logger()
        logger[metadataKey: "correlation"] = "from-logger"
        logger.info("x")
        #expect(try output.only()["correlation"] == "from-logger")
        #expect(try output.only()["metadata"] == nil)
    }

    @Test func hostileContentStaysOneValidObject() throws {
        let output = Output()
        let hostile = "a\nb\r\n\"quoted\" \\ \u{0} \u{1b}[31m \u{7f} \u{2028} 🌍 \",\"level\":\"fake"
        output.logger().info(
            "\(hostile)", metadata: ["\(hostile)": "\(hostile)", "list": ["\(hostile)", ["k": "\(hostile)"]]])
        let line = try output.only()
        #expect(line["msg"]?.stringValue == hostile)
        #expect(line["level"] == "info")
        #expect(line["metadata"]?[hostile]?.stringValue == hostile)
        #expect(line["metadata"]?["list"]?.arrayValue?.count == 2)
    }

    @Test func hugeAndDeepContentIsCut() throws {
        let output = Output()
        let huge = String(repeating: "é🌍", count: 1 << 18)
        var deep: Logger.MetadataValue = "bottom"
        for _ in 0..<10_000 { deep = ["k": deep] }
        var many: Logger.Metadata = ["deep": deep, "huge": "\(huge)"]
        for index in 0..<5000 { many["key\(index)"] = "\(String(repeating: "x", count: 100))" }
        output.logger().info("\(huge)", metadata: many)
        let line = try output.only()
        #expect(line["msg"]?.stringValue?.hasSuffix("…[\(huge.utf8.count) bytes, cut]") == true)
        #expect(line["metadata"]?["huge"]?.stringValue?.contains("cut") == true || line["metadata"]?["…"] == "cut")
        #expect(output.lines.all.allSatisfy { $0.count < 64 << 10 })
    }

    @Test func textForATerminalShowsControlCharactersInsteadOfObeyingThem() {
        let output = Output()
        output.logger(.text).warning("x\u{1b}[2Jy\nz", metadata: ["k": "\u{9b}31m"])
        #expect(output.text == "22:13:20.123 WARNING  part: x\\x1b[2Jy\\x0az k=\\x9b31m\n")
    }

    @Test func levelsBelowTheLimitAreNotWritten() {
        let output = Output()
        let logger = output.logger(level: .warning)
        logger.info("no")
        logger.error("yes")
        #expect(output.lines.all.count == 1)
    }

    @Test(arguments: [
        "postgres://luna:hunter2@db:5432/luna", "dial nats://hunter2@host failed", "https://u:hunter2/x@host/path",
        "a=postgres://a:hunter2@h/x,b=postgres://b:hunter2@h/y", "http://proxy?to=ftp://u:hunter2@h",
        "Authorization: Bearer hunter2hunter2",
        "basic hunter2hunter2", "amqp://u:hunter2@[::1]:1/",
    ])
    func credentialsInMessagesAreMasked(_ message: String) throws {
        let output = Output()
        output.logger().info("\(message)", metadata: ["m": "\(message)"])
        #expect(!output.text.contains("hunter2"), "\(output.text)")
    }

    @Test(arguments: [
        "http://host:8080/a@b", "see https://example.org/x?y=1", "mail a@b.c", "a bearer of news",
        "nats://127.0.0.1:4222",
    ])
    func harmlessTextIsLeftAlone(_ message: String) throws {
        let output = Output()
        output.logger().info("\(message)")
        #expect(try output.only()["msg"]?.stringValue == message)
    }

    @Test(arguments: [
        "password", "db_password", "apiKey", "X-Api-Key", "Authorization", "client.secret", "access_token",
        "Set-Cookie",
    ])
    func valuesUnderSecretKeysAreMasked(_ key: String) throws {
        let output = Output()
        output.logger().info("x", metadata: ["\(key)": "hunter2", "nested": ["\(key)": ["hunter2"]]])
        output.logger(.text).info("x", metadata: ["\(key)": "hunter2", "nested": ["\(key)": ["hunter2"]]])
        #expect(!output.text.contains("hunter2"))
    }

    @Test func countsOfTokensAreNotSecrets() throws {
        let output = Output()
        output.logger().info("x", metadata: ["prompt_tokens": .stringConvertible(17)])
        #expect(try output.only()["metadata"] == ["prompt_tokens": 17])
    }

    @Test func aPluggedInRedactorSeesEveryMessageAndValue() throws {
        struct Upper: LogRedactor {
            func redact(_ message: String) -> Redacted { PrivacyRedactor.shared.redacted(message.uppercased()) }
            func redact(_ value: String, key: String) -> Redacted { PrivacyRedactor.shared.redacted("\(key)!") }
        }
        let lines = Collected<[UInt8]>()
        let pipeline = LogPipeline(
            service: "s", instance: "i", format: .json, redactor: Upper(), write: { lines.add($0) })
        pipeline.logger("l").info("hi", metadata: ["a": "x", "b": ["y"]])
        let line = try JSONParser.parse(try #require(lines.all.first).dropLast())
        #expect(line["msg"] == "HI")
        #expect(line["metadata"] == ["a": "a!", "b": ["b!"]])
    }

    @Test func linesOfManyThreadsDoNotMixEvenWhenTheReaderIsSlow() async throws {
        let pipe = TestPipe()
        let sink = LogSink(descriptor: pipe.writing)
        let pipeline = LogPipeline(service: "s", instance: "i", format: .json, write: { sink.write($0) })
        // The pipe holds 64 KiB; nobody reads until everything is written, so that most of it waits in the backlog.
        await withTaskGroup(of: Void.self) { group in
            for writer in 0..<8 {
                group.addTask {
                    let logger = pipeline.logger("l")
                    for number in 0..<100 {
                        logger.info("\(writer)/\(number) \(String(repeating: "x", count: number * 60))")
                    }
                }
            }
        }
        async let content = pipe.content()
        await sink.flush()
        close(pipe.writing)
        let lines = await content.split(separator: UInt8(ascii: "\n"))
        var next = [String: Int]()
        for line in lines {
            let message = try #require(try JSONParser.parse(Array(line))["msg"]?.stringValue)
            let parts = message.prefix { $0 != " " }.split(separator: "/").map(String.init)
            #expect(Int(parts[1]) == next[parts[0], default: 0], "order within a writer")
            next[parts[0], default: 0] += 1
        }
        #expect(next.values.sorted() == Array(repeating: 100, count: 8))
    }

    @Test func whatDoesNotFitIsCountedAndReported() async throws {
        let pipe = TestPipe()
        let sink = LogSink(descriptor: pipe.writing, capacity: 100_000)
        let line = Array((String(repeating: "y", count: 999) + "\n").utf8)
        for _ in 0..<1000 { sink.write(line) }
        async let content = pipe.content()
        await sink.flush()
        close(pipe.writing)
        let lines = await content.split(separator: UInt8(ascii: "\n"))
        let kept = lines.filter { $0.first == UInt8(ascii: "y") }.count
        let dropped = try lines.filter { $0.first == UInt8(ascii: "{") }
            .reduce(0) { $0 + Int(try JSONParser.parse(Array($1))["count"]?.intValue ?? 0) }
        #expect(dropped > 0)
        #expect(kept + dropped == 1000)
    }
}

@Suite struct TraceContextTests {
    @Test func aHeaderIsReadAndContinued() throws {
        let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        let context = try #require(TraceContext(traceparent: header, state: "a=b"))
        #expect(context.traceparent == header)
        #expect(context.isSampled)
        let child = context.child()
        #expect(child.traceID == context.traceID && child.spanID != context.spanID && child.state == "a=b")
        #expect(TraceContext(traceparent: child.traceparent)?.spanID == child.spanID)
        let new = TraceContext.start()
        #expect(TraceContext(traceparent: new.traceparent) == new)
    }

    @Test(arguments: [
        "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-x",
        "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x",
    ])
    func malformedHeadersAreRefused(_ header: String) { #expect(TraceContext(traceparent: header) == nil) }

    @Test func laterVersionsAreReadAsFarAsKnown() {
        let later = TraceContext(traceparent: "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more")
        #expect(later?.traceparent == "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
    }
}
