"""A post was handed over: each open case that lay on it says so in its own history (sourcebook G3; case story 10).

A case is led by an organisation, never by a person (decision 001), so that nothing has to be moved for the successor to have
it. What changes is who of the organisation looks after it, and that is written down: who had it, who has it now.
"""

from __future__ import annotations

from django.db.models import Q

from linli.cases.acting import SWEEP
from linli.cases.domain.facts import OPEN, Part
from linli.cases.models import Case, Event, Follower, Handler
from linli.cases.selectors.facts import facts_of
from linli.cases.services.recording import record_unchanged
from linli.cases.services.sweeping import case_catch_up
from linli.core import clock
from linli.core.chunks import chunks
from linli.core.ids import new_id
from linli.people.domain import HANDLING_KINDS
from linli.people.models import Post
from linli.people.services import HandOver

DEED = "take_over"
CHUNK = 200  # SQLite refuses a prefetch over many more pairs of (community, id)
Key = tuple[int, int]


def cases_hand_over(handed: HandOver) -> tuple[str, int]:
    """Write into every open case of a post who has it from now on; inside the hand-over's transaction."""
    if handed.before.kind not in HANDLING_KINDS:
        return "cases", 0
    keys = _lying_on(handed)
    for community_id, case_id in _behind(keys):
        case_catch_up(community_id, case_id)
    count = 0
    for keys_now in chunks(sorted(set(keys) & set(_open_of(handed.before.organisation_id))), CHUNK):
        count += _write(handed, keys_now)
    return "cases", count


def followings_hand_over(handed: HandOver) -> tuple[str, int]:
    """Let the successor follow what the predecessor follows in the organisation's place; what was followed stays followed."""
    organisation = handed.before.organisation
    inside = (
        Q(case__grid=organisation.grid_id)
        if organisation.grid_id
        else Q(case__path__startswith=organisation.place.path)
    )
    followed = Follower.objects.filter(inside, account=handed.before.account_id)
    known = set(Follower.objects.filter(account=handed.after.account_id).values_list("community_id", "case_id"))
    rows = [
        Follower(community_id=community_id, id=new_id(), case_id=case_id, account_id=handed.after.account_id)
        for community_id, case_id in followed.values_list("community_id", "case_id")
        if (community_id, case_id) not in known
    ]
    return "followings", len(Follower.objects.bulk_create(rows))


def _open_of(organisation_id: int) -> set[Key]:
    """The open cases that an organisation leads or is at work on: two queries."""
    led = Case.objects.filter(lead=organisation_id, state__in=OPEN).values_list("community_id", "id")
    called = (
        Handler.objects.filter(organisation=organisation_id, ended_at=None, case__state__in=OPEN)
        .exclude(part=Part.INFORMED)
        .values_list("community_id", "case_id")
    )
    return {*led, *called}


def _lying_on(handed: HandOver) -> list[Key]:
    """Those of them that the post acted on last of the organisation's; untouched ones where nobody else could have acted.

    What was handed over to the post counts as acted on.
    """
    keys = sorted(_open_of(handed.before.organisation_id))
    rows = Post.objects.filter(organisation=handed.before.organisation_id)
    posts = set(rows.values_list("pk", flat=True))
    mine = {handed.before.pk, *rows.filter(deputy_for=handed.before.pk).values_list("pk", flat=True)}
    if handed.alone:
        mine |= posts - set(rows.current().values_list("pk", flat=True))
    last: dict[Key, int] = {}
    for chunk in chunks(keys, CHUNK):
        here = Event.objects.filter(
            case_id__in=[case_id for _community, case_id in chunk], community_id__in={c for c, _ in chunk}
        )
        here = here.filter(Q(post__in=posts) | Q(name=DEED)).order_by("seq")
        for community_id, case_id, name, post_id, said in here.values_list(
            "community_id", "case_id", "name", "post_id", "content__said"
        ):
            acted = said["to_post"] if name == DEED else post_id
            if acted in posts:
                last[community_id, case_id] = acted
    return [key for key in keys if (last[key] in mine if key in last else handed.alone)]


def _behind(keys: list[Key]) -> list[Key]:
    """Those in which something has lapsed that their history does not show yet: it comes first (decision 006)."""
    now, found = clock.now(), []
    for chunk in chunks(keys, CHUNK):
        late = Case.objects.filter(id__in=[case_id for _community, case_id in chunk], next_lapse_at__lte=now)
        found += [key for key in late.values_list("community_id", "id") if key in set(chunk)]
    return found


def _write(handed: HandOver, keys: list[Key]) -> int:
    wanted = Case.objects.filter(
        id__in=[case_id for _community, case_id in keys], community_id__in={c for c, _ in keys}
    ).order_by("community_id", "id")
    list(wanted.select_for_update().values_list("id"))
    cases = wanted.defer("address").prefetch_related("handlers", "reporters")
    key = f"{DEED}/{handed.after.pk}/{handed.before.pk}"
    record_unchanged(
        [(case, facts_of(case), f"{key}/{case.id}") for case in cases],
        name=DEED,
        at=handed.at,
        account_id=handed.by.account_id if handed.by else None,
        hat=handed.hat,
        channel="web" if handed.by else SWEEP.channel,
        said={"from_post": handed.before.pk, "to_post": handed.after.pk},
    )
    return len(keys)
