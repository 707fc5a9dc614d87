import LunaCore
import LunaMessages
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import Gateway

/// Whatever is wrong is told as a problem document, and nothing that is sent harms the gateway.
@Suite(.serialized) struct HostileRequestTests {
    private func expectProblem(_ answer: GatewayFixture.Answer, _ status: Int, _ code: String) throws {
        #expect(answer.status == status, "\(code)")
        #expect(answer.headers.first(name: "Content-Type") == "application/problem+json")
        let problem = try answer.json()
        #expect(problem["code"]?.stringValue == code)
        #expect(problem["type"]?.stringValue == "urn:luna:problem:\(code)")
        #expect(problem["status"]?.intValue == Int64(status))
        for member in ["title", "detail", "instance", "request_id"] {
            #expect(problem[member]?.stringValue?.isEmpty == false)
        }
        #expect(problem["retryable"]?.boolValue != nil)
        #expect(problem["request_id"]?.stringValue == answer.headers.first(name: "X-Request-Id"))
    }

    @Test func everyRefusalIsAProblemDocument() async throws {
        try await GatewayFixture.run { gateway in
            let json = [("Content-Type", "application/json")]
            try expectProblem(try await gateway.get("/v1/nothing"), 404, "route.not_found")
            try expectProblem(try await gateway.get("/v1/executions/"), 404, "route.not_found")
            try expectProblem(try await gateway.get("/v1/executions/none"), 404, "execution.not_found")
            let wrong = try await gateway.send(.PUT, "/v1/executions")
            try expectProblem(wrong, 405, "request.method")
            #expect(wrong.headers.first(name: "Allow") == "GET, HEAD, POST, OPTIONS")
            try expectProblem(try await gateway.get("/v1/executions?limit=0"), 400, "request.bad_parameter")
            try expectProblem(
                try await gateway.get("/v1/executions?limit=1&limit=2"), 400, "request.repeated_parameter")
            try expectProblem(try await gateway.get("/v1/executions?nope=1"), 400, "request.unknown_parameter")
            try expectProblem(try await gateway.get("/v1/executions?state=odd"), 400, "request.bad_parameter")
            for path in ["?project=%zz", "?project=%0", "?project=%00", "/%ff", "/a%"] {
                // Raw, because clients mend such addresses.
                let answer = try await RawConnection.exchange(
                    port: gateway.port,
                    "GET /v1/executions\(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 400"), "\(path)")
                #expect(answer.contains(#""code":"request.malformed""#), "\(path)")
            }
            try expectProblem(
                try await gateway.get("/v1/executions", headers: [("Luna-Tenant", "a.b")]), 400, "identifier.invalid")
            try expectProblem(
                try await gateway.post("/v1/executions", "x", headers: [("Idempotency-Key", "a b")]), 400,
                "request.bad_header")
            try expectProblem(
                try await gateway.post("/v1/executions", "x", type: "image/png"), 415, "request.content_type")
            try expectProblem(
                try await gateway.post("/v1/executions", "x", headers: [("Content-Encoding", "gzip")]), 415,
                "request.encoding")
            for body in ["{", "[1,]", #"{"files":[],"files":[]}"#] {
                try expectProblem(
                    try await gateway.send(.POST, "/v1/checks", headers: json, body: Array(body.utf8)), 400,
                    "json.invalid")
            }
            try expectProblem(
                try await gateway.send(.POST, "/v1/checks", headers: json, body: Array("7".utf8)), 400,
                "message.malformed")
            let long = String(repeating: "a", count: 9000)
            try expectProblem(try await gateway.get("/v1/executions/\(long)"), 414, "request.uri_too_long")
        }
    }

    @Test func bodiesHaveLimits() async throws {
        try await GatewayFixture.run { gateway in
            let large = [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20 + 1)
            try expectProblem(
                try await gateway.send(
                    .POST, "/v1/checks", headers: [("Content-Type", "application/json")], body: large), 413,
                "request.too_large")
            // The bus takes 8 MiB at a time here; a plan must fit into that.
            let plan = [UInt8](repeating: UInt8(ascii: "#"), count: 8 << 20)
            let refused = try await gateway.send(.POST, "/v1/executions", body: plan)
            try expectProblem(refused, 413, "request.too_large")
            #expect(gateway.orchestrator.state.withLock { $0.requests.isEmpty })
        }
    }

    @Test func aServiceThatIsAwayIsA503() async throws {
        var options = GatewayFixture.Options()
        options.services = false
        try await GatewayFixture.run(options) { gateway in
            let answer = try await gateway.get("/v1/executions")
            try expectProblem(answer, 503, "bus.no_responders")
            #expect(answer.headers.first(name: "Retry-After") != nil)
            #expect(try answer.json()["retryable"] == true)
            #expect(try answer.json()["details"]?["service"] == "orchestrator")
            // The gateway itself is well.
            #expect(try await gateway.get("/healthz").status == 200)
        }
    }

    @Test(arguments: [
        (LunaError("a.b", .conflict, "m"), 409), (LunaError("a.b", .permission, "m"), 403),
        (LunaError("a.b", .timeout, "m"), 504), (LunaError("a.b", .dependency, "m"), 503),
        (LunaError("a.b", .internal, "m"), 500), (LunaError("a.b", .validation, "m"), 422),
        (LunaError("a.b", .resource, "m"), 429), (LunaError("cursor.invalid", .validation, "m"), 400),
    ])
    func errorsOfServicesKeepTheirMeaning(error: LunaError, status: Int) async throws {
        try await GatewayFixture.run { gateway in
            gateway.orchestrator.state.withLock { $0.failure = error }
            try expectProblem(try await gateway.get("/v1/executions"), status, error.code)
        }
    }

    @Test func pagesOfOtherSitesAreKeptOut() async throws {
        try await GatewayFixture.run { gateway in
            try expectProblem(
                try await gateway.post("/v1/executions", "x", headers: [("Origin", "https://evil.example")]), 403,
                "request.cross_origin")
            try expectProblem(
                try await gateway.post("/v1/executions", "x", headers: [("Sec-Fetch-Site", "cross-site")]), 403,
                "request.cross_origin")
            #expect(try await gateway.post("/v1/executions", "x", headers: [("Origin", gateway.base)]).status == 201)
            // DNS rebinding: the name in the address leads here, but is not ours.
            try expectProblem(
                try await gateway.get("/v1/executions", headers: [("Host", "evil.example")]), 421, "request.host")
        }
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "GET /v1/executions HTTP/1.1\r\n\r\n", "NONSENSE\r\n\r\n",
            "GET /v1/executions HTTP/9.9\r\nHost: localhost\r\n\r\n",
            "GET v1/executions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "GET http://localhost/v1/executions HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            "POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n",
            "POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
            "POST /v1/checks HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            "POST /v1/checks HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: \u{1}\r\n\r\n", "\0\0\0\0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + String(repeating: "x", count: 40_000) + "\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\n" + String(repeating: "a: b\r\n", count: 200) + "\r\n",
        ])
    func rawNonsenseEndsInA4xx(request: String) async throws {
        var options = GatewayFixture.Options()
        options.services = false
        options.configuration.idleTimeout = .seconds(1)
        try await GatewayFixture.run(options) { gateway in
            let answer = try await RawConnection.exchange(port: gateway.port, request)
            #expect(
                answer.isEmpty || answer.hasPrefix("HTTP/1.1 4") || answer.hasPrefix("HTTP/1.1 503"),
                "\(answer.prefix(80))")
            #expect(try await gateway.get("/healthz").status == 200)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aHeaderThatNeverEndsIsCutOff() async throws {
        var options = GatewayFixture.Options()
        options.services = false
        options.configuration.idleTimeout = .seconds(1)
        try await GatewayFixture.run(options) { gateway in
            let answer = try await RawConnection.with(port: gateway.port) { inbound, outbound -> String in
                let dripping = Task {
                    try await outbound.write(.init(string: "GET / HTTP/1.1\r\n"))
                    while true {
                        try await outbound.write(.init(string: "a: b\r\n"))
                        try await Task.sleep(for: .milliseconds(100))
                    }
                }
                defer { dripping.cancel() }
                var answer = ""
                do { for try await piece in inbound { answer += String(buffer: piece) } } catch {}
                return answer
            }
            #expect(!answer.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func securityHeadersAreEverywhere() async throws {
        try await GatewayFixture.run { gateway in
            for path in ["/", "/v1/executions", "/v1/nothing", "/v1/executions/e1/artifacts/large/x"] {
                let answer = try await gateway.send(.HEAD, path)
                #expect(answer.headers.first(name: "X-Content-Type-Options") == "nosniff")
                #expect(answer.headers.first(name: "Content-Security-Policy")?.contains("default-src 'none'") == true)
                #expect(answer.headers.first(name: "Access-Control-Allow-Origin") == nil)
            }
        }
    }
}
