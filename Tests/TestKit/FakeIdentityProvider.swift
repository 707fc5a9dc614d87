import Crypto
import Foundation
import LunaCore
import LunaTrust
import NIOCore
import Synchronization

/// What an OpenID Connect provider answers: discovery, its keys, and the device authorization grant (RFC 8628). Signs tokens with
/// Ed25519. Thread-safe.
public final class FakeIdentityProvider: Sendable {
    private struct State: Sendable {
        var keys: [(id: String, key: Curve25519.Signing.PrivateKey)] = []
        var keyFetches = 0
        var isDown = false
        /// What is confirmed to whoever asks for the second time; nil = nothing.
        var everybody: [String: JSONValue]?
        /// Logins of devices by their codes.
        var logins: [String: DeviceGrant] = [:]
    }

    /// One login of a device (RFC 8628, section 3).
    private struct DeviceGrant: Sendable {
        /// What somebody has decided in the browser.
        enum Decision: Sendable {
            case nothing
            case confirmed([String: JSONValue])
            case refused
        }

        let userCode: String
        let begun: ContinuousClock.Instant
        var decision = Decision.nothing
        var interval = Duration.seconds(1)
        var asked: ContinuousClock.Instant?
    }

    public let issuer: String
    /// How long somebody has to confirm.
    public static let deviceLifetime = Duration.seconds(60)
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    private init(
        issuer: String, state: State, now: @escaping @Sendable () -> ContinuousClock.Instant
    ) {
        self.issuer = issuer
        self.now = now
        self.state = Mutex(state)
    }

    /// Runs `body` with a provider on a port of its own.
    /// - Parameter now: the clock by which devices must not ask too often, and their codes expire.
    public static func with(
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        _ body: (FakeIdentityProvider) async throws -> Void
    ) async throws {
        try await FakeServer.with(
            { address in
                let provider = FakeIdentityProvider(issuer: address, state: State(), now: now)
                provider.rotate()
                return provider
            }, answer: { $0.answer($1.path, String(buffer: $1.body)) }, body)
    }

    /// Signs with a new key from now on; older ones stay known unless they are to be forgotten.
    public func rotate(forgettingOlder: Bool = false) {
        state.withLock { state in
            if forgettingOlder { state.keys = [] }
            state.keys.append(("k\(UInt32.random(in: 0 ... .max))", Curve25519.Signing.PrivateKey()))
        }
    }

    /// How often somebody asked for the keys.
    public var keyFetches: Int { state.withLock { $0.keyFetches } }

    /// Whether it answers nothing but errors.
    public func setDown(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }

    /// Somebody confirms the login of a device in the browser.
    public func confirm(_ userCode: String, _ claims: [String: JSONValue]) { decide(userCode, .confirmed(claims)) }

    /// Somebody sits at the browser and confirms every login, a moment after it began.
    public func confirmEverybody(_ claims: [String: JSONValue]) { state.withLock { $0.everybody = claims } }

    /// Somebody refuses it.
    public func refuse(_ userCode: String) { decide(userCode, .refused) }

    private func decide(_ userCode: String, _ decision: DeviceGrant.Decision) {
        state.withLock { state in
            for (device, login) in state.logins where login.userCode == userCode {
                state.logins[device]?.decision = decision
            }
        }
    }

    /// A token that is valid for five minutes, with further claims, or others in the place of the usual ones.
    public func token(_ claims: [String: JSONValue], foreignKey: Bool = false) throws -> String {
        let now = WallClock.now() / 1_000_000_000
        var all: [String: JSONValue] = [
            "iss": .string(issuer), "aud": "luna", "sub": "ann", "iat": .number(JSONNumber(now)),
            "exp": .number(JSONNumber(now + 300)),
        ]
        for (name, value) in claims { all[name] = value }
        let signer = try state.withLock { state -> (id: String, key: Curve25519.Signing.PrivateKey) in
            guard let last = state.keys.last else { throw LunaError("test.keys", .internal, "There is no key.") }
            return foreignKey ? ("stranger", Curve25519.Signing.PrivateKey()) : last
        }
        func part(_ value: JSONValue) -> String { TextForm.base64url(value.serialized()) }
        let signed = part(["alg": "EdDSA", "kid": .string(signer.id)]) + "." + part(.object(all))
        return signed + "." + TextForm.base64url(Array(try signer.key.signature(for: Array(signed.utf8))))
    }

    private func answer(_ path: String, _ body: String) -> (Int, JSONValue) {
        if state.withLock({ $0.isDown }) { return (503, [:]) }
        switch path {
        case "/.well-known/openid-configuration":
            return (
                200,
                [
                    "issuer": .string(issuer), "jwks_uri": .string("\(issuer)/keys"),
                    "device_authorization_endpoint": .string("\(issuer)/device"),
                    "token_endpoint": .string("\(issuer)/token"),
                ]
            )
        case "/keys":
            let keys = state.withLock { state in
                state.keyFetches += 1
                return state.keys.map { key -> JSONValue in
                    [
                        "kty": "OKP", "crv": "Ed25519", "kid": .string(key.id), "use": "sig",
                        "x": .string(TextForm.base64url(Array(key.key.publicKey.rawRepresentation))),
                    ]
                }
            }
            return (200, ["keys": .array(keys)])
        case "/device":
            guard Self.form(body)["client_id"] == "luna-cli" else { return (401, ["error": "invalid_client"]) }
            let device = TextForm.hex(TextForm.random(16))
            let userCode = TextForm.hex(TextForm.random(4)).uppercased()
            let now = now()
            state.withLock { $0.logins[device] = DeviceGrant(userCode: userCode, begun: now) }
            return (
                200,
                [
                    "device_code": .string(device), "user_code": .string(userCode),
                    "verification_uri": .string("\(issuer)/confirm"),
                    "expires_in": .number(JSONNumber(Self.deviceLifetime.components.seconds)), "interval": 1,
                ]
            )
        case "/token": return redeem(Self.form(body))
        default: return (404, [:])
        }
    }

    private func redeem(_ form: [String: String]) -> (Int, JSONValue) {
        guard form["client_id"] == "luna-cli" else { return (401, ["error": "invalid_client"]) }
        guard form["grant_type"] == "urn:ietf:params:oauth:grant-type:device_code" else {
            return (400, ["error": "unsupported_grant_type"])
        }
        let device = form["device_code"] ?? ""
        let now = now()
        let outcome = state.withLock { state -> (error: String, claims: [String: JSONValue]) in
            guard let login = state.logins[device] else { return ("invalid_grant", [:]) }
            guard now - login.begun < Self.deviceLifetime else { return ("expired_token", [:]) }
            state.logins[device]?.asked = now
            if let asked = login.asked, now - asked < login.interval {
                state.logins[device]?.interval += .seconds(5)
                return ("slow_down", [:])
            }
            switch login.decision {
            case .nothing:
                if let claims = state.everybody { state.logins[device]?.decision = .confirmed(claims) }
                return ("authorization_pending", [:])
            case .refused: return ("access_denied", [:])
            case .confirmed(let claims):
                // A code is good for one token.
                state.logins[device] = nil
                return ("", claims)
            }
        }
        guard outcome.error.isEmpty, let token = try? token(outcome.claims) else {
            return (400, ["error": .string(outcome.error)])
        }
        return (200, ["access_token": .string(token), "token_type": "Bearer", "expires_in": 300])
    }

    /// The fields of `application/x-www-form-urlencoded`.
    private static func form(_ body: String) -> [String: String] {
        var fields: [String: String] = [:]
        for pair in body.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1).map { $0.removingPercentEncoding ?? "" }
            if parts.count == 2 { fields[parts[0]] = parts[1] }
        }
        return fields
    }
}
