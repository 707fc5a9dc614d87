import LunaCore
import LunaMessages
import LunaServiceKit
import LunaTrust

/// Takes tokens of an OpenID Connect provider: who signed them is checked with its keys, and what their owner may do follows from
/// their claims.
struct OIDCTokens: TokenReader {
    private let provider: IdentityProvider
    private let rules: WebToken.Rules
    private let claims: ClaimMapping

    init(provider: IdentityProvider, rules: WebToken.Rules, claims: ClaimMapping) {
        self.provider = provider
        self.rules = rules
        self.claims = claims
    }

    /// Nil when no provider is configured.
    /// - Throws: `LunaError` `oidc.…` when the settings do not fit together.
    init?(_ settings: ServiceConfiguration) throws {
        guard let issuer = try settings.textIfSet(Self.issuer) else { return nil }
        let audiences = try settings.list(Self.audience)
        guard !audiences.isEmpty else {
            throw LunaError(
                "oidc.audience", .validation,
                "Set LUNA_GATEWAY_OIDC_AUDIENCE: without it, tokens that are meant for others would be taken.")
        }
        provider = try IdentityProvider(issuer: issuer)
        rules = WebToken.Rules(issuer: issuer, audiences: audiences)
        claims = try ClaimMapping(
            tenantClaim: settings.text(Self.tenantClaim), tenants: settings.list(Self.tenants),
            roleClaim: settings.text(Self.roleClaim), roles: settings.list(Self.roles),
            projectsClaim: settings.textIfSet(Self.projectsClaim))
    }

    func caller(_ token: String) async throws -> Caller {
        try Caller(
            claims.identity(try await provider.claims(of: token, rules: rules, now: WallClock.now())))
    }

    // MARK: Settings

    static let issuer = ConfigurationKey(
        "gateway.oidc.issuer", .text,
        "OpenID Connect provider whose tokens are taken beside keys, exactly as in their `iss`. Unset: only keys.")
    static let audience = ConfigurationKey(
        "gateway.oidc.audience", .list, "A token's `aud` has to be one of these. Required with an issuer.")
    static let client = ConfigurationKey(
        "gateway.oidc.client", .text, "Client that `luna login --device` is for the provider.")
    static let tenantClaim = ConfigurationKey(
        "gateway.oidc.tenant.claim", .text, default: "luna_tenant",
        "Claim that says for which tenant a token is; dots lead into objects.")
    static let tenants = ConfigurationKey(
        "gateway.oidc.tenants", .list,
        "Tenants for values of that claim: value=tenant, `*` for all. Unset: the value is the tenant's name.")
    static let roleClaim = ConfigurationKey(
        "gateway.oidc.role.claim", .text, default: "luna_role",
        "Claim, a text or a list, that says which role a token has; dots lead into objects.")
    static let roles = ConfigurationKey(
        "gateway.oidc.roles", .list,
        "Roles for values of that claim: value=role, such as luna-admins=admin. Unset: the value is the role's name.")
    static let projectsClaim = ConfigurationKey(
        "gateway.oidc.projects.claim", .text,
        "Claim with the projects that a token is for; a token without it is for all. Unset: every token is for all.")

    static let keys = [issuer, audience, client, tenantClaim, tenants, roleClaim, roles, projectsClaim]
}

/// From the claims of a token to a tenant, a role and projects. What is not said is not given.
struct ClaimMapping: Sendable {
    let tenantClaim: String
    let tenants: [String: String]
    let roleClaim: String
    let roles: [String: Role]
    let projectsClaim: String?

    /// - Throws: `LunaError` `configuration.invalid` for an entry that is not value=name.
    init(tenantClaim: String, tenants: [String], roleClaim: String, roles: [String], projectsClaim: String?) throws {
        self.tenantClaim = tenantClaim
        self.roleClaim = roleClaim
        self.projectsClaim = projectsClaim
        var byValue: [String: String] = [:]
        for (value, tenant) in try tenants.map(Self.pair) {
            if tenant != "*" { _ = try TenantID(tenant) }
            byValue[value] = tenant
        }
        self.tenants = byValue
        var roleByValue: [String: Role] = [:]
        for (value, name) in try roles.map(Self.pair) {
            guard let role = Role(rawValue: name) else {
                throw LunaError(
                    "configuration.invalid", .validation, "'\(name)' is no role: admin, operator or viewer.")
            }
            roleByValue[value] = role
        }
        self.roles = roleByValue
    }

    private static func pair(_ text: String) throws -> (String, String) {
        // Names of groups may hold the sign, names of ours may not.
        guard let sign = text.lastIndex(of: "="), sign > text.startIndex else {
            throw LunaError("configuration.invalid", .validation, "'\(text.prefix(64))' is not value=name.")
        }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }

    /// - Throws: `LunaError` `access.no_tenant`, `access.no_role`, `token.malformed`.
    func identity(_ claims: JSONValue) throws -> Identity {
        guard let subject = claims["sub"]?.stringValue, (1...255).contains(subject.utf8.count),
            subject.unicodeScalars.allSatisfy({ $0.value > 31 && $0.value != 127 })
        else { throw LunaError("token.malformed", .permission, "The token has no usable 'sub'.") }
        let found = Self.values(claims, tenantClaim)
        // More than one would let the caller choose.
        guard found.count == 1, let value = found.first, let tenant = tenants.isEmpty ? value : tenants[value],
            tenant == "*" ? !tenants.isEmpty : (try? TenantID(tenant)) != nil
        else {
            throw LunaError(
                "access.no_tenant", .permission,
                "The token's claim '\(tenantClaim)' says no tenant of this installation.")
        }
        let held = Self.values(claims, roleClaim).compactMap { roles.isEmpty ? Role(rawValue: $0) : roles[$0] }
        guard let role = held.max() else {
            throw LunaError("access.no_role", .permission, "The token's claim '\(roleClaim)' says no role.")
        }
        let projects = projectsClaim.map { Self.values(claims, $0) } ?? []
        return Identity(actor: "user:\(subject)", tenant: tenant, role: role.rawValue, projects: projects)
    }

    /// The texts of a claim. Providers use dots inside of names as well (`https://luna.example.org/tenant`): the whole name first.
    private static func values(_ claims: JSONValue, _ path: String) -> [String] {
        var value = claims[path]
        if value == nil {
            value = path.split(separator: ".").reduce(Optional(claims)) { $0?[String($1)] }
        }
        return value?.stringValue.map { [$0] } ?? value?.arrayValue?.compactMap(\.stringValue) ?? []
    }
}
