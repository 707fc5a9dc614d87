#!/bin/sh
# Runs the tests that need nothing but this machine with coverage and prints it per folder; the whole as JSON in .build/coverage.json.
# A build of its own kind: it takes as long as the first one.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
swift test --enable-code-coverage --no-parallel "$@"
json=$(swift test --show-codecov-path)
cp "$json" .build/coverage.json
"${LUNA_PYTHON:-python3}" - .build/coverage.json "$root" <<'PYTHON'
import collections, json, sys

folders = collections.defaultdict(lambda: [0, 0])
for file in json.load(open(sys.argv[1]))["data"][0]["files"]:
    parts = file["filename"].removeprefix(sys.argv[2] + "/").split("/")
    if parts[0] in ("Shared", "Services") and "Generated" not in parts:
        for name in ("all", "/".join(parts[:2])):
            folders[name][0] += file["summary"]["lines"]["covered"]
            folders[name][1] += file["summary"]["lines"]["count"]
for name, (covered, count) in sorted(folders.items()):
    print(f"{100 * covered / max(count, 1):5.1f} %  {covered:6} of {count:6} lines  {name}")
PYTHON
