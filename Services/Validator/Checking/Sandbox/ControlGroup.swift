import Glibc

/// Control groups for one sandbox: memory and number of processes (`cgroups(7)`; versions 1, 2 and both at once).
///
/// Only a group that is ours to divide is used: the one named by `LUNA_SANDBOX_CGROUP` (version 2, delegated), or the
/// root of the hierarchy as this process sees it, which in a container is the container's own. In a group that somebody
/// else manages we make no children. Without control groups the limits of each process and the driver's watch hold.
struct ControlGroup: Sendable {
    /// Files to which a process writes its number to be inside.
    let entries: [String]
    /// What is held: `memory`, `pids`.
    let controllers: [String]
    private let folders: [String]

    static let none = ControlGroup(entries: [], controllers: [], folders: [])

    /// Makes groups called `name` wherever possible. Blocks for file access; call it from a thread of its own.
    static func make(name: String, limits: SandboxLimits, delegated: String?) -> ControlGroup {
        var entries: [String] = []
        var controllers: [String] = []
        var folders: [String] = []
        func add(_ parent: String, _ names: [String], _ settings: [(String, String)]) {
            let folder = parent + "/" + name
            removeAbandoned(in: parent)
            guard mkdir(folder, 0o755) == 0 else { return }
            guard settings.allSatisfy({ write($0.1, to: folder + "/" + $0.0) }) else {
                rmdir(folder)
                return
            }
            entries.append(folder + "/cgroup.procs")
            controllers += names
            folders.append(folder)
        }
        let places = delegated.map { [Place(version: 2, controllers: ["memory", "pids"], folder: $0)] } ?? ownPlaces()
        for place in places {
            if place.version == 2 {
                var settings: [(String, String)] = []
                if place.controllers.contains("memory") {
                    settings.append(("memory.max", String(limits.memoryBytes)))
                }
                if place.controllers.contains("pids") { settings.append(("pids.max", String(limits.processes + 16))) }
                if !settings.isEmpty { add(place.folder, place.controllers, settings) }
            } else if place.controllers.contains("memory") {
                add(place.folder, ["memory"], [("memory.limit_in_bytes", String(limits.memoryBytes))])
            } else if place.controllers.contains("pids") {
                add(place.folder, ["pids"], [("pids.max", String(limits.processes + 16))])
            }
        }
        return ControlGroup(entries: entries, controllers: controllers, folders: folders)
    }

    /// Removes the groups; their processes must have ended or be about to. Blocks up to two seconds.
    func remove() {
        for folder in folders {
            for _ in 0..<400 {
                if rmdir(folder) == 0 || errno != EBUSY { break }
                usleep(5000)
            }
        }
    }

    /// What every name begins with; then come the number of the process that made it and a count.
    static let prefix = "luna-sandbox-"

    /// Removes groups of services that were killed before they could. One that still holds processes stays.
    private static func removeAbandoned(in parent: String) {
        guard let stream = opendir(parent) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix(prefix), let maker = pid_t(name.dropFirst(prefix.count).prefix { $0 != "-" }),
                kill(maker, 0) != 0, errno == ESRCH
            else { continue }
            rmdir(parent + "/" + name)
        }
    }

    private struct Place {
        var version: Int
        var controllers: [String]
        var folder: String
    }

    /// The hierarchies in whose root this process is.
    private static func ownPlaces() -> [Place] {
        var mounts: [(kind: String, folder: String, options: [Substring])] = []
        for line in read("/proc/self/mounts").split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 3, fields[2] == "cgroup" || fields[2] == "cgroup2" else { continue }
            mounts.append((String(fields[2]), String(fields[1]), fields[3].split(separator: ",")))
        }
        var places: [Place] = []
        for line in read("/proc/self/cgroup").split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3, fields[2] == "/" else { continue }
            if fields[0] == "0" {
                guard let mount = mounts.first(where: { $0.kind == "cgroup2" }) else { continue }
                let enabled = read(mount.folder + "/cgroup.subtree_control").split(whereSeparator: \.isWhitespace)
                let held = ["memory", "pids"].filter { name in enabled.contains { $0 == name } }
                if !held.isEmpty { places.append(Place(version: 2, controllers: held, folder: mount.folder)) }
            } else {
                for name in fields[1].split(separator: ",") where name == "memory" || name == "pids" {
                    guard let mount = mounts.first(where: { $0.kind == "cgroup" && $0.options.contains(name) }) else {
                        continue
                    }
                    places.append(Place(version: 1, controllers: [String(name)], folder: mount.folder))
                }
            }
        }
        return places
    }

    private static func read(_ path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 14)
        while bytes.count < 1 << 20 {
            let count = Glibc.read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func write(_ text: String, to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        let bytes = Array(text.utf8)
        return Glibc.write(file, bytes, bytes.count) == bytes.count
    }
}
