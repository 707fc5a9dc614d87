"""Evaluates deploy/policies/lunacore.rego without an Open Policy Agent, for tests and to try rules out.

usage: evaluate.py < lines.jsonl      one input document a line in, one decision a line out
       evaluate.py --serve PORT       answers POST /v1/data/lunacore/decision as an Open Policy Agent does, until its
                                     standard input ends; prints the port

Needs `regopy` (requirements-dev.txt).
"""

from __future__ import annotations

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread

from regopy import Interpreter

REGO = Path(__file__).with_name("lunacore.rego")


class Evaluator:
    def __init__(self) -> None:
        self.rego = Interpreter()
        self.rego.add_module("lunacore", REGO.read_text())
        self.lock = Lock()

    def decide(self, document: dict) -> dict:
        with self.lock:
            self.rego.set_input(document)
            output = json.loads(str(self.rego.query("x = data.lunacore.decision")))
        return output["bindings"]["x"]


def serve(port: int) -> None:
    evaluator = Evaluator()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = self.path == "/v1/data/lunacore/decision"
            answer = json.dumps({"result": evaluator.decide(body["input"])} if known else {}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    # Ends with whoever has started it.
    sys.stdin.read()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--serve"]:
        serve(int(sys.argv[2]))
    else:
        evaluator = Evaluator()
        for line in sys.stdin:
            print(json.dumps(evaluator.decide(json.loads(line)), sort_keys=True), flush=True)
