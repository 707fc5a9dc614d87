#!/bin/sh
# Installs what LunaCore needs on a Debian machine with a Swift toolchain: system packages, and a Python virtual environment in
# .venv for the validator and the tests. Says what it does; does nothing that has been done already.
set -eu

root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"

say() { printf '%s\n' "setup: $*"; }

packages="nats-server postgresql postgresql-client libnats-dev libprotobuf-c-dev protobuf-c-compiler protobuf-compiler
    libpq-dev libzstd-dev zlib1g-dev libjemalloc-dev bubblewrap pkg-config python3 python3-venv ca-certificates openssl util-linux"

missing=""
for package in $packages; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    say "installing$missing"
    elevate=""
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null 2>&1 || { say "these packages are missing and there is no sudo: install them as root:$missing"; exit 1; }
        elevate=sudo
    fi
    # The distribution's own servers are not wanted: LunaCore starts its own, on its own ports, with its own data.
    $elevate mkdir -p /etc/postgresql-common
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
        echo "create_main_cluster = false" | $elevate tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    $elevate env DEBIAN_FRONTEND=noninteractive apt-get update -qq
    # shellcheck disable=SC2086 # a list of names
    $elevate env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

if ! command -v swift >/dev/null 2>&1; then
    say "there is no Swift toolchain: install Swift 6.3 from https://www.swift.org/install and put it into PATH"
    exit 1
fi

if [ ! -x .venv/bin/python3 ]; then
    say "making the Python environment .venv"
    python3 -m venv .venv
fi
stamp=.venv/.requirements
if ! cat requirements-dev.txt requirements-validator.txt | cmp -s - "$stamp" 2>/dev/null; then
    say "installing ruff, pytest and what generated projects need into .venv"
    .venv/bin/python3 -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
    cat requirements-dev.txt requirements-validator.txt >"$stamp"
fi
say "ready"
