import LunaCore
import LunaMessages
import LunaStore
import LunaTrust
import Testing

@testable import Security

@Suite("Keys of access", .timeLimit(.minutes(5)))
struct AccessTests {
    private func code(_ body: () async throws -> some Any) async -> String {
        do {
            _ = try await body()
            return "no error"
        } catch { return LunaError.wrapping(error).code }
    }

    private func service(_ fixture: SecurityFixture) -> AccessService {
        AccessService(keys: AccessKeyStore(store: fixture.store), trail: OutboxTrail(store: fixture.store))
    }

    @Test("the first key is taken once, opens everything, and only a hash of any key is in the database")
    func bootstrap() async throws {
        try await SecurityFixture.with { fixture in
            let access = service(fixture)
            let first = try #require(try await access.bootstrap(nil))
            #expect(try await access.bootstrap(nil) == nil)
            let identity = try await access.authenticate(AuthenticateRequest(credential: first.text, origin: "a"))
            #expect(identity.role == "admin" && identity.tenant == "*")
            let rows = try await fixture.owner.query("SELECT k::text AS all FROM security.access_keys AS k")
            #expect(rows.count == 1)
            #expect(try rows[0].text("all").contains(first.text.suffix(43)) == false)
        }
    }

    @Test(
        "a key of one tenant is its own; revoked, expired and altered keys do not open; nobody makes a key for more than theirs"
    )
    func life() async throws {
        try await SecurityFixture.with { fixture in
            let access = service(fixture)
            var ada = CallContext(tenant: TenantID(trusted: "ada"), actor: "key:boss", role: .admin)
            let made = try await access.create(CreateKeyRequest(name: "ci", role: "viewer", days: 1), ada)
            let request = AuthenticateRequest(credential: made.secret, origin: "a")
            let identity = try await access.authenticate(request)
            #expect(
                identity.role == "viewer" && identity.tenant == "ada" && identity.actor == "key:\(made.key?.id ?? "")")
            var altered = made.secret
            altered.replaceSubrange(
                altered.index(before: altered.endIndex)..., with: made.secret.last == "A" ? "B" : "A")
            for bad in ["", "luna_", altered, made.secret + "x", "luna_000000000000_" + made.secret.suffix(43)] {
                #expect(
                    await code { try await access.authenticate(AuthenticateRequest(credential: bad, origin: bad)) }
                        == "access.unauthenticated", "\(bad)")
            }
            #expect(
                await code { try await access.create(CreateKeyRequest(name: "x", role: "god"), ada) }
                    == "access.unknown_role")
            #expect(
                await code {
                    try await access.create(CreateKeyRequest(name: "x", role: "admin", allTenants: true), ada)
                }
                    == "access.denied")
            let id = made.key?.id ?? ""
            let bob = CallContext(tenant: TenantID(trusted: "bob"), actor: "key:bob", role: .admin)
            #expect(await code { try await access.revoke(id, bob) } == "access.no_key")
            try await fixture.owner.execute("UPDATE security.access_keys SET expires_at = 1 WHERE id = $1", [.text(id)])
            #expect(await code { try await access.authenticate(request) } == "access.unauthenticated")
            try await fixture.owner.execute("UPDATE security.access_keys SET expires_at = 0 WHERE id = $1", [.text(id)])
            _ = try await access.authenticate(request)
            _ = try await access.revoke(id, ada)
            #expect(await code { try await access.authenticate(request) } == "access.unauthenticated")
            ada.spansTenants = true
            let all = try await access.create(CreateKeyRequest(name: "root", role: "admin", allTenants: true), ada)
            #expect(all.key?.tenant == "*")
        }
    }

    @Test("who guesses is locked out, for longer and longer; others are not")
    func guessing() throws {
        let guesses = GuessGuard()
        let second: Int64 = 1_000_000_000
        for round in 0..<9 { #expect(guesses.fail("thief", now: Int64(round)) == false) }
        #expect(guesses.fail("thief", now: 10) == true)
        #expect(throws: LunaError.self) { try guesses.check("thief", now: 11) }
        try guesses.check("neighbour", now: 11)
        try guesses.check("thief", now: 10 + second)
        _ = guesses.fail("thief", now: 10 + second)
        #expect(throws: LunaError.self) { try guesses.check("thief", now: 10 + 2 * second) }
        // A quarter of an hour at most, and quiet for a minute is a new start.
        for _ in 0..<50 { _ = guesses.fail("thief", now: 20 * second) }
        try guesses.check("thief", now: 921 * second)
        #expect(guesses.fail("thief", now: 1100 * second) == false)
        // However many origins there are, memory is bounded; and nobody gets free by guessing from others as well.
        for _ in 0..<20 { _ = guesses.fail("thief", now: 1199 * second) }
        for number in 0..<30_000 { _ = guesses.fail("o\(number)", now: 1200 * second) }
        #expect(throws: LunaError.self) { try guesses.check("thief", now: 1200 * second) }
    }
}
