"""What a case adds to the figures, as a pure function of what it is now: the tallies of a place are sums of it.

A case is seen as a `Face`: the few values that any figure looks at. A deed that changes none of them changes no
figure. A face leaves marks, each one more of one measure, on one day, in one facet of the figures; taking a deed into
the tallies is taking away the marks of the face before it and adding those of the face after it. What each measure
counts, and by which moment, is said in `insight.selectors.measures`; what a confidential case may be counted in, in
`docs/decisions/011-figures-and-confidential-cases.md`.

Time alone moves two figures, and the marks leave them to whoever reads: a contact that is due later than now is marked
on its day already, and an open case whose promise has passed is late before any deed says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from enum import IntEnum
from math import log
from typing import Any, NamedTuple

from linli.insight.domain.periods import Period
from linli.insight.domain.rates import nearest_rank

EPOCH_DAY = date(1970, 1, 1).toordinal()
CHINA = 8 * 3600
"""China has kept UTC+8 without summer time since 1992, and periods begin in 2000."""

STATES = ("submitted", "accepted", "in_progress", "resolved", "closed", "rejected", "withdrawn", "merged")
KINDS = ("consult", "help", "complaint", "tip_off", "suggestion", "thanks")
URGENCIES = ("danger", "utility", "ordinary", "complex")
"""Stored by their place here: new words come last."""

ANSWERED = frozenset({"resolved", "closed"})
APART = frozenset({"withdrawn", "rejected", "merged"})

RATED = ("cases", "due", "contacted", "resolved", "on_time", "evaluated", "yes", "partly", "no", "satisfied")
BESIDE = ("unevaluated", "withdrawn", "rejected", "merged", "reopened", "late", "contacts")
MEASURES = (*RATED, *BESIDE)


class Facet(IntEnum):
    """By what a tally tells cases apart; its key is an id, or a place in one of the lists of words above.

    Only PLACE, CONTACT and RESOLVE hold confidential cases, too.
    """

    PLACE = 1  # the division one level below
    CATEGORY = 2  # 0: none
    UNIT = 3  # the lead, where it is no desk
    STATE = 4
    KIND = 5
    URGENCY = 6
    CHANNEL = 7
    CONTACT = 8  # how long until the first contact, as `bucket_of` says
    RESOLVE = 9  # how long until the answer


class Span(IntEnum):
    """How much time a tally sums up; its day is the first of it."""

    DAY = 0
    MONTH = 1


class Face(NamedTuple):
    """Everything that figures see of a case. Days are counted from 1970, in China; written as JSON it is a list."""

    told: bool
    category: int
    lead: int
    kind: str
    urgency: str
    channel: int
    state: str
    submitted: int
    due: int | None
    in_time: bool
    contacted: int | None
    contact_took: int
    resolved: int | None
    on_time: bool
    resolve_took: int
    unevaluated: int | None
    reopened: bool
    late: bool
    verdicts: tuple[tuple[int, str, bool], ...]


Mark = tuple[Facet, int, int, str]
"""One more of a measure: facet, key (of a place 0: each level above has its own), day, measure."""


def day_of(moment: datetime) -> int:
    """Return the day in China of a moment, counted from 1970."""
    return (int(moment.timestamp()) + CHINA) // 86_400


def day_number(day: date) -> int:
    """Return a day, counted from 1970."""
    return day.toordinal() - EPOCH_DAY


def face_of(case: Any, reporters: Iterable[Any], channel: int) -> Face | None:
    """Return what figures see of a case, or None where they see nothing: a part of a split case.

    Args:
        case: the rules' case or a row of the table: their fields have the same names.
        reporters: those of the case, likewise.
        channel: by which it came, a row of the catalog; the rules do not know it.
    """
    if case.parent_id is not None:
        return None
    contact_by, contacted, state = case.contact_by, case.contacted_at, str(case.state)
    ended = contacted is None and state in APART and case.closed_at is not None
    is_due = contact_by is not None and not (ended and case.closed_at <= contact_by)
    answered_at = case.resolved_at if state in ANSWERED else None
    in_promise = bool(answered_at and case.promised_by and answered_at <= case.promised_by)
    out_of_promise = bool(answered_at and case.promised_by and answered_at > case.promised_by)
    begun = int(case.submitted_at.timestamp())
    return Face(
        told=case.visibility != "confidential",
        category=case.category_id or 0,
        lead=case.lead_id,
        kind=str(case.kind),
        urgency=str(case.urgency),
        channel=channel,
        state=state,
        submitted=(begun + CHINA) // 86_400,
        due=day_of(contact_by) if is_due else None,
        in_time=bool(is_due and contacted is not None and contacted <= contact_by),
        contacted=day_of(contacted) if contacted is not None else None,
        contact_took=int(contacted.timestamp()) - begun if contacted is not None else 0,
        resolved=day_of(answered_at) if answered_at else None,
        on_time=in_promise,
        resolve_took=int(answered_at.timestamp()) - begun if answered_at else 0,
        unevaluated=day_of(case.closed_at) if case.unevaluated and state == "closed" and case.closed_at else None,
        reopened=case.reopens > 0,
        late=case.overdue_at is not None or out_of_promise,
        verdicts=tuple(
            (day_of(each.evaluated_at), str(each.solved), bool(each.satisfied))
            for each in reporters
            if each.evaluated_at
        ),
    )


def marks_of(face: Face, is_unit: Callable[[int], bool]) -> Iterator[Mark]:
    """Yield the marks that a face leaves.

    Args:
        is_unit: whether an organisation is a unit or department, and no desk.
    """
    cells = [(Facet.PLACE, 0)]
    if face.told:
        cells.append((Facet.CATEGORY, face.category))
        if is_unit(face.lead):
            cells.append((Facet.UNIT, face.lead))
    for day, measure in _rated(face):
        for facet, key in cells:
            yield facet, key, day, measure
    for day, measure in _beside(face):
        yield Facet.PLACE, 0, day, measure
    if face.contacted is not None:
        yield Facet.CONTACT, bucket_of(face.contact_took), face.contacted, "cases"
    if face.resolved is not None:
        yield Facet.RESOLVE, bucket_of(face.resolve_took), face.resolved, "cases"
    if face.told:
        kind = KINDS.index(face.kind)
        yield Facet.STATE, STATES.index(face.state), face.submitted, "cases"
        yield Facet.KIND, kind, face.submitted, "cases"
        yield Facet.URGENCY, URGENCIES.index(face.urgency), face.submitted, "cases"
        yield Facet.CHANNEL, face.channel, face.submitted, "cases"
        if face.resolved is not None:  # the trend reads both of its lines from here
            yield Facet.KIND, kind, face.resolved, "resolved"


def _rated(face: Face) -> Iterator[tuple[int, str]]:
    yield face.submitted, "cases"
    if face.due is not None:
        yield face.due, "due"
        if face.in_time:
            yield face.due, "contacted"
    if face.resolved is not None:
        yield face.resolved, "resolved"
        if face.on_time:
            yield face.resolved, "on_time"
    for day, solved, satisfied in face.verdicts:
        yield day, "evaluated"
        if solved:
            yield day, solved
        if satisfied:
            yield day, "satisfied"


def _beside(face: Face) -> Iterator[tuple[int, str]]:
    if face.state in APART:
        yield face.submitted, face.state
    if face.reopened:
        yield face.submitted, "reopened"
    if face.late:
        yield face.submitted, "late"
    if face.unevaluated is not None:
        yield face.unevaluated, "unevaluated"
    if face.contacted is not None:
        yield face.contacted, "contacts"


# The number of a tally. What it counts stands in the number itself, so that the primary key (place, number) is the one
# index there is: the days of a facet lie beside one another.

KEY_BITS, DAY_BITS, FACET_BITS = 40, 17, 5
MOST_KEY = (1 << KEY_BITS) - 1


def tally_id(span: Span, facet: Facet, day: int, key: int) -> int:
    """Return the number of a tally: 63 bits, by span, facet, day and key."""
    return ((((span << FACET_BITS) | facet) << DAY_BITS | day) << KEY_BITS) | key


def month_of(day: int) -> int:
    """Return the first day of the month in which a day lies."""
    return day - date.fromordinal(EPOCH_DAY + day).day + 1


def stretches(period: Period, *, whole_months: bool = True) -> list[tuple[Span, int, int]]:
    """Return the tallies that make up a period: span, first and last day; months where they lie in it as a whole."""
    first, last = period.first, period.last
    begin = first if first.day == 1 else (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    end = (last + timedelta(days=1)).replace(day=1)  # the first day that is in no whole month
    if not whole_months or begin >= end:
        return [(Span.DAY, day_number(first), day_number(last))]
    found = [
        (Span.DAY, day_number(first), day_number(begin) - 1),
        (Span.MONTH, day_number(begin), day_number(end) - 1),
        (Span.DAY, day_number(end), day_number(last)),
    ]
    return [(span, one, other) for span, one, other in found if one <= other]


# How long something took, to within one per cent: short times to the second, longer ones in steps of two per cent.

FINE, STEP = 100, 1.02


def bucket_of(seconds: int) -> int:
    """Return the bucket of a time."""
    return max(seconds, 0) if seconds < FINE else FINE + int(log(seconds / FINE) / log(STEP))


def seconds_of(bucket: int) -> float:
    """Return the time that stands for a bucket: at most one per cent off any time in it."""
    return bucket if bucket < FINE else FINE * STEP ** (bucket - FINE + 0.5)


def ranked_seconds(counts: dict[int, int], share: float) -> float | None:
    """Return the time that `share` of the counted ones did not exceed, by nearest rank; None where none was counted."""
    rank = nearest_rank(sum(counts.values()), share)
    if rank is None:
        return None
    for bucket in sorted(counts):
        rank -= counts[bucket]
        if rank < 0:
            return seconds_of(bucket)
    raise ValueError("a bucket counts less than nothing")
