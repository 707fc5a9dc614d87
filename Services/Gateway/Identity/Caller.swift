import LunaCore
import LunaMessages

/// Who calls, as far as the gateway has made sure of it.
struct Caller: Sendable, Hashable {
    /// For the audit trail: `key:ab12…`, `user:…` or `anonymous`.
    var actor: String
    /// The only tenant it may act for; nil = any.
    var tenant: TenantID?
    var role: Role

    /// Who calls where no keys are asked for.
    static let anonymous = Caller(actor: "anonymous", tenant: nil, role: .admin)

    init(actor: String, tenant: TenantID?, role: Role) {
        self.actor = actor
        self.tenant = tenant
        self.role = role
    }

    /// - Throws: `LunaError` when the identity says something that this gateway does not know.
    init(_ identity: Identity) throws {
        guard let role = Role(rawValue: identity.role) else {
            throw LunaError("access.unknown_role", .permission, "The key has a role that this gateway does not know.")
        }
        guard identity.projects.isEmpty else {
            throw LunaError(
                "access.projects", .permission,
                "The key is for some projects only, which this gateway cannot keep to yet: use a key without projects.")
        }
        self.init(
            actor: identity.actor, tenant: identity.tenant == "*" ? nil : try TenantID(identity.tenant), role: role)
    }

    /// The tenant of a request.
    /// - Parameters:
    ///   - wanted: what the request names.
    ///   - usual: of a caller who may act for any and names none.
    /// - Throws: `LunaError` `access.tenant`.
    func tenant(wanted: TenantID?, usual: TenantID) throws -> TenantID {
        guard let tenant else { return wanted ?? usual }
        guard wanted == nil || wanted == tenant else {
            throw LunaError(
                "access.tenant", .permission, "This key is for another tenant than the one that the request names.")
        }
        return tenant
    }

    /// - Throws: `LunaError` `access.denied`.
    func authorize(_ access: Access, _ operation: String) throws {
        guard case .role(let required) = access, role < required else { return }
        throw LunaError(
            "access.denied", .permission,
            "\(operation) takes the role \(required.rawValue); this key has the role \(role.rawValue).",
            details: ["required": required.rawValue, "role": role.rawValue])
    }
}
