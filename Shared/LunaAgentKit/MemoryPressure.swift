import LunaServiceKit

/// Whether memory is short, as the kernel tells it. Cheap enough for once a second.
enum MemoryPressure {
    /// Share of the last ten seconds in which some task waited for memory, from which on it counts as pressure (kernel documentation,
    /// "PSI": `some avg10`). Percent.
    private static let stall = 20.0
    /// Share of the limit of the control group that counts as pressure.
    private static let fill = 0.92

    static var isHigh: Bool { isStalling(text("/proc/pressure/memory")) || isNearLimit }

    /// - Parameter pressure: `some avg10=0.00 avg60=…` and more; empty where the kernel does not tell.
    static func isStalling(_ pressure: String) -> Bool {
        guard let line = pressure.split(separator: "\n").first(where: { $0.hasPrefix("some ") }),
            let field = line.split(separator: " ").first(where: { $0.hasPrefix("avg10=") }),
            let value = Double(field.dropFirst("avg10=".count))
        else { return false }
        return value >= stall
    }

    /// A process in a container sees the files of its own group: of version 2, or of version 1.
    private static var isNearLimit: Bool {
        let (new, old) = ("/sys/fs/cgroup/", "/sys/fs/cgroup/memory/")
        return isNearLimit(
            used: text(new + "memory.current"), limit: text(new + "memory.max"), statistics: text(new + "memory.stat"))
            || isNearLimit(
                used: text(old + "memory.usage_in_bytes"), limit: text(old + "memory.limit_in_bytes"),
                statistics: text(old + "memory.stat"))
    }

    /// Pages of files that the kernel can drop at once do not count: a process that reads much is always "full" of them.
    static func isNearLimit(used: String, limit: String, statistics: String) -> Bool {
        // `max`, which is no limit, is no number.
        guard let used = number(used), let limit = number(limit), limit > 0 else { return false }
        let droppable = statistics.split(separator: "\n").first {
            $0.hasPrefix("inactive_file ") || $0.hasPrefix("total_inactive_file ")
        }
        return used - (droppable?.split(separator: " ").last.flatMap { Double($0) } ?? 0) >= limit * fill
    }

    private static func number(_ text: String) -> Double? { Double(text.prefix { $0 != "\n" }) }

    private static func text(_ path: String) -> String {
        (try? SmallFile.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
