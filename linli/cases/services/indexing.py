"""Keeps what cases are found by: written with the case, in its transaction; made anew by `linli search rebuild`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from linli.cases.domain.facts import Case as Facts
from linli.cases.domain.finding import marks_of
from linli.cases.models import AnswerTerms, Case, CaseTerms, Findable, Handler, Visibility
from linli.cases.selectors.sql import Rule, among
from linli.core import clock
from linli.core.writing import insert
from linli.search.adding import terms_add
from linli.search.looking import marks_of as time_marks_of
from linli.search.marks import grid_mark, places_marks
from linli.search.rebuilding import Batch
from linli.text.terms import RULES, names_of, words_of


def case_index(case: Case, before: Facts | None, after: Facts) -> None:
    """Write what a new case is found by; later only what a deed has changed of it.

    Args:
        case: the row as it is now.
        before: the case before the deed; None of a new one.
        after: the case after it.
    """
    marks = _marks(case, _called(after))
    if before is None:
        insert(CaseTerms(**_key(case), **_case_columns(case, marks)))
    else:
        more = marks - _marks(before, _called(before))
        reworded = (after.answer, after.visibility) != (before.answer, before.visibility)
        if reworded or (more and not terms_add(CaseTerms, _key(case), more)):
            _put(CaseTerms, [case], [_case_columns(case, marks)])
    if before is not None and after.published_at != before.published_at and _is_published(case):
        _put(AnswerTerms, [case], [_answer_columns(case)])


def case_terms(case: Case, after: Facts) -> dict[str, Any]:
    """Return the columns of `CaseTerms` that `case_index` writes of a new case; for whoever writes many."""
    return {**_key(case), **_case_columns(case, _marks(case, _called(after)))}


def cases_index(after: tuple[int, int] | None, most: int) -> Batch:
    """Make what is missing of the next cases, or was made by older rules; the caller holds a transaction."""
    later = Case.objects.order_by("community_id", "id")
    if after is not None:
        later = later.filter(pk__gt=after)
    keys = list(later.values_list("community_id", "id")[:most])
    made = 0
    if keys:
        stale = _stale(CaseTerms, keys) | _stale(AnswerTerms, _published(keys))
        # Locked, so that no deed changes between reading and writing what the row is made of.
        rows = Case.objects.filter(Rule(among(stale))).select_for_update(of=("self",)) if stale else Case.objects.none()
        cases = list(rows.select_related("community", "grid", "building__compound").defer(*_HEAVY))
        _put(CaseTerms, cases, [_case_columns(case, _marks(case, called)) for case, called in _with_called(cases)])
        answers = [case for case in cases if _is_published(case)]
        _put(AnswerTerms, answers, [_answer_columns(case) for case in answers])
        made = len(cases)
    return Batch(len(keys), made, keys[-1] if len(keys) == most else None)


_HEAVY = ("address", "community__outline", "grid__outline")


def _stale(table: type[Findable], keys: list[tuple[int, int]]) -> set[tuple[int, int]]:
    if not keys:
        return set()
    fresh = table._default_manager.filter(Rule(among(keys, "case_id")), rules=RULES).values_list(
        "community_id", "case_id"
    )
    return set(keys) - set(fresh)


def _published(keys: list[tuple[int, int]]) -> list[tuple[int, int]]:
    shown = Case.objects.filter(Rule(among(keys)), published_at__isnull=False, visibility=Visibility.PUBLIC)
    return list(shown.values_list("community_id", "id"))


def _with_called(cases: list[Case]) -> Iterable[tuple[Case, list[int]]]:
    called: dict[tuple[int, int], list[int]] = {(case.community_id, case.id): [] for case in cases}
    if called:
        parts = Handler.objects.filter(Rule(among(called, "case_id"))).order_by()
        for community_id, case_id, organisation_id in parts.values_list("community_id", "case_id", "organisation_id"):
            called[community_id, case_id].append(organisation_id)
    return ((case, called[case.community_id, case.id]) for case in cases)


def _put(table: type[Findable], cases: list[Case], columns: list[dict[str, Any]]) -> None:
    if cases:
        table._default_manager.filter(Rule(among([(case.community_id, case.id) for case in cases], "case_id"))).delete()
        table._default_manager.bulk_create(
            [table(**_key(case), **values) for case, values in zip(cases, columns, strict=True)], batch_size=200
        )


def _case_columns(case: Case, marks: set[str]) -> dict[str, Any]:
    """Title, text, answer, number and place: nothing that is kept sealed."""
    building = case.building
    compound = building.compound.name if building and building.compound else ""
    place = f"{_area(case)} {compound}{building.name if building else ''}"
    words = words_of(f"{case.body}\n{case.answer}\n{place}")
    return _columns(case.submitted_at, names_of(case.title) | words | {case.number} | marks)


def _answer_columns(case: Case) -> dict[str, Any]:
    """The published words alone."""
    words = names_of(case.public_title) | words_of(f"{case.public_answer}\n{_area(case)}") | {case.number}
    places = places_marks(case.path) | ({grid_mark(case.grid_id)} if case.grid_id else set())
    assert case.published_at is not None
    return _columns(case.published_at, words | places)


def _area(case: Case) -> str:
    return f"{case.community.name} {case.grid.name if case.grid else ''}"


def _columns(at: datetime, terms: set[str]) -> dict[str, Any]:
    at = min(at, clock.now())  # a day that has not come would be newer than anything
    return {"at": at, "rules": RULES, "terms": terms | time_marks_of(at)}


def _key(case: Case) -> dict[str, int]:
    return {"community_id": case.community_id, "case_id": case.id}


def _marks(case: Case | Facts, called: Iterable[int]) -> set[str]:
    return marks_of(
        path=case.path,
        grid_id=case.grid_id,
        visibility=case.visibility,
        lead_id=case.lead_id,
        above_id=case.above_id,
        called=called,
    )


def _called(facts: Facts) -> list[int]:
    return [handler.organisation_id for handler in facts.handlers.values()]


def _is_published(case: Case) -> bool:
    return case.published_at is not None and case.visibility == Visibility.PUBLIC
