import Logging
import LunaBus
import LunaCore
import LunaMessages
import Metrics
import ServiceLifecycle

/// Follows the heartbeats of workers and the counts of their queues, and publishes what autoscalers go by, as metrics.
actor WorkloadWatch {
    private let bus: Bus
    private let interval: Duration
    private let logger: Logger
    private var workload: Workload
    private(set) var reply = WorkloadReply()

    init(bus: Bus, interval: Duration, bounds: Workload.Bounds, logger: Logger) {
        self.bus = bus
        self.interval = interval
        self.logger = logger
        workload = Workload(bounds: bounds)
    }

    /// Looks until cancelled.
    func run() async throws {
        let heartbeats = try await bus.subscribe(Subjects.heartbeat, capacity: 4096)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await message in heartbeats {
                    guard let beat = try? WorkerHeartbeat(serialized: message.body) else { continue }
                    await self.note(beat)
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    await self.look()
                    try? await Task.sleep(for: self.interval)
                }
            }
            await group.next()
            group.cancelAll()
        }
        await heartbeats.unsubscribe()
    }

    private func note(_ beat: WorkerHeartbeat) { workload.note(beat, at: WallClock.now()) }

    private func look() async {
        do {
            workload.note(try await bus.consumers(stream: LunaStreams.work.name))
        } catch {
            // Rather the counts of before than none: an autoscaler must not take a lost bus for an idle one.
            logger.notice("the queues of work cannot be counted", metadata: ["error": "\(error)"])
        }
        let time = WallClock.now()
        reply = WorkloadReply(capabilities: workload.loads(at: time), at: time)
        for load in reply.capabilities {
            let label = [("capability", load.capability)]
            Gauge(label: "luna_work_pending", dimensions: label).record(load.pending)
            Gauge(label: "luna_work_in_flight", dimensions: label).record(load.inFlight)
            Gauge(label: "luna_workers", dimensions: label).record(load.workers)
            Gauge(label: "luna_work_saturation", dimensions: label).record(Double(load.saturationPercent) / 100)
            Gauge(label: "luna_wished_replicas", dimensions: label).record(load.wishedReplicas)
        }
    }
}
