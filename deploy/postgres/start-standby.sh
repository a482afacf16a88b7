#!/bin/sh
# The standby: copies the primary the first time, then follows it.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  install --directory --mode=700 --owner=postgres "$PGDATA"
  until su postgres -c "pg_basebackup --pgdata='$PGDATA' --write-recovery-conf --slot=standby \
      --dbname='host=primary user=replicator password=$REPLICATION_PASSWORD application_name=standby'"; do
    echo 'The primary does not answer yet.' >&2
    sleep 2
  done
fi
exec docker-entrypoint.sh postgres -c config_file=/etc/postgresql.conf -c hba_file=/etc/pg_hba.conf -c hot_standby=on
