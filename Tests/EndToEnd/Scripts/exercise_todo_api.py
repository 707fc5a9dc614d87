"""Uses the generated to-do service as its users would, over HTTP, with nothing but the standard library.

    exercise_todo_api.py BASE_URL

Prints every promise that is not kept; exit status 1 then.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
from typing import Any

base = sys.argv[1]
failures: list[str] = []


def call(method: str, path: str, body: Any = None) -> tuple[int, Any, dict[str, str]]:
    """One request; errors of the server are answers, too."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=20) as reply:
            text, status, headers = reply.read(), reply.status, reply.headers
    except urllib.error.HTTPError as error:
        text, status, headers = error.read(), error.code, error.headers
    return status, json.loads(text) if text else None, {name.lower(): value for name, value in headers.items()}


def check(what: str, holds: bool, found: Any = "") -> None:
    if not holds:
        failures.append(f"{what}: {found!r}")


def wait_until_it_serves(seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            call("GET", "/openapi.json")
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def main() -> int:
    wait_until_it_serves(30)

    # Create
    status, home, headers = call("POST", "/lists", {"title": "Home", "color": "red"})
    check("a list is created", status == 201 and home["title"] == "Home" and home["color"] == "red", (status, home))
    check("its place is told", headers.get("location", "").endswith(f"/lists/{home['id']}"), headers)
    status, work, _ = call("POST", "/lists", {"title": "Work"})
    check("a default is filled in", status == 201 and work["color"] == "grey", (status, work))
    todos = []
    for number in range(7):
        body = {"title": f"Thing {number}", "list": home["id"], "priority": number % 5 + 1, "due_on": f"2026-01-0{number + 1}"}
        status, todo, _ = call("POST", "/todos", body)
        check("a task is created", status == 201 and todo["status"] == "open", (status, todo))
        todos.append(todo)

    # Get, list, page, sort, filter
    status, todo, _ = call("GET", f"/todos/{todos[0]['id']}")
    check("a task is found again", status == 200 and todo == todos[0], (status, todo))
    status, page, _ = call("GET", "/todos?limit=3&offset=2&sort=title")
    titles = [item["title"] for item in page["items"]]
    check("a page", (page["total"], page["limit"], page["offset"]) == (7, 3, 2), page)
    check("in order", titles == ["Thing 2", "Thing 3", "Thing 4"], titles)
    status, page, _ = call("GET", "/todos?sort=-due_on&limit=1")
    check("in reverse order", [item["title"] for item in page["items"]] == ["Thing 6"], page)
    status, page, _ = call("GET", "/todos?priority=1")
    check("filtered", sorted(item["title"] for item in page["items"]) == ["Thing 0", "Thing 5"], page)
    status, page, _ = call("GET", f"/todos?list={work['id']}")
    check("an empty filter result", page["items"] == [] and page["total"] == 0, page)

    # Change
    status, todo, _ = call("PATCH", f"/todos/{todos[1]['id']}", {"priority": 5, "notes": "soon"})
    check("a task is changed", status == 200 and todo["priority"] == 5 and todo["notes"] == "soon", (status, todo))
    check("and nothing else of it", todo["title"] == "Thing 1" and todo["due_on"] == "2026-01-02", todo)

    # Refusals
    refused = [
        ("no title", {"list": home["id"]}),
        ("an empty title", {"title": "", "list": home["id"]}),
        ("a long title", {"title": "x" * 201, "list": home["id"]}),
        ("a priority beyond 5", {"title": "x", "list": home["id"], "priority": 6}),
        ("a status that is none", {"title": "x", "list": home["id"], "status": "maybe"}),
        ("a day that is none", {"title": "x", "list": home["id"], "due_on": "2026-02-30"}),
        ("an unknown field", {"title": "x", "list": home["id"], "colour": "red"}),
        ("text for a number", {"title": "x", "list": home["id"], "priority": "high"}),
    ]
    for what, body in refused:
        status, answer, headers = call("POST", "/todos", body)
        check(f"{what} is refused", status == 422, (status, answer))
        check(f"{what}: a problem document", headers.get("content-type") == "application/problem+json", headers)
    status, answer, _ = call("POST", "/todos", {"title": "x", "list": "00000000-0000-4000-8000-000000000000"})
    check("a reference to nothing is refused", status in (409, 422), (status, answer))
    status, answer, _ = call("POST", "/lists", {"title": "Home"})
    check("a title that is taken is a conflict", status == 409, (status, answer))
    status, answer, _ = call("POST", "/tags", {"name": "Not Lower"})
    check("a pattern holds", status == 422, (status, answer))
    check("an unknown id is not found", call("GET", "/todos/00000000-0000-4000-8000-000000000000")[0] == 404)
    check("a bad page is refused", call("GET", "/todos?limit=-1")[0] == 422)
    status, page, _ = call("GET", "/todos")
    check("nothing that was refused was kept", page["total"] == 7, page["total"])

    # Actions
    path = f"/todos/{todos[2]['id']}"
    status, todo, _ = call("POST", path + "/complete")
    check("a task is completed", status == 200 and todo["status"] == "done", (status, todo))
    check("but not twice", call("POST", path + "/complete")[0] == 409)
    status, page, _ = call("GET", "/todos?status=done")
    check("it is among the done ones", [item["id"] for item in page["items"]] == [todos[2]["id"]], page)
    status, todo, _ = call("POST", path + "/reopen")
    check("and opened again", status == 200 and todo["status"] == "open", (status, todo))

    # Relations
    status, tag, _ = call("POST", "/tags", {"name": "urgent"})
    check("a tag is created", status == 201, (status, tag))
    pair = {"todo": todos[3]["id"], "tag": tag["id"]}
    check("a tag is put on a task", call("POST", "/taggings", pair)[0] == 201)
    check("but not twice", call("POST", "/taggings", pair)[0] == 409)

    # Delete
    check("a task is deleted", call("DELETE", f"/todos/{todos[4]['id']}")[0] == 204)
    check("and is gone", call("GET", f"/todos/{todos[4]['id']}")[0] == 404)
    check("a list goes with its tasks", call("DELETE", f"/lists/{home['id']}")[0] == 204)
    check("all of them", call("GET", "/todos")[1]["total"] == 0)
    check("and what was on them", call("GET", "/taggings")[1]["total"] == 0)

    # What it says about itself
    status, document, _ = call("GET", "/openapi.json")
    operations = {(method, path) for path, item in document["paths"].items() for method in item}
    for wanted in [("post", "/lists"), ("patch", "/todos/{id}"), ("post", "/todos/{id}/complete"), ("get", "/taggings")]:
        same = any(method == wanted[0] and shape(path) == shape(wanted[1]) for method, path in operations)
        check(f"{wanted} is documented", same, sorted(operations))

    for failure in failures:
        print(failure)
    return 1 if failures else 0


def shape(path: str) -> list[str]:
    """A path without the names of its parameters."""
    return ["{}" if part.startswith("{") else part for part in path.split("/")]


if __name__ == "__main__":
    sys.exit(main())
