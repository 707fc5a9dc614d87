/// Last part of the program inside the sandbox, and the whole of it.
///
/// It is process 1 of its own process namespace: the kernel kills everything when it ends, and nothing inside
/// can signal it. It copies the project in, gives up what privileges it had, starts the checks as children with limits,
/// kills what they leave behind, and only then reads the nonce of this run from standard input and writes
/// the report. The nonce is never in the memory of a process that runs code of the project.
enum DriverScript {
    /// For `python3 -I -c`: puts the parts together. One argument of a program may have 128 KiB, all of them much more.
    static let loader = """
        import sys; exec(compile("\\n".join(sys.argv[2:]) + "\\nmain()\\n", "<check>", "exec"))
        """

    /// The arguments after the loader and the settings.
    static let parts = [
        FilesScript.source, ModelScript.source, ImportsScript.source, CallsScript.source, StaticScript.source,
        LintScript.source, CausesScript.source, TestsScript.source, VerdictScript.source, source,
    ]

    /// Asks the tools, outside of the sandbox and before any project, where they live and what they are. Answers on 3.
    static let probe = #"""
        import importlib.metadata as m, json, os, subprocess, sys
        ruff = os.path.realpath(sys.argv[1])
        folders = [sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable)), os.path.dirname(ruff)]
        folders += [os.path.dirname(sys.argv[1])]
        kept = []
        for folder in sorted({os.path.realpath(f) for f in folders} | {sys.prefix, os.path.dirname(sys.argv[1])}, key=len):
            if not any(folder == other or folder.startswith(other + "/") for other in [*kept, "/usr"]):
                kept.append(folder)
        answer = subprocess.run([sys.argv[1], "--version"], capture_output=True, text=True, check=True).stdout.split()
        versions = {"python": ".".join(map(str, sys.version_info[:3])), "ruff": answer[-1]}
        for name in ("pytest", "coverage"):
            versions[name] = m.version(name)
        os.write(3, json.dumps({"folders": kept, "versions": versions}).encode())
        """#

    static let source = #"""
        REPORT = 3


        def prctl(option, value):
            import ctypes
            if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0) != 0:
                raise OSError(ctypes.get_errno(), "prctl")


        PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4


        def drop_privileges(user):
            if user is not None:
                os.setgroups([])
                os.setresgid(user, user, user)
                os.setresuid(user, user, user)
            # A change of identity clears both.
            prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
            # Nobody inside may read or write the memory and the descriptors of this process.
            prctl(PR_SET_DUMPABLE, 0)


        def limit(limits, memory):
            def lower(what, value):
                hard = resource.getrlimit(what)[1]
                value = value if hard == resource.RLIM_INFINITY else min(value, hard)
                resource.setrlimit(what, (value, value))
            soft = limits["cpu_seconds"]
            resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + 2))
            lower(resource.RLIMIT_AS, memory)
            lower(resource.RLIMIT_FSIZE, limits["written_file_bytes"])
            lower(resource.RLIMIT_NOFILE, limits["open_files"])
            lower(resource.RLIMIT_NPROC, limits["processes"])
            lower(resource.RLIMIT_CORE, 0)
            os.nice(5)
            with open("/proc/self/oom_score_adj", "w") as handle:
                handle.write("800")


        class Child:
            """A process that answers through a pipe, at most `most` bytes of which are kept."""

            def __init__(self, limits, work, memory, most=16 << 20, take=None):
                inward, outward = os.pipe()
                sys.stdout.flush()
                self.pid = os.fork()
                if self.pid == 0:
                    try:
                        prctl(PR_SET_DUMPABLE, 1)
                        os.close(inward)
                        os.close(REPORT)
                        nothing = os.open("/dev/null", os.O_RDONLY)
                        os.dup2(nothing, 0)
                        os.close(nothing)
                        os.setsid()
                        limit(limits, memory)
                        work(outward)
                    except BaseException as problem:
                        os.write(2, f"check failed to start: {type(problem).__name__}: {problem}\n".encode())
                    finally:
                        os._exit(70)
                os.close(outward)
                self.pipe = inward
                self.data = []
                self.size = 0
                self.most = most
                self.take = take
                self.status = None
                self.timed_out = False
                self.too_much = False

            def read(self):
                data = os.read(self.pipe, 1 << 16)
                if not data:
                    os.close(self.pipe)
                    self.pipe = None
                elif self.take is not None:
                    self.take(data)
                elif self.size < self.most:
                    self.data.append(data)
                    self.size += len(data)

            @property
            def signal(self):
                return os.WTERMSIG(self.status) if self.status is not None and os.WIFSIGNALED(self.status) else 0


        def memory_of(name, exact):
            """Private memory in bytes of one process. The quick figure counts pages that forks share once for each."""
            try:
                if exact:
                    try:
                        with open(f"/proc/{name}/smaps_rollup") as handle:
                            return sum(int(line.split()[1]) << 10 for line in handle if line.startswith("Pss_Anon:"))
                    except PermissionError:
                        pass  # A process may hide this from us; then the quick figure holds against it.
                with open(f"/proc/{name}/statm") as handle:
                    fields = handle.read().split()
                return (int(fields[1]) - int(fields[2])) * resource.getpagesize()
            except (OSError, ValueError, IndexError):
                return 0


        def uses_more_than(most):
            """Whether all other processes in this process namespace together use more memory than allowed."""
            names = [name for name in os.listdir("/proc") if name.isdigit() and name != "1"]
            if sum(memory_of(name, False) for name in names) <= most:
                return False
            return sum(memory_of(name, True) for name in names) > most


        def leave_with_service():
            """Ends everything at once when the service is gone: its end of standard input is closed then. The kernel's own
            signal for this does not get through, because bubblewrap is another user and may not signal this process."""
            watch = select.poll()
            watch.register(0, select.POLLRDHUP)
            if watch.poll(0):
                os._exit(1)


        def wait_for(children, deadline, most_memory):
            """Until every child has ended, or the deadline. A child counts as ended when it has, whatever it left behind
            holds its pipe open."""
            watched = time.monotonic()
            while any(child.status is None for child in children):
                leave_with_service()
                left = deadline - time.monotonic()
                if left <= 0:
                    for child in children:
                        if child.status is None:
                            child.timed_out = True
                    break
                open_pipes = [child.pipe for child in children if child.pipe is not None]
                ready = select.select(open_pipes, [], [], min(left, 0.002 if len(open_pipes) < len(children) else 0.05))[0]
                if time.monotonic() - watched > 0.04:
                    watched = time.monotonic()
                    if uses_more_than(most_memory):
                        for child in children:
                            child.too_much = child.too_much or child.status is None
                        kill_all(children)
                for child in children:
                    if child.pipe in ready and child.pipe is not None:
                        child.read()
                reap(children)
            for child in children:
                while child.pipe is not None and select.select([child.pipe], [], [], 0)[0]:
                    child.read()


        def reap(children):
            while True:
                try:
                    pid, status = os.waitpid(-1, os.WNOHANG)
                except ChildProcessError:
                    return False
                if pid == 0:
                    return True
                for child in children:
                    if child.pid == pid:
                        child.status = status


        def kill_all(children):
            """Everything in this process namespace but this process, until nothing is left."""
            for _ in range(2000):
                try:
                    os.kill(-1, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                if not reap(children):
                    return
                time.sleep(0.001)


        def source_roots(files):
            """Folders that the project's settings put on the path, inside the project only."""
            roots = []
            if "pyproject.toml" in files:
                try:
                    import tomllib
                    with open(os.path.join(PROJECT, "pyproject.toml"), "rb") as handle:
                        settings = tomllib.load(handle)
                    tool = settings.get("tool", {})
                    named = tool.get("pytest", {}).get("ini_options", {}).get("pythonpath", [])
                    named = [named] if isinstance(named, str) else list(named)
                    named += tool.get("setuptools", {}).get("packages", {}).get("find", {}).get("where", [])
                    for name in named:
                        name = os.path.normpath(str(name))
                        if not name.startswith(("/", "..")) and os.path.isdir(os.path.join(PROJECT, name)):
                            roots.append("" if name == "." else name)
                except (OSError, ValueError, AttributeError, TypeError, ImportError):
                    pass
            return list(dict.fromkeys(roots))


        def ending_of(child, what):
            if child.too_much:
                return (f"{what}.limit", "The processes used more memory than allowed", "defect")
            if child.timed_out:
                return (f"{what}.timed-out", "The time is up", "timed_out")
            if child.signal == signal.SIGXCPU:
                return (f"{what}.timed-out", "The processor time is used up", "timed_out")
            if child.signal == signal.SIGXFSZ:
                return (f"{what}.limit", "A file grew beyond the limit", "defect")
            if child.signal == signal.SIGKILL:
                return (f"{what}.limit", "The process was killed, most likely for its use of memory", "defect")
            if child.signal:
                return (f"{what}.crashed", f"The process ended with signal {signal.Signals(child.signal).name}", "defect")
            return None


        def main():
            # Descriptors that the service may have left open are not for a project.
            os.closerange(REPORT + 1, 1 << 16)
            config = json.loads(sys.argv[1])
            limits = config["limits"]
            began = time.monotonic()
            deadline = began + config["deadline_seconds"]
            found = Findings()
            times = {}
            numbers = {"run": 0, "failed": 0, "passed": 0, "skipped": 0, "coverage": None}
            checks = set(config["checks"])
            children = []
            files = copy_project(limits, found)
            drop_privileges(config["user"])
            times["copy"] = time.monotonic() - began
            if files is not None and time.monotonic() < deadline:
                check_files(config, files, checks, found, numbers, times, deadline, children)
            elif files is not None:
                found.add("check.timed-out", "The time is up before the project is copied.", kind="timed_out")
            kill_all(children)
            nonce = b""
            while not nonce.endswith(b"\n"):
                piece = os.read(0, 256)
                if not piece:
                    os._exit(1)
                nonce += piece
            report = {
                "nonce": nonce.decode("ascii", "replace").strip(), "findings": found.items, "dropped": found.dropped,
                "tests": numbers,
                "files": len(files or []), "milliseconds": {name: round(value * 1000, 1) for name, value in times.items()},
            }
            data = json.dumps(report).encode()
            while data:
                data = data[os.write(REPORT, data):]
            os._exit(0)


        def check_files(config, files, checks, found, numbers, times, deadline, children):
            limits = config["limits"]
            memory = limits["address_bytes"]
            roots = source_roots(files)

            def static(pipe):
                data = json.dumps(static_checks(files, checks, roots)).encode()
                while data:
                    data = data[os.write(pipe, data):]
                os._exit(0)

            def lint(pipe):
                os.dup2(pipe, 1)
                os.execv(config["ruff"], lint_command(config["ruff"]))

            start = time.monotonic()
            reading = Child(limits, static, memory)
            linting = Child(limits, lint, max(memory, 8 << 30)) if "lint" in checks else None
            children += [child for child in (reading, linting) if child is not None]
            wait_for(children, deadline, limits["memory_bytes"])
            times["static"] = time.monotonic() - start
            facts = {"broken": [], "tests": [], "tops": [], "roots": []}
            ending = ending_of(reading, "static")
            try:
                if ending is not None:
                    raise ValueError(ending[1])
                facts = json.loads(b"".join(reading.data))
                found.merge(facts["findings"])
            except (ValueError, KeyError, TypeError):
                rule, message, kind = ending or ("static.crashed", "The parser ended early", "defect")
                found.add(rule, message + " while the source was read.", kind=kind,
                          hint="Remove deeply nested or generated code.")
            if linting is not None:
                ending = ending_of(linting, "lint")
                count = lint_findings(b"".join(linting.data), set(facts["broken"]), found)
                ended_well = linting.status is not None and os.WIFEXITED(linting.status) and os.WEXITSTATUS(linting.status) == 0
                if ending is not None:
                    found.add(ending[0], ending[1] + " in ruff.", kind=ending[2])
                elif count is None or not ended_well:
                    found.add("lint.crashed", "ruff did not finish.", hint="See the log.")
            if "tests" not in checks:
                return
            outcome_hooks(files, found)
            if facts["broken"]:
                return  # What cannot be read cannot be tested; that has been said.
            if time.monotonic() >= deadline:
                found.add("tests.timed-out", "The time is up before the tests.", kind="timed_out")
                return
            config["roots"] = [*roots, "", *([root for root in ("src",) if os.path.isdir(os.path.join(PROJECT, root))])]
            key = os.urandom(32)
            story = TestStory(key)
            start = time.monotonic()
            testing = Child(limits, lambda pipe: test_process(config, facts, pipe, key), memory, take=story.feed)
            children.append(testing)
            wait_for([testing], deadline, limits["memory_bytes"])
            times["tests"] = time.monotonic() - start
            ending = ending_of(testing, "tests")
            if ending is None and story.finish is not None and os.WEXITSTATUS(testing.status) != 0:
                ending = ("tests.ended-early", "The test process changed its exit status", "defect")
            numbers.update(story.conclude(config, facts, ending, found))
        """#
}
