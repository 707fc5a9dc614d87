import CLunaSys  // it is where the compiler finds `timespec`
import Glibc

/// Something with deadlines that wants to be looked at in time.
protocol Expiring: AnyObject, Sendable {
    /// Ends what is overdue at `now` (monotonic nanoseconds).
    /// - Returns: when to look again, `.max` when nothing waits.
    func expire(now: UInt64) -> UInt64
}

/// One thread that sleeps until the earliest deadline. It is woken only for a deadline earlier than the one it sleeps
/// for, so with thousands of requests a second it wakes up a few times a second, and when idle not at all.
///
/// `@unchecked Sendable`: all stored properties after `init` are touched only with `mutex` held; the heap cells of
/// mutex and condition live as long as this object, which the thread keeps until `stop`.
final class DeadlineThread: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var members: [any Expiring] = []
    private var wakeAt: UInt64 = .max
    private var stopped = false

    init() throws {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
        try BusThread.start("luna-deadlines") { self.run() }
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func add(_ member: any Expiring) {
        pthread_mutex_lock(mutex)
        members.append(member)
        pthread_mutex_unlock(mutex)
    }

    func remove(_ member: any Expiring) {
        pthread_mutex_lock(mutex)
        members.removeAll { $0 === member }
        pthread_mutex_unlock(mutex)
    }

    /// Makes sure that the members are looked at when `deadline` comes.
    func wake(at deadline: UInt64) {
        pthread_mutex_lock(mutex)
        if deadline < wakeAt {
            wakeAt = deadline
            pthread_cond_signal(condition)
        }
        pthread_mutex_unlock(mutex)
    }

    func stop() {
        pthread_mutex_lock(mutex)
        stopped = true
        members = []
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    private func run() {
        pthread_mutex_lock(mutex)
        while !stopped {
            let now = monotonicNow()
            if now < wakeAt {
                if wakeAt == .max {
                    pthread_cond_wait(condition, mutex)
                } else {
                    var until = timespec(tv_sec: Int(wakeAt / 1_000_000_000), tv_nsec: Int(wakeAt % 1_000_000_000))
                    pthread_cond_timedwait(condition, mutex, &until)
                }
                continue
            }
            wakeAt = .max
            let members = self.members
            pthread_mutex_unlock(mutex)
            var next = UInt64.max
            for member in members { next = min(next, member.expire(now: now)) }
            pthread_mutex_lock(mutex)
            // At least a millisecond apart, so that dense deadlines do not make it spin.
            if next != .max { wakeAt = min(wakeAt, max(next, monotonicNow() + 1_000_000)) }
        }
        pthread_mutex_unlock(mutex)
    }
}
