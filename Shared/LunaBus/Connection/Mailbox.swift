import Glibc

/// A bounded queue from C threads to one Swift consumer.
///
/// `push` blocks its (C library) thread while the box is full: that is the back-pressure, and the library's own pending
/// limit is the outer bound. `offer` never blocks; it is for producers that ask for no more than fits.
///
/// `@unchecked Sendable`: every stored property after `init` is touched only with `mutex` held; `mutex` and `condition`
/// are heap cells whose addresses never change and are freed in `deinit`, when nobody can hold a reference.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let capacity: Int
    private var queue: [Element] = []
    private var waiter: UnsafeContinuation<[Element]?, Never>?
    private var finished = false

    init(capacity: Int) {
        self.capacity = max(1, capacity)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Adds an element, waiting while the box is full.
    /// - Returns: false when the box is finished; the element was not taken.
    func push(_ element: Element) -> Bool { add(element, waiting: true) }

    /// Adds an element whether or not the box is full.
    func offer(_ element: Element) -> Bool { add(element, waiting: false) }

    private func add(_ element: Element, waiting: Bool) -> Bool {
        pthread_mutex_lock(mutex)
        while waiting && !finished && queue.count >= capacity { pthread_cond_wait(condition, mutex) }
        if finished {
            pthread_mutex_unlock(mutex)
            return false
        }
        if let waiter {
            self.waiter = nil
            pthread_mutex_unlock(mutex)
            waiter.resume(returning: [element])
            return true
        }
        queue.append(element)
        pthread_mutex_unlock(mutex)
        return true
    }

    /// No more elements come in; those inside can still be taken.
    func finish() {
        pthread_mutex_lock(mutex)
        finished = true
        let waiter = self.waiter
        self.waiter = nil
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
        waiter?.resume(returning: nil)
    }

    /// Takes up to `limit` elements, waiting for the first. nil when finished and empty, or when the task is cancelled.
    /// One consumer at a time: a second one that waits ends the first one's wait.
    func next(limit: Int = .max, isolation: isolated (any Actor)? = #isolation) async -> [Element]? {
        await withTaskCancellationHandler {
            await withUnsafeContinuation { (continuation: UnsafeContinuation<[Element]?, Never>) in
                pthread_mutex_lock(mutex)
                if !queue.isEmpty {
                    let batch = take(limit)
                    pthread_mutex_unlock(mutex)
                    continuation.resume(returning: batch)
                } else if finished {
                    pthread_mutex_unlock(mutex)
                    continuation.resume(returning: nil)
                } else {
                    let earlier = waiter
                    waiter = continuation
                    pthread_mutex_unlock(mutex)
                    earlier?.resume(returning: nil)
                    // The cancellation handler may have run before there was a waiter to wake.
                    if Task.isCancelled { wakeWaiter() }
                }
            }
        } onCancel: {
            wakeWaiter()
        }
    }

    /// Everything that is inside, without waiting.
    func takeAll() -> [Element] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return take(.max)
    }

    private func take(_ limit: Int) -> [Element] {
        let wasFull = queue.count >= capacity
        var batch: [Element] = []
        if queue.count <= limit {
            swap(&batch, &queue)
        } else {
            batch = Array(queue.prefix(limit))
            queue.removeFirst(limit)
        }
        if wasFull && queue.count < capacity { pthread_cond_broadcast(condition) }
        return batch
    }

    private func wakeWaiter() {
        pthread_mutex_lock(mutex)
        let waiter = self.waiter
        self.waiter = nil
        pthread_mutex_unlock(mutex)
        waiter?.resume(returning: nil)
    }
}
