"""A walk through the neighbourhood's work: deed after deed by whoever may, drawn by lot, through the real services."""

from __future__ import annotations

import random
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from linli.cases.domain.table import DEEDS
from linli.cases.models import Case, Reporter
from linli.cases.services import case_sweep
from linli.catalog.models import Category
from linli.core import clock
from linli.core.errors import LinliError
from tests.cast import MORNING, Cast

STAFF = (
    *(
        "grid_worker",
        "next_grid_worker",
        "community_officer",
        "community_director",
        "street_officer",
        "district_officer",
    ),
    *("city_officer", "water_contact", "property_manager"),
)
# What moves a case on comes up more often than what stops it at once, or changes nothing that figures see.
OFTEN = {"accept": 20, "contact": 20, "resolve": 20, "evaluate": 20, "follow_up": 8, "reclassify": 6, "dispatch": 6}
OFTEN |= {"reopen": 6, "merge": 6, "extend": 6, "decide_extension": 20, "report_up": 4}
DRAWN = [
    deed for deed in DEEDS.values() if deed.by_hand and deed.name != "submit" for _ in range(OFTEN.get(deed.name, 2))
]


class Walk:
    """What is drawn depends on the seed alone. `done` counts the deeds that were not refused, by name."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice = cast, random.Random(seed)
        self.now = MORNING
        self.done: Counter[str] = Counter()
        self.categories = list(Category.objects.exclude(parent=None).order_by("pk")[:4])

    def go(self, steps: int) -> None:
        """Take so many steps."""
        for _ in range(steps):
            self.now += timedelta(minutes=self.dice.choice([1, 5, 20, 90, 400]))
            with clock.at(self.now):
                if not self.done or self.dice.random() < 0.2:
                    self._submit()
                elif self.dice.random() < 0.1:
                    self.done["sweep"] += case_sweep()
                else:
                    self._act()

    def _submit(self) -> None:
        dice = self.dice
        secret = dice.random() < 0.25
        self.cast.submit(
            f"第{self.now:%d%H%M}件事",
            dice.choice(["resident", "neighbour", None]),
            grid=dice.choice(["one", "two", "other"]),
            kind=dice.choice(["help", "complaint", "consult"]),
            category_id=dice.choice([None, *(category.pk for category in self.categories)]),
            visibility="confidential" if secret else dice.choice(["public", "private"]),
            excluded_ids=[self.cast.accounts["street_officer"].pk] if secret and dice.random() < 0.5 else (),
        )
        self.done["submit"] += 1

    def _act(self) -> None:
        for _ in range(4):  # until somebody may do something
            cases = list(Case.objects.order_by("-submitted_at")[:12])
            answered = [case for case in cases if case.state == "resolved"]
            case = self.dice.choice(answered if answered and self.dice.random() < 0.4 else cases)
            deed = self.dice.choice([deed for deed in DRAWN if case.state in deed.from_])
            carried = {one.name: value for one in deed.carries if (value := self._value(one.name, case)) is not None}
            for who in self._likely(case):
                try:
                    self.cast.act(case, deed.name, who, **carried)
                except LinliError:
                    continue
                self.done[deed.name] += 1
                return

    def _likely(self, case: Case) -> list[str]:
        """Who might do something: who leads, who watches, who reported, somebody else."""
        at_desk = {self.cast.posts[who].organisation_id: who for who in STAFF}
        people = [at_desk.get(desk) for desk in (case.lead_id, case.above_id) if desk]
        drawn = [who for who in (*people, "resident", "neighbour", self.dice.choice(STAFF)) if who]
        return self.dice.sample(drawn, len(drawn))

    def _value(self, name: str, case: Case) -> Any:
        dice, organisations = self.dice, self.cast.organisations
        handlers = list(case.handlers.values_list("id", flat=True))
        others = list(Case.objects.filter(community=case.community_id).exclude(id=case.id).values_list("id", flat=True))
        reporters = list(
            Reporter.objects.filter(community=case.community_id, case_id=case.id).values_list("id", flat=True)
        )
        units = [organisations[one].pk for one in ("water", "property", "housing")]
        desks = [organisations[one].pk for one in ("two", "one", "community", "street")]
        drawn: dict[str, Any] = {
            "category_id": dice.choice([None, *(category.pk for category in self.categories)]),
            "urgency": dice.choice(["", "ordinary", "complex", "utility"]),
            "how": "phone",
            "to": dice.choice(units + desks),
            "uphold": dice.random() < 0.5,
            "grant": dice.random() < 0.6,
            "verdict": dice.random() < 0.5,
            "satisfied": dice.random() < 0.5,
            "solved": dice.choice(["yes", "partly", "no"]),
            "outcome": dice.choice(["solved", "partly", "explained"]),
            "route": "outside_remit",
            "until": self.now + timedelta(days=dice.choice([2, 5, 20])),
            "act_by": None,
            "arrive_by": None,
            "calls": [{"organisation_id": organisations["water"].pk, "task": "看看"}],
            "parts": ["一半", "另一半"],
            "handler_id": dice.choice(handlers) if handlers else None,
            "reporter_id": dice.choice(reporters) if reporters else None,
            "target_id": dice.choice(others) if others else None,
            "what": "phone",
        }
        return drawn.get(name, "写几个字")


def moment(days: float) -> datetime:
    """So many days after the walks begin."""
    return MORNING + timedelta(days=days)
