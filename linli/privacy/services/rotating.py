"""Rotating keys on a running system: new data keys, every sealed value sealed anew, every blind index made anew.

Nobody waits and nothing stops: a new key is known to all processes before one writes with it, values say themselves what
sealed them, and a row that somebody changes meanwhile is left to them (its new value stands under the new key already). A
killed rotation goes on where it was, as what is left is found by looking at the values.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from linli.audit.services import audit_note
from linli.core import clock, personal
from linli.core.held import HIDDEN
from linli.core.keys import KEPT_FOR_GOOD, LENGTHS, first_key, master_keys, ring, wrap
from linli.privacy.models import DataKey
from linli.privacy.selectors.keys import (
    SealedTable,
    context_of,
    count_not_under,
    left_under_others,
    opened,
    sealed_tables,
)

BATCH = 500
NUMBERS = 65_535
ROTATED = ("personal", "index")
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation came to: rows sealed anew, indexes mended, and those two rows of which claim one number."""

    sealed: int
    indexed: int
    clashes: tuple[str, ...]
    masters_free: tuple[int, ...]


def keys_rotate(
    *, batch: int = BATCH, wait: float | None = None, progress: Progress = lambda what, done, of: None
) -> Rotated:
    """Begin a rotation, or finish one that was stopped.

    Args:
        batch: rows a transaction.
        wait: seconds until every process knows what changed; twice what a process may be behind, where None.
        progress: called with a table's name, how many rows are done, and of how many.

    Returns:
        What was done, and which master keys may go.
    """
    patience = 2 * ring.fresh_seconds if wait is None else wait
    _begin()
    for purpose in ("index", "personal"):
        _switch(purpose, patience)
    generation = DataKey.objects.get(purpose="personal", writes=True).pk
    ring.forget()
    tables = sealed_tables()
    sealed = sum(_reseal(table, generation, batch, progress) for table in tables)
    sealed += sum(hidden.reseal(generation) for hidden in HIDDEN)
    clashes: list[str] = []
    indexed = sum(_reindex(table, batch, progress, clashes) for table in tables if table.indexes)
    left = sum(count for _name, count in left_under_others(generation))
    if left == 0 and not clashes:
        _retire()
    ring.forget()
    wrapping = set(DataKey.objects.values_list("master", flat=True))
    free = [key.id for key in master_keys() if key.id not in wrapping] if left == 0 else []
    with transaction.atomic():
        audit_note("keys_rotated", None, None, sealed=sealed, indexed=indexed)
    return Rotated(sealed, indexed, tuple(clashes), tuple(free))


def rotation_open() -> bool:
    """Whether a rotation was begun and not finished."""
    rows = DataKey.objects.filter(purpose__in=ROTATED, retired_at=None)
    return any(rows.filter(purpose=purpose).count() > 1 for purpose in ROTATED) or rows.filter(writes=False).exists()


def _begin() -> None:
    """Take over the keys of generation 0, wrap all anew by the first master key, draw new ones unless some wait."""
    with transaction.atomic():
        for purpose in (*KEPT_FOR_GOOD, "index"):
            if not DataKey.objects.filter(purpose=purpose).exists():
                _add(purpose, first_key(purpose), writes=True)
        # Two rotations at once would draw two keys: the row of the chain is their lock.
        rows = list(DataKey.objects.select_for_update().order_by("id"))
        for row in rows:
            if row.master != master_keys()[0].id:
                row.master, row.wrapped = wrap(opened(row), context_of(row.purpose, row.pk))
                row.save(update_fields=["master", "wrapped"])
        if not rotation_open():
            DataKey.objects.filter(retired_at__isnull=False).delete()
            for purpose in ROTATED:
                _add(purpose, secrets.token_bytes(LENGTHS[purpose]), writes=False)
    ring.forget()


def _add(purpose: str, secret: bytes, *, writes: bool) -> None:
    taken = set(DataKey.objects.values_list("pk", flat=True))
    latest = max(taken, default=0)
    number = next(n % NUMBERS + 1 for n in range(latest, latest + NUMBERS) if n % NUMBERS + 1 not in taken)
    master, wrapped = wrap(secret, context_of(purpose, number))
    since = clock.now() if writes else None
    DataKey.objects.create(
        id=number, purpose=purpose, wrapped=wrapped, master=master, writes=writes, writes_since=since
    )


def _switch(purpose: str, patience: float) -> None:
    """Let the newest key of a purpose write once every process knows it, and wait until every process writes with it."""
    newest = DataKey.objects.filter(purpose=purpose, retired_at=None).order_by("-made_at", "-id")[0]
    if not newest.writes:
        _sleep_until(newest.made_at, patience)
        with transaction.atomic():
            DataKey.objects.filter(purpose=purpose, writes=True).update(writes=False)
            newest.writes, newest.writes_since = True, clock.now()
            newest.save(update_fields=["writes", "writes_since"])
        ring.forget()
    _sleep_until(newest.writes_since, patience)


def _sleep_until(since: Any, patience: float) -> None:
    left = (since + timedelta(seconds=patience) - clock.now()).total_seconds() if patience else 0
    if left > 0:
        time.sleep(min(left, patience))


def _walk(table: SealedTable, condition: str, params: Sequence[Any], batch: int) -> Any:
    """Yield batches of (key, values by column): rows of a condition, in the order of their key."""
    names = [*table.contexts, *table.indexes.values()]
    wanted = ", ".join([*table.key, *(table.column(name) for name in names)])
    key = f"({', '.join(table.key)})"
    after: tuple[Any, ...] | None = None
    while True:
        later = f" AND {key} > ({', '.join(['%s'] * len(table.key))})" if after is not None else ""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {wanted} FROM {table.table} WHERE {condition}{later} ORDER BY {', '.join(table.key)} LIMIT %s",
                [*params, *(after or ()), batch],
            )
            found = cursor.fetchall()
        if not found:
            return
        size = len(table.key)
        after = tuple(found[-1][:size])
        yield [
            (
                tuple(row[:size]),
                {n: bytes(v) if v is not None else None for n, v in zip(names, row[size:], strict=True)},
            )
            for row in found
        ]


def _reseal(table: SealedTable, generation: int, batch: int, progress: Progress) -> int:
    condition, params = table.not_under(generation)
    total = dict(count_not_under([table], generation))[table.name]
    done = 0
    for rows in _walk(table, condition, params, batch):
        changed = []
        for key, values in rows:
            new = {n: _anew(values[n], context) for n, context in table.contexts.items() if values[n]}
            changed.append((key, {n: values[n] for n in new}, new))
        _update(table, changed)
        done += len(rows)
        progress(table.name, min(done, total), total)
    return done


def _anew(sealed: bytes | None, context: str) -> bytes:
    return personal.seal(personal.unseal(sealed or b"", context), context)


def _reindex(table: SealedTable, batch: int, progress: Progress, clashes: list[str]) -> int:
    """Make every blind index of a table right; return how many were not."""
    some = " OR ".join(f"length({table.column(name)}) > 0" for name in table.indexes)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table.table} WHERE {some}")
        total = int(cursor.fetchone()[0])
    looked = mended = 0
    for rows in _walk(table, f"({some})", [], batch):
        changed = []
        for key, values in rows:
            right = {
                index: personal.blind(personal.unseal(values[name] or b"", table.contexts[name]))
                for name, index in table.indexes.items()
                if values[name]
            }
            if wrong := {index: blind for index, blind in right.items() if values[index] not in (None, blind)}:
                # What was sealed is compared too: a number that changed meanwhile has its index from whoever changed it.
                changed.append((key, {n: values[n] for n in table.indexes if values[n]}, wrong))
        try:
            _update(table, changed)
        except IntegrityError:
            for one in changed:
                try:
                    _update(table, [one])
                except IntegrityError:
                    clashes.append(f"{table.name} {'/'.join(map(str, one[0]))}")
        mended += len(changed)
        looked += len(rows)
        progress(f"{table.name} ({', '.join(table.indexes.values())})", min(looked, total), total)
    return mended


def _update(table: SealedTable, changed: Sequence[tuple[tuple[Any, ...], dict[str, Any], dict[str, bytes]]]) -> None:
    """Write new values where the old ones still stand, in one transaction; rows of one shape go together."""
    shapes: dict[tuple[tuple[str, ...], tuple[str, ...]], list[list[Any]]] = {}
    binary = connection.Database.Binary  # type: ignore[attr-defined]
    for key, old, new in changed:
        line = [*map(binary, new.values()), *key, *map(binary, old.values())]
        shapes.setdefault((tuple(old), tuple(new)), []).append(line)
    with transaction.atomic(), connection.cursor() as cursor:
        for (stood, put), lines in shapes.items():
            values = ", ".join(f"{table.column(name)} = %s" for name in put)
            still = " AND ".join(f"{column} = %s" for column in [*table.key, *(table.column(name) for name in stood)])
            cursor.executemany(f"UPDATE {table.table} SET {values} WHERE {still}", lines)


def _retire() -> None:
    """Nothing stands under the old keys any more."""
    DataKey.objects.filter(purpose__in=ROTATED, writes=False, retired_at=None).update(retired_at=clock.now())
