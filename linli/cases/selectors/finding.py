"""Finding cases by what is said of them: number, words, pinyin, place; by a whole phone number of who reported them.

The index is asked for what may be the reader's, newest first; of its hits those are kept that `sight` shows. What a list
shows and says is made of the kept ones alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from linli.cases.domain.finding import marks_for
from linli.cases.models import AnswerTerms, Case, CaseTerms, Reporter
from linli.cases.selectors.inbox import box_rule, filter_rule
from linli.cases.selectors.lines import Key
from linli.cases.selectors.public import public_cases
from linli.cases.selectors.sql import Rule, Sql, among, every, numbers
from linli.cases.selectors.visible import own_ids, sight
from linli.core import personal
from linli.people.domain import Right, Standing
from linli.places.models import Division, Grid
from linli.search.looking import Cursor, look
from linli.search.marks import grid_mark, place_mark
from linli.text import query
from linli.text.query import Condition, Term, condition_of

_KEY = ("community_id", "case_id")
_PHONE = re.compile(r"[\d\s()+-]{7,24}", re.ASCII)
MOST_BY_PHONE = 50


@dataclass(frozen=True, slots=True)
class FoundCases:
    """One page of what was found, newest first, and where the next begins; "" where nothing older is left."""

    keys: list[Key]
    older: str = ""

    def read(self, rows: QuerySet[Case]) -> list[Case]:
        """Return the cases themselves, in their order: one query.

        Args:
            rows: cases with the columns that are wanted.
        """
        found = rows.order_by().filter(Rule(among(self.keys))) if self.keys else ()
        by_key = {(case.community_id, case.id): case for case in found}
        return [by_key[key] for key in self.keys if key in by_key]


NOTHING = FoundCases([])


def cases_found(
    standing: Standing,
    asked: str,
    *,
    box: str = "",
    filters: Mapping[str, Any] | None = None,
    before: str = "",
    most: int = 50,
) -> FoundCases:
    """Return the cases somebody may read that meet what they typed, newest first.

    Args:
        asked: words, pinyin, initials, a number, or a whole phone number.
        box, filters: as for `inbox`; what lies outside is not found.
        before: `older` of the page before.
        most: the most on a page, but for those found by phone, which come first.
    """
    hats = standing.hats_with(Right.HANDLE)
    condition = condition_of(asked)
    if not hats or condition is None:
        return NOTHING
    rule = every(sight(standing), box_rule(box, standing), filter_rule(filters))

    def keep(keys: list[Key]) -> set[Key]:
        return set(_keys(every(among(keys), rule)))

    own = query.every([condition, query.some(map(Term, marks_for(hats)))])
    seen = look(CaseTerms.objects.all(), own, _KEY, keep, before=Cursor.read(before), most=most)
    by_phone = [] if before else _by_phone(standing, asked, rule)
    return FoundCases(list(dict.fromkeys([*by_phone, *seen.keys])), str(seen.older or ""))


def answers_found(
    asked: str, place: Division | None = None, grid: Grid | None = None, *, before: str = "", most: int = 20
) -> FoundCases:
    """Return the published answers of a place (of all, where None) that meet what somebody typed, newest first."""
    condition = condition_of(asked)
    if condition is None:
        return NOTHING
    marks: list[Condition] = []
    if grid is not None:
        marks.append(Term(grid_mark(grid.pk)))
    elif place is not None:
        marks.append(Term(place_mark(place.code)))
    shown = public_cases(place, grid).order_by()

    def keep(keys: list[Key]) -> set[Key]:
        return set(shown.filter(Rule(among(keys))).values_list("community_id", "id"))

    here = query.every([condition, *marks])
    seen = look(AnswerTerms.objects.all(), here, _KEY, keep, before=Cursor.read(before), most=most)
    return FoundCases(seen.keys, str(seen.older or ""))


def _keys(rule: Sql) -> list[Key]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT c.community_id, c.id FROM cases_case c WHERE {rule.on('c')}", rule.params)
        return [(community_id, case_id) for community_id, case_id in cursor.fetchall()]


def _by_phone(standing: Standing, asked: str, rule: Sql) -> list[Key]:
    """The cases that somebody with this number reported; of a confidential one only the lead may know who that is."""
    phone = personal.normal_phone(asked) if _PHONE.fullmatch(asked.strip()) else ""
    if len(phone) < 7:
        return []
    reported = Reporter.objects.filter(phone_index__in=personal.blind_any(phone)).order_by("-id")
    keys = list(reported.values_list("community_id", "case_id")[:MOST_BY_PHONE])
    known = Sql(f"{{c}}.visibility <> 'confidential' OR {{c}}.lead_id IN ({numbers(own_ids(standing))})")
    kept = set(_keys(every(among(keys), rule, known))) if keys else set()
    return [key for key in keys if key in kept]
