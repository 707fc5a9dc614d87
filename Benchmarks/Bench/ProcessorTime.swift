import FoundationEssentials
import Glibc
import LunaCore

/// Processor time of processes with everything they have started (proc(5): `stat`, fields 4, 14 to 17). Seconds.
enum ProcessorTime {
    /// For each of `roots`, the time that it, its children and theirs have used so far.
    static func used(by roots: [String: Int32]) -> [String: Double] {
        var parents: [Int32: Int32] = [:]
        var ticks: [Int32: Double] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let pid = Int32(name), let fields = stat(pid) else { continue }
            parents[pid] = Int32(fields[1]) ?? 0
            // User and system time, its own and that of children which have ended.
            ticks[pid] = fields[11...14].reduce(0) { $0 + (Double($1) ?? 0) }
        }
        let rate = Double(sysconf(Int32(_SC_CLK_TCK)))
        return roots.mapValues { root in
            var sum = 0.0
            for (pid, own) in ticks where descends(pid, from: root, parents) { sum += own }
            return sum / rate
        }
    }

    /// What a process holds of the memory, MB; `nil` when it has ended.
    static func memory(of process: Int32) -> Double? {
        stat(process).flatMap { Double($0[21]) }.map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) / 1_048_576 }
    }

    private static func descends(_ pid: Int32, from root: Int32, _ parents: [Int32: Int32]) -> Bool {
        var current = pid
        for _ in 0..<64 {
            if current == root { return true }
            guard let parent = parents[current], parent > 1 else { return false }
            current = parent
        }
        return false
    }

    /// The fields behind the name, which may hold anything: `state` is the first.
    private static func stat(_ pid: Int32) -> [Substring]? {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 21 ? fields : nil
    }
}
