import LunaCore
import LunaMessages
import LunaServiceKit
import LunaTrust
import ServiceLifecycle

/// The memory service as a process.
@main
struct Memory {
    static func main() async {
        await ServiceRunner(
            name: "memory", description: "keeps artifacts, their versions and the logs of tasks",
            keys: MemoryConfiguration.all,
            store: StoreNeed(schema: MemoryMigrations.schema, migrations: MemoryMigrations.all)
        ) { host in
            let settings = host.configuration
            let store = try host.store
            let logs = TaskLogStore(store: store)
            let provider = try settings.keyProvider()
            let table = DataKeyTable(store: store, schema: MemoryMigrations.schema)
            let cipher = EnvelopeCipher(provider: provider, store: table, purpose: BlobSeal.purpose)
            let isSealing = try settings.flag(MemoryConfiguration.encryption)
            let seal = BlobSeal(
                cipher: cipher, isSealing: isSealing,
                isStrict: try isSealing && settings.flag(MemoryConfiguration.strict))
            let blobs = BlobStore(store: store, seal: seal, now: WallClock.now)
            let service = MemoryService(
                blobs: blobs,
                artifacts: ArtifactStore(store: store, now: WallClock.now),
                logs: logs,
                quota: StorageQuota(
                    limits: QuotaLimits(try host.transport, service: host.name, logger: host.logger), store: store,
                    now: WallClock.now))
            var parts: [any Service] = [
                LogCollector(bus: try host.bus, logs: logs, logger: host.logger),
                KeyKeeper(
                    cipher: cipher, table: table, provider: provider, purpose: BlobSeal.purpose,
                    interval: try settings.duration(.keysInterval), lifetime: try settings.duration(.keysDataLifetime),
                    audit: try host.audit, logger: host.logger),
            ]
            if seal.isSealing, !seal.isStrict {
                parts.append(BlobSealing(store: store, blobs: blobs, logger: host.logger))
            }
            // Pieces of content are large: a few at a time keep memory small and the store busy.
            parts.append(
                try host.rpc(service.endpoints, description: "Artifacts and logs.", maximumConcurrency: 64))
            return parts
        }.main()
    }
}
