import LunaMessages
import LunaServiceKit

/// The security service as a process.
@main
struct Security {
    static func main() async {
        await ServiceRunner(
            name: "security", description: "keeps the audit trail",
            store: StoreNeed(schema: SecurityMigrations.schema, migrations: SecurityMigrations.all)
        ) { host in
            let audit = AuditStore(store: try host.store)
            return [
                AuditSink(bus: try host.bus, audit: audit, logger: host.logger),
                try host.rpc(SecurityService(audit: audit).endpoints, description: "The audit trail."),
            ]
        }.main()
    }
}
