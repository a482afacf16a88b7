"""Courses in which a request moves: up, over, to a unit that takes it or objects, to departments by whistle."""

from __future__ import annotations

from linli.cases.models import Handler
from linli.config.demo.courses.kinds import Steps
from linli.config.demo.courses.usual import resolved, taken
from linli.config.demo.story import Story
from linli.config.demo.texts import verdicts
from linli.people.domain import DESK_KINDS


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
