#!/bin/sh
# In the validator's image, when all is there: writes its bill of materials (Debian packages, Python packages, and of the tree of
# runtime.sh at $1 what belongs to the program), and takes away what installs things and what people read.
set -eu
tools=$(dirname "$0")
python=/opt/luna/venv/bin/python3
mkdir -p /usr/share/luna
{
    dpkg-query -W -f='${Package} ${Version}\n' | "$tools/bill.sh" --debian
    $python -m pip list --format=freeze --exclude pip --exclude setuptools | sed -n \
        's/^\([^=]*\)==\(.*\)$/{"type":"library","name":"\1","version":"\2","purl":"pkg:pypi\/\1@\2"}/p'
    # Its libraries of Debian are those of the interpreter's image where both have them.
    "$tools/bill.sh" --components "$1/usr/share/luna/sbom.cdx.json"
} | "$tools/bill.sh" luna-validator "${LUNA_VERSION:-unknown}" >/usr/share/luna/sbom.cdx.json
cp "$1/usr/share/luna/LICENSE" /usr/share/luna/
$python -m pip uninstall --quiet --yes setuptools pip
rm -rf /var/cache/* /var/log/* /var/lib/apt /usr/share/doc /usr/share/man /usr/share/info /usr/share/locale /usr/share/python-wheels \
    /usr/share/bash-completion /usr/share/perl5 /usr/share/lintian /usr/lib/python3/dist-packages/pip* /root/.cache /tmp/*
# Nobody becomes anybody else here.
find / -xdev -type f -perm /6000 -exec chmod a-s {} +
find / -xdev -type d -name ensurepip -prune -exec rm -rf {} +
