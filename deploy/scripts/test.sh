#!/bin/sh
# Builds everything and runs every test: first those of single modules, then those with real servers and processes.
# Arguments are passed on to `swift test`, for instance: deploy/scripts/test.sh --filter LunaPlanTests
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
LUNA_PYTHON=${LUNA_PYTHON:-$root/.venv/bin/python3}
export LUNA_PYTHON

echo "test: building"
swift build --build-tests -j "$(nproc)"
# The end-to-end tests run the real executables.
swift build -j "$(nproc)"

if [ $# -gt 0 ]; then
    exec swift test --skip-build "$@"
fi

echo "test: modules"
swift test --skip-build --skip '^(Integration|EndToEnd|ValidatorTests|CodeGeneratorTests)'
echo "test: generated projects and the validator"
swift test --skip-build --filter '^(ValidatorTests|CodeGeneratorTests)'
echo "test: services and the whole"
swift test --skip-build --no-parallel --filter '^(Integration|EndToEnd)'
