import LunaBus
import LunaCore
import LunaTestKit
import Testing

extension Integration {
    /// A client that knows nothing but the public description of the NATS services protocol (ADR-32).
    @Suite struct Discovery {
        private let expected: Set<String> = [
            "registry", "orchestrator", "memory", "security", "costing", "health-monitor", "code-generator",
            "validator", "assembler",
        ]

        /// Every answer to one request, until all that are expected have come.
        private func gather(_ subject: String, until names: Set<String>) async throws -> [JSONValue] {
            let stack = try await TestStack.shared()
            let inbox = "_INBOX.\(TestAgent.uniqueName("discovery"))"
            let answers = try await stack.bus.subscribe(inbox)
            try await stack.bus.flush()
            try stack.bus.publishRequest(subject, reply: inbox)
            let gathered = Recorder<JSONValue>()
            let listener = Task { for await message in answers { gathered.append(try JSONParser.parse(message.body)) } }
            let found = try await gathered.wait(for: "answers to \(subject)", limit: .seconds(20)) { all in
                names.isSubset(of: all.compactMap { $0["name"]?.stringValue })
            }
            listener.cancel()
            await answers.unsubscribe()
            return found
        }

        private func checkIdentity(_ answer: JSONValue, _ type: String) {
            #expect(answer["type"]?.stringValue == "io.nats.micro.v1.\(type)")
            for field in ["name", "id", "version"] {
                #expect(answer[field]?.stringValue?.isEmpty == false, "\(field) in \(answer)")
            }
            let version = answer["version"]?.stringValue ?? ""
            #expect(
                version.split(separator: ".").count == 3
                    && version.prefix { $0 != "-" }.allSatisfy { $0.isNumber || $0 == "." })
            #expect(
                answer["name"]?.stringValue?.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" } == true
            )
            #expect(answer["metadata"]?.objectValue?.values.allSatisfy { $0.stringValue != nil } ?? true)
        }

        @Test func everyServiceAnswersAPing() async throws {
            let answers = try await gather("$SRV.PING", until: expected)
            for answer in answers { checkIdentity(answer, "ping_response") }
            let ids = answers.compactMap { $0["id"]?.stringValue }
            #expect(Set(ids).count == ids.count, "ids are unique")
        }

        @Test func everyServiceDescribesItsEndpointsAndServesThem() async throws {
            let stack = try await TestStack.shared()
            for answer in try await gather("$SRV.INFO", until: expected) {
                checkIdentity(answer, "info_response")
                #expect(answer["description"]?.stringValue?.isEmpty == false)
                for endpoint in answer["endpoints"]?.arrayValue ?? [] {
                    let subject = try #require(endpoint["subject"]?.stringValue)
                    #expect(
                        endpoint["name"]?.stringValue?.isEmpty == false
                            && endpoint["queue_group"]?.stringValue?.isEmpty == false)
                    // Somebody answers there, if only to say that this is no request.
                    let reply = try await stack.bus.request(subject, [0xff, 0xff, 0xff], timeout: .seconds(10))
                    if let code = reply.headers["Nats-Service-Error-Code"] {
                        #expect(Int(code) != nil && reply.headers["Nats-Service-Error"]?.isEmpty == false)
                    }
                }
            }
        }

        @Test func statisticsCountRequestsAndErrors() async throws {
            let stack = try await TestStack.shared()
            func endpoint() async throws -> JSONValue {
                let message = try await stack.bus.request("$SRV.STATS.registry", [], timeout: .seconds(10))
                let answer = try JSONParser.parse(message.body)
                checkIdentity(answer, "stats_response")
                #expect(answer["started"]?.stringValue?.hasSuffix("Z") == true)
                return try #require(
                    answer["endpoints"]?.arrayValue?.first {
                        $0["subject"]?.stringValue == "luna.rpc.registry.getAgent"
                    })
            }
            let before = try await endpoint()
            _ = try await stack.bus.request("luna.rpc.registry.getAgent", [], timeout: .seconds(10))
            let after = try await endpoint()
            #expect((after["num_requests"]?.intValue ?? 0) > (before["num_requests"]?.intValue ?? 0))
            #expect((after["num_errors"]?.intValue ?? 0) > (before["num_errors"]?.intValue ?? 0), "no such agent")
            #expect(after["last_error"]?.stringValue?.isEmpty == false)
            #expect(
                (after["processing_time"]?.intValue ?? 0) > 0 && (after["average_processing_time"]?.intValue ?? 0) > 0)
        }

        @Test func oneInstanceCanBeAskedByItsId() async throws {
            let stack = try await TestStack.shared()
            for answer in try await gather("$SRV.PING.memory", until: ["memory"]) {
                let id = try #require(answer["id"]?.stringValue)
                for verb in ["PING", "INFO", "STATS"] {
                    let reply = try await stack.bus.request("$SRV.\(verb).memory.\(id)", [], timeout: .seconds(10))
                    #expect(try JSONParser.parse(reply.body)["id"]?.stringValue == id)
                }
            }
        }
    }
}
