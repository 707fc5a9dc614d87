import LunaCore
import LunaMessages
import LunaServiceKit

/// The memory service as a process.
@main
struct Memory {
    static func main() async {
        await ServiceRunner(
            name: "memory", description: "keeps artifacts, their versions and the logs of tasks",
            store: StoreNeed(schema: MemoryMigrations.schema, migrations: MemoryMigrations.all)
        ) { host in
            let store = try host.store
            let logs = TaskLogStore(store: store)
            let service = MemoryService(
                blobs: BlobStore(store: store, now: WallClock.now),
                artifacts: ArtifactStore(store: store, now: WallClock.now),
                logs: logs)
            return [
                LogCollector(bus: try host.bus, logs: logs, logger: host.logger),
                // Pieces of content are large: a few at a time keep memory small and the store busy.
                try host.rpc(service.endpoints, description: "Artifacts and logs.", maximumConcurrency: 64),
            ]
        }.main()
    }
}
