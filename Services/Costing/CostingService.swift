import LunaCore
import LunaMessages

/// The RPCs of the costing service.
struct CostingService: CostingServing {
    let ledger: LedgerStore

    func getCosts(_ request: CostsRequest, context: CallContext) async throws -> CostsReply {
        let costs = try await ledger.costs(request, tenant: context.tenant)
        return CostsReply(
            attempts: costs.reduce(0) { $0 + $1.attempts }, computeMs: costs.reduce(0) { $0 + $1.computeMs },
            costMicroUsd: costs.reduce(0) { $0 + $1.costMicroUsd }, capabilities: costs)
    }

    func getUsage(_ request: GetUsageRequest, context: CallContext) async throws -> UsageReply {
        let today = QuotaName.day(at: WallClock.now())
        let milliseconds = try await ledger.worked(
            on: today.begin / (today.end - today.begin), for: context.tenant)
        return UsageReply(quotas: [
            Quota(name: QuotaName.agentSecondsPerDay.rawValue, used: milliseconds / 1000, resetsAt: today.end)
        ])
    }

    func listLedger(_ request: ListLedgerRequest, context: CallContext) async throws -> ListLedgerReply {
        let limit = request.limit == 0 ? 100 : Int(min(request.limit, 1000))
        let rows = try await ledger.rows(request, limit: limit + 1, tenant: context.tenant)
        let page = Array(rows.prefix(limit))
        let cursor = rows.count > limit ? page.last.map { "\($0.task)/\($0.attempt)" } ?? "" : ""
        return ListLedgerReply(rows: page, nextCursor: cursor)
    }
}
