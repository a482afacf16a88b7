"""Requests of the past, many at a time: decided by the same rules as today's, recorded as `case_submit` and `case_act` do.

A case is made in memory, deed by deed at its own times, and all rows of many cases are written together. What a
service leaves of such a case this leaves too, row for row (`tests/cases/test_past.py` compares them), but for four things
that are of no use to what is over: nobody is told, no webhook is called, the figures' notes of its deeds stand in
one, and keys of likeness are kept of recent cases only. See docs/decisions/040-history-in-bulk.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any, TypeVar

from django.db import transaction

from linli.cases.acting import LEDGER, SWEEP, Acting, acting_for_organisation
from linli.cases.codes import code_digest, draw_number, way_back
from linli.cases.domain.deeds import decide
from linli.cases.domain.deeds.sweeping import lapses, next_lapse
from linli.cases.domain.facts import Actor, Decision, Desk, Situation
from linli.cases.domain.facts import Case as Facts
from linli.cases.domain.projection import CASE_FIELDS, encode, evolve, plain
from linli.cases.domain.roles import acting_hat
from linli.cases.domain.routing import Routing
from linli.cases.domain.submission import Request, submit
from linli.cases.domain.table import DEEDS
from linli.cases.models import Case, CaseTerms, Event, Reporter
from linli.cases.routings import duties_at, routing_for, routing_said
from linli.cases.services.indexing import case_terms
from linli.cases.services.likening import likeness_keep_recent
from linli.cases.services.recording import link_of
from linli.cases.services.submitting import text_digest
from linli.cases.situations import ladder_desks
from linli.catalog.models import Category
from linli.catalog.selectors import channel, rules_for, words_of_routes
from linli.core import clock
from linli.core.chain import START, canonical, digest_of, sign
from linli.core.ids import new_id
from linli.core.keys import chain_key
from linli.core.loading import instances_load
from linli.people.domain import Hat
from linli.places.selectors import Located

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Past:
    """A request of the past and what became of it. Nobody is named: whoever reported it is not known here.

    Args:
        at: when it was made.
        title, body: what was said; neither is empty.
        key: idempotency key of its first event; its others are this one and a number.
        foreign_id: its id where it came from; with the channel and the community it is unique.
        point: (lon, lat) in WGS-84.
        promised_by: when it was to be done, where that is known.
        accepted_at, ended_at: when somebody took it, when it was answered or turned away; None where that is not known.
        outcome: how it was resolved; "" or "explained": it was answered.
        rejected: it was turned away at `ended_at`, outside the remit of whoever got it.
    """

    at: datetime
    title: str
    body: str
    located: Located
    category: Category | None
    channel: str
    key: str
    foreign_id: str
    kind: str = "help"
    urgency: str = ""
    address: str = ""
    point: tuple[float, float] | None = None
    promised_by: datetime | None = None
    accepted_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    answer: str = ""
    contact: str = ""
    rejected: bool = False


@dataclass(slots=True)
class Step:
    """An event as it will be stored: the columns of `models.Event`."""

    community_id: int
    id: int
    case_id: int
    seq: int
    name: str
    at: datetime
    recorded_at: datetime
    post_id: int | None
    channel: str
    from_state: str
    to_state: str
    content: str
    key: str | None
    digest: bytes
    signature: bytes = b""
    actor_id: int | None = None


@dataclass(slots=True)
class Made:
    """One case made in memory: its facts after the last of its events, those, and the row it will be."""

    facts: Facts
    case: Any = field(init=False)  # the columns of `models.Case`, and its places
    events: list[Step] = field(default_factory=list)
    reporters: list[SimpleNamespace] = field(default_factory=list)


# Rooms above that want to hear of cases that come in with their history, inside the transaction; they register at start.
after_load: list[Callable[[Sequence[Made]], None]] = []


class Maker:
    """Makes cases. What a place or a category needs is read once: use one within a `core.batch.batch`.

    Raises of `make`:
        Refused: no desk answers for the place.
        domain.facts.Refusal: a rule refuses a deed.
    """

    def __init__(self) -> None:
        self.signing = chain_key()
        self.now = clock.now()
        self.kept: dict[Hashable, Any] = {}

    def make(self, past: Past, number: str) -> Made:
        """Return the case that a request of the past became, up to now."""
        made = self._submitted(past)
        if past.accepted_at:
            self._deed(made, past, past.accepted_at, "accept")
        if past.ended_at:
            self._end(made, past, past.ended_at)
        made.case = self._case(made, past, number)
        return made

    def _submitted(self, past: Past) -> Made:
        community, grid = past.located.community, past.located.grid
        routing = self._routing(past)
        case_id, reporter_id = new_id(), new_id()
        request = Request(
            case_id=case_id,
            community_id=community.pk,
            path=community.path,
            grid_id=grid.pk if grid else None,
            kind=past.kind,
            category_id=past.category.pk if past.category else None,
            urgency=past.urgency or (past.category.urgency if past.category else "ordinary"),
            visibility="public",
            route=routing.route,
            reporter_id=reporter_id,
            account_id=None,
            promised_by=past.promised_by,
        )
        ladder = self._ladder(past)
        situation = Situation(past.at, Actor(), rules_for(community), ladder, new_id=new_id)
        facts, decision = submit(request, routing.lead, situation)
        made = Made(facts)
        said = {
            "text": text_digest(past.title[:120], past.body),
            **routing_said(routing),
            "category_words": [],
            "category_model": None,
            "on_behalf": False,
        }
        self._record(made, decision, "submit", past.at, None, past.channel, said, past.key)
        code = code_digest(case_id, way_back(case_id, past.key))
        own = {"id": reporter_id, "community_id": community.pk, "case_id": case_id, "code_digest": code}
        made.reporters.append(SimpleNamespace(**{**_NOBODY, **own}))
        return made

    def _end(self, made: Made, past: Past, at: datetime) -> None:
        if past.rejected:
            route = past_route(made.facts.route)
            self._deed(made, past, at, "reject", route=route, answer=past.answer)
            return
        if past.outcome in ("", "explained"):
            self._deed(made, past, at, "answer", answer=past.answer)
        else:
            if made.facts.accepted_at is None:
                self._deed(made, past, at, "accept")
            self._deed(made, past, at, "contact", how=LEDGER, result=past.contact)
            basis = past.answer if past.outcome == "cannot" else ""
            self._deed(made, past, at, "resolve", outcome=past.outcome, answer=past.answer, basis=basis)
        self._close(made, past)

    def _deed(self, made: Made, past: Past, at: datetime, name: str, **carried: Any) -> None:
        """Do a deed of the lead's, as an old ledger is entered (`acting.acting_for_lead`)."""
        lead_id = made.facts.lead_id
        acting: Acting = self._once(("acting", lead_id), lambda: acting_for_organisation(lead_id))
        actor = Actor(acting.standing)
        decision = decide(name, made.facts, self._situation(made, past, at, actor), carried)
        hat = acting_hat(made.facts, actor, DEEDS[name])
        key = f"{past.key}:{len(made.events)}"
        self._record(made, decision, name, at, hat, LEDGER, carried, key)

    def _close(self, made: Made, past: Past) -> None:
        """Let time act, as `case_catch_up` does: who was to evaluate the answer has not."""
        while (due := lapses(made.facts)) and due[0].at <= self.now:
            lapse = due[0]
            said = {"limit": lapse.limit}
            carried = {**said, "handler_id": lapse.handler_id, "why": lapse.limit}
            situation = self._situation(made, past, lapse.at, Actor(is_sweep=True))
            decision = decide(lapse.deed, made.facts, situation, carried)
            self._record(made, decision, lapse.deed, lapse.at, None, SWEEP.channel, said, None, self.now)

    def _record(
        self,
        made: Made,
        decision: Decision,
        name: str,
        at: datetime,
        hat: Hat | None,
        by: str,
        said: Mapping[str, Any],
        key: str | None,
        recorded_at: datetime | None = None,
    ) -> None:
        """Append an event, as `recording.record` does. What an import tells was written down at its own time."""
        before = made.facts
        made.facts = evolve(before, decision)
        content = canonical({**({"said": plain(said)} if said else {}), **encode(decision)})
        step = Step(
            community_id=before.community_id,
            id=new_id(),
            case_id=before.id,
            seq=len(made.events) + 1,
            name=name,
            at=at,
            recorded_at=recorded_at or at,
            post_id=hat.post_id if hat else None,
            channel=by,
            from_state=str(before.state) if made.events else "",
            to_state=str(made.facts.state),
            content=content.decode(),
            key=key,
            digest=digest_of(self.signing, content),
        )
        step.signature = sign(self.signing, made.events[-1].signature if made.events else START, link_of(step))
        made.events.append(step)

    def _case(self, made: Made, past: Past, number: str) -> Any:
        came_by = self._once(("channel", past.channel), lambda: channel(past.channel))
        place, last, facts = past.located, made.events[-1], made.facts
        row = SimpleNamespace(**_BLANK)
        row.__dict__.update(
            {name: getattr(facts, name) for name in CASE_FIELDS},
            number=number,
            # As objects, too: what a case is found by are the names of its places.
            community=place.community,
            grid=place.grid,
            building=place.building,
            building_id=place.building.pk if place.building else None,
            entrance_id=place.entrance.pk if place.entrance else None,
            channel_id=came_by.pk,
            title=past.title[:120],
            body=past.body,
            address=past.address,
            lon=past.point[0] if past.point else None,
            lat=past.point[1] if past.point else None,
            place_reason=place.reason,
            place_confidence=place.confidence,
            foreign_id=past.foreign_id,
            next_lapse_at=next_lapse(facts),
            version=last.seq,
            head=last.signature,
        )
        return row

    # --- what is read once ---

    def _once(self, key: Hashable, reading: Callable[[], T]) -> T:
        if key not in self.kept:
            self.kept[key] = reading()
        found: T = self.kept[key]
        return found

    def _place(self, past: Past) -> tuple[int, int | None]:
        grid = past.located.grid
        return past.located.community.pk, grid.pk if grid else None

    def _ladder(self, past: Past) -> dict[int, Desk]:
        place = past.located
        return self._once(("ladder", self._place(past)), lambda: ladder_desks(place.community, place.grid))

    def _routing(self, past: Past) -> Routing:
        """Return who should have held it, by who was on a post at that time."""
        words = words_of_routes(f"{past.title} {past.body}")
        ladder, located = self._ladder(past), past.located
        on_duty = self._on_duty(tuple(desk.id for desk in ladder.values()), past.at)

        def found() -> Routing:
            return routing_for(
                located.community,
                past.category,
                ladder,
                place_reason=located.reason,
                place_values=located.values,
                words=words,
                on_duty=on_duty,
            )

        if words:
            return found()
        category_id = past.category.pk if past.category else None
        values = tuple(sorted(located.values.items()))
        return self._once(("routing", self._place(past), category_id, located.reason, values, on_duty), found)

    def _on_duty(self, desk_ids: tuple[int, ...], at: datetime) -> frozenset[int]:
        duties = self._once(("duties", desk_ids), lambda: duties_at(desk_ids))
        return frozenset(one for one, begins, ends in duties if begins <= at and (ends is None or at < ends))

    def _situation(self, made: Made, past: Past, at: datetime, actor: Actor) -> Situation:
        category = past.category
        return Situation(
            now=at,
            actor=actor,
            rules=rules_for(past.located.community),
            ladder=self._ladder(past),
            community_duty=category.community_duty if category else True,
            category_urgency=category.urgency if category else "",
            new_id=new_id,
        )


def past_route(route: str) -> str:
    """Return by which of the six routes a case is turned away: its own, where it is one that leads elsewhere."""
    return route if route not in ("", "emergency") else "outside_remit"


def pasts_save(made: Sequence[Made]) -> None:
    """Write cases that were made, with everything that is derived from them: in one transaction.

    Raises:
        IntegrityError: one of them is here already, or its number is; nothing is written.
    """
    with transaction.atomic():
        instances_load(Case, (one.case for one in made))
        instances_load(Event, (event for one in made for event in one.events))
        instances_load(Reporter, (reporter for one in made for reporter in one.reporters))
        instances_load(CaseTerms, (SimpleNamespace(**case_terms(one.case, one.facts)) for one in made))
        likeness_keep_recent(one.case for one in made)
        for hear in after_load:
            hear(made)


class Numbers:
    """Draws numbers for the cases of one run: by lot, and longer ones once a community has filled many."""

    def __init__(self) -> None:
        self.taken: dict[int, set[str]] = defaultdict(set)

    def draw(self, communities: Iterable[int]) -> list[str]:
        """Return a number that is free for each of the cases to come, by the community it will belong to."""
        wanted = list(communities)
        drawn = [""] * len(wanted)
        left = list(range(len(wanted)))
        for digits in _DIGITS:
            for place in left:
                drawn[place] = draw_number(digits)
            left = [
                place
                for one in sorted({wanted[place] for place in left})
                for place in self._again(one, left, wanted, drawn)
            ]
            if not left:
                return drawn
        raise ValueError("no free numbers")

    def _again(self, community: int, left: list[int], wanted: list[int], drawn: list[str]) -> list[int]:
        """Take what is free of a community's numbers; return the places of those that are not."""
        places, mine = [place for place in left if wanted[place] == community], self.taken[community]
        known = Case.objects.filter(community_id=community, number__in=[drawn[place] for place in places])
        there = set(known.values_list("number", flat=True))
        again = []
        for place in places:
            if drawn[place] in there or drawn[place] in mine:
                again.append(place)
            else:
                mine.add(drawn[place])
        return again


_BLANK = {column.attname: column.get_default() for column in Case._meta.concrete_fields}
_NOBODY = {column.attname: column.get_default() for column in Reporter._meta.concrete_fields}
"""A case of which nothing is known, and somebody who left neither account, phone nor name: columns alone, as a model's
instances take as long to make as all the rest."""
_DIGITS = (6, 6, 6, 7, 7, 8, 9, 9, 9)
