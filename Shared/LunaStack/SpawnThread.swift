import CLunaSys
import Glibc
import LunaProbe
import Synchronization

/// What is to be started, ready for posix_spawn(3).
struct SpawnCommand: Sendable {
    var program: String
    /// Including the zeroth.
    var arguments: [String]
    /// `NAME=value`; `nil` inherits.
    var environment: [String]?
    var logFile: String?
}

/// All children are started by one thread that lives as long as the process, because the kernel ties the parent-death signal to
/// the thread that started the child, and threads of Swift's pool may end at any time.
final class SpawnThread: Sendable {
    static let shared = SpawnThread()

    private final class Job: Sendable {
        let command: SpawnCommand
        let result = Mutex<(pid: Int32, error: Int32)>((0, 0))
        let done = ThreadSemaphore()
        init(_ command: SpawnCommand) { self.command = command }
    }
    private let jobs = Mutex<[Job]>([])
    private let wake = ThreadSemaphore()

    private init() {
        startThread { [self] in
            while true {
                wake.wait()
                let batch = jobs.withLock { jobs in
                    defer { jobs = [] }
                    return jobs
                }
                for job in batch {
                    job.result.withLock { $0 = Self.spawn(job.command) }
                    job.done.post()
                }
            }
        }
    }

    /// Starts the command. Blocks for the milliseconds that fork and exec take. `error` is an errno, or 0.
    func run(_ command: SpawnCommand) -> (pid: Int32, error: Int32) {
        let job = Job(command)
        jobs.withLock { $0.append(job) }
        wake.post()
        job.done.wait()
        return job.result.withLock { $0 }
    }

    private static func spawn(_ command: SpawnCommand) -> (pid: Int32, error: Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        let output = command.logFile ?? "/dev/null"
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        // A child that kept our sockets open would hold our ports after we have gone.
        _ = luna_spawn_close_from(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        let setSession: Int16 = 0x80  // POSIX_SPAWN_SETSID, which the Glibc module does not import
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, setSession | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

        var pid: pid_t = 0
        let status = withCStrings(command.arguments) { arguments in
            guard let environment = command.environment else {
                return posix_spawn(&pid, command.program, &actions, &attributes, arguments, environ)
            }
            return withCStrings(environment) {
                posix_spawn(&pid, command.program, &actions, &attributes, arguments, $0)
            }
        }
        return (pid, status)
    }

    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        let pointers = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: strings.count + 1)
        for (index, string) in strings.enumerated() { (pointers + index).initialize(to: strdup(string)) }
        (pointers + strings.count).initialize(to: nil)
        defer {
            for index in strings.indices { free(pointers[index]) }
            pointers.deallocate()
        }
        return body(pointers)
    }
}

/// A counting semaphore for threads (sem_init(3)).
///
/// `@unchecked Sendable`: the pointer is set once and never changes; POSIX semaphores may be used by any number of threads.
final class ThreadSemaphore: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        semaphore.initialize(to: sem_t())
        sem_init(semaphore, 0, 0)
    }
    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }
    func wait() { while sem_wait(semaphore) != 0 {} }
    func post() { sem_post(semaphore) }
}
