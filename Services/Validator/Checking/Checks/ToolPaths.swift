import Glibc
import LunaCore

/// Where the programs are that a check needs. Nothing is looked up in the project.
public struct ToolPaths: Sendable, Hashable {
    /// bubblewrap.
    public var bubblewrap: String
    /// A Python with pytest and coverage; mostly that of a virtual environment.
    public var python: String
    /// ruff; by default the one beside `python`.
    public var ruff: String

    /// - Parameter ruff: nil means beside `python`.
    public init(python: String, ruff: String? = nil, bubblewrap: String = "/usr/bin/bwrap") {
        self.python = python
        self.bubblewrap = bubblewrap
        self.ruff = ruff ?? (python.lastIndex(of: "/").map { String(python[...$0]) } ?? "/usr/bin/") + "ruff"
    }

    /// The tools named by `LUNA_PYTHON`, `LUNA_RUFF` and `LUNA_BWRAP`, else of `.venv` in `root`, else of the system.
    public static func discover(root: String, environment: [String: String]) -> ToolPaths {
        let local = root + "/.venv/bin/python3"
        let python = environment["LUNA_PYTHON"] ?? (access(local, X_OK) == 0 ? local : "/usr/bin/python3")
        return ToolPaths(
            python: python, ruff: environment["LUNA_RUFF"], bubblewrap: environment["LUNA_BWRAP"] ?? "/usr/bin/bwrap")
    }

    /// - Throws: `LunaError` `tools.missing` naming every tool that cannot be executed.
    func verify() throws {
        let named = [("bubblewrap", bubblewrap), ("Python", python), ("ruff", ruff)]
        let missing = named.filter { access($0.1, X_OK) != 0 }
        guard missing.isEmpty else {
            throw LunaError(
                missing.contains { $0.0 == "bubblewrap" } ? "sandbox.unavailable" : "tools.missing", .dependency,
                "Not found: \(missing.map { "\($0.0) at \($0.1)" }.joined(separator: ", ")). Install what is missing.",
                isRetryable: false)
        }
    }
}
