#!/bin/sh
# PostgreSQL of `docker compose up`: gives the server's key to its user, whose number depends on the image, and starts as usual, with TLS.
set -eu
install -d -m 0700 -o postgres -g postgres /run/luna
install -m 0400 -o postgres -g postgres /run/secrets/postgres/postgres.key /run/luna/postgres.key
exec docker-entrypoint.sh "$@" -cssl=on -cssl_min_protocol_version=TLSv1.2 -chba_file=/luna/pg_hba.conf \
    -cssl_cert_file=/run/secrets/postgres/postgres.pem -cssl_key_file=/run/luna/postgres.key
