#!/bin/sh
# Builds everything and runs every test: each test target in a process of its own, so that tests with servers of their own do not
# take each other's processor time; those with real stacks last. Prints what failed and exits with 1 when anything did.
# Names of test targets as arguments run only those: deploy/scripts/test.sh LunaPlanTests EndToEndTests
# LUNA_COVERAGE=folder builds for coverage, into that folder (deploy/scripts/coverage.sh).
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
LUNA_PYTHON=${LUNA_PYTHON:-$root/.venv/bin/python3}
export LUNA_PYTHON

targets="LunaCoreTests LunaSchemaTests LunaMessagesTests LunaPlanTests LunaPrivacyTests LunaModelsTests LunaPolicyTests LunaTrustTests LunaBusTests LunaStoreTests
    LunaServiceKitTests LunaAgentKitTests LunaStackTests OrchestratorTests RegistryTests SecurityTests HealthMonitorTests CostingTests AssemblerTests
    GatewayTests FuzzTests CLITests CodeGeneratorTests ValidatorTests IntegrationTests ChaosTests EndToEndTests"
if [ $# -gt 0 ]; then targets=$*; fi

echo "test: building"
# The end-to-end tests run the real executables, so everything is built.
scratch=${LUNA_COVERAGE:-.build}
swift build --build-tests -j "$(nproc)" --scratch-path "$scratch" ${LUNA_COVERAGE:+--enable-code-coverage}

failed=""
log=$(mktemp)
why=$(mktemp)
trap 'rm -f "$log" "$why"' EXIT
for target in $targets; do
    start=$(date +%s)
    mode=""
    # Timeouts inside these are about real processes: one suite at a time.
    case $target in IntegrationTests | ChaosTests | EndToEndTests | LunaBusTests | LunaStackTests) mode=--no-parallel ;; esac
    status=0
    limit=900
    # Thirty seconds for each fault of the long form, besides the fixed part.
    case $target in ChaosTests) limit=$((1800 + ${LUNA_CHAOS_FAULTS:-0} * 30)) ;; OrchestratorTests) limit=3600 ;;
        FuzzTests | GatewayTests) limit=$((900 + ${LUNA_FUZZ_CASES:-0} / 5)) ;; esac
    timeout -k 10 "$limit" swift test --skip-build --scratch-path "$scratch" $mode --filter "^$target\\." >"$log" 2>&1 || status=$?
    summary=$(grep -aE '^.{0,4}Test run with' "$log" | tail -n 1 || true)
    if [ -z "$summary" ] || echo "$summary" | grep -q ' 0 tests'; then status=1; fi
    grep -aE '^(chaos|fuzz):' "$log" || true
    echo "test: $target: ${summary:-no summary} ($(($(date +%s) - start)) s)"
    if [ "$status" -ne 0 ]; then
        failed="$failed $target"
        { grep -aE '✘|error:|Fatal|Crash' "$log" || true; } | head -n 60 | cut -c 1-600 | tee -a "$why"
        tail -n 20 "$log" | cut -c 1-300
    fi
done
if [ -n "$failed" ]; then
    # Once more at the very end: of a long log that is what people see.
    echo "test: failed:$failed"
    cat "$why"
    exit 1
fi
echo "test: all passed"
