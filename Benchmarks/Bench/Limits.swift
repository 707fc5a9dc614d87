import Glibc
import LunaCore

/// What the machine itself can do, for comparison.
enum Limits {
    /// Appends 8 KiB and waits until it is on the disk: what a commit cannot be faster than.
    static func run(_ report: inout Report, directory: String, rounds: Int) throws {
        let path = "\(directory)/fdatasync"
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw LunaError("bench.file", .resource, "Cannot write \(path).") }
        defer {
            close(file)
            unlink(path)
        }
        let page = [UInt8](repeating: 1, count: 8192)
        let count = 200
        var times: [Double] = []
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            for _ in 0..<count {
                guard write(file, page, page.count) == page.count, fdatasync(file) == 0 else {
                    throw LunaError("bench.file", .resource, "Cannot write \(path).")
                }
            }
            let parts = (ContinuousClock.now - start).components
            times.append((Double(parts.seconds) * 1000 + Double(parts.attoseconds) / 1e15) / Double(count))
        }
        report.add("limit: 8 KiB appended and on the disk", times, "ms", key: "limits.fdatasync_8k_ms")
    }
}
