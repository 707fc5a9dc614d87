#!/usr/bin/env python3
"""Breaks a NATS cluster of three under a running LunaCore, and shows that no task is lost.

    sudo deploy/scripts/nats_cluster.py [--binaries .build/release] [--executions 6] [plan.yaml …]

Three hosts on this machine (network name spaces on a bridge, 10.78.0.1 to .3), each with a nats-server; all services on this machine
(`luna up` with that bus and streams of three copies). While executions run:

1. the server that leads the stream of work is killed, and comes back;
2. the server that leads the stream of results is cut off from the two others, clients still reach all three;
3. one host loses its network altogether.

Every execution has to succeed with every task done once. Needs root, iproute2, iptables, nats-server 2.9 or newer and PostgreSQL; no part of
`make test`. Leaves nothing behind. Exit status 0 only when nothing was lost.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NET = "10.78.0"
BRIDGE = "lunabr0"
HOSTS = (1, 2, 3)


def sh(command: str, check: bool = True) -> str:
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    if check and done.returncode:
        sys.exit(f"cluster: {command}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


class Cluster:
    """The hosts and their servers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = os.environ.get("NATS_SERVER", "nats-server")
        self.processes: dict[int, subprocess.Popen] = {}

    def up(self) -> None:
        sh(f"ip link add {BRIDGE} type bridge && ip addr add {NET}.254/24 dev {BRIDGE} && ip link set {BRIDGE} up")
        sh(f"iptables -I FORWARD -i {BRIDGE} -o {BRIDGE} -j ACCEPT", check=False)
        for host in HOSTS:
            sh(f"ip netns add luna-n{host} && ip link add lunav{host} type veth peer name eth0 netns luna-n{host}")
            sh(f"ip link set lunav{host} master {BRIDGE} up")
            inside = f"ip netns exec luna-n{host}"
            sh(f"{inside} ip addr add {NET}.{host}/24 dev eth0 && {inside} ip link set eth0 up && {inside} ip link set lo up")
            sh(f"{inside} ip route add default via {NET}.254")
        for host in HOSTS:
            self.start(host)
        self.wait(lambda: self.leader("LUNA_META") is not None, "a leader of the cluster")

    def start(self, host: int) -> None:
        routes = ", ".join(f"nats-route://{NET}.{other}:6222" for other in HOSTS if other != host)
        (self.folder / f"n{host}.conf").write_text(
            f"server_name: n{host}\nlisten: {NET}.{host}:4222\nhttp: {NET}.{host}:8222\nmax_payload: 8388608\n"
            f'jetstream {{ store_dir: "{self.folder}/n{host}", max_memory_store: 256MB, max_file_store: 4GB }}\n'
            f"cluster {{ name: luna, listen: {NET}.{host}:6222, routes: [{routes}] }}\n"
        )
        with open(self.folder / f"n{host}.log", "ab") as log:
            self.processes[host] = subprocess.Popen(
                ["ip", "netns", "exec", f"luna-n{host}", self.server, "-c", f"{self.folder}/n{host}.conf"],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    def kill(self, host: int) -> None:
        self.processes[host].send_signal(signal.SIGKILL)
        self.processes[host].wait()

    def page(self, host: int, path: str) -> dict | None:
        try:
            with urllib.request.urlopen(f"http://{NET}.{host}:8222/{path}", timeout=1) as answer:
                return json.load(answer)
        except (OSError, ValueError):
            return None

    def leader(self, stream: str) -> int | None:
        """The host that leads a stream, or the cluster itself (LUNA_META), as most of those that answer see it."""
        votes: list[str] = []
        for host in HOSTS:
            page = self.page(host, "jsz?streams=true&accounts=true") or {}
            if stream == "LUNA_META":
                votes.append(page.get("meta_cluster", {}).get("leader", ""))
            for account in page.get("account_details") or []:
                for detail in account.get("stream_detail") or []:
                    if detail["name"] == stream:
                        votes.append((detail.get("cluster") or {}).get("leader", ""))
        named = [vote for vote in votes if vote]
        return int(max(set(named), key=named.count)[1:]) if named else None

    def copies(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for host in HOSTS:
            for account in (self.page(host, "jsz?streams=true&accounts=true") or {}).get("account_details") or []:
                for detail in account.get("stream_detail") or []:
                    found[detail["name"]] = found.get(detail["name"], 0) + 1
        return found

    def split(self, host: int) -> None:
        for other in HOSTS:
            if other != host:
                sh(f"ip netns exec luna-n{host} iptables -A INPUT -s {NET}.{other} -j DROP")
                sh(f"ip netns exec luna-n{host} iptables -A OUTPUT -d {NET}.{other} -j DROP")

    def heal(self, host: int) -> None:
        sh(f"ip netns exec luna-n{host} iptables -F")

    def cut(self, host: int, up: bool) -> None:
        sh(f"ip link set lunav{host} {'up' if up else 'down'}")

    def wait(self, test, what: str, limit: float = 60) -> float:
        begin = time.monotonic()
        while not test():
            if time.monotonic() - begin > limit:
                raise SystemExit(f"cluster: waited {limit:.0f} s for {what}")
            time.sleep(0.2)
        return time.monotonic() - begin

    def down(self) -> None:
        for process in self.processes.values():
            if process.poll() is None:
                process.kill()
                process.wait()
        for host in HOSTS:
            sh(f"ip netns del luna-n{host}", check=False)
            sh(f"ip link del lunav{host}", check=False)
        sh(f"iptables -D FORWARD -i {BRIDGE} -o {BRIDGE} -j ACCEPT", check=False)
        sh(f"ip link del {BRIDGE}", check=False)


class Installation:
    """LunaCore on that bus."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.luna = str(binaries / "luna")
        urls = ",".join(f"nats://{NET}.{host}:4222" for host in HOSTS)
        self.environment = os.environ | {"LUNA_HOME": f"{folder}/home", "NATS_URL": urls, "LUNA_NATS_REPLICAS": "3"}

    def run(self, *arguments: str, input: str | None = None) -> str:
        done = subprocess.run(
            [self.luna, *arguments], capture_output=True, text=True, env=self.environment, input=input, timeout=180
        )
        if done.returncode:
            raise SystemExit(f"luna {' '.join(arguments)}: {done.stderr.strip()[-2000:]}")
        return done.stdout

    def status(self, execution: str) -> dict:
        return json.loads(self.run("status", execution, "-o", "json"))


class Progress:
    """How many tasks have succeeded, looked at all the time, so that a standstill is seen."""

    def __init__(self, there: Installation) -> None:
        self.there, self.executions = there, []
        self.marks: list[tuple[float, int]] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def look(self) -> None:
        while not self.over.is_set():
            done = 0
            for execution in list(self.executions):
                try:
                    done += self.there.status(execution)["counts"]["succeeded"]
                except (SystemExit, subprocess.TimeoutExpired, KeyError, ValueError):
                    done = -1
                    break
            if done >= 0 and (not self.marks or done > self.marks[-1][1]):
                self.marks.append((time.monotonic(), done))
            self.over.wait(0.3)

    def done(self) -> int:
        return self.marks[-1][1] if self.marks else 0

    def standstill(self, since: float) -> float:
        """The longest time without a task that ended, from a moment on until now."""
        times = [since, *[at for at, _ in self.marks if at > since], time.monotonic()]
        return max(after - before for before, after in zip(times, times[1:], strict=False))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("plans", nargs="*", type=Path)
    parser.add_argument("--binaries", type=Path, default=ROOT / ".build/release")
    parser.add_argument("--executions", type=int, default=6, help="at each of the three faults")
    parser.add_argument("--hold", type=float, default=12, help="seconds that each fault lasts")
    options = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("cluster: network name spaces need root")
    # Those that need no agents of somebody else.
    usual = [plan for plan in sorted((ROOT / "examples/plans").glob("*.yaml")) if "acme." not in plan.read_text()]
    plans = options.plans or usual
    folder = Path(tempfile.mkdtemp(prefix="luna-cluster-"))
    folder.chmod(0o755)
    cluster, there = Cluster(folder), Installation(folder, options.binaries.absolute())
    lost: list[str] = []
    try:
        cluster.up()
        begin = time.monotonic()
        there.run("up", "--port", "0", "--scale", "code-generator=2", "--binaries", str(options.binaries.absolute()))
        print(f"up on three servers in {time.monotonic() - begin:.1f} s", flush=True)
        copies = cluster.copies()
        print("copies of the streams:", ", ".join(f"{name} {count}" for name, count in sorted(copies.items())))
        if set(copies.values()) != {3}:
            lost.append("a stream has not three copies")

        for number, fault in enumerate(("leader killed", "leader cut off from the others", "host without network")):
            progress = Progress(there)
            submitted = [
                there.run("submit", str(plans[(number + i) % len(plans)])).strip() for i in range(options.executions)
            ]
            progress.executions = submitted
            progress.thread.start()
            cluster.wait(lambda progress=progress: progress.done() > 0, "the first task")
            host = cluster.leader("LUNA_RESULTS" if number == 1 else "LUNA_WORK") or 1
            before, moment = progress.done(), time.monotonic()
            if number == 0:
                cluster.kill(host)
            elif number == 1:
                cluster.split(host)
            else:
                cluster.cut(host, up=False)
            time.sleep(options.hold)
            during = progress.done()
            if number == 0:
                cluster.start(host)
            elif number == 1:
                cluster.heal(host)
            else:
                cluster.cut(host, up=True)
            ends: dict[str, dict] = {}

            def ended(ends: dict = ends, submitted: list = submitted) -> bool:
                for execution in submitted:
                    if execution not in ends:
                        view = there.status(execution)
                        if view["state"] in ("succeeded", "failed", "cancelled"):
                            ends[execution] = view
                return len(ends) == len(submitted)

            seconds = cluster.wait(ended, "all executions to end", 600)
            still = progress.standstill(moment)
            progress.over.set()
            progress.thread.join()
            tasks = sum(view["counts"]["total"] for view in ends.values())
            good = sum(view["counts"]["succeeded"] for view in ends.values())
            for execution, view in ends.items():
                if view["state"] != "succeeded" or view["counts"]["succeeded"] != view["counts"]["total"]:
                    lost.append(f"{execution}: {view['state']}, {json.dumps(view['counts'])} {view.get('reason', '')}")
            print(
                f"{fault} (n{host}) for {options.hold:.0f} s: {len(submitted)} executions, {good} of {tasks} tasks done; "
                f"{before} before, {during - before} during, the rest {seconds:.0f} s after; longest standstill {still:.1f} s",
                flush=True,
            )
    finally:
        try:
            there.run("down")
        except (SystemExit, OSError, subprocess.TimeoutExpired) as error:
            print(f"cluster: {error}", file=sys.stderr)
        cluster.down()
        if lost:
            print(f"cluster: logs are in {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    for line in lost:
        print(f"LOST {line}")
    print("nothing was lost" if not lost else f"{len(lost)} things were lost")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
