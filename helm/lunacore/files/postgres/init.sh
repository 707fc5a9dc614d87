#!/bin/sh
# Makes the database `luna` and its logins; runs once, in the first start of an empty PostgreSQL. For a PostgreSQL that is there already:
# LUNA_PASSWORDS=folder PGHOST=… PGUSER=… init.sh, as a user who may make roles and databases. Doing it again only sets the passwords.
#
# Each service logs in as luna_<schema>_owner, who owns its schema and sees no other, and works in luna_<schema>, who owns nothing. `luna`
# may act for all of them: for backups and restores only. None is a superuser: row-level security does not bind those.
set -eu
passwords=${LUNA_PASSWORDS:-/run/secrets/postgres}
run() { psql -v ON_ERROR_STOP=1 --quiet --no-psqlrc --username "${POSTGRES_USER:-${PGUSER:-postgres}}" "$@"; }

login() { # NAME PASSWORD-FILE
    run --dbname postgres --set name="$1" --set password="$(cat "$2")" <<'SQL'
SELECT format('CREATE ROLE %I', :'name') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec
ALTER ROLE :"name" LOGIN PASSWORD :'password';
-- Whoever is no superuser has to be able to become the owner of what is made below.
SELECT format('GRANT %I TO CURRENT_USER', :'name') WHERE NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) \gexec
SQL
}

login luna "$passwords/luna"
run --dbname postgres <<'SQL'
SELECT 'CREATE DATABASE luna OWNER luna' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'luna') \gexec
REVOKE ALL ON DATABASE luna FROM PUBLIC;
SQL
for file in "$passwords"/roles/*; do
    schema=${file##*/}
    login "luna_${schema}_owner" "$file"
    run --dbname luna --set schema="$schema" --set owner="luna_${schema}_owner" --set worker="luna_$schema" <<'SQL'
SELECT format('CREATE ROLE %I', :'worker') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'worker') \gexec
GRANT :"worker" TO :"owner";
GRANT :"owner" TO luna;
GRANT CONNECT ON DATABASE luna TO :"owner";
SELECT format('CREATE SCHEMA %I AUTHORIZATION %I', :'schema', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = :'schema') \gexec
SQL
done
