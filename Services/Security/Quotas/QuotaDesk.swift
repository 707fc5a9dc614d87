import LunaCore
import LunaMessages
import LunaServiceKit
import LunaStore

/// How much each tenant may use: what was set for it, else what holds for the installation.
struct QuotaDesk: Sendable {
    let store: Store
    /// For tenants without limits of their own; 0 = none.
    let usual: [QuotaName: UInt64]
    let trail: any ActionRecording

    func quotas(_ tenant: TenantID) async throws -> Quotas {
        let rows = try await store.query(
            "SELECT name, value FROM security.quotas WHERE tenant = $1", [.text(tenant.rawValue)])
        var own: [String: UInt64] = [:]
        for row in rows { own[try row.text("name")] = UInt64(clamping: try row.int("value")) }
        return Quotas(
            quotas: QuotaName.allCases.map { name in
                Quota(
                    name: name.rawValue, limit: own[name.rawValue] ?? usual[name] ?? 0, own: own[name.rawValue] != nil)
            })
    }

    func set(_ request: SetQuotasRequest, _ context: CallContext) async throws -> Quotas {
        guard context.isForEveryTenant else {
            throw LunaError(
                "access.denied", .permission, "Only an administrator of all tenants can change what a tenant may use.")
        }
        let names = request.quotas.map(\.name) + request.usual
        for name in names where QuotaName(rawValue: name) == nil {
            let known = QuotaName.allCases.map(\.rawValue).joined(separator: ", ")
            throw LunaError(
                "quota.unknown", .validation, "There is no quota '\(name.prefix(64))'; there are: \(known).")
        }
        guard Set(names).count == names.count, !names.isEmpty,
            request.quotas.allSatisfy({ $0.limit <= UInt64(Int64.max) })
        else {
            throw LunaError("quota.invalid", .validation, "Name each quota once, with a limit of at most 2^63-1.")
        }
        var details: [String: JSONValue] = [:]
        for quota in request.quotas { details[quota.name] = .string(String(quota.limit)) }
        for name in request.usual { details[name] = "usual" }
        let record = try trail.statement(
            AuditTrail.Action("quota.set", resource: context.tenant.rawValue, by: context, details: .object(details)))
        try await store.pipeline(
            tenant: context.tenant,
            [
                SQLStatement(
                    "DELETE FROM security.quotas WHERE tenant = $1 AND name = ANY($2::text[])",
                    [.text(context.tenant.rawValue), .textArray(names)]),
                SQLStatement(
                    """
                    INSERT INTO security.quotas (tenant, name, value)
                    SELECT $1, * FROM unnest($2::text[], $3::bigint[])
                    """,
                    [
                        .text(context.tenant.rawValue), .textArray(request.quotas.map(\.name)),
                        .intArray(request.quotas.map { Int64(clamping: $0.limit) }),
                    ]),
                record,
            ])
        trail.look()
        return try await quotas(context.tenant)
    }
}
