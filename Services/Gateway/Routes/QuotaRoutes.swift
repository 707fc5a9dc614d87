import HTTPTypes
import LunaMessages

/// How much a tenant may use, and does.
enum QuotaRoutes {
    static func all(_ backend: Backend) -> [Route] {
        [
            Route(
                .get, "/v1/quotas", "listQuotas", tag: "quotas", "How much the tenant may use, and how much it does.",
                explanation:
                    "A limit of 0 is none. Requests are counted by each gateway, and only where there is a limit.",
                replies: [RouteReply(200, .page(Quota.self), "All of them.")]
            ) { call in
                Reply.page(try await quotas(backend, call.caller), next: "")
            },
            Route(
                .post, "/v1/quotas", "setQuotas", tag: "quotas", "Sets how much the tenant may use.",
                explanation:
                    "For an administrator of all tenants. `usual` names quotas that shall be the installation's again.",
                access: .role(.admin), body: .json(SetQuotasRequest.self),
                replies: [RouteReply(200, .page(Quota.self), "All of them.")], problems: [403, 422]
            ) { call in
                let request = try await call.message(SetQuotasRequest.self, budget: backend.bodies)
                _ = try await backend.security.setQuotas(request, context: call.caller)
                return Reply.page(try await quotas(backend, call.caller), next: "")
            },
        ]
    }

    private static func quotas(_ backend: Backend, _ caller: CallContext) async throws -> [Quota] {
        async let executions = backend.orchestrator.getUsage(GetUsageRequest(), context: caller)
        async let storage = backend.memory.getUsage(GetUsageRequest(), context: caller)
        // Limits are shown also while nobody counts.
        async let work = try? backend.costing.getUsage(GetUsageRequest(), context: caller)
        let limits = try await backend.security.getQuotas(GetQuotasRequest(), context: caller).quotas
        let (count, resetsAt) = backend.requests.used(caller.tenant)
        let used =
            try await executions.quotas + storage.quotas + (work?.quotas ?? []) + [
                Quota(name: QuotaName.requestsPerMinute.rawValue, used: count, resetsAt: resetsAt)
            ]
        return limits.map { limit in
            var quota = limit
            let known = used.first { $0.name == limit.name }
            quota.used = known?.used ?? 0
            quota.resetsAt = known?.resetsAt ?? 0
            return quota
        }
    }
}
