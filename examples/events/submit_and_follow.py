#!/usr/bin/env python3
"""Submit a plan by publishing it, and follow what becomes of it: with nothing but a NATS client.

    pip install nats-py
    python3 submit_and_follow.py ../plans/todo-api.yaml

The plan goes to `luna.in.<tenant>.plan.submit`. What happens is published on `luna.evt.<tenant>.<project>.<noun>.<verb>` with
CloudEvents headers, which say everything that this program prints: it never looks into a body. Bodies are protobuf
(`proto/luna/v1/events.proto`) for those who want the details.

Exit status: 0 the execution completed, 1 it failed or was cancelled, 2 the plan was refused, 3 nothing was heard in time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import uuid
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nats
from nats.aio.msg import Msg

ENDS = {"execution.completed": 0, "execution.failed": 1, "execution.cancelled": 1}


def attribute(message: Msg, name: str) -> str:
    """A CloudEvents attribute of a message; values are percent-encoded on NATS."""
    headers = {key.lower(): value for key, value in (message.headers or {}).items()}
    return unquote(headers.get(f"ce-{name}", ""))


async def run(plan: Path, tenant: str, timeout: float) -> int:
    # A server with TLS is `tls://…`; SSL_CERT_FILE names its authority where the system does not know it.
    url = os.environ.get("NATS_URL", "nats://127.0.0.1:4222")
    # nats-py ends connections with TLS in a way that asyncio warns about.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    # A user hears answers only below an inbox of its own.
    user = urlsplit(url).username
    connection = await nats.connect(url, inbox_prefix=f"_INBOX.{user}" if user else "_INBOX")
    events: asyncio.Queue[Msg] = asyncio.Queue()
    await connection.subscribe(f"luna.evt.{tenant}.>", cb=events.put)
    await connection.flush()

    # The id makes the submission safe to repeat: the same one twice is one execution.
    submission = str(uuid.uuid4())
    receipt = await connection.jetstream().publish(
        f"luna.in.{tenant}.plan.submit",
        plan.read_bytes(),
        headers={
            "Nats-Msg-Id": submission,
            "Content-Type": "application/json" if plan.suffix == ".json" else "application/yaml",
            "Luna-Actor": "submit-and-follow",
        },
    )
    print(f"submitted {plan.name} (stream {receipt.stream}, message {receipt.seq})", flush=True)

    execution = ""
    try:
        while True:
            message = await asyncio.wait_for(events.get(), timeout)
            kind = attribute(message, "type").removeprefix("dev.luna.")
            subject = attribute(message, "subject")
            if kind == "plan.rejected" and attribute(message, "submission") == submission:
                for problem in json.loads(message.data)["problems"]:
                    print(f"{plan}:{problem['line']}:{problem['column']}: {problem['message']}", file=sys.stderr)
                return 2
            if kind == "execution.submitted" and attribute(message, "submission") == submission:
                execution = subject
            if not execution or not (subject == execution or subject.startswith(execution + "/")):
                continue
            task = subject.removeprefix(execution).removeprefix("/")
            print(f"{kind:22} {task}".rstrip(), flush=True)
            if kind in ENDS:
                return ENDS[kind]
    except TimeoutError:
        print(f"nothing was heard for {timeout:g} s", file=sys.stderr)
        return 3
    finally:
        await connection.drain()


def main() -> None:
    parser = argparse.ArgumentParser(description="Submit a plan over NATS and follow its execution.")
    parser.add_argument("plan", type=Path)
    parser.add_argument("--tenant", default="local")
    parser.add_argument("--timeout", type=float, default=120, help="seconds of silence before giving up")
    arguments = parser.parse_args()
    sys.exit(asyncio.run(run(arguments.plan, arguments.tenant, arguments.timeout)))


if __name__ == "__main__":
    main()
