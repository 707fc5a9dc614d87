import Glibc
import LunaCore
import Synchronization

/// What a sandboxed program left: how it ended, the end of what it printed, and its report.
struct SandboxOutcome: Sendable {
    /// Exit status, or 128 + signal.
    var status: Int32
    /// Whether it was killed at the deadline.
    var timedOut: Bool
    /// Standard output and error together; the last part when there was more than was asked for.
    var output: [UInt8]
    /// What it wrote to descriptor 3.
    var report: [UInt8]
    /// The control groups' controllers that held it.
    var controllers: [String]
}

/// Runs one program with our descriptors (0 input, 1 and 2 output, 3 report, 4 system call filter) on a thread of its
/// own.
///
/// The thread starts the program, too: the kernel's "die with parent" means the thread that forked.
enum SandboxProcess {
    static let maximumReport = 8 << 20

    struct Request: Sendable {
        var arguments: [String]
        var input: [UInt8]
        var filter: [UInt8]
        var deadline: Duration
        var outputBytes: Int
        /// Makes the control groups; called on the thread.
        var makeGroup: @Sendable () -> ControlGroup
    }

    /// - Throws: `LunaError` `sandbox.unavailable` when the program cannot be started; `cancelled` when the
    ///   surrounding task is cancelled, after everything was killed.
    static func run(_ request: Request) async throws -> SandboxOutcome {
        let (wake, waker) = try Descriptor.pair()
        defer {
            wake.close()
            waker.close()
        }
        let result: Result<SandboxOutcome, LunaError> = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let started = DedicatedThread.start {
                    let result = Result { () throws(LunaError) in try Self.work(request, wake: wake) }
                    continuation.resume(returning: result)
                }
                if !started {
                    let error = LunaError(
                        "sandbox.unavailable", .resource, "No thread could be started for the sandbox.")
                    continuation.resume(returning: .failure(error))
                }
            }
        } onCancel: {
            waker.writeAll([1])
        }
        return try result.get()
    }

    /// sh puts itself into the control groups and then becomes the program: nothing runs outside of them.
    private static let enterGroups = """
        n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ > "$1" || exit 125; shift; n=$((n-1)); done; exec "$@"
        """

    private static func work(_ request: Request, wake: Descriptor) throws(LunaError) -> SandboxOutcome {
        let group = request.makeGroup()
        defer { group.remove() }
        let input = try Descriptor.pair()
        let output = try Descriptor.pair()
        let report = try Descriptor.pair()
        let filter = try Descriptor.pair()
        let arguments =
            ["/bin/sh", "-c", enterGroups, "sh", String(group.entries.count)] + group.entries + request.arguments
        let started = spawn(
            arguments, descriptors: [input.theirs, output.theirs, output.theirs, report.theirs, filter.theirs])
        for one in [input.theirs, output.theirs, report.theirs, filter.theirs] { one.close() }
        defer { for one in [input.ours, output.ours, report.ours, filter.ours] { one.close() } }
        let process = try started.get()
        filter.ours.writeAll(request.filter)
        filter.ours.finishWriting()
        // Stays open: its end tells the program that we are gone.
        input.ours.writeAll(request.input)
        var outcome = SandboxOutcome(
            status: -1, timedOut: false, output: [], report: [], controllers: group.controllers)
        let cancelled = collect(process, output.ours, report.ours, wake, request, &outcome)
        if cancelled {
            throw LunaError("cancelled", .conflict, "The check was cancelled.", isRetryable: false)
        }
        return outcome
    }

    /// Reads until the program has ended; kills it at the deadline or when woken. Returns whether it was woken.
    private static func collect(
        _ process: pid_t, _ output: Descriptor, _ report: Descriptor, _ wake: Descriptor, _ request: Request,
        _ outcome: inout SandboxOutcome
    ) -> Bool {
        let end = ContinuousClock.now + request.deadline
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        var openEnds = [output, report]
        var cancelled = false
        var killed = false
        var lastWay = end
        var status: Int32 = 0
        func drain(_ outcome: inout SandboxOutcome) {
            for one in openEnds {
                while let piece = one.readAvailable(&buffer) {
                    if piece.isEmpty {
                        openEnds.removeAll { $0 == one }
                        break
                    }
                    if one == output {
                        outcome.output += piece
                        // Twice the bound, so that the front is moved away seldom.
                        if outcome.output.count > 2 * request.outputBytes {
                            outcome.output.removeFirst(outcome.output.count - request.outputBytes)
                        }
                    } else if outcome.report.count < maximumReport {
                        outcome.report += piece
                    }
                }
            }
        }
        while true {
            var polled = (openEnds + (killed ? [] : [wake])).map {
                pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0)
            }
            // With both ends closed the program is about to end; otherwise they wake us, and the time is for the
            // deadline.
            poll(&polled, nfds_t(polled.count), openEnds.isEmpty ? 2 : 100)
            drain(&outcome)
            let ended = waitpid(process, &status, WNOHANG)
            if ended == process || (ended < 0 && errno != EINTR) { break }
            if !killed, let last = polled.last, last.fd == wake.number, last.revents != 0 {
                cancelled = true
                killed = true
            } else if !killed, ContinuousClock.now > end {
                outcome.timedOut = true
                killed = true
            }
            guard killed else { continue }
            if lastWay == end { lastWay = ContinuousClock.now + .seconds(2) }
            // Killing process 1 of the sandbox, rather than bubblewrap, keeps bubblewrap waiting until the kernel has
            // ended everything inside: when we return, nothing is left.
            let inside = children(of: process)
            for child in inside { kill(child, SIGKILL) }
            if inside.isEmpty || ContinuousClock.now > lastWay { kill(-process, SIGKILL) }
        }
        // Whatever is left of the group, such as a program that sh had not yet become.
        kill(-process, SIGKILL)
        drain(&outcome)
        if outcome.output.count > request.outputBytes {
            outcome.output.removeFirst(outcome.output.count - request.outputBytes)
        }
        let signal = status & 0x7F
        outcome.status = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
        return cancelled
    }

    /// The processes that `process` started and that still are its own (`proc_pid_task_children(5)`).
    private static func children(of process: pid_t) -> [pid_t] {
        let file = open("/proc/\(process)/task/\(process)/children", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = read(file, &buffer, buffer.count)
        guard count > 0 else { return [] }
        return String(decoding: buffer[..<count], as: UTF8.self).split(separator: " ").compactMap { pid_t($0) }
    }

    /// Starts a program in a process group of its own with `descriptors` as 0, 1, 2 … and an empty environment.
    private static func spawn(_ arguments: [String], descriptors: [Descriptor]) -> Result<pid_t, LunaError> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (number, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor.number, Int32(number))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        posix_spawnattr_setpgroup(&attributes, 0)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
        pointers.append(nil)
        defer { for pointer in pointers { free(pointer) } }
        var environment: [UnsafeMutablePointer<CChar>?] = [nil]
        var process: pid_t = 0
        let failure = posix_spawn(&process, arguments[0], &actions, &attributes, pointers, &environment)
        guard failure == 0 else {
            return .failure(
                LunaError(
                    "sandbox.unavailable", .dependency,
                    "The sandbox cannot be started: \(String(cString: strerror(failure)))."))
        }
        return .success(process)
    }
}
