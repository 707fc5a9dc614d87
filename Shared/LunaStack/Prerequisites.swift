import Glibc
import LunaCore

/// What must be on the machine before a stack can start. Everything that is missing is named at once, with what to do.
struct Prerequisites: Sendable {
    let configuration: StackConfiguration
    /// Components that have to be started; what runs already needs nothing.
    let starting: Set<String>

    /// - Throws: `LunaError` `stack.prerequisites`.
    func check() async throws {
        var problems: [String] = []
        var packages: [String] = []
        // All of them, also of what runs: it may turn out to be outdated, and is not stopped when it could not be
        // started again.
        let missing = configuration.services.map(\.name).filter {
            !Files.isExecutable("\(configuration.binaries)/\($0)")
        }.sorted()
        if !missing.isEmpty {
            problems.append(
                "\(configuration.binaries) has no \(missing.joined(separator: ", ")): build first (make build).")
        }
        if starting.contains(ServiceCatalog.nats), ChildProcess.find("nats-server") == nil {
            problems.append("nats-server is not installed (or set NATS_URL to a server you have).")
            packages.append("nats-server")
        }
        if starting.contains(ServiceCatalog.postgres) {
            if (try? PostgresInstallation.find()) == nil {
                problems.append("PostgreSQL is not installed (or set DATABASE_URL to a server you have).")
                packages.append("postgresql")
            } else if geteuid() == 0, getpwnam("postgres") == nil {
                problems.append(
                    "PostgreSQL does not run as root and there is no user postgres: useradd --system postgres")
            }
        }
        if starting.contains("validator"), configuration.needsPythonTools {
            await checkValidatorTools(&problems, &packages)
        }
        if let free = Files.freeBytes(at: configuration.directory), free < 512 << 20 {
            problems.append("Only \(free >> 20) MB are free where \(configuration.directory) is; 512 MB are needed.")
        }
        guard !problems.isEmpty else { return }
        let advice =
            packages.isEmpty
            ? "" : "\nOn Debian: apt-get install \(packages.joined(separator: " "))   (make setup installs everything)"
        throw LunaError(
            "stack.prerequisites", .dependency,
            "The stack cannot be started:\n" + problems.map { "  - \($0)" }.joined(separator: "\n") + advice,
            isRetryable: false)
    }

    private func checkValidatorTools(_ problems: inout [String], _ packages: inout [String]) async {
        let tools = PythonTools(configuration)
        if !Files.isExecutable(tools.bubblewrap) {
            problems.append("bubblewrap is not at \(tools.bubblewrap): the validator runs projects in its sandbox.")
            packages.append("bubblewrap")
        }
        guard Files.isExecutable(tools.python) else {
            problems.append("Python is not at \(tools.python).")
            packages.append("python3-venv")
            return
        }
        var absent: [String] = []
        if !Files.isExecutable(tools.ruff) { absent.append("ruff") }
        for module in ["pytest", "coverage"] {
            let trial = try? ChildProcess.spawn(
                executable: tools.python,
                arguments: ["-I", "-c", "import importlib.util as u, sys; sys.exit(not u.find_spec('\(module)'))"])
            if await trial?.waitForExit() != 0 { absent.append(module) }
        }
        if !absent.isEmpty {
            problems.append(
                "\(tools.python) has no \(absent.joined(separator: " and no ")): "
                    + "python3 -m venv .venv && .venv/bin/pip install ruff pytest coverage"
                    + "   (or name another Python by LUNA_PYTHON)")
        }
    }
}

/// Where the validator finds its tools: what the environment names, else a `.venv` near by, else the system's.
struct PythonTools: Sendable, Hashable {
    let python: String
    let ruff: String
    let bubblewrap: String

    init(_ configuration: StackConfiguration) {
        let environment = configuration.environment
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let places =
            Self.upwards(from: Files.currentDirectory) + Self.upwards(from: configuration.directory)
            + Self.upwards(from: configuration.binaries)
        let found = places.lazy.map { "\($0)/.venv/bin/python3" }.first { Files.isExecutable($0) }
        let python = set("LUNA_PYTHON") ?? found ?? ChildProcess.find("/usr/bin/python3") ?? "/usr/bin/python3"
        let beside = (python.lastIndex(of: "/").map { String(python[...$0]) } ?? "") + "ruff"
        self.python = python
        self.ruff = set("LUNA_RUFF") ?? (Files.isExecutable(beside) ? beside : ChildProcess.find("ruff") ?? beside)
        self.bubblewrap = set("LUNA_BWRAP") ?? "/usr/bin/bwrap"
    }

    private static func upwards(from directory: String) -> [String] {
        var list: [String] = []
        var parts = directory.split(separator: "/")
        while !parts.isEmpty, list.count < 6 {
            list.append("/" + parts.joined(separator: "/"))
            parts.removeLast()
        }
        return list
    }
}
