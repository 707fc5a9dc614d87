#!/bin/sh
# Runs once, in the first start of an empty PostgreSQL: the database `luna`, owned by a role of that name which is no superuser
# (row-level security does not bind those) and may make the roles that the services work in.
set -eu
password=$(cat "${LUNA_PASSWORD_FILE:-/run/secrets/postgres/luna}")
psql -v ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres --set password="$password" <<'SQL'
CREATE ROLE luna LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE luna OWNER luna;
SQL
