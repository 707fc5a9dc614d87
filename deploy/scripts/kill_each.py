#!/usr/bin/env python3
"""Kills each service of a running `docker compose up` once, in the middle of an execution, and waits for it to come back.

    sudo deploy/scripts/kill_each.py --key-file access.key [--url URL] [--plan FILE] [service…]

The process is killed, as a crash would (`docker kill` is an order to stop, after which no restart policy applies). Each time
the execution has to succeed, its package has to be whole, and the container has to be healthy again by itself. Needs the right
to kill processes of containers, and an engine whose processes are this machine's. Exit status 0 only when all of it was so.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"kill_each: docker {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


class Container:
    def __init__(self, identifier: str) -> None:
        self.identifier = identifier
        self.process = 0
        self.look()

    def look(self) -> str:
        """Its process and its health; nothing while it is away."""
        done = subprocess.run(["docker", "inspect", self.identifier], capture_output=True, text=True)
        if done.returncode:
            return "away"
        state = json.loads(done.stdout)[0]["State"]
        self.process = state.get("Pid", 0)
        return (state.get("Health") or state.get("Healthcheck") or {}).get("Status") or state["Status"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("services", nargs="*")
    parser.add_argument("--key-file", required=True)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--plan", default="examples/plans/todo-api.yaml")
    parser.add_argument("--after", type=float, default=3, help="seconds from the submission to the death")
    parser.add_argument("--limit", type=float, default=180, help="seconds until all has to be well")
    options = parser.parse_args()
    here = docker("compose", "ps", "--services").split()
    services = options.services or [name for name in here if name not in ("prometheus", "secrets")]
    bad = 0
    for name in services:
        container = Container(docker("compose", "ps", "--quiet", name).split()[0])
        run = subprocess.Popen(
            [
                sys.executable, "deploy/scripts/smoke.py", "--url", options.url, "--key-file", options.key_file,
                "--limit", str(options.limit), "--patient", options.plan,
            ],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        time.sleep(options.after)
        container.look()
        before = container.process
        was_running = run.poll() is None
        os.kill(before, signal.SIGKILL)
        begin = time.monotonic()
        back = None
        while time.monotonic() - begin < options.limit:
            if container.look() == "healthy" and container.process not in (0, before):
                back = time.monotonic() - begin
                break
            time.sleep(0.25)
        said = run.communicate()[0].strip().splitlines()
        well = back is not None and run.returncode == 0
        bad += not well
        again = f"healthy again after {back:.1f} s" if back is not None else f"did not come back: {container.look()}"
        told = f"{'' if was_running else '(too late) '}{again}; {said[-1] if said else 'smoke.py said nothing'}"
        print(f"kill_each: {name}: {told}{'' if well else '   FAILED'}", flush=True)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
