#!/bin/sh
# Runs once, on an empty data folder: the demo is no administrator, and owns its database.
# The poller reads pg_stat_statements.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 \
  --set password="$POSTGRES_PASSWORD" <<'SQL'
CREATE ROLE demo LOGIN PASSWORD :'password';
ALTER DATABASE demo OWNER TO demo;
GRANT ALL ON SCHEMA public TO demo;
CREATE EXTENSION pg_stat_statements;
SQL
