import LunaCore
import Synchronization

/// Locks out who guesses: after ten wrong credentials from one origin within a minute, nothing from there is looked at
/// for a while, which doubles with every further guess, up to a quarter of an hour. Thread-safe.
final class GuessGuard: Sendable {
    private struct Record {
        var failures = 0
        var since: Int64
        var lockedUntil: Int64 = 0
    }

    static let tolerated = 10
    private static let window: Int64 = 60_000_000_000
    private static let longest: Int64 = 900_000_000_000
    private static let capacity = 10_000
    private let records = Mutex<[String: Record]>([:])

    /// - Throws: `LunaError` `access.locked`.
    func check(_ origin: String, now: Int64) throws {
        let until = records.withLock { $0[origin]?.lockedUntil ?? 0 }
        guard until > now else { return }
        throw LunaError(
            "access.locked", .resource,
            "There were too many wrong keys from here; try again in \((until - now) / 1_000_000_000 + 1) s.",
            details: ["retry_after": String((until - now) / 1_000_000_000 + 1)])
    }

    /// Notes a wrong credential.
    /// - Returns: whether the origin is locked from now on.
    func fail(_ origin: String, now: Int64) -> Bool {
        records.withLock { records in
            if records.count >= Self.capacity { Self.makeRoom(in: &records, now: now) }
            var record = records[origin] ?? Record(since: now)
            if now - max(record.since, record.lockedUntil) > Self.window { record = Record(since: now) }
            record.failures += 1
            if record.failures >= Self.tolerated {
                let doublings = min(10, record.failures - Self.tolerated)
                record.lockedUntil = now + min(Self.longest, 1_000_000_000 << doublings)
            }
            records[origin] = record
            return record.lockedUntil > now
        }
    }

    /// Forgets a tenth at least, so that a flood of origins costs little for each of them: first what is over, then the oldest;
    /// who is locked out is forgotten last.
    private static func makeRoom(in records: inout [String: Record], now: Int64) {
        records = records.filter { $0.value.lockedUntil > now || now - $0.value.since < window }
        let surplus = records.count - capacity * 9 / 10
        guard surplus > 0 else { return }
        let order = records.map { (isLocked: $0.value.lockedUntil > now, since: $0.value.since, origin: $0.key) }
            .sorted { $0.isLocked != $1.isLocked ? !$0.isLocked : $0.since < $1.since }
        for record in order.prefix(surplus) { records[record.origin] = nil }
    }
}
