"""How requests go: each course is a story told step by step, with a `yield` of the moment at which it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from linli.cases.models import Case, Handler
from linli.catalog.selectors import route as route_of
from linli.config.demo.story import Story
from linli.config.demo.texts import verdicts
from linli.core import clock
from linli.people.domain import DESK_KINDS

Steps = Iterator[datetime]
Course = Callable[[Story], Steps]


def told(s: Story) -> Steps:
    """What can be answered at once, is; now and then after a question in the department's own words (R5)."""
    yield s.work(0.2, 3)
    s.act("answer", answer=s.say(s.dice.choice(s.matter.answers)))
    yield from verdict(s)


def handled(s: Story) -> Steps:
    """Small things stay in the grid (R4)."""
    yield from taken(s)
    yield s.work(1, 9)
    yield from resolved(s)


def taken(s: Story) -> Steps:
    """Accepted, and the resident called."""
    yield s.work(0.2, 1.7)
    s.act("accept")
    yield s.work(0.1, 2)
    s.act("contact", how=s.dice.choice(("phone", "visit", "message")), result=s.dice.choice(verdicts.CONTACTS))


def resolved(s: Story, outcome: str = "") -> Steps:
    """The answer, and what the resident says to it."""
    outcome = outcome or s.dice.choices(("solved", "partly", "explained", "cannot"), (78, 10, 9, 3))[0]
    answer = s.say(s.dice.choice(s.matter.answers))
    s.look()
    if outcome == "partly":
        answer += verdicts.REST
    basis = verdicts.BASIS if outcome == "cannot" else ""
    s.act(
        "resolve",
        files=s.proof(),
        outcome=outcome,
        answer=verdicts.CANNOT if outcome == "cannot" else answer,
        basis=basis,
    )
    yield from verdict(s)


def verdict(s: Story) -> Steps:
    """Yes, partly, no - or nothing, and then somebody asks, or it closes by itself."""
    what = s.dice.choices(("yes", "partly", "no", "asked", "silent"), (56, 10, 6, 8, 20))[0]
    if s.matter.kind == "thanks":
        what = "yes"
    if what == "silent":
        return
    if what == "asked":
        yield s.work(14, 26)
        yield from followed_up(s)
        return
    yield s.wait(1, 60)
    satisfied = (what == "yes" and s.dice.random() < 0.95) or (what == "partly" and s.dice.random() < 0.4)
    s.resident_does("evaluate", solved=what, satisfied=satisfied, words=s.dice.choice(verdicts.VERDICTS[what]))
    if what == "no":
        yield from reopened(s)
    elif what == "yes" and s.matter.kind != "thanks" and s.dice.random() < 0.25:
        yield s.work(2, 20)
        yield from published(s)


def followed_up(s: Story) -> Steps:
    """Somebody who did not handle it calls (R6)."""
    s.look()
    caller = s.world.desk_above(s.case.path, max(s.case.level, 1))
    solved = s.dice.choices(("yes", "partly"), (80, 20))[0]
    s.act(
        "follow_up",
        by=caller,
        reporter_id=s.reporter_id,
        solved=solved,
        satisfied=solved == "yes",
        words=verdicts.FOLLOW_UP,
    )
    return
    yield


def published(s: Story) -> Steps:
    """The answer, with everything personal taken out by a person."""
    s.look()
    if s.case.visibility == "public":
        # Nobody's floor is published: the compound stands for the building.
        bare = {**s.words, "b": s.words["c"]}
        title, answer = (
            text.replace("{u}", "").replace("{f}楼", "").format(**bare)
            for text in (s.matter.title, s.dice.choice(s.matter.answers))
        )
        s.act("publish", public_title=title, public_answer=answer)
    return
    yield


def reopened(s: Story) -> Steps:
    """Not solved: it is done again; a second no is decided one level up."""
    yield s.work(1, 5)
    s.act("contact", how="visit", result=verdicts.AGAIN)
    yield s.work(3, 10)
    s.look()
    s.act("resolve", files=s.proof(), outcome="solved", answer=verdicts.SECOND + s.say(s.dice.choice(s.matter.answers)))
    yield s.wait(2, 50)
    if s.dice.random() < 0.7:
        s.resident_does("evaluate", solved="yes", satisfied=True, words=s.dice.choice(verdicts.VERDICTS["yes"]))
        return
    s.resident_does("evaluate", solved="no", satisfied=False, words=s.dice.choice(verdicts.VERDICTS["no"]))
    yield s.work(3, 12)
    if s.dice.random() < 0.5:
        s.act("close", why=verdicts.CONTESTED_CLOSE)
        return
    s.act("reopen", why=verdicts.CONTESTED_REOPEN)
    yield s.work(3, 12)
    s.act("resolve", files=s.proof(), outcome="solved", answer=verdicts.SECOND + s.say(s.dice.choice(s.matter.answers)))


# --- handing on ---


def raised(s: Story) -> Steps:
    """Too big for the grid: the community takes it, and sends the unit whose work it is (R4)."""
    yield from taken(s)
    yield s.work(0.5, 4)
    s.look()
    if s.case.level == 1:
        s.act("report_up", why=s.dice.choice(verdicts.TOO_BIG))
        yield s.work(0.2, 1.5)
        s.act("accept")
    yield from sent(s)


def dispatched(s: Story) -> Steps:
    """Sent to the unit whose work it is."""
    yield from taken(s)
    yield s.work(0.3, 3)
    yield from sent(s)


def sent(s: Story, unit: str = "") -> Steps:
    """From the dispatch to the answer of the unit, which leads once it has accepted."""
    s.look()
    unit_id = s.unit(unit or s.matter.unit or "property")
    if s.case.lead_id != unit_id:
        s.act("dispatch", to=unit_id, task=s.say(s.matter.task) or verdicts.TASK)
        yield s.work(0.3, 5)
        s.act("accept", by=unit_id)
    yield s.work(2, 10)
    yield from resolved(s)


def objected(s: Story) -> Steps:
    """Sent to the wrong one: it objects, the dispatcher agrees and sends it to the right one; no time is won by it."""
    yield from taken(s)
    yield s.work(0.3, 2)
    s.look()
    wrong, right = s.unit(s.matter.wrong or "peace"), s.unit(s.matter.unit or "property")
    if s.case.lead_id in (wrong, right):
        yield from resolved(s)
        return
    sender = s.case.lead_id
    s.act("dispatch", to=wrong, task=s.say(s.matter.task) or verdicts.TASK)
    yield s.work(1, 5)
    s.act("object", by=wrong, why=s.dice.choice(verdicts.NOT_OURS))
    yield s.work(0.3, 2)
    handler_id = _handler(s, wrong)
    if s.dice.random() < 0.8:
        s.act("decide_objection", by=sender, handler_id=handler_id, uphold=True, why=verdicts.UPHELD, to=right)
        yield s.work(0.5, 3)
        s.act("accept", by=right)
    else:
        s.act("decide_objection", by=sender, handler_id=handler_id, uphold=False, why=verdicts.INSISTED)
        yield s.work(0.5, 3)
        s.act("accept", by=wrong)
    yield s.work(2, 8)
    yield from resolved(s)


def handed_over(s: Story) -> Steps:
    """The place is the next grid's: its worker takes it over."""
    yield s.work(0.2, 1.5)
    s.look()
    lead = s.world.by_id[s.case.lead_id]
    if lead.kind != "grid":
        yield from taken(s)
        yield s.work(1, 6)
        yield from resolved(s)
        return
    grids = [s.world.organisations[f"grid:{grid.code}"].pk for grid in s.home.grids]
    to = grids[(grids.index(lead.pk) + 1) % len(grids)]
    s.act("accept")
    s.act("hand_over", to=to, why=verdicts.NEXT_GRID)
    yield s.work(0.3, 1.5)
    s.act("accept", by=to)
    yield s.work(0.2, 2)
    s.act("contact", how="visit", result=s.dice.choice(verdicts.CONTACTS))
    yield s.work(1, 6)
    yield from resolved(s)


def whistled(s: Story) -> Steps:
    """The street calls departments together; each comes, reports, and both sides rate the other (吹哨报到)."""
    yield from taken(s)
    yield s.work(0.5, 3)
    for reason in verdicts.TOO_BIG[:2]:
        s.look()
        if s.case.level < 3:
            s.act("report_up", why=reason)
            yield s.work(0.3, 1.8)
            s.act("accept")
    s.look()
    if s.world.by_id[s.case.lead_id].kind not in DESK_KINDS:
        yield from resolved(s)
        return
    caller = s.case.lead_id
    if s.case.state != "in_progress":
        s.act("contact", how="visit", result=verdicts.ON_SITE)
        yield s.work(0.3, 1)
    called = [s.unit(key) for key in dict.fromkeys((s.matter.unit or "fire", "housing", "chengguan"))][
        : s.dice.choice((2, 2, 3))
    ]
    s.act(
        "whistle", calls=[{"organisation_id": unit, "task": s.say(s.matter.task) or verdicts.TASK} for unit in called]
    )
    late = s.dice.choice(called) if s.dice.random() < 0.3 else None
    for unit in called:
        yield s.work(8, 9) if unit == late else s.work(0.5, 1.8)
        s.act("arrive", by=unit)
    for unit in called:
        yield s.work(0.5, 3)
        s.act("report", by=unit, done=s.dice.choice(verdicts.REPORTS))
        s.act("rate", by=caller, handler_id=_handler(s, unit), verdict=unit != late, words="")
        s.act("rate", by=unit, handler_id=_handler(s, unit), verdict=s.dice.random() < 0.9, words="")
    yield s.work(0.5, 4)
    yield from resolved(s, "solved")


def _handler(s: Story, organisation_id: int) -> int:
    rows = Handler.objects.filter(community_id=s.case.community_id, case_id=s.case.id, organisation_id=organisation_id)
    return rows.order_by("-id").values_list("id", flat=True)[0]


# --- time that stands still, moves, or runs out ---


def asked(s: Story) -> Steps:
    """The resident is asked for more; some answer, some do not, and the clock goes on after three days."""
    yield from taken(s)
    yield s.work(0.3, 2)
    s.act("ask", question=s.dice.choice(verdicts.QUESTIONS))
    if s.dice.random() < 0.7:
        yield s.wait(2, 40)
        s.resident_does("reply", text=s.dice.choice(verdicts.REPLIES))
        yield s.work(1, 6)
        yield from resolved(s)
    else:
        yield s.work(24, 28)
        yield from resolved(s, "explained")


def extended(s: Story) -> Steps:
    """More time is asked for, with a reason the resident reads; the level above decides."""
    yield from taken(s)
    yield s.work(4, 10)
    s.look()
    assert s.case.resolve_by is not None
    lead, above = s.case.lead_id, s.world.desk_above(s.case.path, s.case.level)
    s.act(
        "extend", until=s.case.resolve_by + timedelta(days=s.dice.randint(2, 7)), why=s.dice.choice(verdicts.MORE_TIME)
    )
    yield s.work(0.5, 4)
    grants = s.dice.random() < 0.85
    s.act("decide_extension", by=above, grant=grants, why="" if grants else verdicts.NO_MORE_TIME)
    yield s.work(4, 14)
    s.look()
    if s.case.lead_id == lead:
        yield from resolved(s)


def neglected(s: Story) -> Steps:
    """Nobody acts: reminders go up, the promise passes, and the level above takes it (R4)."""
    s.look()
    assert s.case.resolve_by is not None
    yield s.case.resolve_by + timedelta(hours=s.dice.uniform(2, 10))
    yield from taken(s)
    yield s.work(2, 6)
    yield from resolved(s)


def supervised(s: Story) -> Steps:
    """A level above sets a date; the lead reports by it."""
    yield from taken(s)
    yield s.work(1, 4)
    s.look()
    above = s.world.desk_above(s.case.path, s.case.level)
    s.act("supervise", by=above, until=clock.now() + timedelta(days=3), expected=s.dice.choice(verdicts.EXPECTED))
    yield s.work(2, 9)
    s.act("report", done=s.dice.choice(verdicts.REPORTS))
    yield s.work(1, 5)
    yield from resolved(s)


# --- not finished when the year ends ---


def waiting(s: Story) -> Steps:
    """Nobody has taken it yet."""
    return
    yield


def begun(s: Story) -> Steps:
    """Accepted and called; the work is still to come."""
    yield from taken(s)


def with_unit(s: Story) -> Steps:
    """Sent to a unit that has not answered yet."""
    yield from taken(s)
    yield s.work(0.5, 3)
    s.look()
    unit_id = s.unit(s.matter.unit or "property")
    if s.case.lead_id != unit_id:
        s.act("dispatch", to=unit_id, task=s.say(s.matter.task) or verdicts.TASK)


# --- several in one, one of several, none ---


def split(s: Story) -> Steps:
    """Two matters in one breath: each is handled, the first answer waits for both."""
    yield from taken(s)
    yield s.work(0.2, 1)
    s.act("split", parts=[verdicts.PART_ONE, s.say(s.dice.choice(s.matter.bodies))])
    parts = Case.objects.filter(community_id=s.case.community_id, parent_id=s.case.id).order_by("id")
    ids = list(parts.values_list("id", flat=True))
    whole = s.case
    for part in ids:
        yield s.work(1, 5)
        s.case = Case.objects.get(community_id=whole.community_id, id=part)
        s.act("accept")
        s.act("contact", how="visit", result=verdicts.ON_SITE)
        yield s.work(1, 5)
        s.look()
        s.act("resolve", files=s.proof(), outcome="solved", answer=s.say(s.dice.choice(s.matter.answers)))
    s.case = whole
    s.read()
    yield s.work(0.3, 2)
    yield from resolved(s, "solved")


def withdrawn(s: Story) -> Steps:
    """It is no longer needed."""
    yield s.wait(1, 20)
    s.resident_does("withdraw", why=s.dice.choice(verdicts.NO_LONGER))


def rejected(s: Story, route: str) -> Steps:
    """One of the six routes that are not ordinary work: why, and where to turn."""
    yield s.work(0.3, 1.8)
    s.act("reject", route=route, answer=route_of(route).answer)
    if s.dice.random() < 0.2:
        yield s.wait(2, 30)
        s.resident_does("review", why=verdicts.REVIEW)
        yield s.work(1, 6)
        s.look()
        above = s.world.desk_above(s.case.path, s.case.level)
        if s.dice.random() < 0.4:
            s.act("reopen", by=above, why=verdicts.REVIEWED)
            yield s.work(1, 6)
            s.act("contact", how="phone", result=s.dice.choice(verdicts.CONTACTS))
            yield s.work(1, 6)
            s.act("answer", answer=verdicts.AFTER_REVIEW)


def quiet(s: Story) -> Steps:
    """A confidential report: the community steps back, the street looks into it, and nobody named in it learns of it."""
    yield s.work(0.2, 1.5)
    s.act("accept")
    yield s.work(0.2, 2)
    s.act("contact", how="phone", result=verdicts.IN_CONFIDENCE)
    yield s.work(2, 10)
    s.look()
    if s.case.level < 3:
        s.act("report_up", why=verdicts.STEPS_BACK)
        yield s.work(0.3, 1.8)
        s.act("accept")
    yield s.work(10, 30)
    yield from resolved(s, "solved")


COMMON: tuple[tuple[Course, int], ...] = (
    (handled, 30),
    (dispatched, 22),
    (raised, 15),
    (asked, 6),
    (objected, 5),
    (neglected, 5),
    (extended, 4),
    (withdrawn, 4),
    (supervised, 3),
    (handed_over, 3),
    (whistled, 3),
    (split, 2),
)
