import LunaCore
import LunaStack

/// A stand-in for the gateway with one execution of three tasks. Its event stream breaks after two events each time,
/// so that a
/// client has to come back with `Last-Event-ID`; what it was asked is in `requests`.
final class StandInGateway: Sendable {
    private let folder: Scratch
    private let child: ChildProcess
    let url: String

    /// - Parameter fails: whether the second task fails.
    init(fails: Bool = false) async throws {
        folder = try Scratch()
        let script = "\(folder.path)/gateway.py"
        try Files.write(Array(Self.script.utf8), to: script)
        child = try ChildProcess.spawn(
            executable: "/usr/bin/python3", arguments: ["-I", script, folder.path, fails ? "fails" : "works"],
            logFile: "\(folder.path)/log", diesWithParent: true)
        let end = ContinuousClock.now.advanced(by: .seconds(30))
        while !Files.exists("\(folder.path)/port"), child.isRunning, ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(10))
        }
        guard let port = Files.text("\(folder.path)/port") else {
            throw LunaError(
                "test", .internal, "the stand-in did not start: \(Files.tail("\(folder.path)/log", lines: 5))")
        }
        url = "http://127.0.0.1:\(port)"
    }

    var requests: [String] { Files.tail("\(folder.path)/requests", lines: 1000) }

    func stop() async { await child.terminate(grace: .seconds(5)) }

    private static let script = #"""
        import hashlib, http.server, io, json, os, sys, threading, zipfile
        folder, mode = sys.argv[1:]
        fails = mode == "fails"
        def event(n, kind, task="", **body):
            return {"tenant": "local", "project": "shop", "execution": "e1", "type": kind, "task": task,
                    "event": {"sequence": n, "at": "2026-11-21T10:00:00Z", "actor": "x", kind.replace(".", "_"): body}}
        events = [event(1, "execution.submitted"), event(2, "execution.started"), event(3, "task.scheduled", "a"),
                  event(4, "task.completed", "a", compute_ms=400), event(5, "task.scheduled", "b")]
        if fails:
            events += [event(6, "task.failed", "b", error={"message": "it broke"}), event(7, "task.skipped", "c"),
                       event(8, "execution.failed", reason="b failed")]
        else:
            events += [event(6, "task.completed", "b"), event(7, "task.scheduled", "c"),
                       event(8, "task.completed", "c"),
                       event(9, "execution.completed")]
        blob = io.BytesIO()
        with zipfile.ZipFile(blob, "w", zipfile.ZIP_DEFLATED) as z:
            z.writestr("shop/README.md", "hello")
            z.writestr("shop/src/shop.py", "print(1)\n" * 100)
        artifacts = {"src/shop.py": b"print(1)\n", "dist/shop-1.0.0.zip": blob.getvalue(), "dist/bom.cdx.json": b"{}"}
        sha = lambda content: hashlib.sha256(content).hexdigest()
        letters = {n: {"letter": n, "subject": "luna.in.local.plan.submit", "code": "json.invalid", "reason": "no JSON",
                       "deliveries": 1, "at": "2026-11-21T10:00:00Z", "headers": {"X": "y"}, "size": 5, "body": "aGVsbG8="}
                   for n in (7, 9, 11)}
        own = {("cloud", "EMAIL"): "mask", ("log", "PHONE"): "drop"}
        def version(): return "v%d" % (sum(map(len, own.values())) + len(own))
        def policy():
            rules = [{"destination": d, "type": t, "strategy": s, "own": True} for (d, t), s in sorted(own.items())]
            theirs = [] if ("cloud", "IBAN") in own else [("cloud", "IBAN")]
            return {"version": version(), "rules": rules + [
                {"destination": d, "type": t, "strategy": "tokenise", "own": False} for d, t in theirs]}
        seen = 0
        lock = threading.Lock()
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def log_message(self, *a): pass
            def note(self, extra=""):
                with lock, open(folder + "/requests", "a") as f:
                    f.write("%s %s %s %s\n" % (self.command, self.path, self.headers.get("Luna-Tenant"), extra))
            def reply(self, status, value, kind="application/json", headers={}):
                body = value if isinstance(value, bytes) else json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                for k, v in headers.items(): self.send_header(k, v)
                self.end_headers()
                self.wfile.write(body)
            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                self.note(self.headers.get("Idempotency-Key") or "")
                if self.path.startswith("/v1/executions?"):
                    if b"broken" in body:
                        problem = {"rule": "missing", "severity": "error", "path": "project.name", "line": 2, "column": 3,
                                   "message": "it is missing", "hint": "Add it."}
                        return self.reply(422, {"code": "plan.invalid", "detail": "The plan has problems.",
                                                "problems": [problem]}, "application/problem+json")
                    return self.reply(201, {"execution": "e1", "task_count": 3, "project": "shop"})
                if self.path == "/v1/blobs":
                    return self.reply(200, {"sha256": hashlib.sha256(body).hexdigest(), "size": len(body)})
                if self.path == "/v1/checks":
                    names = [f["path"] for f in json.loads(body)["files"]]
                    bad = [n for n in names if "bad" in n]
                    findings = [{"rule": "F401", "severity": "error", "path": n, "line": 1, "message": "bad"} for n in bad]
                    return self.reply(200, {
                        "verdict": "failed" if bad else "passed", "tests_run": 2, "tests_failed": len(bad),
                        "coverage_percent": -1, "duration_ms": 1200, "tools": {"ruff": "1.0"},
                        "findings": findings})
                if self.path.startswith("/v1/dead-letters/"):
                    number = int(self.path.split("/")[-1].split(":")[0])
                    if number not in letters:
                        return self.reply(404, {"code": "dlq.not_found", "detail": "There is no dead letter %d." % number},
                                          "application/problem+json")
                    return self.reply(200, {"letter": number, "subject": letters.pop(number)["subject"]})
                if self.path == "/v1/executions/e1:fork":
                    return self.reply(201, {"execution": "e1-%d" % json.loads(body).get("sequence", 0)})
                if self.path.endswith(":pause"):
                    reason = json.loads(body).get("reason", "")
                    return self.reply(200, {"execution": "e1", "state": "paused", "reason": reason})
                self.reply(404, {"code": "http.404", "detail": "nothing here"}, "application/problem+json")
            def do_PUT(self):
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
                self.note()
                if body.get("expected", "") not in ("", version()):
                    return self.reply(409, {"code": "privacy.policy_changed", "detail": "The rules are at version %s by now." % version()})
                own.clear()
                own.update({(r["destination"], r["type"]): r["strategy"] for r in body["rules"]})
                self.reply(200, policy())
            def do_DELETE(self):
                self.note()
                gone = [n for n in letters if "all=true" in self.path or self.path.endswith("/%d" % n)]
                for n in gone: del letters[n]
                self.reply(200, {"purged": len(gone), "more": False})
            def do_GET(self):
                path = self.path.split("?")[0]
                self.note(self.headers.get("Last-Event-ID") or "")
                over = seen >= len(events)
                if path == "/v1/executions/e1":
                    state = ("failed" if fails else "succeeded") if over else "running"
                    return self.reply(200, {
                        "execution": "e1", "plan_name": "shop", "project": "shop", "state": state, "last_sequence": 2,
                        "submitted_at": "2026-11-21T10:00:00Z", "started_at": "2026-11-21T10:00:00Z",
                        "finished_at": "2026-11-21T10:00:02.5Z" if over else "", "counts": {"total": 3, "succeeded": 3}})
                if path == "/v1/executions/e1/tasks":
                    if "state=failed" in self.path:
                        task = {"task": "b", "error": {"message": "it broke"}}
                        return self.reply(200, {"data": [task], "next_cursor": ""})
                    page = [{"task": t, "title": t, "capability": "codegen.python", "state": "blocked"} for t in "abc"]
                    if "cursor" not in self.path: return self.reply(200, {"data": page[:2], "next_cursor": "more"})
                    return self.reply(200, {"data": page[2:], "next_cursor": ""})
                if path == "/v1/executions/e1/replay":
                    tasks = [{"task": t, "state": "succeeded" if t == "a" else "blocked"} for t in "abc"]
                    first = "cursor" not in self.path
                    return self.reply(200, {
                        "execution": {"execution": "e1", "state": "running", "last_sequence": 4, "counts": {"total": 3}},
                        "event": {"type": "task.completed", "task": "a", "event": {"at": "2026-11-21T10:00:00Z"}},
                        "tasks": tasks[:2] if first else tasks[2:], "next_cursor": "2" if first else "", "last_sequence": 9})
                if path == "/v1/executions/e1/comparison/e2":
                    side = lambda state: {"state": state, "attempts": 1, "duration_ms": 1500, "compute_ms": 900}
                    return self.reply(200, {
                        "left": {"execution": "e1", "state": "failed"}, "right": {"execution": "e2", "state": "succeeded"},
                        "tasks": [{"task": "b", "differs": ["state"], "left": side("failed"), "right": side("succeeded")},
                                  {"task": "x", "differs": ["presence"], "left": None, "right": side("running")}],
                        "next_cursor": "", "same": 2, "different": 1, "only_left": 0, "only_right": 1, "same_plan": True})
                if path == "/v1/privacy/policy": return self.reply(200, policy())
                if path == "/v1/dead-letters":
                    return self.reply(200, {"data": list(letters.values()), "next_cursor": None})
                if path == "/v1/dead-letters/7": return self.reply(200, letters[7])
                if path == "/v1/executions/e1/events": return self.stream()
                if path == "/v1/executions/e1/artifacts":
                    files = [{"file": {"path": p, "size": len(c), "sha256": sha(c)}, "version": 1} for p, c in artifacts.items()]
                    return self.reply(200, {"data": files, "next_cursor": ""})
                name = path.removeprefix("/v1/executions/e1/artifacts/")
                if name in artifacts:
                    return self.reply(200, artifacts[name], "text/plain", {"ETag": '"%s"' % sha(artifacts[name])})
                if name == "damaged": return self.reply(200, b"x", "text/plain", {"ETag": '"%s"' % ("0" * 64)})
                problem = {"code": "execution.not_found", "detail": "There is no such execution."}
                self.reply(404, problem, "application/problem+json")
            def stream(self):
                global seen
                last = int(self.headers.get("Last-Event-ID") or 0)
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Connection", "close")
                self.end_headers()
                self.close_connection = True
                rest = [e for e in events if e["event"]["sequence"] > last]
                for e in rest[:2]:
                    n = e["event"]["sequence"]
                    seen = max(seen, n)
                    self.wfile.write(("id: %d\nevent: %s\ndata: %s\n\n" % (n, e["type"], json.dumps(e))).encode())
                if len(rest) <= 2: self.wfile.write(b"event: end\ndata: {}\n\n")
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        with open(folder + "/port.tmp", "w") as f: f.write(str(server.server_port))
        os.rename(folder + "/port.tmp", folder + "/port")
        server.serve_forever()

        """#
}
