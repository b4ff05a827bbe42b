#!/bin/bash
# One role and one schema for each service that has a database.
set -eu
for service in registry features; do
  psql -v ON_ERROR_STOP=1 -v role="$service" -v password="$(cat /secrets/postgres/$service-db)" \
    -U "${POSTGRES_USER:-postgres}" -d "$POSTGRES_DB" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE SCHEMA :"role" AUTHORIZATION :"role";
ALTER ROLE :"role" SET search_path = :"role";
SQL
done
