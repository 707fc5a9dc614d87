import LunaMessages
import LunaServiceKit

/// The costing service as a process.
@main
struct Costing {
    static func main() async {
        await ServiceRunner(
            name: "costing", description: "keeps the ledger of what every attempt at a task cost",
            store: StoreNeed(schema: CostingMigrations.schema, migrations: CostingMigrations.all)
        ) { host in
            let ledger = LedgerStore(store: try host.store)
            let follower = FeedFollower(
                bus: try host.bus, service: host.name, types: LedgerEntry.types, logger: host.logger)
            return [
                ServicePart("ledger") {
                    try await follower.run(from: try await ledger.position()) { events, position in
                        let entries = events.compactMap(LedgerEntry.init)
                        try await ledger.append(entries, position: position)
                        for entry in entries { CostMetrics.count(entry) }
                    }
                },
                try host.rpc(CostingService(ledger: ledger).endpoints, description: "Costs of executions."),
            ]
        }.main()
    }
}
