import LunaCore
import LunaMessages
import NIOCore
import NIOHTTP1
import Synchronization
import Testing

@testable import Gateway

/// What clients get for the resources, over real HTTP and a real bus.
@Suite(.serialized) struct ResourceTests {
    @Test func submitsAPlanOnceForAKey() async throws {
        try await GatewayFixture.run { gateway in
            let headers = [("Idempotency-Key", "k-1"), ("Luna-Tenant", "acme"), ("X-Request-Id", "abc.1")]
            let path = "/v1/executions?project=shop&file_name=my%20plan.yaml"
            let first = try await gateway.post(path, "plan: 1", type: "application/yaml", headers: headers)
            #expect(first.status == 201)
            #expect(first.headers.first(name: "Location") == "/v1/executions/e1")
            #expect(first.headers.first(name: "X-Request-Id") == "abc.1")
            #expect(try first.json()["execution"] == "e1")
            #expect(try first.json()["task_count"] == 3)
            let second = try await gateway.post(path, "plan: 1", type: "text/yaml; charset=utf-8", headers: headers)
            #expect(second.status == 200)
            #expect(try second.json()["existing"] == true)

            let (requests, contexts) = gateway.orchestrator.state.withLock { ($0.requests, $0.contexts) }
            #expect(
                requests.first
                    == SubmitRequest(
                        project: "shop", plan: Array("plan: 1".utf8), fileName: "my plan.yaml", idempotencyKey: "k-1"))
            #expect(contexts.first?.tenant.rawValue == "acme")
        }
    }

    @Test func tellsAllProblemsOfAPlan() async throws {
        try await GatewayFixture.run { gateway in
            let answer = try await gateway.post("/v1/executions", "invalid")
            #expect(answer.status == 422)
            let problem = try answer.json()
            #expect(problem["code"] == "plan.invalid")
            #expect(problem["problems"]?[0]?["rule"] == "plan.missing")
            #expect(problem["problems"]?[0]?["line"] == 1)
        }
    }

    @Test func passesTheTraceOn() async throws {
        try await GatewayFixture.run { gateway in
            let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            _ = try await gateway.get("/v1/executions", headers: [("traceparent", trace)])
            let passed = gateway.orchestrator.state.withLock { $0.contexts.last?.traceparent }
            #expect(passed?.hasPrefix("00-4bf92f3577b34da6a3ce929d0e0e4736-") == true)
        }
    }

    @Test func deadLettersAreListedReplayedAndRemoved() async throws {
        try await GatewayFixture.run { gateway in
            let list = try await gateway.get("/v1/dead-letters?subject=luna.in.%3E&code=work.lost").json()
            #expect(list["data"]?[0]?["subject"] == "luna.in.>" && list["data"]?[0]?["code"] == "work.lost")
            #expect(try await gateway.get("/v1/dead-letters/7").json()["body"] == "AQID")
            #expect(try await gateway.send(.POST, "/v1/dead-letters/7:replay").json()["stream"] == "LUNA_INBOX")
            #expect(try await gateway.send(.DELETE, "/v1/dead-letters/7").json()["purged"] == 1)
            #expect(try await gateway.send(.DELETE, "/v1/dead-letters?all=true").json()["purged"] == 9)
            for path in ["/v1/dead-letters/x", "/v1/dead-letters/0", "/v1/dead-letters/99999999999999999999"] {
                #expect(try await gateway.get(path).status == 400)
            }
        }
    }

    @Test func showsThePastComparesAndForks() async throws {
        try await GatewayFixture.run { gateway in
            let then = try await gateway.get("/v1/executions/e1/replay?to=4&state=running").json()
            #expect(then["execution"]?["last_sequence"] == 4 && then["tasks"]?[0]?["task"] == "a")
            let difference = try await gateway.get("/v1/executions/e1/comparison/e2").json()
            #expect(difference["right"]?["execution"] == "e2" && difference["tasks"]?[0]?["differs"]?[0] == "state")
            let path = "/v1/executions/e1:fork"
            let fork = try await gateway.post(path, #"{"sequence": 4}"#, type: "application/json")
            #expect(fork.status == 201 && fork.headers.first(name: "Location") == "/v1/executions/e1-4")
            let again = try await gateway.post(
                path, "", type: "application/json", headers: [("Idempotency-Key", "k")])
            #expect(try again.status == 200 && again.json()["execution"] == "e1-0")
            let other = try await gateway.post(path, #"{"execution": "e2"}"#, type: "application/json")
            #expect(other.status == 400)
        }
    }

    @Test func listsComeInPages() async throws {
        try await GatewayFixture.run { gateway in
            let first = try await gateway.get("/v1/executions?limit=1&state=running").json()
            #expect(first["data"]?[0]?["state"] == "running")
            #expect(first["next_cursor"] == "c")
            let last = try await gateway.get("/v1/executions?cursor=c").json()
            #expect(last["next_cursor"] == .null)
        }
    }

    @Test func controlsAnExecution() async throws {
        try await GatewayFixture.run { gateway in
            let cancelled = try await gateway.post(
                "/v1/executions/e1:cancel", #"{"reason":"enough"}"#, type: "application/json")
            #expect(cancelled.status == 200)
            #expect(try cancelled.json()["reason"] == "enough")
            #expect(try await gateway.post("/v1/executions/e1:pause", "").json()["state"] == "paused")
            #expect(try await gateway.post("/v1/executions/e1:resume", "").json()["state"] == "running")
            #expect(try await gateway.post("/v1/executions/e1:explode", "").status == 404)
        }
    }

    @Test func showsATaskWithItsOutputEmbedded() async throws {
        try await GatewayFixture.run { gateway in
            let task = try await gateway.get("/v1/executions/e1/tasks/entity.todo.model").json()
            #expect(task["task"] == "entity.todo.model")
            #expect(task["output"] == ["n": 1])
            #expect(task["started_at"] == .null)
            #expect(try await gateway.get("/v1/executions/e1/tasks/a/why").json()["waiting_for"] == "dependency")
        }
    }

    @Test func readsEventsAsAPage() async throws {
        try await GatewayFixture.run { gateway in
            for _ in 0..<3 { gateway.orchestrator.append("e1") }
            gateway.orchestrator.append("e1", "execution.completed")
            let page = try await gateway.get("/v1/executions/e1/events?after=2&limit=1").json()
            #expect(page["data"]?.arrayValue?.count == 1)
            #expect(page["data"]?[0]?["event"]?["sequence"] == 3)
            #expect(page["finished"] == false)
            #expect(page["last_sequence"] == 4)
            #expect(try await gateway.get("/v1/executions/e1/events?after=3").json()["finished"] == true)
        }
    }

    @Test func checksAProject() async throws {
        try await GatewayFixture.run { gateway in
            let body = #"{"files":[{"path":"a.py","sha256":"00","size":1}],"checks":["lint"]}"#
            let reply = try await gateway.post("/v1/checks", body, type: "application/json").json()
            #expect(reply["verdict"] == "passed")
            #expect(reply["tests_run"] == 1)
            let bad = try await gateway.post("/v1/checks", #"{"files":[{"pth":"a"}]}"#, type: "application/json")
            #expect(bad.status == 400)
            #expect(try bad.json()["details"]?["field"] == "files[0].pth")
        }
    }

    @Test func validatesAndDrawsPlansItself() async throws {
        var options = GatewayFixture.Options()
        options.services = false
        try await GatewayFixture.run(options) { gateway in
            let plan = """
                luna: 1
                project: {name: jobs, type: tasks}
                tasks:
                  - {id: one, capability: work}
                  - {id: two, capability: work, depends_on: [one]}
                """
            let verdict = try await gateway.post("/v1/plans:validate", plan, type: "application/yaml").json()
            #expect(verdict["problems"] == [])
            #expect(verdict["valid"] == true)
            #expect(verdict["task_count"] == 2)
            #expect(verdict["graph_sha256"]?.stringValue?.count == 64)
            let refused = try await gateway.post(
                "/v1/plans:validate", "luna: 1\nprojct: {}\n", type: "application/yaml")
            #expect(refused.status == 200)
            #expect(try refused.json()["valid"] == false)
            #expect(
                try refused.json()["problems"]?[0]?["line"]?.intValue == 1
                    || refused.json()["problems"]?[0]?["line"]?.intValue == 2)
            let graph = try await gateway.post("/v1/plans:graph", plan).json()
            #expect(graph["nodes"]?.arrayValue?.count == 2)
            let drawing = try await gateway.post("/v1/plans:graph?format=svg", plan)
            #expect(drawing.headers.first(name: "Content-Type") == "image/svg+xml")
            #expect(drawing.text.hasPrefix("<svg"))
            #expect(try await gateway.post("/v1/plans:graph?format=dot", plan).text.hasPrefix("digraph"))
            #expect(try await gateway.post("/v1/plans:graph", "nonsense").status == 422)
        }
    }

    @Test func managesAgents() async throws {
        try await GatewayFixture.run { gateway in
            #expect(try await gateway.get("/v1/agents?capability=x").json()["data"]?[0]?["health"] == "healthy")
            let body =
                #"{"manifest":{"name":"mine","version":"2.0.0","input_schema":{"type":"object"}},"instance":"i"}"#
            let added = try await gateway.post("/v1/agents", body, type: "application/json")
            #expect(added.status == 201)
            #expect(added.headers.first(name: "Location") == "/v1/agents/mine")
            #expect(try added.json()["manifest"]?["input_schema"] == ["type": "object"])
            #expect(try await gateway.send(.DELETE, "/v1/agents/coder?version=1.0.0").status == 200)
        }
    }

    @Test func showsCostsHealthAndAudit() async throws {
        try await GatewayFixture.run { gateway in
            let costs = try await gateway.get("/v1/executions/e1/costs").json()
            #expect(costs["compute_ms"] == 5)
            let health = try await gateway.get("/v1/health").json()
            #expect(health["components"]?[0]?["since"] == "1970-01-01T00:00:00.000000001Z")
            let audit = try await gateway.get("/v1/audit?action=execution.submit").json()
            #expect(audit["data"]?[0]?["action"] == "execution.submit")
        }
    }

    @Test func headIsGetWithoutABody() async throws {
        try await GatewayFixture.run { gateway in
            gateway.orchestrator.append("e1")
            let get = try await gateway.get("/v1/executions/e1")
            let head = try await gateway.send(.HEAD, "/v1/executions/e1")
            #expect(head.status == 200)
            #expect(head.body.isEmpty)
            #expect(head.headers.first(name: "Content-Length") == get.headers.first(name: "Content-Length"))
            let options = try await gateway.send(.OPTIONS, "/v1/executions")
            #expect(options.status == 204)
            #expect(options.headers.first(name: "Allow") == "GET, HEAD, POST, OPTIONS")
            #expect(options.headers.first(name: "Access-Control-Allow-Origin") == nil)
        }
    }
}
