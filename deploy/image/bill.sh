#!/bin/sh
# bill.sh NAME VERSION: writes a bill of materials (CycloneDX 1.6) of the components on standard input, one JSON object in each line.
# bill.sh --debian: makes such lines of lines with the name and the version of a Debian package.
# bill.sh --components FILE…: gives those of bills that are there.
set -eu
case $1 in
    --debian)
        architecture=$(dpkg --print-architecture)
        distribution=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
        while read -r name version; do
            printf '{"type":"library","name":"%s","version":"%s","purl":"pkg:deb/debian/%s@%s?arch=%s&distro=%s"}\n' "$name" "$version" \
                "$(echo "$name" | sed 's/+/%2B/g')" "$(echo "$version" | sed 's/+/%2B/g; s/:/%3A/g; s/~/%7E/g')" \
                "$architecture" "${distribution:-unknown}"
        done
        ;;
    --components)
        shift
        sed -n 's/^\({"type":.*}\),\{0,1\}$/\1/p' "$@"
        ;;
    *)
        printf '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,'
        printf '"metadata":{"component":{"type":"container","name":"%s","version":"%s"}},"components":[\n' "$1" "$2"
        sort -u | sed '$!s/$/,/'
        printf ']}\n'
        ;;
esac
