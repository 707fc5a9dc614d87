import Glibc
import LunaCore
import LunaProbe
import Synchronization

/// A child process in a session of its own, with its output in a log file.
///
/// Safe to use from any task or thread. The exit status is collected by a thread of its own, so no child becomes a zombie and
/// nobody has to poll.
public final class ChildProcess: Sendable {
    /// Process id; also the id of its process group and session.
    public let pid: Int32
    /// Where standard output and standard error go; `nil` when they are thrown away.
    public let logFile: String?

    private struct State {
        var exitStatus: Int32?
        var waiters: [CheckedContinuation<Int32, Never>] = []
    }
    private let state = Mutex(State())

    private init(pid: Int32, logFile: String?) {
        self.pid = pid
        self.logFile = logFile
    }

    /// Starts `executable` in a new session with standard input closed.
    ///
    /// - Parameters:
    ///   - executable: absolute path, or a name that is looked up in `PATH`.
    ///   - environment: the whole environment of the child; `nil` inherits ours.
    ///   - workingDirectory: `nil` stays in ours.
    ///   - logFile: output is appended here; `nil` throws it away.
    ///   - diesWithParent: the kernel kills the child when this process ends, however it ends
    ///     (prctl(2) PR_SET_PDEATHSIG, set by setpriv(1)). It does not survive a change of user in the child.
    /// - Throws: `LunaError` `process.spawn_failed` when the executable cannot be started.
    public static func spawn(
        executable: String, arguments: [String] = [], environment: [String: String]? = nil,
        workingDirectory: String? = nil, logFile: String? = nil, diesWithParent: Bool = false
    ) throws -> ChildProcess {
        guard let path = find(executable) else {
            throw LunaError(
                "process.spawn_failed", .dependency,
                "'\(executable)' is not installed or not executable; install it or put it into PATH.",
                isRetryable: false)
        }
        var command = SpawnCommand(
            program: path, arguments: [path] + arguments,
            environment: environment.map { $0.map { "\($0.key)=\($0.value)" } },
            logFile: logFile)
        if let workingDirectory {
            // env(1) changes the directory: posix_spawn's own way is not in the Glibc module.
            let env = find("env") ?? "/usr/bin/env"
            command.program = env
            command.arguments = [env, "--chdir=\(workingDirectory)"] + command.arguments
        }
        if diesWithParent {
            guard let setpriv = find("setpriv") else {
                throw LunaError(
                    "process.spawn_failed", .dependency, "setpriv (util-linux) is not installed.", isRetryable: false)
            }
            command.program = setpriv
            command.arguments = [setpriv, "--pdeathsig", "KILL", "--"] + command.arguments
        }
        let (pid, failure) = SpawnThread.shared.run(command)
        guard failure == 0 else {
            throw LunaError(
                "process.spawn_failed", .dependency,
                "'\(path)' could not be started: \(String(cString: strerror(failure))).", isRetryable: false)
        }
        let child = ChildProcess(pid: pid, logFile: logFile)
        child.startReaper()
        return child
    }

    /// Where `name` is: itself when it holds a slash and is executable, otherwise the first match in `PATH`, and then in the
    /// directories of servers, which Debian leaves out of an ordinary user's `PATH`: nats-server is there.
    public static func find(_ name: String) -> String? {
        if name.utf8.contains(UInt8(ascii: "/")) { return access(name, X_OK) == 0 ? name : nil }
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        let directories = path.split(separator: ":").map(String.init) + ["/usr/local/sbin", "/usr/sbin", "/sbin"]
        return directories.lazy.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool { state.withLock { $0.exitStatus == nil } }

    /// Sends a signal to the process itself. Does nothing once it has ended.
    public func signal(_ number: Int32) {
        state.withLock { if $0.exitStatus == nil { _ = kill(pid, number) } }
    }

    /// Sends a signal to the whole process group. Does nothing once the process has ended.
    public func signalGroup(_ number: Int32) {
        state.withLock { if $0.exitStatus == nil { _ = kill(-pid, number) } }
    }

    /// Waits for the end. Returns the exit code, or 128 + the number of the signal that ended it.
    public func waitForExit() async -> Int32 {
        await withCheckedContinuation { continuation in
            let ended: Int32? = state.withLock {
                if let status = $0.exitStatus { return status }
                $0.waiters.append(continuation)
                return nil
            }
            if let ended { continuation.resume(returning: ended) }
        }
    }

    /// SIGTERM, then SIGKILL to the group when it is still there after `grace`. Returns the exit code as ``waitForExit()``.
    @discardableResult
    public func terminate(grace: Duration) async -> Int32 {
        signal(SIGTERM)
        let killer = Task {
            try await Task.sleep(for: grace)
            signalGroup(SIGKILL)
        }
        defer { killer.cancel() }
        return await waitForExit()
    }

    private func startReaper() {
        startThread { [self] in
            var raw: Int32 = 0
            // WNOWAIT first: as long as the zombie is there its pid cannot be given to another process, so that
            // `signal` never hits a stranger.
            var info = siginfo_t()
            while waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
            let waiters = state.withLock { state -> [CheckedContinuation<Int32, Never>] in
                while waitpid(pid, &raw, 0) < 0, errno == EINTR {}
                let signal = raw & 0x7f
                state.exitStatus = signal == 0 ? (raw >> 8) & 0xff : 128 + signal
                defer { state.waiters = [] }
                return state.waiters
            }
            let status = state.withLock { $0.exitStatus ?? 0 }
            for waiter in waiters { waiter.resume(returning: status) }
        }
    }
}
