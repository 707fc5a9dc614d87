import LunaCore

/// Which execution may hand out its next task: deficit round robin (Shreedhar and Varghese, 1995) over tenants, and inside a tenant over
/// its executions, for each capability by itself; within bounds on what is out.
///
/// A task counts as one, whatever it takes, because nobody knows beforehand. A value without clock or I/O. A grant costs the tenants and
/// executions that it passes over, of which each is passed over once in a round.
struct FairDispatch: Sendable {
    /// How many tasks may be handed out and unfinished.
    struct Bounds: Sendable, Hashable {
        /// Of one capability, of all tenants together: what its agents have in hand and soon will. More only lengthens the queue that a
        /// newcomer has to wait behind.
        var perCapability = 4096
        /// Of one capability and tenant.
        var perTenant = 2048
        /// Of one capability and execution.
        var perExecution = 2048
    }

    private struct Flow: Sendable {
        let key: JournalStore.Key
        /// Tasks that could be handed out.
        var ready = 0
        var inFlight = 0
    }

    private struct Tenant: Sendable {
        let id: TenantID
        let weight: Int
        /// What it may still take in this visit.
        var deficit = 0
        var inFlight = 0
        var flows: [Flow] = []
        /// Which of its executions is next.
        var cursor = 0
    }

    private struct Lane: Sendable {
        var tenants: [Tenant] = []
        /// Which tenant is being visited.
        var cursor = 0
        var inFlight = 0
    }

    private let bounds: Bounds
    private let weights: [TenantID: Int]
    private var lanes: [String: Lane] = [:]

    /// - Parameter weights: shares of tenants relative to each other, from 1; 1 for whoever is not named.
    init(bounds: Bounds = Bounds(), weights: [TenantID: Int] = [:]) {
        self.bounds = bounds
        self.weights = weights
    }

    // MARK: What happens to executions

    /// Says how many tasks of an execution could be handed out now, in place of what was said before.
    mutating func setReady(_ count: Int, of key: JournalStore.Key, _ capability: String) {
        change(key, capability) { $0.ready = max(0, count) }
    }

    /// Tasks that were out are not any more: ended, or waiting for a retry.
    mutating func returned(_ count: Int, of key: JournalStore.Key, _ capability: String) {
        change(key, capability) { $0.inFlight = max(0, $0.inFlight - count) }
    }

    /// Tasks are out that were not granted here: handed out by whoever drove the execution before.
    mutating func adopted(_ count: Int, of key: JournalStore.Key, _ capability: String) {
        change(key, capability) { $0.inFlight += max(0, count) }
    }

    /// The execution has ended, or is driven elsewhere.
    mutating func remove(_ key: JournalStore.Key) {
        for capability in lanes.keys {
            change(key, capability) { ($0.ready, $0.inFlight) = (0, 0) }
        }
    }

    /// Tasks of a capability that are out.
    func inFlight(_ capability: String) -> Int { lanes[capability]?.inFlight ?? 0 }

    func inFlight(of key: JournalStore.Key, _ capability: String) -> Int {
        lanes[capability]?.tenants.first { $0.id == key.tenant }?.flows.first { $0.key == key }?.inFlight ?? 0
    }

    // MARK: Granting

    /// Hands out as much as the bounds let, and counts it as out.
    ///
    /// - Returns: executions with how many of their tasks, in the order in which these are to be queued.
    mutating func grant(_ capability: String, limit: Int = .max) -> [(key: JournalStore.Key, count: Int)] {
        guard var lane = lanes[capability] else { return [] }
        var grants: [(key: JournalStore.Key, count: Int)] = []
        var left = min(limit, bounds.perCapability - lane.inFlight)
        // Visits in a row that gave nothing: a whole round of them, and nobody can take any.
        var idle = 0
        while left > 0, idle < lane.tenants.count {
            let given = visit(&lane.tenants[lane.cursor], atMost: left, &grants)
            left -= given
            lane.inFlight += given
            idle = given > 0 ? 0 : idle + 1
            // A visit that was cut short by the lane's bound is continued by the next call.
            if left > 0 || lane.tenants[lane.cursor].deficit == 0 {
                lane.cursor = (lane.cursor + 1) % lane.tenants.count
            }
        }
        lanes[capability] = lane
        return grants
    }

    private func visit(_ tenant: inout Tenant, atMost limit: Int, _ grants: inout [(key: JournalStore.Key, count: Int)])
        -> Int
    {
        if tenant.deficit == 0 { tenant.deficit = tenant.weight }
        var given = 0
        var idle = 0
        while tenant.deficit > 0, given < limit, tenant.inFlight < bounds.perTenant, idle < tenant.flows.count {
            if tenant.flows[tenant.cursor].ready > 0, tenant.flows[tenant.cursor].inFlight < bounds.perExecution {
                tenant.flows[tenant.cursor].ready -= 1
                tenant.flows[tenant.cursor].inFlight += 1
                tenant.inFlight += 1
                tenant.deficit -= 1
                given += 1
                idle = 0
                let key = tenant.flows[tenant.cursor].key
                if let last = grants.indices.last, grants[last].key == key {
                    grants[last].count += 1
                } else {
                    grants.append((key, 1))
                }
            } else {
                idle += 1
            }
            tenant.cursor = (tenant.cursor + 1) % tenant.flows.count
        }
        // Who cannot use its share does not save it up.
        if given < limit { tenant.deficit = 0 }
        return given
    }

    // MARK: Bookkeeping

    private mutating func change(_ key: JournalStore.Key, _ capability: String, _ change: (inout Flow) -> Void) {
        var lane = lanes[capability] ?? Lane()
        let position = lane.tenants.firstIndex { $0.id == key.tenant }
        var tenant =
            position.map { lane.tenants[$0] } ?? Tenant(id: key.tenant, weight: max(1, weights[key.tenant] ?? 1))
        let index = tenant.flows.firstIndex { $0.key == key }
        var flow = index.map { tenant.flows[$0] } ?? Flow(key: key)
        let before = flow.inFlight
        change(&flow)
        tenant.inFlight += flow.inFlight - before
        lane.inFlight += flow.inFlight - before
        let isEmpty = flow.ready == 0 && flow.inFlight == 0
        switch (index, isEmpty) {
        case (let index?, false): tenant.flows[index] = flow
        case (nil, false): tenant.flows.append(flow)
        case (let index?, true):
            tenant.flows.remove(at: index)
            // The one behind keeps its turn.
            if index < tenant.cursor { tenant.cursor -= 1 }
            if tenant.cursor >= tenant.flows.count { tenant.cursor = 0 }
        case (nil, true): break
        }
        switch (position, tenant.flows.isEmpty) {
        case (let position?, false): lane.tenants[position] = tenant
        case (nil, false): lane.tenants.append(tenant)
        case (let position?, true):
            lane.tenants.remove(at: position)
            if position < lane.cursor { lane.cursor -= 1 }
            if lane.cursor >= lane.tenants.count { lane.cursor = 0 }
        case (nil, true): break
        }
        lanes[capability] = lane.tenants.isEmpty ? nil : lane
    }
}
