"""Rarer courses: asked, extended, neglected, supervised, still open, split, withdrawn, rejected, confidential."""

from __future__ import annotations

from datetime import timedelta

from linli.cases.models import Case
from linli.catalog.selectors import route as route_of
from linli.config.demo.courses.kinds import Steps
from linli.config.demo.courses.usual import resolved, taken
from linli.config.demo.story import Story
from linli.config.demo.texts import verdicts
from linli.core import clock


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
