"""What may be chosen in the form of a deed: only what the rule would not refuse."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from functools import cached_property

from django.utils.translation import gettext as _

from linli.cases.domain.deeds.calling import ratable
from linli.cases.domain.deeds.moving import can_receive_from_above, objections
from linli.cases.domain.facts import OPEN, Desk, Part, Situation
from linli.cases.domain.facts import Case as Facts
from linli.cases.models import Case
from linli.cases.selectors import cases_visible, facts_of
from linli.cases.services import Acting
from linli.cases.situations import situation_for
from linli.catalog.models import Route
from linli.catalog.selectors import category_options, routes
from linli.core import clock
from linli.people.domain import DESK_KINDS
from linli.people.models import Organisation
from linli.people.selectors import organisations_covering

Options = list[tuple[int, str]]
MOST_TARGETS = 200


def _is_unit(facts: Facts, situation: Situation, desk: Desk) -> bool:
    return desk.kind not in DESK_KINDS


def _may_be_called(facts: Facts, situation: Situation, desk: Desk) -> bool:
    called = {h.organisation_id for h in facts.active_handlers() if h.part == Part.WHISTLED}
    return _is_unit(facts, situation, desk) and desk.id not in called


# deed → whether an organisation may be named in it; the rule itself decides in the end.
_FITS: Mapping[str, Callable[[Facts, Situation, Desk], bool]] = {
    "hand_over": lambda facts, situation, desk: desk.level == facts.level,
    "send_down": can_receive_from_above,
    "dispatch": _is_unit,
    "decide_objection": _is_unit,
    "whistle": _may_be_called,
}


class Choices:
    """The choices of one case for one actor; each list is read when a form asks for it."""

    def __init__(self, case: Case, acting: Acting) -> None:
        self.case, self.acting = case, acting

    @cached_property
    def facts(self) -> Facts:
        """The case as rules see it."""
        return facts_of(self.case)

    @cached_property
    def _organisations(self) -> list[Organisation]:
        return list(organisations_covering(self.case.path).order_by("level", "kind", "id"))

    @cached_property
    def situation(self) -> Situation:
        """What a rule would look at, with every organisation that might be chosen."""
        actor = self.acting.towards(self.case)
        return situation_for(self.case, self.facts, actor, clock.now(), {}, [o.pk for o in self._organisations])

    @property
    def zone(self) -> tzinfo:
        """The time zone of the case's place."""
        return self.situation.rules.calendar.zone

    def organisations(self, deed: str) -> Options:
        """Return the organisations a deed may name, nearest level first."""
        fits, situation, facts = _FITS[deed], self.situation, self.facts
        waiting = {h.organisation_id for h in facts.handlers.values() if h.waits}
        found: Options = []
        for organisation in self._organisations:
            desk = situation.desks[organisation.pk]
            taken = desk.id == facts.lead_id or desk.id in waiting
            if not taken and desk.covers and fits(facts, situation, desk):
                found.append((desk.id, organisation.name))
        return found

    def categories(self) -> list[tuple[str, list[tuple[int, str]]]]:
        """Return the catalog's categories, grouped under their parents."""
        return category_options()

    def routes(self) -> list[tuple[str, str]]:
        """Return the ways a request can be turned away; an emergency never is."""
        return [(route.code, _(route.name)) for route in self._routes]

    def route_answers(self) -> dict[str, str]:
        """Return the prepared answer of each route."""
        return {route.code: _(route.answer) for route in self._routes}

    @cached_property
    def _routes(self) -> list[Route]:
        return list(routes().exclude(code="emergency"))

    def merge_targets(self) -> Options:
        """Return open cases of the community that the actor may see, those of the same category and grid first."""
        case = self.case
        rows = list(
            cases_visible(self.acting.standing)
            .filter(community_id=case.community_id, state__in=OPEN)
            .exclude(id=case.id)
            .exclude(visibility="confidential")
            .only("community_id", "id", "number", "title", "category_id", "grid_id")
            .order_by("-submitted_at")[:MOST_TARGETS]
        )
        rows.sort(key=lambda row: (row.category_id != case.category_id, row.grid_id != case.grid_id))
        return [(row.id, f"{row.number} {row.title}") for row in rows]

    def handlers(self, deed: str) -> Options:
        """Return the handlers that a decision on an objection, or a rating, can speak of."""
        facts, situation = self.facts, self.situation
        if deed == "decide_objection":
            return [(h.id, f"{self.name(h.organisation_id)}：{h.objection}") for h in objections(facts, situation)]
        shown = {"came_in_time": _("%(name)s 是否及时到场"), "call_justified": _("%(name)s 的吹哨是否合理")}
        return [
            (h.id, shown[what] % {"name": self.name(h.organisation_id if what == "came_in_time" else h.by_id)})
            for h, what in ratable(facts, situation)
        ]

    def reporters(self) -> Options:
        """Return those who have not yet judged the last answer, masked."""
        due = {r.id for r in self.facts.reporters.values() if r.withdrawn_at is None and r.round < self.facts.round}
        rows = [row for row in self.case.reporters.all() if row.id in due]
        return [(row.id, _("第 %(n)s 位反映人") % {"n": n}) for n, row in enumerate(rows, start=1)]

    def name(self, organisation_id: int) -> str:
        """Return an organisation's name."""
        desk = self.situation.desks.get(organisation_id)
        return desk.name if desk else ""
