#!/bin/sh
# Gathers below $1 what `luna backup` needs to run: pg_dump, psql and setpriv of the image that this runs in with their libraries, and of the tree
# of runtime.sh at $2 what is not there then. The libraries of this image go first: they may be newer, and older programs run on them.
set -eu
root=$1
runtime=$2
tools=$(dirname "$0")
binaries=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
mkdir -p "$root/usr/bin" "$root/usr/lib" "$root/usr/share/luna" "$root/lib64" "$root/tmp"
chmod 1777 "$root/tmp"
# One folder under both names: of each library there is one version.
ln -s usr/lib "$root/lib"
components=$(mktemp)
for program in "$binaries/pg_dump" "$binaries/psql" "$(command -v setpriv)"; do
    cp -L "$program" "$root/usr/bin/"
    ldd "$program" | sed -n -e 's/.*=> \(\/[^ ]*\) .*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p'
done | sort -u | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
    { dpkg -S "$(readlink -f "$library")" 2>/dev/null || dpkg -S "$library" 2>/dev/null || true; } | sed 's/: .*//'
done | sort -u >"$components"
dpkg -S "$binaries/pg_dump" /usr/bin/setpriv | sed 's/: .*//' >>"$components"
cp -an "$runtime/usr/." "$root/usr/"
for folder in lib lib64 etc; do
    if [ -d "$runtime/$folder" ]; then mkdir -p "$root/$folder" && cp -an "$runtime/$folder/." "$root/$folder/"; fi
done
{
    sort -u "$components" | while read -r package; do dpkg-query -W -f='${Package} ${Version}\n' "$package"; done | "$tools/bill.sh" --debian
    "$tools/bill.sh" --components "$runtime/usr/share/luna/sbom.cdx.json"
} | "$tools/bill.sh" luna-backup "${LUNA_VERSION:-unknown}" >"$root/usr/share/luna/bill"
mv "$root/usr/share/luna/bill" "$root/usr/share/luna/sbom.cdx.json"
chroot "$root" /usr/bin/pg_dump --version
chroot "$root" /usr/bin/psql --version
