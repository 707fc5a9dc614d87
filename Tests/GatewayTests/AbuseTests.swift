import LunaCore
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@testable import Gateway

/// Clients that are slow, greedy or many: each gets a clear answer or an end, and the others do not notice.
@Suite(.serialized, .timeLimit(.minutes(2))) struct AbuseTests {
    private func options(_ change: (inout GatewayConfiguration) -> Void = { _ in }) -> GatewayFixture.Options {
        var options = GatewayFixture.Options()
        options.configuration.headerTimeout = .seconds(1)
        options.configuration.idleTimeout = .seconds(2)
        options.configuration.bodyTimeout = .seconds(1)
        change(&options.configuration)
        return options
    }

    /// For what has nothing to do with time: a busy machine must not bring it in.
    private var patient: GatewayFixture.Options {
        options {
            $0.headerTimeout = .seconds(60)
            $0.bodyTimeout = .seconds(60)
            $0.idleTimeout = .seconds(60)
        }
    }

    private func expect(_ answer: String, _ status: Int, _ code: String, _ comment: Comment? = nil) {
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), comment ?? "\(answer.prefix(120))")
        #expect(answer.contains("application/problem+json"), comment)
        #expect(answer.contains("\"code\":\"\(code)\""), comment ?? "\(answer.suffix(300))")
    }

    /// What the sockets of both sides may hold, where the kernel lets their buffers grow, and a little more; bytes. Whoever goes
    /// on reading takes many times as much in the same time.
    private static let sockets = 160 << 20

    private let get = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n"

    // MARK: Slow

    @Test(arguments: ["", "G", "GET /healthz HTT", "GET /healthz HTTP/1.1\r\nHost: local"])
    func aHeadThatStopsIs408(start: String) async throws {
        try await GatewayFixture.run(options()) { gateway in
            let answer = try await RawConnection.exchange(port: gateway.port, start)
            // Whoever sends nothing at all has asked nothing.
            if start.isEmpty { #expect(answer.isEmpty) } else { expect(answer, 408, "request.too_slow") }
        }
    }

    @Test func aHundredDrippingClientsAreCutOffAndNobodyElseNotices() async throws {
        try await GatewayFixture.run(options()) { gateway in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<100 {
                    group.addTask {
                        try await RawConnection.flood(
                            port: gateway.port, first: "GET / HTTP/1.1\r\nHost: localhost\r\n", piece: "a: b\r\n",
                            pause: .milliseconds(50), limit: 1 << 20
                        ).answer
                    }
                }
                for _ in 0..<20 { #expect(try await gateway.get("/v1/executions").status == 200) }
                for try await answer in group { expect(answer, 408, "request.too_slow") }
            }
        }
    }

    @Test func aBodyThatDripsIs408AndNothingIsDone() async throws {
        try await GatewayFixture.run(options()) { gateway in
            let (_, answer) = try await RawConnection.flood(
                port: gateway.port,
                first: "POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100000\r\n\r\n{",
                piece: " ", pause: .milliseconds(50), limit: 1 << 20)
            expect(answer, 408, "request.too_slow")
            let large = try await RawConnection.flood(
                port: gateway.port,
                first: "POST /v1/nothing HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n", piece: " ",
                pause: .milliseconds(50), limit: 1 << 20)
            expect(large.answer, 404, "route.not_found", "also what nobody wants to read does not hold the connection")
        }
    }

    @Test func anIdleConnectionIsEnded() async throws {
        try await GatewayFixture.run(options()) { gateway in
            let answer = try await RawConnection.exchange(port: gateway.port, get + "\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            #expect(answer.ranges(of: "HTTP/1.1").count == 1, "kept for another request, and then ended without a word")
        }
    }

    @Test func aClientThatDoesNotTakeItsAnswerLosesIt() async throws {
        try await GatewayFixture.run(options()) { gateway in
            try await RawConnection.with(port: gateway.port) { inbound, outbound in
                let path = "/v1/executions/e1/artifacts/large/x.zip"
                try await outbound.write(ByteBuffer(string: "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                var pieces = inbound.makeAsyncIterator()
                _ = try await pieces.next()
                // Everything that is under way is fetched, then the gateway waits for us, and no longer than it may.
                try await Task.sleep(for: .seconds(5))
                var received = 0
                do { while let piece = try await pieces.next() { received += piece.readableBytes } } catch {}
                #expect(received < gateway.memory.size)
            }
        }
    }

    // MARK: Large

    @Test func aHeadThatIsTooLargeIs431OrItsAddress414() async throws {
        try await GatewayFixture.run(patient) { gateway in
            let filler = String(repeating: "x", count: 1000)
            for (first, piece, status, code) in [
                (get + "X: ", filler, 431, "request.headers_too_large"),
                (get, "a: b\r\n", 431, "request.headers_too_large"),
                (get, "\(filler): \(filler)\r\n", 431, "request.headers_too_large"),
                ("GET /", filler, 414, "request.uri_too_long"),
                ("GET /?", "a=b&", 414, "request.uri_too_long"),
            ] {
                let (sent, answer) = try await RawConnection.flood(
                    port: gateway.port, first: first, piece: piece, limit: 1 << 30)
                expect(answer, status, code, "\(first.suffix(10))")
                #expect(sent < Self.sockets, "\(first.suffix(10)): it does not go on reading")
            }
            let long =
                "GET /\(String(repeating: "y", count: 9000)) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
            expect(try await RawConnection.exchange(port: gateway.port, long), 414, "request.uri_too_long")
        }
    }

    @Test func anEndlessBodyIs413AndIsNotRead() async throws {
        try await GatewayFixture.run(patient) { gateway in
            for (path, type) in [("/v1/checks", "application/json"), ("/v1/executions", "application/yaml")] {
                let head = "POST \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(type)\r\n"
                let announced = try await RawConnection.exchange(
                    port: gateway.port, head + "Content-Length: 99999999999\r\n\r\nx")
                expect(announced, 413, "request.too_large")
                let chunk = "10000\r\n" + String(repeating: "#", count: 65_536) + "\r\n"
                let (sent, answer) = try await RawConnection.flood(
                    port: gateway.port, first: head + "Transfer-Encoding: chunked\r\n\r\n", piece: chunk,
                    limit: 1 << 30)
                expect(answer, 413, "request.too_large")
                #expect(sent < Self.sockets, "it does not go on reading")
            }
            #expect(gateway.orchestrator.state.withLock { $0.requests.isEmpty })
        }
    }

    // MARK: Half

    @Test func aClientThatHasSentEverythingStillGetsItsAnswer() async throws {
        try await GatewayFixture.run(patient) { gateway in
            let answer = try await RawConnection.exchange(port: gateway.port, endingAfter: get + "\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            let submitted = try await RawConnection.exchange(
                port: gateway.port,
                endingAfter: "POST /v1/executions HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx")
            #expect(submitted.hasPrefix("HTTP/1.1 201"), "\(submitted.prefix(200))")
        }
    }

    @Test func halfARequestDoesNothing() async throws {
        try await GatewayFixture.run(patient) { gateway in
            for text in ["G", "GET /healthz HTTP/1.1\r\nHost: local", get] {
                expect(
                    try await RawConnection.exchange(port: gateway.port, endingAfter: text), 400, "request.malformed",
                    "\(text)")
            }
            for text in ["Content-Length: 100\r\n\r\nx", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"] {
                let answer = try await RawConnection.exchange(
                    port: gateway.port, endingAfter: "POST /v1/executions HTTP/1.1\r\nHost: localhost\r\n" + text)
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"), "\(answer.prefix(200))")
            }
            #expect(gateway.orchestrator.state.withLock { $0.requests.isEmpty })
        }
    }

    // MARK: Many

    @Test func pipelinedRequestsAreAnsweredInTheirOrder() async throws {
        try await GatewayFixture.run(patient) { gateway in
            let text = (0..<300).map {
                get + "X-Request-Id: r\($0)\r\n" + ($0 == 299 ? "Connection: close\r\n\r\n" : "\r\n")
            }
            let answer = try await RawConnection.exchange(port: gateway.port, text.joined())
            let ids = answer.split(separator: "\r\n").filter { $0.lowercased().hasPrefix("x-request-id: ") }
            #expect(ids.map { $0.dropFirst(14) } == (0..<300).map { "r\($0)" })
            #expect(answer.ranges(of: "HTTP/1.1 200 OK").count == 300)
        }
    }

    @Test func aFloodOfPipelinedRequestsThatNobodyReadsIsEnded() async throws {
        try await GatewayFixture.run(options()) { gateway in
            let piece = String(repeating: get + "\r\n", count: 100)
            let (sent, _) = try await RawConnection.flood(
                port: gateway.port, first: piece, piece: piece, limit: 1 << 30, isReading: false)
            #expect(sent < Self.sockets, "the gateway stops reading, and then ends the connection")
            #expect(try await gateway.get("/healthz").status == 200)
        }
    }

    @Test func aLateErrorDoesNotReplaceAnAnswerThatIsUnderWay() async throws {
        try await GatewayFixture.run(patient) { gateway in
            let answer = try await RawConnection.exchange(port: gateway.port, get + "\r\nNONSENSE\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            #expect(answer.ranges(of: "HTTP/1.1 400").count <= 1)
        }
    }

    @Test(arguments: [true, false]) func tooManyConnectionsAreTold(perAddress: Bool) async throws {
        let limited = options {
            $0.connections = perAddress ? 1000 : 8
            $0.connectionsPerAddress = perAddress ? 8 : 0
            $0.idleTimeout = .seconds(60)
            $0.headerTimeout = .seconds(60)
        }
        try await GatewayFixture.run(limited) { gateway in
            try await RawConnection.holding(8, port: gateway.port) {
                let refused = try await RawConnection.exchange(port: gateway.port, get + "Connection: close\r\n\r\n")
                expect(refused, 503, "gateway.connections")
                #expect(refused.lowercased().contains("retry-after: "))
                // Not even an answer for whoever goes on all the same, however many they are.
                try await withThrowingTaskGroup(of: String.self) { tasks in
                    for _ in 0..<200 {
                        tasks.addTask {
                            do {
                                return try await RawConnection.exchange(
                                    port: gateway.port, get + "Connection: close\r\n\r\n")
                            } catch { return "" }
                        }
                    }
                    for try await answer in tasks { #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 503")) }
                }
            }
            // The server notices in its own time.
            while !(try await RawConnection.exchange(port: gateway.port, get + "Connection: close\r\n\r\n")).hasPrefix(
                "HTTP/1.1 200")
            {}
        }
    }
}
