import HTTPTypes
import LunaCore
import LunaFuzzKit
import LunaMessages
import NIOCore
import Testing

@testable import Gateway

/// Every route of the API with requests that are nearly right, as bytes on a socket: line, headers and body are all changed.
@Suite(.serialized, .timeLimit(.minutes(60))) struct RouteFuzzTests {
    @Test func nothingThatIsSentHarmsTheGateway() async throws {
        var options = GatewayFixture.Options()
        options.configuration.idleTimeout = .seconds(2)
        options.configuration.headerTimeout = .seconds(1)
        options.configuration.bodyTimeout = .seconds(1)
        try await GatewayFixture.run(options) { gateway in
            let seeds = gateway.table.routes.flatMap { Self.requests($0) }
            let words = [
                "Content-Length: 5\r\n", "Content-Length: 99999999999999999999\r\n", "Transfer-Encoding: chunked\r\n",
                "Transfer-Encoding: identity\r\n", "Connection: close\r\n", "Connection: upgrade\r\nUpgrade: h2c\r\n",
                "Expect: 100-continue\r\n", "Host: a\r\n", "Range: bytes=0-0\r\n", "Range: bytes=5-2,9-\r\n",
                "Luna-Tenant: ../x\r\n", "Authorization: Bearer luna_0_0\r\n", "Accept: text/event-stream\r\n",
                "Idempotency-Key: x\r\n", "If-None-Match: *\r\n", "Last-Event-ID: -1\r\n", "traceparent: 00-0-0-0\r\n",
                "\r\n\r\n", "HTTP/1.0", "HTTP/2.0", "HEAD ", "OPTIONS * ", "CONNECT ", "DELETE ", "/v1/", "/../", "%2f",
                "%2e%2e",
                "?limit=1&", "&cursor=", "0\r\n\r\n", "ffffffff\r\n",
            ]
            let port = gateway.port
            await Fuzzer("HTTP requests", seeds: seeds, words: words).run(24) { input in
                let answer = try await RawConnection.fuzz(port: port, input)
                // Silence is an answer to what is no request: the connection ends.
                guard !answer.isEmpty else { return false }
                #expect(answer.hasPrefix("HTTP/1.1 "), "\(answer.prefix(80))")
                #expect(
                    !answer.contains("internal.unexpected"),
                    "\(String(decoding: input.prefix(300), as: UTF8.self))\n\(answer.prefix(900))")
                return answer.hasPrefix("HTTP/1.1 2")
            }
            for path in ["/healthz", "/v1/executions"] {
                let after = try await gateway.get(path)
                #expect(after.status == 200)
            }
        }
    }

    /// A right request for a route, once for each type of body that it takes.
    private static func requests(_ route: Route) -> [[UInt8]] {
        let path = route.pattern.description.replacing(/\{[^}]*\}/, with: "e1")
        let query = route.parameters.filter { $0.place == .query }.map { parameter -> String in
            switch parameter.kind {
            case .text: "\(parameter.name)=x"
            case .integer(let range): "\(parameter.name)=\(max(1, range.lowerBound))"
            case .flag: "\(parameter.name)=true"
            case .words(let words): "\(parameter.name)=\(words.first ?? "")"
            }
        }
        let head =
            "\(route.method.rawValue) \(path)\(query.isEmpty ? "" : "?" + query.joined(separator: "&")) HTTP/1.1\r\n"
            + "Host: localhost\r\nX-Request-Id: f\r\n"
        guard let body = route.body else { return [Array((head + "\r\n").utf8)] }
        return body.types.map { type in
            let content =
                type.hasSuffix("json") ? "{\"project\":{\"name\":\"x\"},\"files\":[]}" : "project:\n  name: x\n"
            return Array(
                (head + "Content-Type: \(type)\r\nContent-Length: \(content.utf8.count)\r\n\r\n\(content)").utf8)
        } + [
            Array((head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n").utf8),
            Array((head + "Content-Length: 2\r\n\r\n{}GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").utf8),
        ]
    }
}
