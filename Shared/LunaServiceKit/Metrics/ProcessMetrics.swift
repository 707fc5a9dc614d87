import Glibc

/// What the kernel says about this process, under the names that Prometheus's own client libraries use.
enum ProcessMetrics {
    /// Reads `/proc/self`; an entry that cannot be read is left out.
    static func read() -> [MetricSample] {
        var samples: [MetricSample] = []
        if let stat = statFields() {
            let tick = Double(sysconf(Int32(_SC_CLK_TCK)))
            let page = Double(sysconf(Int32(_SC_PAGESIZE)))
            if let user = Double(stat[11]), let system = Double(stat[12]) {
                samples.append(
                    MetricSample(
                        "process_cpu_seconds_total", .counter, (user + system) / tick,
                        help: "User and system CPU time, in seconds."))
            }
            if let threads = Double(stat[17]) {
                samples.append(MetricSample("process_threads", .gauge, threads, help: "Threads."))
            }
            if let virtual = Double(stat[20]) {
                samples.append(
                    MetricSample("process_virtual_memory_bytes", .gauge, virtual, help: "Virtual memory, in bytes."))
            }
            if let resident = Double(stat[21]) {
                samples.append(
                    MetricSample(
                        "process_resident_memory_bytes", .gauge, resident * page, help: "Resident memory, in bytes."))
            }
            if let started = Double(stat[19]), let boot = bootTime() {
                samples.append(
                    MetricSample(
                        "process_start_time_seconds", .gauge, boot + started / tick,
                        help: "Start of the process, in seconds since 1970."))
            }
        }
        if let count = openDescriptors() {
            samples.append(MetricSample("process_open_fds", .gauge, Double(count), help: "Open file descriptors."))
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            samples.append(
                MetricSample(
                    "process_max_fds", .gauge, Double(limit.rlim_cur), help: "Most open file descriptors allowed."))
        }
        return samples
    }

    /// The fields of `/proc/self/stat` from the third on (proc(5)); the second, the name, may itself hold anything.
    private static func statFields() -> [Substring]? {
        guard let content = try? SmallFile.read("/proc/self/stat") else { return nil }
        let text = String(decoding: content, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 21 ? fields : nil
    }

    private static func bootTime() -> Double? {
        guard let content = try? SmallFile.read("/proc/stat") else { return nil }
        let line = String(decoding: content, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("btime ") }
        return line.flatMap { Double($0.dropFirst(6)) }
    }

    private static func openDescriptors() -> Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while let entry = readdir(directory) {
            if entry.pointee.d_name.0 != CChar(bitPattern: UInt8(ascii: ".")) { count += 1 }
        }
        return count - 1  // the one that lists them
    }
}
