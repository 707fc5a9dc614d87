#!/usr/bin/env python3
"""Smoke test of an installation: submits a plan over HTTP, waits for its end, fetches the ZIP and looks into it.

    deploy/scripts/smoke.py --url http://127.0.0.1:8080 --key-file access.key examples/plans/todo-api.yaml

Needs nothing but Python. Exit status 0 only when the execution succeeded and the ZIP is whole.
"""

import argparse
import http.client
import io
import json
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zipfile
from pathlib import Path


class Installation:
    def __init__(self, url: str, key: str, authority: str | None, patience: float) -> None:
        self.url, self.key = url.rstrip("/"), key
        self.patience = time.monotonic() + patience
        self.trust = ssl.create_default_context(cafile=authority) if url.startswith("https") else None

    def call(self, method: str, path: str, body: bytes | None = None, **headers: str) -> bytes:
        request = urllib.request.Request(self.url + path, data=body, method=method)
        request.add_header("Authorization", f"Bearer {self.key}")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30, context=self.trust) as answer:
                    return answer.read()
            except urllib.error.HTTPError as error:
                said = f"{error.code} {error.read().decode(errors='replace')[:500]}"
                may_go = error.code in (429, 500, 502, 503, 504)
            except (OSError, http.client.HTTPException) as error:
                said, may_go = str(error), True
            if not may_go or time.monotonic() > self.patience:
                sys.exit(f"smoke: {method} {path}: {said}")
            time.sleep(0.5)

    def json(self, method: str, path: str, body: bytes | None = None, **headers: str) -> dict:
        return json.loads(self.call(method, path, body, **headers))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("plan", type=Path)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--ca-file", help="PEM file of the authority to trust about an https:// server")
    parser.add_argument("--key-file", type=Path, required=True)
    parser.add_argument("--limit", type=float, default=300, help="seconds until the execution has to be done")
    parser.add_argument("--patient", action="store_true", help="try again until then when there is no answer")
    options = parser.parse_args()
    key = options.key_file.read_text().strip()
    there = Installation(options.url, key, options.ca_file, options.limit if options.patient else 0)

    begin = time.monotonic()
    kind = "application/json" if options.plan.suffix == ".json" else "application/yaml"
    query = "?file_name=" + urllib.parse.quote(options.plan.name)
    # Sent again it is still the same execution.
    once = {"Content_Type": kind, "Idempotency_Key": str(uuid.uuid4())}
    reply = there.json("POST", "/v1/executions" + query, options.plan.read_bytes(), **once)
    execution = reply["execution"]
    print(f"smoke: {execution}: {reply['task_count']} tasks")
    while True:
        view = there.json("GET", f"/v1/executions/{execution}")
        if view["state"] in ("succeeded", "failed", "cancelled"):
            break
        if time.monotonic() - begin > options.limit:
            sys.exit(f"smoke: {execution} is still {view['state']} after {options.limit:.0f} s")
        time.sleep(0.5)
    print(f"smoke: {view['state']} after {time.monotonic() - begin:.1f} s")
    if view["state"] != "succeeded":
        sys.exit(json.dumps(view, indent=1))

    artifacts = there.json("GET", f"/v1/executions/{execution}/artifacts?prefix=dist/&limit=100")
    entries = next(value for value in artifacts.values() if isinstance(value, list))
    path = next(e["file"]["path"] for e in entries if e["file"]["path"].endswith(".zip"))
    content = there.call("GET", f"/v1/executions/{execution}/artifacts/{urllib.parse.quote(path)}")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        damaged = package.testzip()
        names = package.namelist()
    if damaged or not any(name.endswith(".py") for name in names):
        sys.exit(f"smoke: {path} is not a whole package: {damaged or names}")
    print(f"smoke: {path}: {len(content)} bytes, {len(names)} files")


if __name__ == "__main__":
    main()
