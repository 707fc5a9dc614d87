#!/bin/sh
# Makes dist/luna-VERSION-linux-ARCH.tar.gz and its SHA-256: all programs with the libraries that they need, for machines without a
# Swift toolchain and without the packages that this one was built with.
#
#   deploy/scripts/package.sh                    builds first
#   deploy/scripts/package.sh .build/release     takes what is there
#
# The programs find their libraries beside them (lib/), whatever the machine has; of the machine they need glibc, at least that of the
# machine they were built on (Debian 12: 2.36). Needs patchelf and strip.
set -eu
root=$(CDPATH= cd -- "$(dirname -- "$0")/../.." && pwd)
cd "$root"
version=$(sed -n 's/.*current = "\([^"]*\)".*/\1/p' Shared/LunaServiceKit/LunaVersion.swift)
products=$(sed -n 's/.*\.executable(name: "\([a-z-]*\)".*/\1/p' Package.swift)
for tool in patchelf strip; do
    command -v "$tool" >/dev/null || { echo "package: $tool is missing: sudo apt-get install patchelf binutils" >&2; exit 1; }
done
binaries=${1:-}
if [ -z "$binaries" ]; then
    for product in $products; do swift build -c release --product "$product"; done
    binaries=.build/release
fi
name=luna-$version-linux-$(uname -m)
into=dist/$name
gathered=$(mktemp -d)
trap 'rm -rf "$gathered"' EXIT
rm -rf "$into"
mkdir -p "$into/bin" "$into/lib" "$into/licenses"
for product in $products; do
    cp "$binaries/$product" "$into/bin/"
    strip --strip-debug "$into/bin/$product"
done

# The same libraries as in the images, with their bill of materials; but those of glibc, which belong to the machine.
# shellcheck disable=SC2046 # names of programs
LUNA_VERSION=$version deploy/image/runtime.sh "$gathered" $(for product in $products; do echo "$binaries/$product"; done)
find "$gathered" -name '*.so*' -type f | while read -r library; do
    case $(basename "$library") in
        ld-linux* | libc.so* | libm.so* | libdl.so* | libpthread.so* | librt.so* | libresolv.so* | libutil.so* | libanl.so* | libnss_*) ;;
        *) install -m 0644 "$library" "$into/lib/" ;;
    esac
done
# The older form of the path counts for libraries of libraries, too, and before what the machine has.
patchelf --force-rpath --set-rpath "\$ORIGIN/../lib" "$into"/bin/*
patchelf --force-rpath --set-rpath "\$ORIGIN" "$into"/lib/*
cp "$gathered/usr/share/luna/sbom.cdx.json" "$into/"
sed -n 's/.*"name":"\([^"]*\)".*pkg:deb.*/\1/p' "$into/sbom.cdx.json" | while read -r package; do
    [ ! -e "/usr/share/doc/$package/copyright" ] || cp -L "/usr/share/doc/$package/copyright" "$into/licenses/$package"
done
toolchain=$(swift -print-target-info | sed -n 's/.*"runtimeResourcePath": "\(.*\)\/lib\/swift".*/\1/p')
[ ! -e "$toolchain/share/swift/LICENSE.txt" ] || cp "$toolchain/share/swift/LICENSE.txt" "$into/licenses/swift"

cp -r LICENSE CHANGELOG.md examples requirements-validator.txt "$into/"
rm -rf "$into/examples/__pycache__"
cat >"$into/README" <<TEXT
LunaCore $version for Linux with glibc 2.36 or later (Debian 12, Ubuntu 24.04, ...). The servers and what the validator runs come from the
distribution:

    sudo apt-get install nats-server postgresql bubblewrap python3-venv util-linux
    python3 -m venv .venv && .venv/bin/pip install -r requirements-validator.txt
    LUNA_PYTHON=\$PWD/.venv/bin/python3 LUNA_RUFF=\$PWD/.venv/bin/ruff bin/luna up
    bin/luna submit examples/plans/todo-api.yaml --watch

What is in lib/ comes from the packages in sbom.cdx.json, under the licenses in licenses/.
TEXT
# The same bytes for the same content.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(git log -1 --format=%ct)" -C dist -cf - "$name" | gzip -n >"$into.tar.gz"
(cd dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
du -sh "$into" | cut -f 1
rm -rf "$into"
ls -l "$into.tar.gz"
