import LunaCore
import LunaMessages
import LunaServiceKit
import LunaTestKit
import LunaTrust
import NIOHTTP1
import Synchronization
import Testing

@testable import Gateway

@Suite("Tokens of an identity provider at the gateway", .timeLimit(.minutes(5)))
struct TokenTests {
    private func with(
        _ claims: ClaimMapping? = nil, clock: HandClock = HandClock(),
        _ body: (GatewayFixture, FakeIdentityProvider) async throws -> Void
    ) async throws {
        let usual = try ClaimMapping(
            tenantClaim: "org.tenant", tenants: [], roleClaim: "groups",
            roles: ["luna-ops=operator", "luna-root=admin"],
            projectsClaim: nil)
        try await FakeIdentityProvider.with { provider in
            var options = GatewayFixture.Options()
            options.needsKeys = true
            options.tokens = OIDCTokens(
                provider: try IdentityProvider(issuer: provider.issuer) { clock.now },
                rules: WebToken.Rules(issuer: provider.issuer, audiences: ["luna"]), claims: claims ?? usual)
            try await GatewayFixture.run(options) { try await body($0, provider) }
        }
    }

    private func identity(_ gateway: GatewayFixture, _ token: String, tenant: String? = nil) async throws -> (
        Int, JSONValue
    ) {
        let answer = try await gateway.get(
            "/v1/identity",
            headers: [("Authorization", "Bearer \(token)")] + (tenant.map { [("Luna-Tenant", $0)] } ?? []))
        return (answer.status, try answer.json())
    }

    private let ada: [String: JSONValue] = ["org": ["tenant": "ada"], "groups": ["staff", "luna-ops"]]

    @Test("a token is taken beside keys; its claims say tenant and role, which hold as those of keys do")
    func mapping() async throws {
        try await with { gateway, provider in
            let token = try provider.token(ada)
            let (status, who) = try await identity(gateway, token)
            #expect(status == 200)
            #expect(who["actor"] == "user:ann" && who["tenant"] == "ada" && who["role"] == "operator")
            #expect(try await identity(gateway, token, tenant: "bob").1["code"] == "access.tenant")
            #expect(try await identity(gateway, "viewer@ada").1["actor"] == "key:viewer")
            let refused = try await gateway.get("/v1/keys", headers: [("Authorization", "Bearer \(token)")])
            #expect(refused.status == 403)
            let both = try provider.token(["org": ["tenant": "ada"], "groups": ["luna-ops", "luna-root"]])
            #expect(try await identity(gateway, both).1["role"] == "admin")
            for (claims, code) in [
                (["groups": ["luna-ops"]], "access.no_tenant"),
                (["org": ["tenant": "*"], "groups": ["luna-ops"]], "access.no_tenant"),
                (["org": ["tenant": ["ada", "bob"]], "groups": ["luna-ops"]], "access.no_tenant"),
                (["org": ["tenant": "ada"]], "access.no_role"),
                (["org": ["tenant": "ada"], "groups": ["admin", "operator"]], "access.no_role"),
            ] as [([String: JSONValue], String)] {
                let (status, problem) = try await identity(gateway, provider.token(claims))
                #expect(status == 403 && problem["code"]?.stringValue == code, "\(claims)")
            }
            for claims in [["aud": "other"], ["iss": "http://127.0.0.1:1"], ["exp": 1], ["sub": ""]]
                as [[String: JSONValue]]
            {
                #expect(try await identity(gateway, provider.token(ada.merging(claims) { $1 })).0 == 401, "\(claims)")
            }
            #expect(try await identity(gateway, provider.token(ada, foreignKey: true)).0 == 401)
        }
    }

    @Test("a new key of the provider is fetched when a token names it, but not more often than the provider can bear")
    func rotation() async throws {
        let clock = HandClock()
        try await with(clock: clock) { gateway, provider in
            #expect(try await identity(gateway, provider.token(ada)).0 == 200)
            #expect(provider.keyFetches == 1)
            provider.rotate(forgettingOlder: true)
            #expect(try await identity(gateway, provider.token(ada)).0 == 401)
            #expect(provider.keyFetches == 1, "a moment ago it was asked")
            clock.advance(.seconds(10))
            #expect(try await identity(gateway, provider.token(ada)).0 == 200)
            #expect(provider.keyFetches == 2)
            for number in 0..<30 {
                let token = try provider.token(ada.merging(["n": .number(JSONNumber(number))]) { $1 }, foreignKey: true)
                #expect(try await identity(gateway, token).0 == 401)
            }
            #expect(provider.keyFetches == 2)
        }
    }

    @Test("while the provider is away its known keys hold; keys of access do not need it")
    func away() async throws {
        let clock = HandClock()
        try await with(clock: clock) { gateway, provider in
            provider.setDown(true)
            let (status, problem) = try await identity(gateway, provider.token(ada))
            #expect(status == 503 && problem["code"] == "oidc.unavailable")
            #expect(try await identity(gateway, "viewer@ada").0 == 200)
            provider.setDown(false)
            clock.advance(.seconds(10))
            #expect(try await identity(gateway, provider.token(ada)).0 == 200)
            provider.setDown(true)
            clock.advance(.seconds(86_000))
            #expect(try await identity(gateway, provider.token(ada.merging(["n": 2]) { $1 })).0 == 200)
            clock.advance(.seconds(1000))
            #expect(
                try await identity(gateway, provider.token(ada.merging(["n": 3]) { $1 })).0 == 503, "a day at most")
        }
    }

    @Test("values of claims are mapped as configured, and what is not configured means nothing")
    func configuration() throws {
        let claims = try ClaimMapping(
            tenantClaim: "https://luna.example.org/org", tenants: ["7=acme", "cn=root,dc=x=*"], roleClaim: "role",
            roles: [], projectsClaim: "projects")
        let fine: JSONValue = ["sub": "a", "https://luna.example.org/org": "7", "role": "viewer", "projects": ["p"]]
        #expect(try claims.identity(fine).tenant == "acme")
        #expect(try claims.identity(fine).projects == ["p"])
        #expect(
            try claims.identity(["sub": "a", "https://luna.example.org/org": "cn=root,dc=x", "role": "admin"]).tenant
                == "*")
        #expect(throws: LunaError.self) {
            try claims.identity(["sub": "a", "https://luna.example.org/org": "acme", "role": "admin"])
        }
        #expect(throws: LunaError.self) {
            try ClaimMapping(tenantClaim: "t", tenants: [], roleClaim: "r", roles: ["x=god"], projectsClaim: nil)
        }
        #expect(throws: LunaError.self) { try IdentityProvider(issuer: "http://id.example.org") }
    }
}

@Suite("What the gateway writes down and counts", .timeLimit(.minutes(5)))
struct RecordingTests {
    @Test(
        "a call that changes something is written down before it is made, and not made when that fails; so are refusals"
    )
    func recording() async throws {
        let actions = Mutex<[AuditTrail.Action]>([])
        let isFull = Mutex(false)
        var options = GatewayFixture.Options()
        options.needsKeys = true
        options.record = { action in
            if isFull.withLock({ $0 }) { throw LunaError("audit.full", .resource, "Full.") }
            actions.withLock { $0.append(action) }
        }
        try await GatewayFixture.run(options) { gateway in
            let key = [("Authorization", "Bearer operator@ada"), ("Content-Type", "application/yaml")]
            let body = Array("luna: 1".utf8)
            #expect(try await gateway.send(.POST, "/v1/executions", headers: key, body: body).status == 201)
            _ = try await gateway.get("/v1/executions", headers: key)
            #expect(try await gateway.get("/v1/keys", headers: key).status == 403)
            let seen = actions.withLock { $0 }
            #expect(seen.map(\.name) == ["api.submitPlan", "access.deny"])
            #expect(seen.map(\.outcome) == ["allowed", "denied"])
            #expect(seen.allSatisfy { $0.actor == "key:operator" && $0.tenant?.rawValue == "ada" })
            isFull.withLock { $0 = true }
            let before = gateway.orchestrator.state.withLock { $0.requests.count }
            #expect(try await gateway.send(.POST, "/v1/executions", headers: key, body: body).status == 429)
            #expect(gateway.orchestrator.state.withLock { $0.requests.count } == before)
            #expect(try await gateway.get("/v1/executions", headers: key).status == 200, "reading goes on")
        }
    }

    @Test("a tenant with a quota of requests is told when it is used up, and when it may go on; others are not touched")
    func requests() async throws {
        var options = GatewayFixture.Options()
        options.needsKeys = true
        options.hasQuotas = true
        try await GatewayFixture.run(options) { gateway in
            var refused: GatewayFixture.Answer?
            // A new minute may begin in between.
            for _ in 0..<8 where refused == nil {
                let answer = try await gateway.get("/v1/identity", headers: [("Authorization", "Bearer viewer@busy")])
                if answer.status != 200 { refused = answer }
            }
            let answer = try #require(refused)
            #expect(answer.status == 429)
            let problem = try answer.json()
            #expect(problem["code"] == "quota.exceeded" && problem["details"]?["limit"] == "3")
            let wait = Int(answer.headers.first(name: "Retry-After") ?? "") ?? 0
            #expect((1...60).contains(wait))
            for _ in 0..<8 {
                let other = try await gateway.get("/v1/identity", headers: [("Authorization", "Bearer viewer@ada")])
                #expect(other.status == 200)
            }
            let quotas = try await gateway.get("/v1/quotas", headers: [("Authorization", "Bearer viewer@ada")]).json()
            #expect(quotas["data"]?[0]?["name"] == "requests_per_minute")
        }
    }
}
