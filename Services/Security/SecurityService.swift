import LunaCore
import LunaMessages

/// The RPCs of the security service.
struct SecurityService: SecurityServing {
    let audit: AuditStore

    func searchAudit(_ request: SearchAuditRequest, context: CallContext) async throws -> SearchAuditReply {
        let limit = request.limit == 0 ? 100 : Int(min(request.limit, 1000))
        let found = try await audit.search(request, limit: limit + 1, tenant: context.tenant)
        let page = found.prefix(limit)
        return SearchAuditReply(
            entries: page.map(\.entry), nextCursor: found.count > limit ? page.last?.cursor ?? "" : "")
    }
}
