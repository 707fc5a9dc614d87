import Glibc
import LunaCore

/// Only one process at a time starts or stops components of one directory: flock(2) on a file. The kernel lets go of
/// the lock when
/// the process ends, however it ends.
final class StackLock: Sendable {
    private let descriptor: Int32

    private init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Takes the lock, waiting for whoever has it.
    /// - Parameters:
    ///   - path: the file; made when it is missing.
    ///   - patience: how long to wait.
    ///   - onWait: called once with the process id of whoever has it, when we have to wait.
    /// - Throws: `LunaError` `stack.locked` when it was not free in time.
    static func take(_ path: String, patience: Duration, onWait: (String) -> Void) async throws -> StackLock {
        // Close-on-exec: or the daemons that we start would keep the lock for ever.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw LunaError(
                "stack.locked", .resource, "\(path) cannot be opened: \(String(cString: strerror(errno))).",
                isRetryable: false)
        }
        let lock = StackLock(descriptor)
        let end = ContinuousClock.now.advanced(by: patience)
        var told = false
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            let owner = Files.text(path) ?? "?"
            guard ContinuousClock.now < end else {
                throw LunaError(
                    "stack.locked", .conflict,
                    "Another luna (process \(owner)) is at work on this stack; wait for it, or end that process.",
                    isRetryable: true)
            }
            if !told { onWait(owner) }
            told = true
            try await Task.sleep(for: .milliseconds(50))
        }
        ftruncate(descriptor, 0)
        let owner = Array(String(getpid()).utf8)
        _ = pwrite(descriptor, owner, owner.count, 0)
        return lock
    }
}
