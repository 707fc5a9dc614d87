import Glibc
import LunaCore
import Synchronization

/// A place in which a program of unknown intent can run: bubblewrap with no network, a read-only system, a private
/// `/tmp`, its own process table, no privileges and limits on everything (``SandboxLimits``).
///
/// Two ways in, by who we are. *As root*, the name spaces are made with root's own rights and the program starts as
/// root inside, with just the capabilities to read the project and to become a user that exists nowhere else; it must
/// do so before it runs anything foreign (the driver does). That needs no user name space, which many systems forbid.
/// *As anybody else*, a user name space without any capability is used. Where neither works, `sandbox.unavailable` is
/// thrown: nothing ever runs outside.
struct Sandbox: Sendable {
    let bubblewrap: String
    /// Read-only inside, at the same place, besides `/usr`.
    let readable: [String]
    let limits: SandboxLimits
    /// A delegated control group of version 2, or nil to look for one.
    let delegatedGroup: String?

    /// Users that no system assigns; each run gets its own, so that limits per user count one run only.
    private static let nextUser = Atomic<UInt32>(0)

    /// The user that the program has to become, nil when it starts as itself.
    static func freshUser() -> UInt32? {
        guard geteuid() == 0 else { return nil }
        let number = nextUser.wrappingAdd(1, ordering: .relaxed).newValue
        return 0x7000_0000 + (UInt32(truncatingIfNeeded: getpid()) % 4096) << 12 + number % 4096
    }

    /// Runs `program` with `project` readable at `/input` and an empty, writable `/project`.
    ///
    /// - Parameters:
    ///   - input: standard input, at most 64 KiB. It is closed when this process ends, and the program must end then.
    ///   - deadline: then everything is killed.
    /// - Throws: `LunaError` `sandbox.unavailable`, `cancelled`.
    func run(
        _ program: [String], project: String, input: [UInt8], deadline: Duration
    ) async throws -> SandboxOutcome {
        let filter = SeccompFilter.program
        let name = "\(ControlGroup.prefix)\(getpid())-\(Self.nextUser.wrappingAdd(1, ordering: .relaxed).newValue)"
        let (limits, delegated) = (limits, delegatedGroup)
        let outcome = try await SandboxProcess.run(
            SandboxProcess.Request(
                arguments: [bubblewrap] + options(project: project, hasFilter: !filter.isEmpty) + ["--"] + program,
                input: input, filter: filter, deadline: deadline, outputBytes: limits.outputBytes,
                makeGroup: { ControlGroup.make(name: name, limits: limits, delegated: delegated) }))
        if outcome.report.isEmpty, !outcome.timedOut {
            let text = String(decoding: outcome.output.prefix(600), as: UTF8.self)
            let complaint = text.hasPrefix("bwrap: ") || text.contains("\nbwrap: ")
            // 125: the control groups could not be entered; 127: there is no such program.
            if complaint || outcome.status == 125 || outcome.status == 127 {
                throw LunaError(
                    "sandbox.unavailable", .dependency,
                    """
                    The sandbox cannot be made here, so nothing was run. Install bubblewrap, and allow name spaces: \
                    in a container seccomp=unconfined with an unmasked /proc, or CAP_SYS_ADMIN; on the machine \
                    user.max_user_namespaces above 0.
                    """, isRetryable: false, details: ["output": text])
            }
        }
        return outcome
    }

    private func options(project: String, hasFilter: Bool) -> [String] {
        var options = [
            "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try",
            "--as-pid-1", "--die-with-parent", "--new-session", "--hostname", "sandbox", "--cap-drop", "ALL",
        ]
        if geteuid() == 0 {
            for capability in ["CAP_SETUID", "CAP_SETGID", "CAP_DAC_READ_SEARCH"] {
                options += ["--cap-add", capability]
            }
        } else {
            options += ["--unshare-user", "--disable-userns"]
        }
        options += ["--ro-bind", "/usr", "/usr"]
        for (link, target) in [("bin", "usr/bin"), ("lib", "usr/lib"), ("lib64", "usr/lib64"), ("sbin", "usr/sbin")] {
            options += ["--symlink", target, "/" + link]
        }
        options += ["--proc", "/proc", "--dev", "/dev"]
        let size = String(limits.diskBytes)
        options += ["--size", String(16 << 20), "--perms", "1777", "--tmpfs", "/dev/shm"]
        options += ["--size", size, "--perms", "1777", "--tmpfs", "/tmp"]
        options += ["--size", size, "--perms", "0777", "--tmpfs", "/project"]
        var made: Set<String> = ["/usr"]
        for path in readable where !path.hasPrefix("/usr/") && path != "/usr" {
            // bubblewrap makes missing parents for root alone; the program runs as somebody else.
            var parent = ""
            for part in path.split(separator: "/").dropLast() {
                parent += "/" + part
                if made.insert(parent).inserted { options += ["--perms", "0755", "--dir", parent] }
            }
            made.insert(path)
            options += ["--ro-bind", path, path]
        }
        options += ["--ro-bind", project, "/input", "--remount-ro", "/dev", "--remount-ro", "/"]
        options += ["--clearenv"]
        let environment = [
            ("PATH", "/usr/bin:/bin"), ("HOME", "/tmp"), ("TMPDIR", "/tmp"), ("USER", "luna"), ("LOGNAME", "luna"),
            ("LANG", "C.UTF-8"), ("TZ", "UTC"), ("PYTHONDONTWRITEBYTECODE", "1"), ("PYTHONHASHSEED", "0"),
        ]
        for (key, value) in environment { options += ["--setenv", key, value] }
        options += ["--chdir", "/project"]
        if hasFilter { options += ["--seccomp", "4"] }
        return options
    }
}
