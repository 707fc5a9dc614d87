#!/bin/sh
# Generates the C and Swift code of the contract from proto/luna. Needs protoc, protoc-c and python3.
#
#   generate.sh            writes into the working tree
#   generate.sh --check    writes nothing; fails when the working tree is not what would be written
#
# Python comes from $LUNA_PYTHON (it must have the protobuf package) or from the virtual environment .venv at the root
# of the repository, which is made when it is missing.
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH= cd -- "$here/../.." && pwd)
protobuf_version=7.36.2

python=${LUNA_PYTHON:-}
if [ -z "$python" ]; then
    python=$root/.venv/bin/python3
    [ -x "$python" ] || python3 -m venv "$root/.venv"
    "$python" -c 'import google.protobuf' 2>/dev/null || "$python" -m pip install --quiet "protobuf==$protobuf_version"
fi
export PYTHONDONTWRITEBYTECODE=1

if [ "${1:-}" != --check ]; then
    exec "$python" "$here/generate.py" "$root/proto" "$root"
fi

fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
"$python" "$here/generate.py" "$root/proto" "$fresh"
status=0
for part in Shared/LunaMessages/Generated Shared/C/LunaMessagesC/luna Shared/C/LunaMessagesC/include/luna \
    Shared/C/LunaMessagesC/include/LunaMessagesC.h Tests/LunaMessagesTests/Generated docs/api/contract.md; do
    diff -r -u "$root/$part" "$fresh/$part" || status=1
done
if [ $status -ne 0 ]; then
    echo "The generated code is not what proto/ says: run 'make proto' and commit the result." >&2
fi
exit $status
