"""How fast is somebody found who can help, among many who have registered?

Communities of two thousand offers each are filled with rows like those that the services write, two skills an offer; then the
search of the page is asked for one community by skill, purpose and time, and the count of a district is made.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks._own import own_database, parser_of, show
from benchmarks._yardstick import yardstick_ms

A_COMMUNITY = 2000
CHUNK = 50_000


def main(argv: list[str]) -> int:
    """Fill, measure and print; return 0."""
    parser = parser_of("partners", __doc__)
    parser.add_argument("--offers", type=int, default=100_000, help="registrations of members; default 100000")
    parser.add_argument("--times", type=int, default=30, help="how often each is asked; default 30")
    options = parser.parse_args(argv)
    with own_database(options.database):
        found = _measured(options.offers, options.times)
    show(found, options.json)
    return 0


def _measured(offers: int, times: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from linli.partners.models import Skill
    from linli.partners.selectors import Wanted, figures_of, members_found, with_offers

    call_command("migrate", verbosity=0, skip_checks=True)
    begun = time.perf_counter()
    district, communities = _fill(offers)
    filled = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    skill = Skill.objects.filter(place=None)[3]
    middle = communities[len(communities) // 2]

    def page(wanted: Wanted) -> Callable[[], object]:
        return lambda: with_offers(list(members_found(wanted)[:20]))

    asked = {
        "by_skill": page(Wanted(middle, None, skill)),
        "by_skill_time_purpose": page(Wanted(middle, None, skill, ("evening",), "neighbour")),
        "whoever_is_next": page(Wanted(middle)),
        "how_many_by_skill": lambda: members_found(Wanted(middle, None, skill)).count(),
        "figures_of_the_district": lambda: figures_of(district),
    }
    spent = {f"{name}_ms": _median_ms(ask, 3 if name.startswith("figures") else times) for name, ask in asked.items()}
    return {
        "offers": offers,
        "communities": len(communities),
        "found_by_skill": members_found(Wanted(middle, None, skill)).count(),
        "seconds_to_fill": round(filled, 1),
        **spent,
        "yardstick_ms": yardstick_ms(),
    }


def _median_ms(ask: Callable[[], object], times: int) -> float:
    ask()
    spent = []
    for _time in range(times):
        begun = time.perf_counter()
        ask()
        spent.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(spent), 2)


def _fill(offers: int) -> tuple[Any, list[Any]]:
    """Store a district of communities with so many offers; return both."""
    from django.db import transaction

    from linli.config.demo.xiangyang import Mould
    from linli.core import clock
    from linli.core.ids import new_id
    from linli.partners.models import MemberRegistration, Offered, Skill
    from linli.people.models import Account
    from linli.places.models import Division

    now, code = clock.now(), "999901000000"
    district = Division.objects.create(code=code, name="某区", level=4, path=f"{code}/")
    communities = Division.objects.bulk_create(
        Division(code=f"9999{n:08d}", name=f"第{n}社区", level=2, parent=district, path=f"{code}/9999{n:08d}/")
        for n in range(max(offers // A_COMMUNITY, 1))
    )
    skills = list(Skill.objects.filter(place=None).values_list("pk", flat=True))
    member = MemberRegistration(state="confirmed", side="home", agreed_at=now, registered_at=now, asks=2)
    for start in range(0, offers, CHUNK):
        with transaction.atomic():
            many = min(CHUNK, offers - start)
            accounts = Account.objects.bulk_create((Account(created_at=now) for _each in range(many)), batch_size=2000)
            registered, offered = Mould(member), Mould(Offered())
            for number, account in enumerate(accounts, start):
                place, one = communities[number % len(communities)].pk, new_id()
                registered.add(
                    community_id=place,
                    id=one,
                    account_id=account.pk,
                    times=1 + number // 3 % 7,
                    purposes=1 + number // 5 % 63,
                )
                turn = number // len(communities)
                for skill in {skills[turn % len(skills)], skills[turn * 5 % len(skills)]}:
                    offered.add(community_id=place, id=new_id(), skill_id=skill, member_id=one)
            registered.write()
            offered.write()
    _asked_some(communities, now - timedelta(days=1))
    return district, communities


def _asked_some(communities: list[Any], at: Any) -> None:
    """Let every fourth have been asked, so that turns differ."""
    from django.db.models import F

    from linli.partners.models import MemberRegistration

    rows = MemberRegistration.objects.filter(community__in=communities).annotate(quarter=F("account_id") % 4)
    rows.filter(quarter=0).update(last_asked_at=at)
