#!/bin/sh
# Formatter, house rules, generated code and Python style. Prints what is wrong and where; exit status 1 when anything is.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
python=${LUNA_PYTHON:-$root/.venv/bin/python3}
status=0

echo "lint: format"
git ls-files -z '*.swift' | grep -zv '/Generated/' | xargs -0 swift format lint --strict --parallel || status=1

echo "lint: house rules"
"$python" deploy/scripts/house_rules.py || status=1

echo "lint: generated code"
LUNA_PYTHON=$python proto/generate/generate.sh --check || status=1

echo "lint: the contract goes with its last release"
"$python" proto/generate/compatibility.py --self-test || status=1
"$python" proto/generate/compatibility.py || status=1

echo "lint: deployment"
"$python" deploy/scripts/check_deploy.py || status=1

echo "lint: Python"
"$python" -m ruff check --quiet --isolated --line-length 120 --select E4,E7,E9,F,I,UP,B,SIM \
    examples proto/generate deploy/scripts Tests || status=1

if [ $status -eq 0 ]; then echo "lint: clean"; fi
exit $status
