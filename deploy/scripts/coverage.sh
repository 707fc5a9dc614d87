#!/bin/sh
# Runs every test (or the test targets named) as deploy/scripts/test.sh does, built for coverage in a folder of its own, and prints which
# part of the lines was run, per folder; the whole as JSON in .build/coverage.json. What the processes of end-to-end tests ran counts,
# too, unless they were killed. A build of its own kind: it takes as long as the first one.
# Exit status 1 when a test failed; what was covered is printed all the same.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
export LUNA_COVERAGE=.build/coverage
profiles=$root/$LUNA_COVERAGE/profiles
rm -rf "$profiles"
mkdir -p "$profiles"
# Processes of the same program add to the same file, eight of them at a time.
export LLVM_PROFILE_FILE="$profiles/%8m.profraw"
status=0
deploy/scripts/test.sh "$@" || status=1

products=$(sed -n 's/.*\.executable(name: "\([a-z-]*\)".*/\1/p' Package.swift)
binaries=$LUNA_COVERAGE/debug
# Beside the compiler itself: what is called `swift` in PATH may be a link or a script.
tools=$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)\/lib\/swift".*/\1\/bin/p')
# A process that was killed while it wrote leaves a damaged file: the others count.
"$tools/llvm-profdata" merge -sparse -failure-mode=all "$profiles"/*.profraw -o "$LUNA_COVERAGE/all.profdata"
set -- "$(ls -d "$binaries"/*.xctest)"
for product in $products; do set -- "$@" -object "$binaries/$product"; done
"$tools/llvm-cov" export -format=text -summary-only -instr-profile "$LUNA_COVERAGE/all.profdata" "$@" >.build/coverage.json
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
exit "$status"
