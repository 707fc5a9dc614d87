import HTTPTypes
import LunaCore
import LunaMessages
import NIOHTTP1
import Testing

@testable import Gateway

@Suite("Who gets through the gateway", .timeLimit(.minutes(5)))
struct AccessControlTests {
    private static let options: GatewayFixture.Options = {
        var options = GatewayFixture.Options()
        options.needsKeys = true
        return options
    }()

    private func bearer(_ key: String, tenant: String? = nil) -> [(String, String)] {
        [("Authorization", "Bearer \(key)")] + (tenant.map { [("Luna-Tenant", $0)] } ?? [])
    }

    /// An address of the route, with something in the place of its parameters.
    private func address(_ route: Route) -> String {
        route.pattern.description.split(separator: "/", omittingEmptySubsequences: false).map {
            $0.hasPrefix("{") ? "x1" + $0.drop { $0 != "}" }.dropFirst() : String($0)
        }.joined(separator: "/")
    }

    @Test(
        "every route: nobody without a key, no role below what it takes, nobody for another tenant; open ones tell nothing"
    )
    func everyRoute() async throws {
        try await GatewayFixture.run(Self.options) { gateway in
            var refused = 0
            for route in gateway.table.routes {
                let path = address(route)
                let method = HTTPMethod(rawValue: route.method.rawValue)
                let name = "\(method) \(path)"
                guard case .role(let needed) = route.access else {
                    #expect(!path.hasPrefix("/v1/"), "\(name)")
                    continue
                }
                for headers in [
                    [], [("Authorization", "Bearer ")], [("Authorization", "Basic YTpi")], bearer("wrong"),
                    bearer("god@local"), [("Cookie", "luna_key=wrong")],
                ] {
                    let answer = try await gateway.send(method, path, headers: headers)
                    #expect(answer.status == 401, "\(name) \(headers)")
                    #expect(answer.headers.first(name: "WWW-Authenticate")?.hasPrefix("Bearer") == true)
                    refused += 1
                }
                for role in Role.allCases where role < needed {
                    let answer = try await gateway.send(method, path, headers: bearer("\(role.rawValue)@ada"))
                    #expect(answer.status == 403, "\(name) as \(role)")
                    #expect(try answer.json()["code"] == "access.denied")
                    refused += 1
                }
                let crossing = try await gateway.send(method, path, headers: bearer("admin@ada", tenant: "bob"))
                #expect(crossing.status == 403, "\(name)")
                #expect(try crossing.json()["code"] == "access.tenant")
                refused += 1
            }
            #expect(refused > 250)
        }
    }

    @Test("a key says for whom; one for all tenants may choose; the services learn the role")
    func tenants() async throws {
        try await GatewayFixture.run(Self.options) { gateway in
            func tenant(_ headers: [(String, String)]) async throws -> JSONValue? {
                try await gateway.get("/v1/audit", headers: headers).json()["data"]?[0]?["tenant"]
            }
            #expect(try await tenant(bearer("viewer@ada")) == "ada")
            #expect(try await tenant(bearer("viewer@ada", tenant: "ada")) == "ada")
            #expect(try await tenant(bearer("admin@*", tenant: "bob")) == "bob")
            #expect(try await tenant(bearer("admin@*")) == "local")
            #expect(try await tenant([("Cookie", "a=b; luna_key=viewer@ada")]) == "ada")
            let identity = try await gateway.get("/v1/identity", headers: bearer("operator@ada")).json()
            #expect(identity["tenant"] == "ada" && identity["role"] == "operator")
        }
    }

    @Test("a method that nobody has classified takes an administrator, and only these are meant to")
    func methods() {
        #expect(RPCMethod(service: "x", name: "listingDestroyer").requiredRole == .admin)
        #expect(RPCMethod(service: "x", name: "list").requiredRole == .viewer)
        let admins = LunaContract.allMethods.filter { $0.requiredRole == .admin }.map(\.description).sorted()
        let meant = [
            "security.acceptRestore", "security.announceSigner", "security.authenticate", "security.createKey",
            "security.forgetTokens", "security.listKeys", "security.revokeKey", "security.setPolicy",
            "security.setPrivacyPolicy",
            "security.setQuotas",
        ]
        #expect(admins == meant, "classify new methods in Shared/LunaMessages/Access.swift, or add them here")
    }
}
