#!/bin/sh
# Run once by the image, when the primary's folder is empty: the account that the standby copies with.
set -eu
psql -v ON_ERROR_STOP=1 -v secret="$REPLICATION_PASSWORD" --username "$POSTGRES_USER" <<'SQL'
SET synchronous_commit = local;
CREATE ROLE replicator WITH REPLICATION LOGIN PASSWORD :'secret';
SELECT pg_create_physical_replication_slot('standby');
SQL
