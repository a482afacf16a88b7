"""Which statements of a migration would hold a large table of PostgreSQL for long: read from its SQL before anybody runs it.

A statement is harmless where its table is made in the same migration, or where PostgreSQL does it without reading the
table: a column with a constant default (since version 11) or an empty one, an index built CONCURRENTLY, a constraint NOT VALID that is
validated by a later statement, anything that is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

_NAME = r'"?([a-z0-9_]+)"?'
_CREATES = re.compile(rf"CREATE TABLE {_NAME}", re.I)
_INDEX = re.compile(rf"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY).* ON {_NAME}", re.I | re.S)
_UNINDEX = re.compile(r"DROP INDEX (?!CONCURRENTLY)", re.I)
_ALTER = re.compile(rf"ALTER TABLE {_NAME}(.*)", re.I | re.S)
_WRITES = re.compile(rf"(?:UPDATE|DELETE FROM|INSERT INTO) {_NAME}", re.I)
_CALL = re.compile(r"DEFAULT [^,']*\(", re.I)


def long_locks(statements: Iterable[str], small: Collection[str] = ()) -> Iterator[str]:
    """Yield what would hold a table that was there before, each with the reason in front.

    Args:
        statements: the SQL of one migration for PostgreSQL, in order, as `sqlmigrate` prints it.
        small: tables that stay small, and may be held for the moment it takes.
    """
    made: set[str] = {*small}
    for statement in statements:
        text = statement.strip()
        if found := _CREATES.match(text):
            made.add(found[1])
        elif reason := _reason(text, made):
            yield f"{reason}: {text}"


def _reason(text: str, made: set[str]) -> str:
    if (found := _INDEX.match(text)) and found[1] not in made:
        return "an index that is not built CONCURRENTLY stops every write until it is done"
    if _UNINDEX.match(text):
        return "an index that is not dropped CONCURRENTLY waits for, and stops, every query"
    if (found := _WRITES.match(text)) and found[1] not in made:
        return "rows are written in the migration's own transaction"
    if (found := _ALTER.match(text)) and found[1] not in made:
        return _reason_of_change(found[2])
    return ""


def _reason_of_change(change: str) -> str:
    upper = change.upper()
    if " ADD COLUMN " in upper:
        if _CALL.search(change) or "GENERATED" in upper:
            return "a column with a computed default rewrites the table"
        if " UNIQUE" in upper:
            return "a column with a unique index reads the whole table"
        if " REFERENCES " in upper and " NULL " not in upper.replace("NOT NULL", ""):
            return "a column with a reference and a value reads the whole table"
    elif re.search(r"ALTER COLUMN .* TYPE ", upper, re.S):
        return "another type may rewrite the table"
    elif "SET NOT NULL" in upper:
        return "NOT NULL reads the whole table; add a CHECK … NOT VALID and validate it"
    elif re.search(r"\bADD\b", upper) and "NOT VALID" not in upper:
        return "a constraint without NOT VALID reads the whole table"
    return ""
