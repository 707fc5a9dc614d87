import LunaCore
import LunaMessages
import LunaServiceKit
import LunaTrust

/// Who gets in, and with which role.
struct AccessService: Sendable {
    let keys: AccessKeyStore
    let guesses = GuessGuard()
    let trail: any ActionRecording

    /// Makes sure that somebody can get in: when there is no key at all, the given one becomes an administrator's.
    func bootstrap(_ text: String?) async throws -> AccessCredential? {
        let given = text.flatMap(AccessCredential.init)
        if let text, given == nil, !text.isEmpty {
            throw LunaError(
                "access.bootstrap", .validation, "The first key must look like luna_<12 digits>_<43 characters>.")
        }
        guard try await keys.isEmpty() else { return nil }
        let credential = given ?? AccessCredential()
        let key = APIKey(
            id: credential.id, name: "bootstrap", tenant: "*", role: Role.admin.rawValue, createdAt: WallClock.now(),
            createdBy: "service:security")
        let action = AuditTrail.Action("key.create", resource: key.id, details: ["role": "admin", "tenant": "*"])
        guard try await keys.add(key, credential, record: try trail.statement(action)) else { return nil }
        trail.look()
        return credential
    }

    func authenticate(_ request: AuthenticateRequest) async throws -> Identity {
        let now = WallClock.now()
        try guesses.check(request.origin, now: now)
        if let credential = AccessCredential(request.credential),
            let key = try await keys.find(credential, now: now)
        {
            return Identity(
                actor: "key:\(key.id)", tenant: key.tenant, role: key.role, projects: key.projects,
                expiresAt: key.expiresAt)
        }
        if guesses.fail(request.origin, now: now) {
            try await trail.record(.init("access.lock", resource: request.origin, outcome: "denied"))
        }
        throw LunaError(
            "access.unauthenticated", .permission, "This key is not valid: it is wrong, expired or revoked.",
            details: ["status": "401"])
    }

    func create(_ request: CreateKeyRequest, _ context: CallContext) async throws -> CreateKeyReply {
        guard let role = Role(rawValue: request.role) else {
            throw LunaError("access.unknown_role", .validation, "A role is admin, operator or viewer.")
        }
        guard !request.name.isEmpty, request.name.utf8.count <= 128, request.projects.count <= 64, request.days <= 3650
        else {
            throw LunaError(
                "access.invalid", .validation, "A key has a name of 1 to 128 bytes, at most 64 projects and 3650 days.")
        }
        for project in request.projects { _ = try ProjectID(project) }
        if request.allTenants, !context.isForEveryTenant {
            throw LunaError("access.denied", .permission, "Only an administrator of all tenants can make such a key.")
        }
        let now = WallClock.now()
        let credential = AccessCredential()
        let key = APIKey(
            id: credential.id, name: request.name, tenant: request.allTenants ? "*" : context.tenant.rawValue,
            role: role.rawValue, projects: request.projects, createdAt: now,
            expiresAt: request.days == 0 ? 0 : now + Int64(request.days) * 86_400_000_000_000,
            createdBy: context.actor)
        let action = AuditTrail.Action(
            "key.create", resource: key.id, by: context,
            details: ["role": .string(key.role), "tenant": .string(key.tenant)])
        try await keys.add(key, credential, record: try trail.statement(action))
        trail.look()
        return CreateKeyReply(key: key, secret: credential.text)
    }

    func revoke(_ id: String, _ context: CallContext) async throws -> APIKey {
        let now = WallClock.now()
        let record = try trail.statement(AuditTrail.Action("key.revoke", resource: id, by: context))
        var revoked = try await keys.revoke(id, tenant: context.tenant.rawValue, now: now, record: record)
        if revoked == nil, context.isForEveryTenant {
            revoked = try await keys.revoke(id, tenant: "*", now: now, record: record)
        }
        guard let revoked else { throw LunaError("access.no_key", .notFound, "There is no key '\(id.prefix(64))'.") }
        trail.look()
        return revoked
    }
}
