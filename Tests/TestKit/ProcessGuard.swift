import Glibc
import LunaCore
import LunaStack

/// Sees to it that no stack outlives the test process, whether that ends well, crashes or is killed.
public enum ProcessGuard {
    /// Waits beside the test process; when that is gone, ends everything that the stack's state file names and removes its files.
    ///
    /// PostgreSQL gets SIGQUIT, its immediate shutdown, so that it takes its children along; everything else SIGKILL.
    private static let script = """
        tail --pid="$1" -f /dev/null
        "$3" -I - "$2" <<'PYTHON'
        import json, os, pathlib, shutil, signal, sys
        home = pathlib.Path(sys.argv[1])
        for place in [home, *home.glob("*")]:
            state = place / "run" / "stack.json"
            if not state.is_file():
                continue
            for item in json.loads(state.read_text())["instances"]:
                try:
                    started = pathlib.Path(f"/proc/{item['pid']}/stat").read_text().rpartition(")")[2].split()[19]
                    if int(started) == item["start_ticks"]:
                        os.kill(item["pid"], signal.SIGQUIT if item["component"] == "postgres" else signal.SIGKILL)
                except (OSError, ValueError):
                    pass
        shutil.rmtree(home, ignore_errors=True)
        PYTHON
        """

    /// - Parameter directory: of a stack, or one that holds stacks.
    public static func watch(_ directory: String) throws {
        _ = try ChildProcess.spawn(
            executable: "/bin/sh", arguments: ["-c", script, "sh", String(getpid()), directory, "/usr/bin/python3"],
            environment: ["PATH": "/usr/bin:/bin"], workingDirectory: "/")
    }
}
