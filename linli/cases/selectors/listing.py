"""One page of a box, and how much each box holds, whether there are a thousand cases or a million.

The rules (`visible`, `inbox`) join by OR what a database finds by different indexes, so that it would look at every case.
Here the statement begins where an index leads: in the territory, at the lead, at the parts. Each such way is cut to the
page before they are put together; the rules still decide over every row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import product
from typing import Any

from django.db import connection

from linli.cases.selectors.inbox import (
    BOXES,
    NEWEST_FIRST,
    asked,
    box_order,
    box_rules,
    called,
    filter_rule,
    led,
    objected,
)
from linli.cases.selectors.lines import Key
from linli.cases.selectors.sql import Sql, among_parts, at, every, numbers
from linli.cases.selectors.visible import divisions_within, own_ids, sight, supervised_in_confidence, territories
from linli.people.domain import Right, Standing

MOST_COUNTED = 1000
"""A box is counted so far and no further: nobody reads on to the thousandth, and counting all costs as much as reading all."""


def ways(standing: Standing, box: str) -> Sequence[Sql]:
    """Return the ways by which everything in a box is reached: each has an index of its own.

    What the box's rules say is not said again: PostgreSQL would take the same condition twice for two, expect too few rows
    and read all of them.
    """
    own = numbers(own_ids(standing))
    if box == "mine":
        return led(own), among_parts("cases_handler", called(own))
    if box == "decide":
        return *asked(own), among_parts("cases_handler", objected(own))
    called_out = Sql("({c}.community_id, {c}.id) IN (SELECT community_id, case_id FROM called_out)")
    return *territories(standing), led(own), supervised_in_confidence(own), called_out


def _called_out(standing: Standing) -> str:
    """Return the statement before all others: the calls that lead out of one's own territory, read once.

    A street is told of thousands of cases, and nearly all are its own, which the territory finds anyway: a case lies where
    its community lies.
    """
    own = numbers(own_ids(standing))
    within = [divisions for hat in standing.hats_with(Right.HANDLE) if (divisions := divisions_within(hat))]
    outside = "".join(f" AND part.community_id NOT IN ({divisions})" for divisions in within)
    return (
        "WITH called_out AS MATERIALIZED (SELECT part.community_id, part.case_id FROM cases_handler part"
        f" WHERE part.organisation_id IN ({own}){outside})"
    )


def _found(standing: Standing, box: str, wanted: Sql, order: Sequence[str], most: int) -> tuple[str, list[Any]]:
    """Return the statement that finds a box's keys, and what it is ordered by, by its ways, each cut to `most`."""
    rules = [every(sight(standing), rule, wanted) for rule in box_rules(box, standing)]
    columns = "".join(f", c.{name.removeprefix('-')}" for name in order if name != "-id")
    branches: list[str] = []
    params: list[Any] = []
    for way, rule in product(ways(standing, box), rules):
        where = every(way, rule)
        branches.append(
            f"SELECT * FROM (SELECT c.community_id, c.id{columns} FROM cases_case c WHERE {where.on('c')}"
            f"{_order_by(order, 'c.')} LIMIT {int(most)}) way"
        )
        params += where.params
    return " UNION ".join(branches), params


def _order_by(order: Sequence[str], table: str = "") -> str:
    names = [f"{table}{name.removeprefix('-')}{' DESC' if name[0] == '-' else ''}" for name in order]
    return f" ORDER BY {', '.join(names)}" if names else ""


def box_page(
    standing: Standing, box: str, *, filters: Mapping[str, Any] | None = None, first: int = 0, most: int = 50
) -> list[Key]:
    """Return the keys of `most` cases of a box in its order, from the one at place `first` (counted from 0) on."""
    return _keys(standing, box, filter_rule(filters), box_order(box), first, most)


def box_newest(
    standing: Standing,
    box: str,
    *,
    filters: Mapping[str, Any] | None = None,
    before: tuple[datetime, int] | None = None,
    most: int = 50,
) -> list[Key]:
    """Return the keys of the newest cases of a box, whatever its own order.

    Args:
        before: when the last case of the page before was submitted, and its id; None for the beginning.
        most: how many.
    """
    wanted = filter_rule(filters)
    if before is not None:
        moment, case_id = at(before[0]), before[1]
        # The first half is what an index knows; the second settles the cases of one moment.
        older = "{c}.submitted_at <= %s AND ({c}.submitted_at, {c}.id) < (%s, %s)"
        wanted = every(wanted, Sql(older, (moment, moment, case_id)))
    return _keys(standing, box, wanted, NEWEST_FIRST, 0, most)


def _keys(standing: Standing, box: str, wanted: Sql, order: Sequence[str], first: int, most: int) -> list[Key]:
    if not standing.hats_with(Right.HANDLE):
        return []
    found, params = _found(standing, box, wanted, order, first + most)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_called_out(standing)} SELECT community_id, id FROM ({found}) found{_order_by(order)}"
            f" LIMIT {int(most)} OFFSET {int(first)}",
            params,
        )
        return [(community_id, case_id) for community_id, case_id in cursor.fetchall()]


def box_counts(
    standing: Standing, boxes: Sequence[str] = BOXES, filters: Mapping[str, Any] | None = None
) -> dict[str, int]:
    """Return how many cases each box holds, MOST_COUNTED where it is so many or more: one query."""
    if not standing.hats_with(Right.HANDLE):
        return dict.fromkeys(boxes, 0)
    counts: list[str] = []
    params: list[Any] = []
    for box in boxes:
        found, values = _found(standing, box, filter_rule(filters), (), MOST_COUNTED)
        counts.append(f"(SELECT COUNT(*) FROM (SELECT 1 FROM ({found}) found LIMIT {MOST_COUNTED}) some_of_them)")
        params += values
    with connection.cursor() as cursor:
        cursor.execute(f"{_called_out(standing)} SELECT {', '.join(counts)}", params)
        return dict(zip(boxes, cursor.fetchone(), strict=True))
