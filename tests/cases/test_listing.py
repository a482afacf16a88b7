"""A box found by its indexes holds what its rule says, in its order and number, whatever the cases and whoever reads."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils.html import escape

from linli.cases import selectors
from linli.cases.domain.facts import Part, State
from linli.cases.models import Case, Exclusion, Handler
from linli.cases.selectors import listing
from linli.cases.selectors.inbox import box_order, box_rule, filter_rule
from linli.cases.selectors.sql import Rule, every
from linli.catalog.selectors import channel
from linli.core import clock
from linli.people.domain import Standing
from linli.people.selectors import standing_of
from linli.web.fragments import fragment
from tests.cast import MORNING, Cast

CASES = 150
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"state": "closed"},
    {"urgency": "danger", "since": MORNING},
    {"kind": "help"},
)


@pytest.fixture(autouse=True)
def morning() -> Any:
    """A Wednesday, nine o'clock."""
    with clock.at(MORNING):
        yield


def some_cases(cast: Cast, seed: int) -> None:
    """Cases in every state, at every desk, open and confidential, with parts and with somebody named; likely or not."""
    dice = random.Random(seed)
    desks = [organisation.pk for organisation in cast.organisations.values()]
    accounts = [account.pk for account in cast.accounts.values()]
    grids = list(cast.grids.values())

    def sometime(likely: float = 0.5) -> Any:
        return MORNING + timedelta(hours=dice.randint(-200, 60)) if dice.random() < likely else None

    for number in range(CASES):
        grid = dice.choice(grids)
        case = Case.objects.create(
            community=grid.community,
            number=str(number),
            path=grid.community.path,
            grid=dice.choice([grid, None]),
            title="灯坏了",
            body="灯坏了",
            channel=channel("scan"),
            kind="help",
            urgency=dice.choice(["ordinary", "danger"]),
            visibility=dice.choice(["public", "public", "private", "confidential"]),
            state=str(dice.choice(list(State))),
            level=1,
            lead_id=dice.choice(desks),
            above_id=dice.choice([*desks, None]),
            submitted_at=MORNING - timedelta(hours=dice.randint(0, 50)),
            arrived_at=MORNING,
            accepted_at=sometime(),
            resolve_by=MORNING + timedelta(hours=dice.randint(-60, 60)),
            overdue_at=sometime(0.2),
            extension_to=sometime(0.2),
            review_asked_at=sometime(),
            contested=dice.random() < 0.5,
        )
        for _ in range(dice.choice([0, 0, 1, 2])):
            Handler.objects.create(
                community_id=case.community_id,
                case_id=case.id,
                organisation_id=dice.choice(desks),
                by_id=dice.choice(desks),
                part=str(dice.choice(list(Part))),
                given_at=MORNING,
                objected_at=sometime(0.4),
                insisted_at=sometime(0.2),
                accepted_at=sometime(0.3),
                ended_at=sometime(0.3),
            )
        for account_id in dice.sample(accounts, dice.choice([0, 0, 2])):
            Exclusion.objects.create(community_id=case.community_id, case_id=case.id, account_id=account_id)


def held(standing: Standing, box: str, filters: dict[str, Any]) -> QuerySet[Case]:
    """What the rules say a box holds, in its order: they are asked of every case."""
    rule = every(box_rule(box, standing), filter_rule(filters))
    return selectors.cases_visible(standing).filter(Rule(rule)).order_by(*box_order(box))


@pytest.mark.parametrize("seed", [1, 2])
def test_what_the_indexes_find_is_what_the_rule_says(cast: Cast, seed: int, monkeypatch: Any) -> None:
    some_cases(cast, seed)
    monkeypatch.setattr(listing, "MOST_COUNTED", 20)
    for who, account in cast.accounts.items():
        standing = standing_of(account)
        for box in selectors.BOXES:
            for filters in FILTERS:
                found = held(standing, box, filters)
                wanted = list(found.values_list("community_id", "id"))
                asked = (who, box, filters)
                assert selectors.box_page(standing, box, filters=filters, most=CASES) == wanted, asked
                assert selectors.box_page(standing, box, filters=filters, first=3, most=4) == wanted[3:7], asked
                newest = sorted(found, key=lambda case: (case.submitted_at, case.id), reverse=True)
                keys, before = (
                    [case.pk for case in newest],
                    (newest[3].submitted_at, newest[3].id) if newest[3:] else None,
                )
                assert selectors.box_newest(standing, box, filters=filters, most=4) == keys[:4], asked
                if before:
                    later = selectors.box_newest(standing, box, filters=filters, before=before, most=CASES)
                    assert later == keys[4:], asked
                assert selectors.box_counts(standing, (box,), filters) == {box: min(len(wanted), 20)}, asked


def test_a_list_that_is_counted_no_further_still_leads_on(cast: Cast, monkeypatch: Any) -> None:
    for _ in range(7):
        cast.submit("楼道灯坏了")
    monkeypatch.setattr("linli.cases.selectors.MOST_COUNTED", 3)
    monkeypatch.setattr(listing, "MOST_COUNTED", 3)
    monkeypatch.setattr("linli.cases.views.staff.inbox.PER_PAGE", 3)
    client = cast.client("grid_worker")
    pages = [client.get("/staff/", {"box": "place", "page": number}) for number in (1, 2, 3)]
    assert [len(page.context["rows"]) for page in pages] == [3, 3, 1]
    assert "2+" in pages[0].content.decode()
    assert [page.context["page"].has_next() for page in pages] == [True, True, False]
    beyond = client.get("/staff/", {"box": "place", "page": 99})
    assert len(beyond.context["rows"]) == 3, "a page that is not there is the first"


def test_what_somebody_wrote_is_never_taken_for_a_tag(cast: Cast) -> None:
    case = cast.submit("<script>alert(1)</script> & \"'{x}%s")
    shown = cast.client("grid_worker").get("/staff/").content.decode()
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;&#x27;{x}%s" in shown
    assert case.number in shown


@pytest.mark.parametrize("written", ["<b>", "\"'", "%s %(x)s", "\ue0f0url\ue0f1", "{{ url }}"])
def test_a_fragment_escapes_whatever_fills_it(written: str) -> None:
    places = ("mark", "url", "title", "number", "place", "submitted", "state", "flags", "lead", "tone", "limit")
    filled = fragment("cases/staff/_row.html", *places)(*[written] * len(places))
    assert str(escape(written)) in filled
    assert filled.count(str(escape(written))) >= len(places)
    assert "<b>" not in filled
