import LunaBus
import LunaMessages
import ServiceLifecycle
import Synchronization

/// Which attempts workers say they have in hand. Thread-safe.
final class LiveClaims: Service {
    /// How long after its last heartbeat an attempt still counts as in hand: three heartbeats.
    static let patience = Duration.seconds(16)

    private let bus: Bus
    private let seen = Mutex<[AttemptRef: ContinuousClock.Instant]>([:])

    init(bus: Bus) { self.bus = bus }

    func isHeld(_ attempt: AttemptRef) -> Bool {
        seen.withLock { seen in seen[attempt].map { ContinuousClock.now - $0 < Self.patience } ?? false }
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            let heartbeats = try await self.bus.subscribe(Subjects.heartbeat, capacity: 4096)
            for await message in heartbeats {
                guard let beat = try? WorkerHeartbeat(serialized: message.body) else { continue }
                self.note(beat.attempts)
            }
            await heartbeats.unsubscribe()
        }
    }

    private func note(_ attempts: [AttemptRef]) {
        let now = ContinuousClock.now
        seen.withLock { seen in
            for attempt in attempts { seen[attempt] = now }
            // What has not been heard of for long is finished or lost.
            if seen.count > 4096 { seen = seen.filter { now - $0.value < Self.patience } }
        }
    }
}
