#!/bin/sh
# Makes dist/luna-VERSION-linux-ARCH.tar.gz with all programs and its SHA-256, for machines without a Swift toolchain.
#
#   deploy/scripts/package.sh                    builds with the Swift library inside (in a folder of its own: the usual build stays)
#   deploy/scripts/package.sh .build/release     takes what is there
#
# The programs need libnats, libprotobuf-c, libpq, zstd and zlib of Debian 12 (README in the archive).
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
version=$(sed -n 's/.*current = "\([^"]*\)".*/\1/p' Shared/LunaServiceKit/LunaVersion.swift)
products=$(sed -n 's/.*\.executable(name: "\([a-z-]*\)".*/\1/p' Package.swift)
binaries=${1:-}
if [ -z "$binaries" ]; then
    for product in $products; do
        swift build -c release --static-swift-stdlib --scratch-path .build/package --product "$product"
    done
    binaries=.build/package/release
fi
name=luna-$version-linux-$(uname -m)
rm -rf "dist/$name"
mkdir -p "dist/$name/bin"
for product in $products; do
    cp "$binaries/$product" "dist/$name/bin/"
    strip --strip-debug "dist/$name/bin/$product"
done
cp -r LICENSE CHANGELOG.md examples requirements-validator.txt "dist/$name/"
rm -rf "dist/$name/examples/__pycache__"
cat >"dist/$name/README" <<TEXT
LunaCore $version for Debian 12 and what is like it.

    sudo apt-get install nats-server postgresql libnats3.4 libprotobuf-c1 libpq5 libzstd1 zlib1g libjemalloc2 bubblewrap python3-venv
    python3 -m venv .venv && .venv/bin/pip install -r requirements-validator.txt
    LUNA_PYTHON=\$PWD/.venv/bin/python3 LUNA_RUFF=\$PWD/.venv/bin/ruff bin/luna up
TEXT
# The same bytes for the same content.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" -C dist -cf - "$name" | gzip -n >"dist/$name.tar.gz"
(cd dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
rm -rf "dist/$name"
ls -l "dist/$name.tar.gz"
