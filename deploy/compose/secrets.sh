#!/bin/sh
# Makes the secrets of `docker compose up` once, each in a volume that only its readers mount. Runs before everything else, does
# nothing the second time. `docker compose run --rm secrets show` prints the administrator's key of access.
set -eu
umask 077

word() { od -An -N "$1" -tx1 /dev/urandom | tr -d ' \n'; }

if [ "${1:-}" = show ]; then
    cat /secrets/access/access.key
    exit 0
fi

put() { # FILE OWNER MODE < content
    [ -s "$1" ] || { cat >"$1.new" && mv "$1.new" "$1"; }
    chown "$2" "$1"
    chmod "$3" "$1"
}

# PostgreSQL reads its own after it has given up root, under a number that depends on the image: the volume is the fence.
word 24 | put /secrets/postgres/admin 0:0 0444
word 24 | put /secrets/postgres/luna 0:0 0444
printf 'postgres://luna:%s@postgres:5432/luna\n' "$(cat /secrets/postgres/luna)" | put /secrets/store/database.url 10001:10001 0400
printf 'luna_%s_%s\n' "$(word 6)" "$(word 32 | cut -c 1-43)" | put /secrets/access/access.key 10001:10001 0400
chmod 0755 /secrets/postgres /secrets/store /secrets/access
echo "secrets: ready"
