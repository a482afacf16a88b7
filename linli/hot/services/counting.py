"""The figures and the place of an issue, from the cases that are in it now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from linli.cases.models import Case, Reporter
from linli.cases.models import Follower as CaseFollower
from linli.core import clock
from linli.hot.domain import NOBODY, Message, heat_of
from linli.hot.models import HotIssue
from linli.hot.selectors import members_of
from linli.people.selectors import desk_over
from linli.places.models import Division, Grid

Key = tuple[int, int]


def person_of(account_id: int | None, phone_index: bytes | memoryview | str | None) -> str:
    """Return what tells one reporter from another; NOBODY where they left nothing."""
    if account_id is not None:
        return f"account {account_id}"
    if phone_index:
        return f"phone {phone_index if isinstance(phone_index, str) else bytes(phone_index).hex()}"
    return NOBODY


def people_of(keys: Sequence[Key]) -> dict[Key, list[str]]:
    """Return who reported each case, the first one first; whoever has withdrawn is left out. One query."""
    communities, ids = {key[0] for key in keys}, [key[1] for key in keys]
    rows = Reporter.objects.filter(community__in=communities, case_id__in=ids, withdrawn_at=None).order_by("id")
    found: dict[Key, list[str]] = {}
    for community_id, case_id, account_id, phone in rows.values_list(
        "community_id", "case_id", "account_id", "phone_index"
    ):
        found.setdefault((community_id, case_id), []).append(person_of(account_id, phone))
    return found


def issue_recount(issue: HotIssue) -> None:
    """Count an issue anew and save its figures, period and place, and with the place its owner; five queries where it stays."""
    cases = [member.case for member in members_of(issue)]
    keys = [(case.community_id, case.id) for case in cases]
    people = people_of(keys)
    said = [
        Message(case.id, person, case.submitted_at, "")
        for case in cases
        for person in people.get((case.community_id, case.id), [NOBODY])
    ]
    heat = heat_of(said, clock.now())
    moments = [case.submitted_at for case in cases]
    issue.requests, issue.people, issue.recent, issue.before = len(cases), heat.people, heat.recent, heat.before
    issue.first_at, issue.last_at = min(moments, default=None), max(moments, default=None)
    issue.support, issue.counted_at = _support(issue, keys, people), clock.now()
    if cases:
        former = issue.place
        issue.place, issue.grid = place_of(cases)
        _owner_follow(issue, former)
    issue.save()


def _owner_follow(issue: HotIssue, former: Division) -> None:
    """The desk of the narrowest place that holds it owns an issue, unless a person has given it to somebody else."""
    moved = issue.place_id != former.pk
    if issue.owner_id is None or (moved and issue.owner == desk_over(former)):
        issue.owner = desk_over(issue.place)


def _support(issue: HotIssue, keys: Sequence[Key], people: dict[Key, list[str]]) -> int:
    """Accounts that follow the issue or a case of it and have not reported themselves."""
    communities, ids = {key[0] for key in keys}, [key[1] for key in keys]
    follow = set(
        CaseFollower.objects.filter(community__in=communities, case_id__in=ids).values_list("account_id", flat=True)
    )
    follow |= set(issue.followers.values_list("account_id", flat=True))
    wrote = {person for persons in people.values() for person in persons}
    return sum(person_of(account_id, None) not in wrote for account_id in follow)


def place_of(cases: Iterable[Case]) -> tuple[Division, Grid | None]:
    """Return the smallest place that holds all of these cases, and the grid where it is one grid."""
    cases = list(cases)
    grids = {case.grid_id for case in cases}
    paths = {case.path for case in cases}
    codes = next(iter(paths)).strip("/").split("/")
    for path in paths:
        other = path.strip("/").split("/")
        codes = [code for code, same in zip(codes, other, strict=False) if code == same]
    place = Division.objects.defer("outline").get(code=codes[-1])
    return place, cases[0].grid if len(grids) == 1 else None


def spot_of(names: Iterable[str]) -> str:
    """Return the compound that more than half name, or ""."""
    counted = Counter(names)
    name, count = counted.most_common(1)[0] if counted else ("", 0)
    return name if name and count * 2 > counted.total() else ""
