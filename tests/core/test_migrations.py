"""No migration after an app's first holds a large table for long: its SQL for PostgreSQL is read, statement by statement."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader

from linli.core.migration_locks import long_locks

# A city has some thousands of these, not millions.
SMALL = ("catalog_responsibility", "hot_hotissue", "people_organisation", "people_post")
# What writes a few rows of a small table.
SEEDS = {("catalog", "0002_seed"), ("partners", "0002_seed"), ("people", "0004_post_photo_and_successor")}


def later_migrations(loader: MigrationLoader) -> list[Any]:
    """Every migration of ours that finds tables in use: all but the first of an app, which makes its own."""
    ours = [node for key, node in sorted(loader.disk_migrations.items()) if node.__module__.startswith("linli.")]
    return [node for node in ours if not node.name.startswith("0001_")]


@pytest.mark.only_on("postgresql")  # SQLite locks the whole file whatever a migration does
@pytest.mark.django_db
def test_every_later_migration_leaves_readers_and_writers_alone() -> None:
    loader = MigrationLoader(connection, replace_migrations=False)
    found = later_migrations(loader)
    assert len(found) > 10
    said = [
        f"{node.app_label} {node.name}: {one}" for node in found for one in long_locks(_statements(loader, node), SMALL)
    ]
    assert said == []


def _statements(loader: MigrationLoader, node: Any) -> list[str]:
    text = "\n".join(line for line in loader.collect_sql([(node, False)]) if not line.startswith("--"))
    return [part for part in text.split(";\n") if part.strip() and part.strip().rstrip(";") not in ("BEGIN", "COMMIT")]


def test_no_later_migration_walks_over_rows_in_one_transaction() -> None:
    for node in later_migrations(MigrationLoader(None, replace_migrations=False)):
        walks = [each for each in node.operations if isinstance(each, RunPython | RunSQL)]
        assert not walks or not node.atomic or (node.app_label, node.name) in SEEDS, f"{node.app_label} {node.name}"


@pytest.mark.parametrize(
    "statement",
    [
        'CREATE INDEX "case_x" ON "cases_case" ("x")',
        'CREATE UNIQUE INDEX "case_x" ON "cases_case" ("x") WHERE "x" IS NOT NULL',
        'DROP INDEX IF EXISTS "case_x"',
        'ALTER TABLE "cases_case" ADD COLUMN "x" uuid DEFAULT gen_random_uuid() NOT NULL',
        'ALTER TABLE "cases_case" ADD COLUMN "x" integer GENERATED ALWAYS AS ("y" + 1) STORED',
        'ALTER TABLE "cases_case" ADD COLUMN "x_id" bigint NULL CONSTRAINT "f" REFERENCES "people_account"("id")'.replace(
            "NULL", "NOT NULL"
        ),
        'ALTER TABLE "cases_case" ADD COLUMN "x" integer NULL UNIQUE',
        'ALTER TABLE "cases_case" ALTER COLUMN "x" TYPE bigint USING "x"::bigint',
        'ALTER TABLE "cases_case" ALTER COLUMN "x" SET NOT NULL',
        'ALTER TABLE "cases_case" ADD CONSTRAINT "c" CHECK ("x" > 0)',
        'ALTER TABLE "cases_event" ADD CONSTRAINT "f" FOREIGN KEY ("x") REFERENCES "cases_case" ("id")',
        'UPDATE "cases_case" SET "x" = 1',
    ],
)
def test_what_reads_or_rewrites_a_table_in_use_is_refused(statement: str) -> None:
    assert len(list(long_locks([statement]))) == 1


@pytest.mark.parametrize(
    "statements",
    [
        ['CREATE INDEX CONCURRENTLY "case_x" ON "cases_case" ("x")'],
        ['ALTER TABLE "cases_case" ADD COLUMN "x_id" bigint NULL CONSTRAINT "f" REFERENCES "people_account"("id")'],
        ['DROP INDEX CONCURRENTLY IF EXISTS "case_x"'],
        ["ALTER TABLE \"cases_case\" ADD COLUMN \"x\" varchar(9) DEFAULT '(none)' NOT NULL"],
        ['ALTER TABLE "cases_case" ALTER COLUMN "x" DROP DEFAULT'],
        ['ALTER TABLE "cases_case" ADD CONSTRAINT "c" CHECK ("x" > 0) NOT VALID'],
        ['ALTER TABLE "cases_case" VALIDATE CONSTRAINT "c"'],
        ['ALTER TABLE "cases_case" DROP COLUMN "x" CASCADE'],
        ['CREATE TABLE "new" ("id" bigint)', 'CREATE INDEX "n" ON "new" ("id")', 'ALTER TABLE "new" ADD CONSTRAINT "n" UNIQUE ("id")'],
    ],
)  # fmt: skip
def test_what_postgresql_does_without_reading_the_table_passes(statements: list[str]) -> None:
    assert list(long_locks(statements)) == []
