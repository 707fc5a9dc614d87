/// Part of the program inside the sandbox: what the events of the test process add up to.
enum VerdictScript {
    static let source = #"""
        def outcome_hooks(files, found):
            """Hooks that set the outcome of a report, seen in the source."""
            for path in files:
                if not path.endswith(".py"):
                    continue
                try:
                    with open(os.path.join(PROJECT, path), "rb") as handle:
                        data = handle.read()
                    if b"pytest_runtest_makereport" not in data and b"pytest_runtest_logreport" not in data:
                        continue
                    tree = ast.parse(data)
                except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                    continue
                for function in ast.walk(tree):
                    name = getattr(function, "name", "")
                    if name not in ("pytest_runtest_makereport", "pytest_runtest_logreport"):
                        continue
                    for node in ast.walk(function):
                        store = isinstance(node, ast.Attribute) and isinstance(node.ctx, (ast.Store, ast.Del))
                        if store and node.attr in OUTCOME_ATTRIBUTES or \
                                isinstance(node, ast.Attribute) and node.attr in ("force_result", "from_item_and_call"):
                            found.add("tests.tampered", f"The hook {name!r} changes the outcome of tests.", path, node.lineno,
                                      hint="Remove the hook.")


        class TestStory:
            """Reads the events of the test process."""

            def __init__(self, key):
                self.key = key
                self.number = 0
                self.forged = False
                self.begun = False
                self.finish = None
                self.crash = ""
                self.collected = 0
                self.running = ""
                self.phases = {}      # node id -> {when: event}
                self.skipped_modules = set()
                self.collect_errors = {}
                self.collect_failed = {}
                self.tampered = []
                self.rest = b""

            def feed(self, data):
                self.rest += data
                *lines, self.rest = self.rest.split(b"\n")
                if len(self.rest) > 1 << 20:
                    self.forged, self.rest = True, b""
                for line in lines:
                    self.line(line)

            def line(self, line):
                mark, body = line[:64], line[64:]
                good = hashlib.blake2s(body, key=self.key).hexdigest().encode()
                try:
                    if mark != good or self.finish is not None:
                        raise ValueError("not ours")
                    number, event = json.loads(body)
                    if number != self.number:
                        raise ValueError("out of order")
                except ValueError:
                    self.forged = True
                    return
                self.number += 1
                kind = event["e"]
                if kind == "begin":
                    self.begun = True
                elif kind == "collected":
                    self.collected = event["n"]
                elif kind == "start":
                    self.running = event["id"]
                elif kind == "phase":
                    self.phases.setdefault(event["id"], {})[event["when"]] = event
                elif kind == "module-skipped":
                    self.skipped_modules.add(event["path"])
                elif kind == "collect-error":
                    self.collect_errors[event["path"]] = event
                elif kind == "collect-failed":
                    self.collect_failed[event["path"]] = event
                elif kind == "tamper":
                    self.tampered.append(event)
                elif kind == "crash":
                    self.crash = event["text"]
                elif kind == "finish":
                    self.finish = event

            def conclude(self, config, facts, ending, found):
                """Adds findings; returns the numbers. `ending`: how the process ended, None = by itself with status 0."""
                run = failed = passed = skipped = 0
                ran = set()
                for name, phases in self.phases.items():
                    outcomes = [event["outcome"] for event in phases.values()]
                    at = next(iter(phases.values()))["at"]
                    ran.add(tuple(at))
                    if "tampered" in outcomes:
                        found.add("tests.tampered", f"{name} raised an error and was reported as passed.", at[0], 0, 0,
                                  "Remove what changes the outcome of tests.")
                        failed += 1
                    elif "failed" in outcomes:
                        failed += 1
                        event = next(e for e in phases.values() if e["outcome"] == "failed")
                        self.failure(name, event, at[0], found)
                    elif any(e["xfail"] for e in phases.values()) or "skipped" in outcomes:
                        skipped += 1
                        continue
                    elif set(phases) == {"setup", "call", "teardown"}:
                        passed += 1
                    run += 1
                for path in self.collect_failed.keys() - self.collect_errors.keys():
                    self.collect_errors[path] = {"path": path, "kind": "defect", "subject": "", "why": "", "place": [path, 0],
                                                 "text": self.collect_failed[path]["text"]}
                for path, event in sorted(self.collect_errors.items()):
                    place = event["place"] if event["place"][0] else [path, 0]
                    why = f" ({event['why']})" if event["why"] else ""
                    found.add("tests.not-loaded", f"{path} cannot be loaded: {event['text']}{why}", place[0], place[1], 0,
                              kind=event["kind"], subject=event["subject"])
                for event in self.tampered:
                    found.add("tests.tampered", f"The project replaces the hook {event['what']!r}, which decides what a test "
                              "run means.", event["path"], event["line"], 0, "Remove the hook.")
                numbers = {"run": run, "failed": failed, "passed": passed, "skipped": skipped, "coverage": None}
                if self.forged:
                    found.add("tests.tampered", "The stream of test results was written to by something else.",
                              hint="Tests must leave file descriptors alone that they did not open.")
                if ending is not None:
                    rule, message, kind = ending
                    where = f" during {self.running}" if self.running else ""
                    found.add(rule, message + where + ".", self.running.split("::")[0], kind=kind)
                    return numbers
                if self.finish is None:
                    where = f" during {self.running}" if self.running else " while the tests were loaded"
                    detail = f": {self.crash}" if self.crash else ""
                    found.add("tests.ended-early", f"The test process ended{where}, before all tests were done{detail}.",
                              self.running.split("::")[0], hint="Remove calls that end the process (os._exit, sys.exit, kill).")
                    return numbers
                status = self.finish["status"]
                numbers["coverage"] = self.finish["coverage"]
                if self.finish["changed"]:
                    changed = ", ".join(self.finish["changed"])
                    found.add("tests.tampered", f"The project replaced functions of pytest: {changed}.",
                              hint="Do not patch the test runner.")
                if status == 5 and run == 0 and skipped == 0 and not facts["tests"]:
                    found.add("tests.none", "There are no tests.", hint="Add tests in files named test_*.py.", kind="no_tests")
                    return numbers
                if status not in (0, 1, 5) and not self.collect_errors:
                    found.add("tests.ended-early", f"pytest ended with status {status}.", hint=self.crash)
                elif (status == 0) != (failed == 0 and not self.collect_errors) and status != 5:
                    found.add("tests.tampered", f"pytest's status is {status}, though {failed} tests failed.")
                if failed < config["maximum_failures"]:
                    loaded = lambda path: path not in self.collect_errors and path not in self.skipped_modules
                    lost = [t for t in facts["tests"] if tuple(t) not in ran and loaded(t[0])]
                    inherited = {(path, function) for path, _, function in ran}
                    lost = [t for t in lost if (t[0], t[2]) not in inherited]
                    for path, owner, function in lost[:20] if not self.collect_errors or failed == 0 else []:
                        if self.collect_errors and not self.phases:
                            break  # Nothing was run, because a file could not be loaded: that has been said.
                        label = f"{owner}.{function}" if owner else function
                        found.add("tests.not-run", f"{label} is in the source but was not run.", path,
                                  hint="Let pytest collect every test; do not deselect tests in conftest.py.")
                if run == 0 and not found.items_of("tests."):
                    found.add("tests.none", f"No test was run; {skipped} were skipped." if skipped else "There are no tests.",
                              hint="Add tests that run without conditions.", kind="no_tests")
                minimum = config["minimum_coverage"]
                if minimum is not None and run > 0 and failed == 0 and numbers["coverage"] is not None \
                        and numbers["coverage"] < minimum:
                    found.add("tests.coverage", f"The tests cover {numbers['coverage']:.1f} % of the code; {minimum} % are "
                              "asked for.", hint="Add tests for the lines that are not run.")
                return numbers

            def failure(self, name, event, path, found):
                place = event["place"] if event["place"][0] else [path, event["line"]]
                why = f" ({event['why']})" if event["why"] else ""
                found.add("tests.failed", f"{name.rpartition('::')[2]}: {event['text']}{why}", place[0], place[1], 0,
                          kind=event["kind"], subject=event["subject"])


        def items_of(self, prefix):
            return [item for item in self.items if item["rule"].startswith(prefix) and item["severity"] == "error"]


        Findings.items_of = items_of
        """#
}
