"""The usual course: taken on, answered or resolved, judged, now and then reopened or published."""

from __future__ import annotations

from linli.config.demo.courses.kinds import Steps
from linli.config.demo.story import Story
from linli.config.demo.texts import verdicts


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
