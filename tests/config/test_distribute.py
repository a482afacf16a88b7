"""A cluster takes the tables as they are: tried with functions that refuse what Citus refuses, as Citus itself is not here."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from linli.config.distributing import COLUMN, Kind, done_already, is_spread, plan
from linli.core.scoped import Scoped

# As Citus 12 documents them: https://docs.citusdata.com/en/stable/develop/api_udf.html. They keep the same catalog, and
# refuse a unique index without the column, a key to a table that is not spread alike or everywhere, and a second time.
STUB = """
CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY, partmethod "char", repmodel "char");
CREATE FUNCTION refuse_keys(this regclass, wanted text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE bad text;
BEGIN
  IF EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = this) THEN
    RAISE EXCEPTION 'table "%" is already distributed', this;
  END IF;
  SELECT string_agg(conname, ', ') INTO bad FROM pg_constraint c
    LEFT JOIN pg_dist_partition d ON d.logicalrelid = c.confrelid
    WHERE c.contype = 'f' AND c.conrelid = this AND c.confrelid <> this
      AND (d.partmethod IS NULL OR (d.partmethod = 'h' AND (wanted IS NULL OR wanted NOT IN (
        SELECT attname FROM pg_attribute WHERE attrelid = c.conrelid AND attnum = ANY (c.conkey)))));
  IF bad IS NOT NULL THEN RAISE EXCEPTION 'cannot create foreign key constraint: %', bad; END IF;
END $$;
CREATE FUNCTION create_distributed_table(table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash',
    colocate_with text DEFAULT 'default', shard_count int DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE bad text;
BEGIN
  PERFORM refuse_keys(table_name, distribution_column);
  SELECT string_agg(indexrelid::regclass::text, ', ') INTO bad FROM pg_index
    WHERE indrelid = table_name AND indisunique AND distribution_column NOT IN (
      SELECT attname FROM pg_attribute WHERE attrelid = table_name AND attnum = ANY (indkey::int2[]));
  IF bad IS NOT NULL THEN RAISE EXCEPTION 'cannot create constraint: % do not contain the distribution column', bad; END IF;
  IF colocate_with <> 'default' AND NOT EXISTS (
    SELECT 1 FROM pg_dist_partition WHERE logicalrelid = colocate_with::regclass AND partmethod = 'h'
  ) THEN RAISE EXCEPTION 'relation % is not distributed', colocate_with; END IF;
  INSERT INTO pg_dist_partition VALUES (table_name, 'h', 's');
END $$;
CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_keys(table_name, NULL);
  INSERT INTO pg_dist_partition VALUES (table_name, 'n', 't');
END $$;
"""


@pytest.fixture
def cluster(db: None) -> None:
    """A PostgreSQL with functions of the names and arguments of Citus's."""
    with connection.cursor() as cursor:
        cursor.execute(STUB)


def _distribute(**options: Any) -> str:
    out = StringIO()
    call_command("distribute", stdout=out, **options)
    return out.getvalue()


def test_every_table_of_the_database_is_in_the_plan_once(db: None) -> None:
    names = [table.name for table in plan()]
    assert len(names) == len(set(names))
    there = {name for name in connection.introspection.table_names() if "_fts" not in name}
    assert set(names) == there


def test_what_grows_is_spread_and_what_it_points_at_is_everywhere() -> None:
    tables = {table.name: table for table in plan()}
    for model in apps.get_models():
        if issubclass(model, Scoped):
            assert tables[model._meta.db_table].kind == Kind.DISTRIBUTED
    for table in tables.values():
        kinds = {tables[name].kind for name in table.points_at}
        if table.kind != Kind.LOCAL:
            assert Kind.LOCAL not in kinds, table
        if table.kind != Kind.DISTRIBUTED:
            assert Kind.DISTRIBUTED not in kinds, table
        assert table.why


def test_every_unique_key_of_what_is_spread_names_the_community() -> None:
    for model in filter(is_spread, apps.get_models()):
        uniques = [one.fields for one in model._meta.constraints if type(one).__name__ == "UniqueConstraint"]
        for fields in uniques:
            assert COLUMN in {model._meta.get_field(name).attname for name in fields}, (model, fields)


def test_the_plan_is_told_as_json() -> None:
    found = {one["table"]: one for one in json.loads(_distribute(plan=True, json=True))}
    assert found["cases_case"]["sql"] == ["SELECT create_distributed_table('cases_case', 'community_id')"]
    assert found["places_grid"]["kind"] == "reference"
    assert found["django_session"]["sql"] == []
    assert "distributed  cases_event" in _distribute(plan=True)


def test_without_the_extension_it_says_so_and_does_nothing(db: None) -> None:
    with pytest.raises(CommandError, match="Citus"):
        _distribute()


@pytest.mark.only_on("postgresql")
def test_a_cluster_takes_every_table_in_the_order_of_the_plan(cluster: None) -> None:
    wanted = {table.name: table.kind for table in plan() if table.kind != Kind.LOCAL}
    assert f" {len(wanted)} " in _distribute()
    assert done_already() == wanted


@pytest.mark.only_on("postgresql")
def test_again_it_does_nothing_and_interrupted_it_goes_on(cluster: None) -> None:
    with connection.cursor() as cursor:
        for table in plan()[:15]:
            for statement in (*table.before, table.sql):
                cursor.execute(statement)
    assert done_already()
    _distribute()
    assert " 0 " in _distribute()


@pytest.mark.only_on("postgresql")
def test_a_table_that_is_spread_otherwise_stops_it(cluster: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO pg_dist_partition VALUES ('places_division'::regclass, 'h', 's')")
    with pytest.raises(CommandError, match="places_division"):
        _distribute()


@pytest.mark.only_on("postgresql")
def test_cases_are_found_and_imported_after_it(cluster: None, cast: Any) -> None:
    """The key of the tables of terms is another then."""
    _distribute()
    case = cast.submit("三单元的感应灯不亮")
    from linli.cases.models import CaseTerms

    assert CaseTerms.objects.filter(community_id=case.community_id, case_id=case.id).count() == 1
    cast.act(case, "answer", "grid_worker", answer="已更换")
    call_command("search", "rebuild", stdout=StringIO())
    assert CaseTerms.objects.get(community_id=case.community_id, case_id=case.id)
