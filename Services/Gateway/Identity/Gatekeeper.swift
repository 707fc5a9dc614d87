import HTTPTypes
import LunaCore
import LunaMessages
import LunaTrust
import Synchronization

/// Finds out who calls: a key of access, which the security service knows, or a token of an identity provider. The one
/// place where HTTP requests are authenticated. Thread-safe.
final class Gatekeeper: Sendable {
    private struct Known: Sendable {
        var caller: Caller
        var until: ContinuousClock.Instant
    }

    private let security: SecurityClient
    private let tokens: (any TokenReader)?
    private let known = Mutex<[Digest: Known]>([:])
    /// How long a key counts that has been revoked meanwhile.
    static let memory = Duration.seconds(5)
    private static let capacity = 10_000

    /// - Parameter tokens: nil = only keys are taken.
    init(security: SecurityClient, tokens: (any TokenReader)? = nil) {
        self.security = security
        self.tokens = tokens
    }

    /// Who calls.
    /// - Parameter origin: the client's address, for the lock-out on guessing.
    /// - Throws: `Problem` 401 without a valid credential, 429 when too many were wrong, 503 when nobody can say.
    func caller(_ headers: HTTPFields, origin: String) async throws -> Caller {
        guard let credential = try Self.credential(headers) else {
            throw Self.unauthenticated("This takes a key: send it as 'Authorization: Bearer KEY' (luna login).")
        }
        // Not the key itself, so that a memory dump of the gateway holds none for longer than its request.
        let digest = Digest(of: credential)
        let now = ContinuousClock.now
        if let entry = known.withLock({ $0[digest] }), entry.until > now { return entry.caller }
        let caller = try await ask(credential, origin)
        known.withLock { known in
            if known.count >= Self.capacity { known = known.filter { $0.value.until > now } }
            if known.count >= Self.capacity { known = [:] }
            known[digest] = Known(caller: caller, until: now + Self.memory)
        }
        return caller
    }

    private func ask(_ credential: String, _ origin: String) async throws -> Caller {
        if let tokens, WebToken.isToken(credential) {
            do {
                return try await tokens.caller(credential)
            } catch let error as LunaError where error.code.hasPrefix("token.") {
                throw Self.unauthenticated(error.message)
            }
        }
        do {
            let request = AuthenticateRequest(credential: credential, origin: origin)
            return try Caller(await security.authenticate(request, context: CallContext(actor: "service:gateway")))
        } catch let error as LunaError where error.code == "access.unauthenticated" {
            throw Self.unauthenticated(error.message)
        } catch let error as LunaError where error.code == "access.locked" {
            var headers: HTTPFields = [:]
            headers[.retryAfter] = error.details["retry_after"]
            throw Problem(error, status: 429, headers: headers)
        }
    }

    /// The bearer token (RFC 6750). Browsers, whose streams cannot send headers, send it as the cookie `luna_key`.
    private static func credential(_ headers: HTTPFields) throws -> String? {
        if let header = headers[.authorization] {
            let parts = header.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "bearer", !parts[1].isEmpty, parts[1].utf8.count <= 8192
            else { throw unauthenticated("Send the key as 'Authorization: Bearer KEY'.") }
            return String(parts[1])
        }
        for header in headers[values: .cookie] {
            for pair in header.split(separator: ";") {
                let name = pair.drop { $0 == " " }
                if name.hasPrefix("luna_key="), name.utf8.count <= 8192 { return String(name.dropFirst(9)) }
            }
        }
        return nil
    }

    private static func unauthenticated(_ message: String) -> Problem {
        var headers: HTTPFields = [:]
        headers[.wwwAuthenticate] = #"Bearer realm="luna""#
        return Problem(LunaError("access.unauthenticated", .permission, message), status: 401, headers: headers)
    }
}

/// Understands tokens of an identity provider.
protocol TokenReader: Sendable {
    /// - Throws: `LunaError` of class `permission` when the token is not valid.
    func caller(_ token: String) async throws -> Caller
}
