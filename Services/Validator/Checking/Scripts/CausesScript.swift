/// Part of the program inside the sandbox: why a test failed: the code's own fault, or something that is missing here.
enum CausesScript {
    static let source = #"""
        PLUGIN_FIXTURES = {
            "mocker": "pytest_mock", "benchmark": "pytest_benchmark", "event_loop": "pytest_asyncio",
            "httpx_mock": "pytest_httpx", "requests_mock": "requests_mock", "freezer": "pytest_freezer", "faker": "faker",
            "snapshot": "syrupy", "aiohttp_client": "pytest_aiohttp", "httpserver": "pytest_httpserver", "qtbot": "pytestqt",
            "live_server": "pytest_django", "db": "pytest_django", "postgresql": "pytest_postgresql", "respx_mock": "respx",
        }


        def related(error):
            """The error with its causes, contexts and members, each once."""
            waiting, seen = [error], []
            while waiting and len(seen) < 32:
                one = waiting.pop(0)
                if one is None or any(one is other for other in seen):
                    continue
                seen.append(one)
                waiting.append(getattr(one, "__cause__", None))
                if not getattr(one, "__suppress_context__", False):
                    waiting.append(getattr(one, "__context__", None))
                waiting.append(getattr(one, "cause", None))
                waiting.append(getattr(one, "orig", None))
                reason = getattr(one, "reason", None)
                waiting.append(reason if isinstance(reason, BaseException) else None)
                members = getattr(one, "exceptions", None)
                waiting.extend(members if isinstance(members, (list, tuple)) else [])
                waiting[:] = [w for w in waiting if isinstance(w, BaseException)]
            return seen


        def cause_of(error, tops):
            """(kind, subject, explanation): 'not_installed', 'environment' or 'defect'."""
            import socket
            for one in related(error):
                name, text = type(one).__name__, str(one)
                if isinstance(one, ModuleNotFoundError) and one.name:
                    top = one.name.split(".")[0]
                    if top not in tops and not looks_local(top, tops) and top not in sys.stdlib_module_names:
                        if importlib.util.find_spec(top) is None:
                            return ("not_installed", top, f"the module {top!r} is not installed here")
                if "async def functions are not natively supported" in text:
                    return ("not_installed", "pytest_asyncio", "no plugin for asynchronous tests is installed here")
                if name == "FixtureLookupError":
                    wanted = PLUGIN_FIXTURES.get(getattr(one, "argname", ""))
                    if wanted:
                        return ("not_installed", wanted, f"the fixture needs {wanted!r}, which is not installed here")
                if isinstance(one, socket.gaierror) or name in ("gaierror", "herror"):
                    return ("environment", "network", "it needs the network")
                if isinstance(one, OSError) and one.errno in (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN):
                    return ("environment", "network", "it needs the network")
                if isinstance(one, ConnectionRefusedError) or (name == "OperationalError" and "connect" in text.lower()):
                    return ("environment", "server", "it needs a server that is not there")
                if isinstance(one, OSError) and one.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
                    return ("environment", "permission", "it needs a permission that the sandbox does not give")
                if name == "TclError" or "cannot connect to display" in text.lower() or "no display" in text.lower():
                    return ("environment", "display", "it needs a display")
                if isinstance(one, FileNotFoundError) and last_file(one).endswith("/subprocess.py"):
                    return ("environment", str(one.filename), f"it needs the program {one.filename!r}")
                if isinstance(one, KeyError) and last_file(one).endswith(("/os.py", "<frozen os>")):
                    return ("environment", text.strip("'"), f"it needs the environment variable {text}")
            return ("defect", "", "")


        def last_file(error):
            trace = error.__traceback__
            name = ""
            while trace is not None:
                name = trace.tb_frame.f_code.co_filename
                trace = trace.tb_next
            return name


        def place_of(error):
            """The deepest line of the project that the error passed through."""
            place = ("", 0)
            for one in reversed(related(error)):
                trace = one.__traceback__
                while trace is not None:
                    name = trace.tb_frame.f_code.co_filename
                    if name.startswith(PROJECT + "/"):
                        place = (name[len(PROJECT) + 1:], trace.tb_lineno)
                    trace = trace.tb_next
            return place
        """#
}
