import LunaCore
import LunaTestKit
import LunaTrust
import Synchronization
import Testing

@testable import CLI

/// The device authorization grant (RFC 8628) with a provider that keeps to it, by a clock of the test.
@Suite(.timeLimit(.minutes(2))) struct DeviceLoginTests {
    /// What happened in one login.
    private struct Login: Sendable {
        /// A token's parts, or the code of the error.
        var outcome: String
        var pauses: [Duration]
    }

    /// Logs in; `act` is what the person does before the n-th question (from 0), given the code that was shown.
    private func login(
        client: String = "luna-cli", issuer: (@Sendable (FakeIdentityProvider) -> String)? = nil,
        clock: HandClock = HandClock(), slack: Duration = .zero,
        _ act: @escaping @Sendable (Int, String, FakeIdentityProvider) -> Void
    ) async throws -> Login {
        let pauses = Mutex<[Duration]>([])
        let shown = Mutex("")
        let outcome = Mutex("")
        try await FakeIdentityProvider.with(now: { clock.now }) { provider in
            let device = DeviceLogin(
                issuer: issuer?(provider) ?? provider.issuer, client: client,
                sleep: { pause in
                    let number = pauses.withLock { pauses in
                        pauses.append(pause)
                        return pauses.count - 1
                    }
                    clock.advance(number == 1 ? pause - slack : pause)
                    act(number, shown.withLock { $0 }, provider)
                }, show: { _, code in shown.withLock { $0 = code } })
            do {
                let token = try await device.token()
                outcome.withLock { $0 = "\(token.split(separator: ".").count) parts" }
            } catch { outcome.withLock { $0 = LunaError.wrapping(error).code } }
        }
        return Login(outcome: outcome.withLock { $0 }, pauses: pauses.withLock { $0 })
    }

    @Test func aTokenComesWhenSomebodyHasConfirmed() async throws {
        let found = try await login { number, code, provider in
            if number == 3 { provider.confirm(code, ["luna_tenant": "acme"]) }
        }
        #expect(found.outcome == "3 parts")
        #expect(found.pauses == Array(repeating: .seconds(1), count: 4))
    }

    @Test func whoIsToldToSlowDownDoes() async throws {
        // The device's clock runs a little fast: the provider finds it too early.
        let found = try await login(slack: .milliseconds(10)) { number, code, provider in
            if number == 2 { provider.confirm(code, [:]) }
        }
        #expect(found.outcome == "3 parts")
        // The second question is too early, and from then on the pause is five seconds longer.
        #expect(found.pauses.prefix(3) == [.seconds(1), .seconds(1), .seconds(6)])
    }

    @Test func refusalExpiryAndStrangersEndIt() async throws {
        let refused = try await login { number, code, provider in if number == 1 { provider.refuse(code) } }
        #expect(refused.outcome == "login.refused" && refused.pauses.count == 2)
        let late = try await login { _, _, _ in }
        #expect(late.outcome == "login.too_late" && late.pauses.count == 60)
        // The provider says that it is too late before the device has counted so.
        let clock = HandClock()
        let expired = try await login(clock: clock) { number, _, _ in if number == 2 { clock.advance(.seconds(60)) } }
        #expect(expired.outcome == "login.too_late" && expired.pauses.count == 3)
        #expect(try await login(client: "somebody") { _, _, _ in }.outcome == "login.device")
        // Another name of the same server: whoever answers there is not whom the gateway means.
        let other = try await login(issuer: { $0.issuer.replacing("127.0.0.1", with: "localhost") }) { _, _, _ in }
        #expect(other.outcome == "login.device" && other.pauses.isEmpty)
        let plain = try await login(issuer: { _ in "http://id.example.org" }) { _, _, _ in }
        #expect(plain.outcome == "login.device" && plain.pauses.isEmpty)
    }

    @Test func aProviderThatIsAwayForAMomentIsAskedAgainLessOften() async throws {
        let found = try await login { number, code, provider in
            provider.setDown(number == 1 || number == 2)
            if number == 3 { provider.confirm(code, [:]) }
        }
        #expect(found.outcome == "3 parts")
        #expect(found.pauses == [.seconds(1), .seconds(1), .seconds(2), .seconds(4)])
    }
}
