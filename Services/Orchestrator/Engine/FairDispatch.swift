import LunaCore

/// Which execution may hand out its next task: deficit round robin (Shreedhar and Varghese, 1995) over tenants, and inside a tenant over
/// its executions, for each capability by itself; within bounds on what is out.
///
/// A task counts as one, whatever it takes, because nobody knows beforehand. A value without clock or I/O. A grant costs the tenants and
/// executions that it passes over, of which each is passed over once in a round; keeping the counts costs two look-ups.
struct FairDispatch: Sendable {
    /// How many tasks may be handed out and unfinished.
    struct Bounds: Sendable, Hashable {
        /// Of one capability, of all tenants together. More only lengthens the queue that a newcomer has to wait behind.
        var perCapability = 8192
        /// Of one capability and tenant.
        var perTenant = 4096
        /// Of one capability and execution.
        var perExecution = 2048
    }

    /// One execution's tasks of a capability.
    struct Counts: Sendable, Hashable {
        /// Tasks that could be handed out.
        var ready = 0
        /// Tasks that are out.
        var inFlight = 0

        fileprivate var isEmpty: Bool { ready == 0 && inFlight == 0 }
    }

    private struct Flow: Sendable {
        let key: JournalStore.Key
        var counts: Counts
    }

    private struct Tenant: Sendable {
        let id: TenantID
        let weight: Int
        /// What it may still take in this visit.
        var deficit = 0
        var total = Counts()
        var flows: [Flow] = []
        var position: [JournalStore.Key: Int] = [:]
        /// Which of its executions is next.
        var cursor = 0

        mutating func set(_ counts: Counts, of key: JournalStore.Key) -> Counts {
            let index = position[key]
            let before = index.map { flows[$0].counts } ?? Counts()
            total.ready += counts.ready - before.ready
            total.inFlight += counts.inFlight - before.inFlight
            switch (index, counts.isEmpty) {
            case (let index?, false): flows[index].counts = counts
            case (nil, false):
                position[key] = flows.count
                flows.append(Flow(key: key, counts: counts))
            case (let index?, true):
                flows.remove(at: index)
                position[key] = nil
                for later in index..<flows.count { position[flows[later].key] = later }
                // The one behind keeps its turn.
                if index < cursor { cursor -= 1 }
                if cursor >= flows.count { cursor = 0 }
            case (nil, true): break
            }
            return before
        }
    }

    private struct Lane: Sendable {
        var tenants: [Tenant] = []
        var position: [TenantID: Int] = [:]
        /// Which tenant is being visited.
        var cursor = 0
        var total = Counts()

        mutating func set(_ counts: Counts, of key: JournalStore.Key, weight: Int) {
            guard let index = position[key.tenant] else {
                guard !counts.isEmpty else { return }
                var tenant = Tenant(id: key.tenant, weight: weight)
                _ = tenant.set(counts, of: key)
                position[key.tenant] = tenants.count
                tenants.append(tenant)
                total.ready += counts.ready
                total.inFlight += counts.inFlight
                return
            }
            let before = tenants[index].set(counts, of: key)
            total.ready += counts.ready - before.ready
            total.inFlight += counts.inFlight - before.inFlight
            guard tenants[index].flows.isEmpty else { return }
            tenants.remove(at: index)
            position[key.tenant] = nil
            for later in index..<tenants.count { position[tenants[later].id] = later }
            if index < cursor { cursor -= 1 }
            if cursor >= tenants.count { cursor = 0 }
        }
    }

    private let bounds: Bounds
    private let weights: [TenantID: Int]
    private var lanes: [String: Lane] = [:]

    /// - Parameter weights: shares of tenants relative to each other, from 1; 1 for whoever is not named.
    init(bounds: Bounds = Bounds(), weights: [TenantID: Int] = [:]) {
        self.bounds = bounds
        self.weights = weights
    }

    /// Shares as they are written in a configuration: `acme=3`.
    /// - Throws: `LunaError` `orchestrator.weights`.
    static func weights(_ words: [String]) throws -> [TenantID: Int] {
        var weights: [TenantID: Int] = [:]
        for word in words {
            let parts = word.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let tenant = try? TenantID(String(parts[0])), let weight = Int(parts[1]),
                (1...1000).contains(weight)
            else {
                throw LunaError(
                    "orchestrator.weights", .validation,
                    "'\(word)' is no share of a tenant: write TENANT=WEIGHT with a weight from 1 to 1000, as in acme=3."
                )
            }
            weights[tenant] = weight
        }
        return weights
    }

    // MARK: What happens to executions

    /// Says how things stand with the tasks of an execution, in place of what was known.
    mutating func set(_ counts: Counts, of key: JournalStore.Key, _ capability: String) {
        if counts.isEmpty, lanes[capability] == nil { return }
        lanes[capability, default: Lane()].set(counts, of: key, weight: max(1, weights[key.tenant] ?? 1))
        if lanes[capability]?.tenants.isEmpty == true { lanes[capability] = nil }
    }

    /// The execution has ended, or is driven elsewhere.
    mutating func remove(_ key: JournalStore.Key) {
        for capability in lanes.keys { set(Counts(), of: key, capability) }
    }

    /// Capabilities of which there are tasks that could be handed out.
    var waiting: [String] { lanes.compactMap { $0.value.total.ready > 0 ? $0.key : nil } }

    /// All executions together.
    func counts(_ capability: String) -> Counts { lanes[capability]?.total ?? Counts() }

    func counts(of key: JournalStore.Key, _ capability: String) -> Counts {
        guard let lane = lanes[capability], let index = lane.position[key.tenant] else { return Counts() }
        let tenant = lane.tenants[index]
        return tenant.position[key].map { tenant.flows[$0].counts } ?? Counts()
    }

    // MARK: Granting

    /// Hands out as much as the bounds let, and counts it as out.
    ///
    /// - Parameter most: how many tasks of the capability may be out afterwards, when that is less than the bounds say.
    /// - Returns: executions with how many of their tasks, in the order in which these are to be queued.
    mutating func grant(_ capability: String, most: Int = .max) -> [(key: JournalStore.Key, count: Int)] {
        guard let total = lanes[capability]?.total, total.ready > 0 else { return [] }
        // Out of the table while it is worked on, so that it is changed in place and not copied.
        guard var lane = lanes.removeValue(forKey: capability) else { return [] }
        var grants: [(key: JournalStore.Key, count: Int)] = []
        var left = min(total.ready, min(most, bounds.perCapability) - total.inFlight)
        // Visits in a row that gave nothing: a whole round of them, and nobody can take any.
        var idle = 0
        while left > 0, idle < lane.tenants.count {
            let given = visit(&lane.tenants[lane.cursor], atMost: left, &grants)
            left -= given
            lane.total.inFlight += given
            lane.total.ready -= given
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
        while tenant.deficit > 0, given < limit, tenant.total.ready > 0, tenant.total.inFlight < bounds.perTenant,
            idle < tenant.flows.count
        {
            let counts = tenant.flows[tenant.cursor].counts
            if counts.ready > 0, counts.inFlight < bounds.perExecution {
                tenant.flows[tenant.cursor].counts = Counts(ready: counts.ready - 1, inFlight: counts.inFlight + 1)
                tenant.total.ready -= 1
                tenant.total.inFlight += 1
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
}
