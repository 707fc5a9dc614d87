import LunaBus
import LunaMessages

/// What waits and who works on it, from heartbeats and the counts of queues. A value; time comes with each call (Unix nanoseconds).
struct Workload: Sendable {
    /// Bounds of the wished number of workers.
    struct Bounds: Sendable {
        var least = 1
        var most = 20
    }
    private struct Worker: Sendable {
        var capabilities: [String]
        var inFlight: UInt32
        var concurrency: UInt32
        var at: Int64
    }

    /// A worker that has not been heard of for so long is gone: three heartbeats.
    private static let patience: Int64 = 16_000_000_000

    let bounds: Bounds
    private var workers: [String: Worker] = [:]
    /// By the token of the capability, which is the name of its queue.
    private var queues: [String: ConsumerInfo] = [:]

    init(bounds: Bounds = Bounds()) { self.bounds = bounds }

    mutating func note(_ beat: WorkerHeartbeat, at time: Int64) {
        let capabilities = beat.capabilities.isEmpty ? [beat.capability] : beat.capabilities
        workers[beat.worker] = Worker(
            capabilities: capabilities, inFlight: beat.inFlight, concurrency: beat.concurrency, at: time)
    }

    mutating func note(_ consumers: [ConsumerInfo]) {
        queues = Dictionary(consumers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The load of each capability that has a queue or a worker, by name.
    mutating func loads(at time: Int64) -> [CapabilityLoad] {
        workers = workers.filter { time - $0.value.at < Self.patience }
        var names: [String: String] = [:]
        for (token, queue) in queues {
            let prefix = "Agents for "
            names[token] =
                queue.description.hasPrefix(prefix) ? String(queue.description.dropFirst(prefix.count)) : token
        }
        for capability in workers.values.flatMap(\.capabilities) {
            if let token = try? Subjects.capabilityToken(capability) { names[token] = capability }
        }
        return names.map { load(of: $0.value, queue: queues[$0.key]) }.sorted { $0.capability < $1.capability }
    }

    private func load(of capability: String, queue: ConsumerInfo?) -> CapabilityLoad {
        let able = workers.values.filter { $0.capabilities.contains(capability) }
        let concurrency = able.reduce(0) { $0 + Int($1.concurrency) }
        let pending = queue?.pending ?? 0
        let inFlight = queue?.ackPending ?? 0
        // Without a worker there is nothing to go by: one will show how much it bears.
        let each = able.isEmpty ? 1 : max(1, concurrency / able.count)
        let needed = Int(clamping: (Int64(clamping: pending) + Int64(inFlight) + Int64(each) - 1) / Int64(each))
        let wished = able.isEmpty ? (needed > 0 ? 1 : 0) : needed
        return CapabilityLoad(
            capability: capability, pending: pending, inFlight: UInt32(clamping: inFlight),
            workers: UInt32(able.count), concurrency: UInt32(clamping: concurrency),
            saturationPercent: concurrency == 0 ? 0 : UInt32(clamping: inFlight * 100 / concurrency),
            wishedReplicas: UInt32(min(max(wished, bounds.least), bounds.most)))
    }
}
