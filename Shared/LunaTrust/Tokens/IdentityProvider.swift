import AsyncHTTPClient
import LunaCore
import NIOCore
import NIOHTTP1

/// The keys of an OpenID Connect provider: found by discovery (OpenID Connect Discovery 1.0), kept, and fetched again after a
/// time or when a token names a key that is not among them; not more often than the provider can bear. While it
/// cannot be reached the known keys go on to hold, for a day. An actor: many requests wait for one fetch.
public actor IdentityProvider {
    private struct Keys: Sendable {
        var keys: [WebKey]
        var fetchedAt: ContinuousClock.Instant
    }

    /// As in tokens, without a slash at the end that they do not have.
    public let issuer: String
    private let lifetime: Duration
    private let pause: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private var known: Keys?
    private var triedAt: ContinuousClock.Instant?
    private var fetch: Task<[WebKey], any Error>?
    private static let longest = Duration.seconds(86_400)
    private static let limit = 1 << 20

    /// - Parameters:
    ///   - lifetime: after which keys are fetched again.
    ///   - pause: between two fetches, at least, whatever tokens name.
    ///   - now: the clock that both are measured with.
    /// - Throws: `LunaError` `oidc.issuer` for an address that is neither https nor on this machine.
    public init(
        issuer: String, lifetime: Duration = .seconds(600), pause: Duration = .seconds(10),
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws {
        guard issuer.hasPrefix("https://") || Self.isLocal(issuer) else {
            throw LunaError(
                "oidc.issuer", .validation,
                "The identity provider's address begins with https:// (http:// only on this machine).")
        }
        self.issuer = issuer
        self.lifetime = lifetime
        self.pause = pause
        self.now = now
    }

    /// The claims of a token that this provider has issued.
    /// - Throws: `LunaError` `token.…`; `oidc.unavailable` when there are no keys to check it with.
    public func claims(of text: String, rules: WebToken.Rules, now: Int64) async throws -> JSONValue {
        let token = try WebToken(text)
        var keys = try await current()
        do {
            return try token.verified(by: keys, rules: rules, now: now)
        } catch let error as LunaError where error.code == "token.unknown_key" {
            // The provider may have changed its keys.
            guard let fresh = try await renewed() else { throw error }
            keys = fresh
            return try token.verified(by: keys, rules: rules, now: now)
        }
    }

    private func current() async throws -> [WebKey] {
        let now = now()
        guard let known, now - known.fetchedAt < Self.longest else {
            if let triedAt, fetch == nil, now - triedAt < pause {
                throw LunaError(
                    "oidc.unavailable", .dependency, "The identity provider cannot be reached: try again.",
                    isRetryable: true)
            }
            return try await load()
        }
        if now - known.fetchedAt > lifetime, triedAt.map({ now - $0 >= pause }) ?? true {
            return (try? await load()) ?? known.keys
        }
        return known.keys
    }

    /// - Returns: nil when they were fetched a moment ago.
    private func renewed() async throws -> [WebKey]? {
        if fetch == nil, let triedAt, now() - triedAt < pause { return nil }
        return try await load()
    }

    private func load() async throws -> [WebKey] {
        if let fetch { return try await fetch.value }
        triedAt = now()
        let task = Task { try await Self.fetch(issuer) }
        fetch = task
        defer { fetch = nil }
        let keys = try await task.value
        known = Keys(keys: keys, fetchedAt: now())
        return keys
    }

    private static func fetch(_ issuer: String) async throws -> [WebKey] {
        let document = try await discover(issuer)
        guard let address = document["jwks_uri"]?.stringValue, address.hasPrefix("https://") || isLocal(address) else {
            throw LunaError("oidc.unavailable", .dependency, "The identity provider does not say where its keys are.")
        }
        let set = try await get(address)
        return (set["keys"]?.arrayValue ?? []).compactMap(WebKey.init)
    }

    /// What a provider says about itself.
    /// - Throws: `LunaError` `oidc.unavailable`.
    public static func discover(_ issuer: String) async throws -> JSONValue {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let document = try await get("\(base)/.well-known/openid-configuration")
        guard document["issuer"]?.stringValue == issuer else {
            throw LunaError(
                "oidc.unavailable", .dependency,
                "The identity provider calls itself '\(document["issuer"]?.stringValue ?? "")', not '\(issuer)'.")
        }
        return document
    }

    private static func get(_ address: String) async throws -> JSONValue {
        do {
            let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: address), timeout: .seconds(10))
            guard response.status == .ok else {
                throw LunaError("oidc.unavailable", .dependency, "\(address) answers \(response.status.code).")
            }
            let body = try await response.body.collect(upTo: limit)
            return try JSONParser.parse(Array(body.readableBytesView))
        } catch let error as LunaError {
            throw LunaError("oidc.unavailable", .dependency, "\(address): \(error.message)", isRetryable: true)
        } catch {
            throw LunaError(
                "oidc.unavailable", .dependency, "The identity provider cannot be reached at \(address): \(error).",
                isRetryable: true)
        }
    }

    private static func isLocal(_ address: String) -> Bool {
        ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"].contains { address.hasPrefix($0) }
    }
}
