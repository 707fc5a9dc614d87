import Glibc

/// One process, told apart from every other that ever had or will have its number: by when it was started and in which
/// boot of
/// the machine. So a process id that was written down and has been given to a stranger since is never signalled.
public struct ProcessIdentity: Sendable, Hashable {
    /// Process id.
    public let pid: Int32
    /// Clock ticks from boot to its start: field 22 of /proc/PID/stat (proc(5)).
    public let startTicks: UInt64
    /// /proc/sys/kernel/random/boot_id at that time.
    public let boot: String

    /// From a record.
    public init(pid: Int32, startTicks: UInt64, boot: String) {
        self.pid = pid
        self.startTicks = startTicks
        self.boot = boot
    }

    /// Of a process that is there now; `nil` when there is none of that number, or only a zombie.
    public init?(running pid: Int32) {
        guard pid > 0, let facts = Self.facts(pid), facts.state != UInt8(ascii: "Z"), facts.state != UInt8(ascii: "X")
        else {
            return nil
        }
        self.init(pid: pid, startTicks: facts.startTicks, boot: Self.currentBoot)
    }

    /// Whether this very process is there and has not ended.
    public var isRunning: Bool { ProcessIdentity(running: pid) == self }

    /// Sends a signal, unless the process has ended.
    /// - Returns: whether it was sent.
    @discardableResult
    public func signal(_ number: Int32) -> Bool { isRunning && kill(pid, number) == 0 }

    /// Sends a signal to all of its process group (which it leads), unless the process has ended.
    @discardableResult
    public func signalGroup(_ number: Int32) -> Bool { isRunning && kill(-pid, number) == 0 }

    /// Waits until it has ended.
    /// - Returns: whether it ended within `limit`.
    public func waitForEnd(_ limit: Duration) async -> Bool {
        let end = ContinuousClock.now.advanced(by: limit)
        // It need not be a child of ours, so there is nothing to be awaited.
        while isRunning {
            guard ContinuousClock.now < end else { return false }
            try? await Task.sleep(for: .milliseconds(10))
            if Task.isCancelled { return !isRunning }
        }
        return true
    }

    /// Memory in bytes, while it runs: its proportional share of what several processes use together (proc(5), Pss),
    /// or all that is
    /// resident where that may not be read.
    public var memoryBytes: UInt64? {
        guard isRunning else { return nil }
        for line in Files.text("/proc/\(pid)/smaps_rollup")?.split(separator: "\n") ?? [] where line.hasPrefix("Pss:") {
            return line.split(separator: " ").dropFirst().first.flatMap { UInt64($0) }.map { $0 << 10 }
        }
        guard let pages = Files.text("/proc/\(pid)/statm")?.split(separator: " ").dropFirst().first,
            let count = UInt64(pages)
        else {
            return nil
        }
        return count * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// How long ago it was started.
    public var age: Duration? {
        guard let uptime = Files.text("/proc/uptime")?.split(separator: " ").first.flatMap({ Double($0) }) else {
            return nil
        }
        let ticks = Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
        return .milliseconds(max(0, Int64((uptime - Double(startTicks) / ticks) * 1000)))
    }

    private static let currentBoot = Files.text("/proc/sys/kernel/random/boot_id") ?? ""

    private static func facts(_ pid: Int32) -> (state: UInt8, startTicks: UInt64)? {
        // The second field is the command in parentheses and may hold anything, ')' and spaces included.
        guard let text = Files.text("/proc/\(pid)/stat"), let close = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: close)...].split(separator: " ")
        guard fields.count > 19, let state = fields[0].utf8.first, let ticks = UInt64(fields[19]) else { return nil }
        return (state, ticks)
    }
}
