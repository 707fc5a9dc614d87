/// Part of the program inside the sandbox: pytest, and the plugin that reports what really ran.
///
/// The tests run in a process of their own, a child of the driver, with pytest loaded before any file of the project
/// can be imported. What the driver believes is not the exit status nor any file or text, but a stream of events, each
/// numbered and authenticated with a key that is drawn for this run, compared with the tests that the source shows.
///
/// What code inside that process can still forge: it shares the interpreter with the plugin, so a project written
/// against *this* program can look for the key in memory (`gc`, frames, ctypes) and sign events of its own, or change
/// how pytest compares values in ways that the check of pytest's code does not see. No test runner inside
/// the interpreter of the tested code can exclude that. What such a project gains is only its own verdict: it
/// cannot reach the machine, another project, or the report of the driver.
enum TestsScript {
    static let source = #"""
        # A project may not replace how a test is run or what its outcome is.
        REFUSED_HOOKS = (
            "pytest_pyfunc_call", "pytest_runtest_protocol", "pytest_runtest_call", "pytest_runtestloop",
            "pytest_cmdline_main", "pytest_collection",
        )
        OUTCOME_ATTRIBUTES = {"outcome", "excinfo", "longrepr", "wasxfail"}


        def code_census():
            """The code of every function of pytest and pluggy, to see later whether it was replaced."""
            census = []
            for name, module in list(sys.modules.items()):
                if name.split(".")[0] not in ("_pytest", "pluggy", "pytest"):
                    continue
                for label, thing in list(vars(module).items()):
                    if hasattr(thing, "__code__"):
                        census.append((vars(module), label, thing, thing.__code__))
                    elif isinstance(thing, type) and thing.__module__ == name:
                        for inner, method in list(vars(thing).items()):
                            plain = getattr(method, "__func__", method)
                            if hasattr(plain, "__code__"):
                                census.append((thing, inner, method, plain.__code__))
            return census


        def census_changes(census):
            changed = []
            for holder, label, thing, code in census:
                now = holder.get(label) if isinstance(holder, dict) else vars(holder).get(label)
                plain = getattr(now, "__func__", now)
                if now is not thing or getattr(plain, "__code__", None) is not code:
                    changed.append(label)
            return changed


        class Channel:
            """Sends authenticated, numbered lines to the driver."""

            def __init__(self, descriptor, key):
                write, dumps, keyed = os.write, json.dumps, hashlib.blake2s
                state = [0]
                owner = os.getpid()
                getpid = os.getpid

                def send(event):
                    if getpid() != owner:
                        return  # A fork of the tests has nothing to say.
                    body = dumps([state[0], event])
                    state[0] += 1
                    line = (keyed(body.encode(), key=key).hexdigest() + body + "\n").encode()
                    while line:
                        line = line[write(descriptor, line):]
                self.send = send


        def where(item):
            """[path, class or '', function], as the source names the test; see expected_tests."""
            cls = getattr(item, "cls", None)
            function = getattr(item, "originalname", None) or getattr(item, "name", "")
            try:
                path = os.path.relpath(str(item.path), PROJECT)
            except Exception:
                path = ""
            return [path, cls.__name__ if cls is not None else "", function.split("[")[0]]


        def make_plugin(send, tops):
            import pytest

            class Plugin:
                @pytest.hookimpl(tryfirst=True)
                def pytest_collection_finish(self, session):
                    self.hooks(session.config)
                    send({"e": "collected", "n": len(session.items)})

                def hooks(self, config):
                    for name in REFUSED_HOOKS:
                        for implementation in getattr(config.hook, name).get_hookimpls():
                            code = getattr(implementation.function, "__code__", None)
                            if code is None or code.co_filename.startswith(PROJECT):
                                path = os.path.relpath(code.co_filename, PROJECT) if code else ""
                                send({"e": "tamper", "what": name, "path": path, "line": code.co_firstlineno if code else 0})

                @pytest.hookimpl(tryfirst=True)
                def pytest_runtest_logstart(self, nodeid, location):
                    send({"e": "start", "id": nodeid[:300]})

                @pytest.hookimpl(wrapper=True, tryfirst=True)
                def pytest_runtest_makereport(self, item, call):
                    error = call.excinfo.value if call.excinfo is not None else None
                    report = yield
                    event = {"e": "phase", "id": item.nodeid[:300], "at": where(item), "when": call.when,
                             "outcome": report.outcome, "xfail": hasattr(report, "wasxfail"),
                             "line": (item.location[1] or 0) + 1}
                    if error is not None and report.outcome == "passed" and not hasattr(report, "wasxfail"):
                        event["outcome"] = "tampered"
                    if report.outcome == "failed":
                        describe(event, error, report, tops)
                    send(event)
                    return report

                @pytest.hookimpl(tryfirst=True)
                def pytest_collectreport(self, report):
                    if report.outcome == "skipped":
                        send({"e": "module-skipped", "path": report.nodeid.split("::")[0][:300]})
                    elif report.outcome == "failed":
                        send({"e": "collect-failed", "path": report.nodeid.split("::")[0][:300],
                              "text": last_line(str(report.longrepr))})

                @pytest.hookimpl(tryfirst=True)
                def pytest_exception_interact(self, node, call, report):
                    if getattr(report, "when", "collect") == "collect" and call.excinfo is not None:
                        event = {"e": "collect-error", "path": node.nodeid.split("::")[0][:300]}
                        describe(event, call.excinfo.value, None, tops)
                        send(event)

                @pytest.hookimpl(tryfirst=True)
                def pytest_sessionfinish(self, session):
                    self.hooks(session.config)

            return Plugin()


        def last_line(text):
            lines = [line.strip() for line in text.splitlines() if line.strip()]
            marked = [line[2:] for line in lines if line.startswith("E  ")]
            return (marked[-1] if marked else lines[-1] if lines else "").strip()[:400]


        def describe(event, error, report, tops):
            try:
                if error is not None:
                    kind, subject, why = cause_of(error, tops)
                    path, line = place_of(error)
                    wrappers = ("CollectError", "ConftestImportFailure")
                    shown = [one for one in related(error) if type(one).__name__ not in wrappers]
                    first = shown[0] if shown else error
                    text = f"{type(first).__name__}: {first}".strip()
                    event.update(kind=kind, subject=subject, why=why, place=[path, line], text=text[:400])
                else:
                    event.update(kind="defect", subject="", why="", place=["", 0], text=last_line(str(report.longrepr)))
            except Exception as problem:
                event.update(kind="defect", subject="", why="", place=["", 0], text=f"{type(problem).__name__}: no details")


        def test_process(config, facts, descriptor, key):
            """Never returns. Everything of pytest is imported before the project gets on sys.path."""
            import importlib.metadata
            import importlib.util
            import types
            send = Channel(descriptor, key).send
            try:
                import _pytest.assertion.rewrite
                import _pytest.config
                import _pytest.unittest
                import pytest  # noqa: F401
                plugins = [e.value.split(":")[0] for e in importlib.metadata.entry_points(group="pytest11")]
                plugins = [name for name in plugins if not name.startswith("pytest_cov") and importlib.util.find_spec(name)]
                measure = None
                if config["coverage"]:
                    import coverage
                    measure = coverage.Coverage(
                        data_file=None, config_file=False, source=[PROJECT],
                        omit=["*/tests/*", "*/test_*.py", "*_test.py", "*/conftest.py", "*/setup.py"])
                arguments = [
                    "-c", "/dev/null", f"--rootdir={PROJECT}", f"--confcutdir={PROJECT}", "-p", "no:cacheprovider", "-q",
                    "-rfE",
                    "--tb=short", "--color=no", "--import-mode=prepend", f"--maxfail={config['maximum_failures']}",
                    "-o", "python_files=test_*.py *_test.py",
                ]
                if any(name.startswith("pytest_asyncio") for name in plugins):
                    arguments += ["-o", "asyncio_mode=auto"]
                for name in plugins:
                    arguments += ["-p", name]
                census = code_census()
                plugin = make_plugin(send, set(facts["tops"]))
                # What the tests see as __main__ is not this program.
                sys.modules["__main__"] = types.ModuleType("__main__")
                roots = [os.path.join(PROJECT, root) if root else PROJECT for root in config["roots"]]
                sys.path[:0] = roots
                os.environ["PYTHONPATH"] = ":".join(roots)
                os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
                os.chdir(PROJECT)
                if measure is not None:
                    measure.start()
                send({"e": "begin"})
                status = None
                try:
                    settings = _pytest.config._prepareconfig([*arguments, PROJECT], [plugin])
                except _pytest.config.ConftestImportFailure as failure:
                    event = {"e": "collect-error", "path": os.path.relpath(str(failure.path), PROJECT)}
                    describe(event, failure.cause, None, set(facts["tops"]))
                    send(event)
                    send({"e": "finish", "status": 4, "changed": census_changes(census)[:5], "coverage": None})
                    os._exit(0)
                try:
                    status = int(settings.hook.pytest_cmdline_main(config=settings))
                finally:
                    settings._ensure_unconfigure()
                percent = None
                if measure is not None:
                    measure.stop()
                    try:
                        percent = measure.report(file=io.StringIO())
                    except coverage.CoverageException:
                        percent = 0.0
                sys.stdout.flush()
                sys.stderr.flush()
                send({"e": "finish", "status": status, "changed": census_changes(census)[:5], "coverage": percent})
            except BaseException as problem:
                try:
                    send({"e": "crash", "text": f"{type(problem).__name__}: {problem}"[:400]})
                except BaseException:
                    pass
                os._exit(1)
            os._exit(0)
        """#
}
