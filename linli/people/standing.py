"""Who somebody is at a moment, by two statements written by hand: every page asks, and no outline of a place is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection

from linli.core import clock
from linli.people.domain import DESK_KINDS, HANDLING_KINDS, NOBODY, Hat, Right, Standing
from linli.people.models import Account
from linli.people.rights import Lent, lent_reach, right_named
from linli.places.models import Level


def standing_of(account: Account | None, moment: datetime | None = None) -> Standing:
    """Return who `account` is at `moment` (now, where None): its current posts, read in one query.

    Whoever sits on a desk above the grids costs a second one: below it an organisation may have nobody who could act, and
    then the desk acts for it (decision 047), so that no case is nobody's between two people on a post.
    """
    if account is None or account.pk is None or not account.is_active:
        return NOBODY
    then = connection.ops.adapt_datetimefield_value(moment or clock.now())
    return _standing(_HATS, account, then)


def standing_then(account: Account, moment: datetime) -> Standing:
    """Return who `account` was at a moment, though the account or an organisation has been closed since."""
    then = connection.ops.adapt_datetimefield_value(moment)
    return _standing(_HATS.replace(_STILL_OPEN, ""), account, then)


def _standing(hats_at: str, account: Account, then: Any) -> Standing:
    with connection.cursor() as cursor:
        cursor.execute(hats_at, [*[then] * 4, account.pk, then, then])
        hats = [_hat(post, rows) for post, rows in groupby(cursor.fetchall(), key=lambda row: row[:_COLUMNS])]
        return Standing(account.pk, (*hats, *_for_vacant(cursor, hats, then)))


def _hat(post: tuple[Any, ...], rows: Iterable[tuple[Any, ...]]) -> Hat:
    """Return a post with what is lent to it: as many rows as delegations, one where there is none."""
    effects: dict[str, set[Right]] = {"given": set(), "taken": set()}
    for *_post, effect, right in rows:
        if effect is not None:
            effects[effect].add(right_named(right))
    if not any(effects.values()):
        return Hat(*post)
    given = frozenset(right for right in effects["given"] if lent_reach(right, post[_KIND]) is not None)
    return replace(Hat(*post), lent=Lent(given, frozenset(effects["taken"])))


def _for_vacant(cursor: Any, hats: list[Hat], then: Any) -> list[Hat]:
    acting = {
        hat.organisation_id: hat
        for hat in reversed(hats)
        if hat.level > Level.GRID and hat.is_desk and hat.may(Right.HANDLE)
    }
    if not acting:
        return []
    cursor.execute(_VACANT % {"desks": ", ".join(str(int(pk)) for pk in acting)}, [then] * 6)
    found = []
    for desk_id, pk, kind, level, place_id, path, grid_id in cursor.fetchall():
        own = acting[desk_id]
        found.append(
            Hat(own.post_id, own.post_kind, pk, kind, level, place_id, path, grid_id, for_vacant=True, lent=own.lent)
        )
    return found


def _words(values: frozenset[str]) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


# The columns in the order of the fields of `Hat`; the posts as `PostQuerySet.current` has them. Beside them what is lent to
# the post, to the one it stands in for, or to its kind there, as `DelegationQuerySet.current` has it: no statement more.
# CROSS JOIN: SQLite reads the few rules first, and of the thousands of places only theirs.
_COLUMNS, _KIND = 9, 3
_STILL_OPEN = "AND organisation.active"
_HATS = f"""
SELECT post.id, post.kind, post.organisation_id, organisation.kind, organisation.level, organisation.place_id,
       place.path, organisation.grid_id,
       COALESCE((SELECT rule.required FROM people_factorrule rule CROSS JOIN places_division ruled
                 WHERE ruled.id = rule.place_id AND ruled.path = substr(place.path, 1, length(ruled.path))
                 ORDER BY length(ruled.path) DESC LIMIT 1), FALSE),
       lent.effect, lent."right"
FROM people_post post
JOIN people_organisation organisation ON organisation.id = post.organisation_id
JOIN places_division place ON place.id = organisation.place_id
LEFT JOIN people_delegation lent ON lent.starts_at <= %s AND (lent.ends_at IS NULL OR lent.ends_at > %s)
      AND (lent.post_id = post.id OR lent.post_id = post.deputy_for_id
           OR (lent.kind = post.kind AND substr(place.path, 1, length(lent.path)) = lent.path))
      AND (lent.effect = 'taken' OR EXISTS (
          SELECT 1 FROM people_post giver
          WHERE giver.id = lent.by_id AND giver.starts_at <= %s AND (giver.ends_at IS NULL OR giver.ends_at > %s)))
WHERE post.account_id = %s AND post.starts_at <= %s AND (post.ends_at IS NULL OR post.ends_at > %s)
      {_STILL_OPEN}
ORDER BY organisation.level DESC, post.id
"""

# Nobody is there who could act: a desk or a grid that nobody holds, or one that is called on and had somebody once.
_NOBODY_THERE = f"""
(one.kind IN ({_words(DESK_KINDS)}) OR EXISTS (
    SELECT 1 FROM people_post was
    WHERE was.organisation_id = one.id AND was.kind IN ({_words(HANDLING_KINDS)}) AND was.starts_at <= %s))
AND (NOT one.active OR NOT EXISTS (
    SELECT 1 FROM people_post held JOIN people_account holder ON holder.id = held.account_id
    WHERE held.organisation_id = one.id AND held.kind IN ({_words(HANDLING_KINDS)}) AND holder.is_active
          AND held.starts_at <= %s AND (held.ends_at IS NULL OR held.ends_at > %s)))
"""
# Below such a one its own: a grid of a community that nobody holds is the street's.
_VACANT = f"""
WITH RECURSIVE vacant (id, desk_id) AS (
    SELECT one.id, one.parent_id FROM people_organisation one
    WHERE one.parent_id IN (%(desks)s) AND {_NOBODY_THERE.replace("%s", "%%s")}
    UNION
    SELECT one.id, vacant.desk_id FROM people_organisation one JOIN vacant ON one.parent_id = vacant.id
    WHERE {_NOBODY_THERE.replace("%s", "%%s")}
)
SELECT vacant.desk_id, one.id, one.kind, one.level, one.place_id, place.path, one.grid_id
FROM vacant JOIN people_organisation one ON one.id = vacant.id JOIN places_division place ON place.id = one.place_id
ORDER BY one.level DESC, one.id
"""
