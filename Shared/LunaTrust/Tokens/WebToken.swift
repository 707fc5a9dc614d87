import LunaCore

/// A signed token of an identity provider (JWT, RFC 7519, in the compact form of RFC 7515), parsed but not believed: only
/// ``verified(by:rules:now:)`` gives its claims.
public struct WebToken: Sendable {
    /// What a token must be besides well signed.
    public struct Rules: Sendable {
        /// `iss`, exactly.
        public var issuer: String
        /// One of these has to be in `aud`.
        public var audiences: [String]
        /// How far clocks may differ.
        public var leeway: Duration
        /// The longest time from `iat` to `exp`; tokens for longer are refused. nil = any.
        public var longestLife: Duration?

        /// See the properties.
        public init(
            issuer: String, audiences: [String], leeway: Duration = .seconds(30), longestLife: Duration? = nil
        ) {
            self.issuer = issuer
            self.audiences = audiences
            self.leeway = leeway
            self.longestLife = longestLife
        }
    }

    /// The key that the token names.
    public let keyID: String
    private let algorithm: WebKey.Algorithm
    private let signed: [UInt8]
    private let signature: [UInt8]
    private let claims: JSONValue
    private static let limits = JSONLimits(maxDepth: 16, maxBytes: 16 << 10, maxValues: 2000)

    /// Whether a credential has the form of a token.
    public static func isToken(_ text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: ".") } == 2 && text.hasPrefix("eyJ")
    }

    /// Takes a token apart.
    /// - Throws: `LunaError` `token.malformed`; `token.algorithm` for `none`, for secrets in the place of keys (HS256 …), and
    ///   for everything else that is not in ``WebKey/Algorithm``.
    public init(_ text: String) throws {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard text.utf8.count <= 16 << 10, parts.count == 3,
            let head = TextForm.bytes(base64url: parts[0]), let body = TextForm.bytes(base64url: parts[1]),
            let signature = TextForm.bytes(base64url: parts[2]), !signature.isEmpty || parts[2].isEmpty,
            let header = try? JSONParser.parse(head, limits: Self.limits),
            let claims = try? JSONParser.parse(body, limits: Self.limits), claims.objectValue != nil
        else { throw Self.refused("malformed", "The token cannot be read.") }
        guard let name = header["alg"]?.stringValue, let algorithm = WebKey.Algorithm(rawValue: name) else {
            let known = WebKey.Algorithm.allCases.map(\.rawValue).joined(separator: ", ")
            throw Self.refused("algorithm", "Tokens are signed with one of \(known) here.")
        }
        // What somebody marks as critical must be understood (RFC 7515, 4.1.11), and nothing is.
        guard header["crit"] == nil else { throw Self.refused("malformed", "The token wants an extension.") }
        if let type = header["typ"]?.stringValue?.lowercased(), !["jwt", "at+jwt", "application/at+jwt"].contains(type)
        {
            throw Self.refused("malformed", "This is another kind of token.")
        }
        keyID = header["kid"]?.stringValue ?? ""
        self.algorithm = algorithm
        self.signed = Array("\(parts[0]).\(parts[1])".utf8)
        self.signature = signature
        self.claims = claims
    }

    /// The claims, when one of the keys has signed them and the rules hold.
    /// - Parameter now: Unix nanoseconds.
    /// - Throws: `LunaError` `token.unknown_key` (fetch the keys again), `token.signature`, `token.issuer`, `token.audience`,
    ///   `token.expired`, `token.not_yet`, `token.malformed`.
    public func verified(by keys: [WebKey], rules: Rules, now: Int64) throws -> JSONValue {
        // Without a name the keys of the algorithm are tried.
        let candidates = keys.filter { keyID.isEmpty || $0.id == keyID }
        guard !candidates.isEmpty else {
            throw Self.refused(
                "unknown_key", "The token was signed with a key that the identity provider does not have.")
        }
        // The key decides how it is used, never the token.
        guard candidates.contains(where: { $0.algorithm == algorithm && $0.isValid(signature, for: signed) }) else {
            throw Self.refused("signature", "The token's signature is not valid.")
        }
        guard claims["iss"]?.stringValue == rules.issuer else {
            throw Self.refused("issuer", "The token comes from another identity provider.")
        }
        let audiences =
            claims["aud"]?.arrayValue?.compactMap(\.stringValue) ?? claims["aud"]?.stringValue.map { [$0] } ?? []
        guard audiences.contains(where: rules.audiences.contains) else {
            throw Self.refused("audience", "The token is not meant for this installation.")
        }
        try checkTimes(rules, now)
        return claims
    }

    private func checkTimes(_ rules: Rules, _ now: Int64) throws {
        let leeway = rules.leeway.nanoseconds
        guard let expires = try time("exp") else { throw Self.refused("malformed", "The token has no 'exp'.") }
        guard expires > now - leeway else { throw Self.refused("expired", "The token has expired: log in again.") }
        let issued = try time("iat")
        for start in [try time("nbf"), issued] {
            if let start, start > now + leeway { throw Self.refused("not_yet", "The token is not valid yet.") }
        }
        if let longest = rules.longestLife?.nanoseconds {
            guard let issued, expires - issued <= longest else {
                throw Self.refused("lifetime", "The token is valid for longer than is taken here.")
            }
        }
    }

    /// A NumericDate in Unix nanoseconds.
    private func time(_ name: String) throws -> Int64? {
        guard let value = claims[name] else { return nil }
        guard let seconds = value.doubleValue, seconds >= 0, seconds < 9e9 else {
            throw Self.refused("malformed", "The token's '\(name)' is no time.")
        }
        return Int64(seconds * 1e9)
    }

    static func refused(_ code: String, _ message: String) -> LunaError {
        LunaError("token.\(code)", .permission, message)
    }
}
