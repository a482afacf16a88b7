"""What lay open of cases: those that the posts of a period let somebody read, and what of them was shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.cases.models import Case, Event, Exclusion, OpeningRead, Visibility
from linli.cases.selectors.sql import Rule
from linli.cases.selectors.visible import own_ids, sight
from linli.core.chunks import chunks
from linli.privacy.exposing import Exposed, Open, Period, Shown, Stretch, register

CHUNK = 500
Key = tuple[int, int]


def _cases(period: Period) -> Iterator[Open]:
    """As cases stand now, and what the posts' organisations ever led; what was submitted later is left out.

    Besides: what was shown, whoever's it was, and what the account itself had reported, for itself or for its family.
    """
    shown = _shown(period)
    before = Case.objects.filter(submitted_at__lt=period.last).prefetch_related("reporters")
    before = before.order_by("community_id", "id")
    yield from _told(_of_keys(before, shown), shown)
    own = Q(reporters__account=period.account) | Q(on_behalf__account=period.account)
    yield from _told(before.filter(own).distinct().iterator(CHUNK), shown)
    for stretch in period.stretches:
        then = before.filter(submitted_at__lt=stretch.until)
        yield from _told(then.filter(Rule(sight(stretch.standing))).iterator(CHUNK), shown)
        yield from _told(_led(then, period, stretch), shown)


def _told(cases: Iterable[Case], shown: dict[Key, list[Shown]]) -> Iterator[Open]:
    for case in cases:
        key = (case.community_id, case.id)
        when = tuple(shown.get(key, ()))
        marks = ("confidential",) if case.visibility == Visibility.CONFIDENTIAL else ()
        yield Open(key, about=case.number, shown=when, marks=marks)
        for row in case.reporters.all():
            if row.account_id or row.phone or row.name:
                yield Open(key, row.account_id, row.phone, row.name, case.number, when, marks)


def _led(before: QuerySet[Case], period: Period, stretch: Stretch) -> Iterator[Case]:
    """Yield what an own organisation led once, wherever it went; never what names the account."""
    own = own_ids(stretch.standing)
    led = Event.objects.filter(content__set__lead_id__in=own, recorded_at__lt=stretch.until)
    named = Exclusion.objects.filter(account=period.account).values_list("community_id", "case_id")
    yield from _of_keys(before, set(led.values_list("community_id", "case_id")) - set(named))


def _of_keys(before: QuerySet[Case], wanted: Iterable[Key]) -> Iterator[Case]:
    for keys in chunks(sorted(wanted), CHUNK):
        some = set(keys)
        near = before.filter(id__in=[key[1] for key in some], community_id__in={key[0] for key in some})
        yield from (case for case in near if (case.community_id, case.id) in some)


def _shown(period: Period) -> dict[Key, list[Shown]]:
    """Numbers, names and doors that the account had shown, and confidential cases that two people opened for it."""
    found: dict[Key, list[Shown]] = defaultdict(list)
    since, until = period.first, period.last
    events = Event.objects.filter(actor=period.account, name="reveal", recorded_at__gte=since, recorded_at__lt=until)
    for event in events.order_by("recorded_at"):
        said = event.content.get("said", {})
        found[event.community_id, event.case_id].append((event.recorded_at, str(said.get("what", ""))))
    reads = OpeningRead.objects.filter(opening__asker=period.account, at__gte=since, at__lt=until)
    for community_id, case_id, at in reads.values_list("community_id", "opening__case_id", "at"):
        found[community_id, case_id].append((at, "confidential"))
    return found


def exposed_register() -> None:
    """Register it."""
    models = ("Attachment", "Case", "CaseTerms", "Event", "Handler", "OnBehalf", "Opening", "Reporter")
    tables = (*(f"cases.{name}" for name in models), "people.Account")
    register(Exposed("cases", _("诉求"), tables, _cases))
