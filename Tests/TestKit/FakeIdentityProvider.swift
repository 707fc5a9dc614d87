import Crypto
import Hummingbird
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
        /// What the one who logs in is given once somebody has confirmed; nil = nobody has.
        var confirmed: [String: JSONValue]?
        var polls = 0
    }

    public let issuer: String
    private let state: Mutex<State>
    private let serving: Task<Void, any Error>

    private init(issuer: String, state: State, serving: Task<Void, any Error>) {
        self.issuer = issuer
        self.state = Mutex(state)
        self.serving = serving
    }

    /// Runs `body` with a provider on a port of its own.
    public static func with(_ body: (FakeIdentityProvider) async throws -> Void) async throws {
        let opened = AsyncStream.makeStream(of: Int.self)
        let box = Box()
        let router = Router()
        for method in [HTTPRequest.Method.get, .post] {
            router.on("/**", method: method) { request, _ in
                let body = try await request.body.collect(upTo: 1 << 20)
                let (status, reply) =
                    box.provider.withLock { $0 }?.answer(request.uri.path, String(buffer: body)) ?? (503, [:])
                return Response(
                    status: .init(code: status), headers: [.contentType: "application/json"],
                    body: .init(byteBuffer: ByteBuffer(bytes: reply.serialized())))
            }
        }
        let application = Application(
            router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { channel in
                opened.continuation.yield(channel.localAddress?.port ?? 0)
                opened.continuation.finish()
            })
        let serving = Task { try await application.run() }
        var port = 0
        for await number in opened.stream { port = number }
        let provider = FakeIdentityProvider(issuer: "http://127.0.0.1:\(port)", state: State(), serving: serving)
        provider.rotate()
        box.provider.withLock { $0 = provider }
        defer { serving.cancel() }
        try await body(provider)
    }

    private final class Box: Sendable {
        let provider = Mutex<FakeIdentityProvider?>(nil)
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
    public func confirm(_ claims: [String: JSONValue]) { state.withLock { $0.confirmed = claims } }

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
            guard body.contains("client_id=luna-cli") else { return (401, ["error": "invalid_client"]) }
            return (
                200,
                [
                    "device_code": "d-1", "user_code": "WDJB-MJHT", "verification_uri": .string("\(issuer)/confirm"),
                    "expires_in": 60, "interval": 1,
                ]
            )
        case "/token":
            guard body.contains("device_code=d-1"), body.contains("grant_type=urn%3Aietf") else {
                return (400, ["error": "invalid_grant"])
            }
            let (confirmed, polls) = state.withLock { state in
                state.polls += 1
                return (state.confirmed, state.polls)
            }
            guard polls > 1, let confirmed, let token = try? token(confirmed) else {
                return (400, ["error": "authorization_pending"])
            }
            return (200, ["access_token": .string(token), "token_type": "Bearer", "expires_in": 300])
        default: return (404, [:])
        }
    }
}
