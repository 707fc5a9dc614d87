import Glibc
import Logging

/// Room for connections: each is an open file.
enum OpenFiles {
    /// Raises the process's limit of open files as far as it may, and warns when it is too low for `connections` all the same.
    static func raise(for connections: Int, _ logger: Logger) {
        var limit = rlimit()
        let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(kind, &limit) == 0 else { return }
        // Besides connections: the bus, logs, event loops.
        let wanted = rlim_t(connections) + rlim_t(connections / 8) + 256
        if limit.rlim_cur < wanted {
            limit.rlim_cur = min(wanted, limit.rlim_max)
            setrlimit(kind, &limit)
        }
        if limit.rlim_cur < wanted {
            logger.warning(
                "the limit of open files (ulimit -n) is too low for that many connections",
                metadata: ["limit": "\(limit.rlim_cur)", "connections": "\(connections)"])
        }
    }
}
