#!/bin/sh
# Gathers below $1 what the programs after it need to run: the shared libraries (and nothing of what else is in their packages),
# certificate authorities, the files that name users and tell how hosts are looked up. Writes a bill of materials of it
# (CycloneDX 1.6) to $1/usr/share/luna/sbom.cdx.json. Runs in the image that the programs were built in.
set -eu
root=$1
tools=$(dirname "$0")
shift
mkdir -p "$root/usr/bin" "$root/usr/share/luna" "$root/etc/ssl/certs" "$root/lib64" "$root/var/lib/luna" "$root/tmp"

libraries=$(mktemp)
for program in "$@"; do ldd "$program"; done | sed -n -e 's/.*=> \(\/[^ ]*\) .*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' \
    | sort -u >"$libraries"
if for program in "$@"; do ldd "$program"; done | grep 'not found'; then
    echo "runtime: a library is missing" >&2
    exit 1
fi
while read -r library; do
    # Where the loader found it, so that it does again; the file itself, not a link.
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done <"$libraries"
strip --strip-unneeded "$root"/usr/lib/swift/linux/*.so 2>/dev/null || true

cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
printf 'hosts: files dns\npasswd: files\ngroup: files\n' >"$root/etc/nsswitch.conf"
printf 'root:x:0:0::/:/nonexistent\nluna:x:10001:10001::/var/lib/luna:/nonexistent\n' >"$root/etc/passwd"
printf 'root:x:0:\nluna:x:10001:\n' >"$root/etc/group"
printf 'ID=luna\nNAME="LunaCore"\nPRETTY_NAME="LunaCore (libraries of Debian 12)"\n' >"$root/etc/os-release"
[ "$(id -u)" -ne 0 ] || chown 10001:10001 "$root/var/lib/luna"
chmod 0700 "$root/var/lib/luna"
chmod 1777 "$root/tmp"

# The bill of materials: Debian packages that own the libraries, Swift packages as they were resolved, the Swift runtime.
components=$(mktemp)
while read -r library; do
    dpkg -S "$(readlink -f "$library")" 2>/dev/null || dpkg -S "$library" 2>/dev/null || true
done <"$libraries" | sed 's/: .*//' | sort -u | while read -r package; do
    dpkg-query -W -f='${Package} ${Version}\n' "$package"
done | sort -u | "$tools/bill.sh" --debian >"$components"
if [ -f Package.resolved ]; then
    tr -d '\n ' <Package.resolved | sed 's/{"identity"/\n{"identity"/g' | sed -n \
        's/^{"identity":"\([^"]*\)".*"location":"https:\/\/\([^"]*\)".*"version":"\([^"]*\)".*/\1 \2 \3/p' \
        | while read -r name location version; do
            printf '{"type":"library","name":"%s","version":"%s","purl":"pkg:swift/%s@%s"}\n' \
                "$name" "$version" "${location%.git}" "$version"
        done >>"$components"
fi
swift_version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9.]*\).*/\1/p' | head -n 1)
printf '{"type":"library","name":"swift-runtime","version":"%s"}\n' "${swift_version:-unknown}" >>"$components"
"$tools/bill.sh" luna "${LUNA_VERSION:-unknown}" <"$components" >"$root/usr/share/luna/sbom.cdx.json"
echo "runtime: $(wc -l <"$libraries") libraries, $(wc -l <"$components") components, $(du -sk "$root" | cut -f 1) KiB" >&2
