"""Two streets with marked data: words and colours that stand in one place alone, and for each who may meet them.

Who may is read from the registry of rights (`linli/people/registry.py`), the cast's posts and the place of the thing; it is not
asked of the program that is tried. Confidential cases are narrower than the registry, as docs/rights.md says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from linli.api.domain import Scope
from linli.api.services import token_make
from linli.cases.models import Case
from linli.catalog.models import CalendarDay, Category, Responsibility
from linli.homes.services import home_claim
from linli.hot.models import HotIssue, Member
from linli.leaders.models import Vote
from linli.leaders.services import training_make
from linli.ledgers.domain import KINDS as RESOURCE_KINDS
from linli.ledgers.kinds import LEDGERS
from linli.ledgers.models import Resource
from linli.notify.models import Notice
from linli.partners.services import helper_ask
from linli.partners.services.asking import Need
from linli.people.models import Post
from linli.people.registry import deed_named
from linli.people.rights import Reach, family_of
from linli.people.services import delegation_make
from linli.people.services.nominating import nomination_make
from linli.people.standing import standing_of
from linli.places.models import Neighbourhood
from linli.privacy.services.terms import term_lengthen
from tests.cast import MORNING, Cast, account, photo
from tests.knowledge.articles import written
from tests.partners.stories import at_home, unit, with_units

WALKERS = (
    "",  # nobody
    "resident",
    "neighbour",
    "grid_worker",
    "next_grid_worker",
    "former_grid_worker",
    "building_leader",
    "property_manager",  # called
    "water_contact",  # not called
    "community_director",
    "other_community_director",
    "street_officer",
    "other_street_officer",
    "city_officer",
    "administrator",  # of the machine: an account without a post
)

COLOURS = {
    "one": (200, 30, 30),
    "two": (30, 160, 30),
    "other": (30, 30, 200),
    "secret": (200, 180, 20),
    "public": (150, 20, 160),
}
SEARCHED = "漏水"
"""What every request says, so that one search finds whatever may be found; it stands in no marker."""


@dataclass(frozen=True)
class Marker:
    """Words that stand in one thing alone, the deed of the registry that lets somebody meet them, and where the thing is.

    Args:
        organisations: those that lead it, own it or were called to it.
        owners: accounts whose own it is.
        narrow: a confidential case: none but these organisations and owners.
        shown: whether somebody who may must meet it somewhere on the walk.
    """

    text: str
    deed: str
    path: str = ""
    grid_id: int | None = None
    organisations: frozenset[int] = frozenset()
    owners: frozenset[int] = frozenset()
    narrow: bool = False
    shown: bool = False

    def is_in(self, text: str) -> bool:
        """Whether it stands in a text; a number stands by itself, not within a longer one."""
        if self.text not in text:
            return False
        return not self.text.isdigit() or bool(re.search(rf"(?<!\d){self.text}(?!\d)", text))

    def may_be_met_by(self, account_id: int | None, posts: list[Post]) -> bool:
        """Whether somebody with these posts may meet it, as the registry says."""
        cells = deed_named(self.deed).cells
        if account_id in self.owners:
            return True
        return any(self._reached(cells.get((family_of(post.organisation.kind), post.kind)), post) for post in posts)

    def _reached(self, reach: Reach | None, post: Post) -> bool:
        if reach is None or reach == Reach.OWN:
            return False
        if post.organisation_id in self.organisations:
            return True
        if self.narrow:
            return False
        if reach == Reach.GRID:
            return self.grid_id is not None and post.organisation.grid_id == self.grid_id
        return reach == Reach.SUBTREE and self.path.startswith(post.organisation.place.path)


@dataclass
class Scene:
    """The cast, what is marked, and what the addresses of pages are made of."""

    cast: Cast
    markers: list[Marker] = field(default_factory=list)
    contexts: list[dict[str, list[Any]]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=dict)

    def posts(self, who: str) -> list[Post]:
        """The posts that one of the cast holds now."""
        if not who:
            return []
        held = Post.objects.current().filter(account=self.cast.accounts[who])
        return list(held.select_related("organisation__place"))

    def may(self, who: str, marker: Marker) -> bool:
        """Whether one of the cast may meet a marker."""
        account_id = self.cast.accounts[who].pk if who else None
        return marker.may_be_met_by(account_id, self.posts(who))


def build(cast: Cast) -> Scene:
    """Mark two streets."""
    scene = Scene(cast)
    cast.accounts["administrator"] = account("运维管理员", 601)
    cast.accounts["far_resident"] = account("上官远", 602)
    cast.accounts["other_grid_worker"] = account("别网格员", 603)
    # A grid that nobody holds would be the desk's above (decision 047).
    post = {"organisation": cast.organisations["other"], "account": cast.accounts["other_grid_worker"]}
    Post.objects.create(**post, kind="grid_worker", public_name="别网格员", starts_at=MORNING - timedelta(days=9))
    one = case_marked(scene, "one", "青鸾", "resident", "one", "3107室")
    two = case_marked(scene, "two", "白泽", "neighbour", "two", "3208室")
    other = case_marked(scene, "other", "朱雀", "far_resident", "other", "3309室")
    secret = case_marked(
        scene, "secret", "玄武", "neighbour", "one", "3410室", kind="tip_off", visibility="confidential"
    )
    public = _answered(scene)
    partners = _partners(scene)
    near, far = _place(scene, "community", "one", 0), _place(scene, "other_community", "other", 1)
    next_grid = _place(scene, "community", "two", 2)
    for place, case in ((near, one), (next_grid, two), (far, other), (near, secret), (near, public)):
        scene.contexts.append({**FIXED, **place, **_case_values(case), **partners})
    scene.contexts[0]["deed"] = ["note", "withdraw", "confirm", "post"]
    for who, person in cast.accounts.items():
        _token, scene.tokens[who] = token_make(person, "走查", list(Scope), 30)
        # Whoever is on the walk is known by a number of their own, which nobody else is shown in full.
        scene.markers.append(Marker(person.phone, "sign_in", owners=frozenset({person.pk})))
    return scene


def case_marked(scene: Scene, colour: str, word: str, who: str, grid: str, door: str, **more: Any) -> Case:
    """A request in a grid: marked in words, door, note and photo; that of grid one is dispatched to the property company."""
    cast = scene.cast
    case = cast.submit(
        f"{word}阁门口{SEARCHED}，请来看看",
        who,
        grid=grid,
        address=door,
        photos=[photo(colour="#{:02x}{:02x}{:02x}".format(*COLOURS[colour]))],
        **more,
    )
    lead = next(name for name, one in cast.organisations.items() if one.pk == case.lead_id)
    worker = {"one": "grid_worker", "two": "next_grid_worker", "other": "other_grid_worker"}.get(lead)
    if worker:
        cast.act(case, "note", worker, text=f"{word}内部备注")
    if colour == "one":
        cast.act(case, "accept", "grid_worker")
        cast.act(case, "dispatch", "grid_worker", to=cast.id_of("property"), task="修水管")
    case.refresh_from_db()
    organisations = {case.lead_id, *case.handlers.values_list("organisation_id", flat=True)}
    if case.visibility == "confidential":
        organisations = {case.lead_id, *([case.above_id] if case.above_id else [])}
    where: dict[str, Any] = {
        "path": case.path,
        "grid_id": case.grid_id,
        "organisations": frozenset(organisations),
        "narrow": case.visibility == "confidential",
    }
    own = frozenset({cast.accounts[who].pk})
    scene.markers += [
        Marker(f"{word}阁", "case.read", **where, owners=own, shown=True),
        Marker(case.number, "case.read", **where, owners=own),
        Marker(door, "case.read", **where, owners=own),
        Marker(f"照片：{colour}", "case.read", **where, owners=own, shown=True),
        # What staff write among themselves is no resident's, their own case or not.
        Marker(f"{word}内部备注", "case.note", **where, shown=bool(worker)),
    ]
    return case


def _answered(scene: Scene) -> Case:
    """A request that is answered in public: everybody reads the answer, and nobody but its readers what was written."""
    case = case_marked(scene, "public", "毕方", "far_resident", "one", "3511室")
    for deed, carried in (
        ("accept", {}),
        ("answer", {"answer": "已修好，请放心使用。"}),
        ("publish", {"public_title": "水管修好了", "public_answer": "已经修好。"}),
    ):
        scene.cast.act(case, deed, "grid_worker", **carried)
    case.refresh_from_db()
    # The number stands under a public answer.
    scene.markers = [marker for marker in scene.markers if marker.text != case.number]
    return case


def _partners(scene: Scene) -> dict[str, list[Any]]:
    """A unit and a neighbour registered with the first community, and the neighbour asked for help: its own staff's alone."""
    cast = with_units(scene.cast)
    cast.accounts["helper"] = account("帮手", 604)
    own = frozenset(cast.id_of(name) for name in ("community", "one", "two"))
    owners = frozenset({cast.accounts["helper"].pk})
    for text in ("青鸾手艺人", "青鸾请帮忙"):
        marker = Marker(text, "partners.find", cast.community.path, None, own, owners, narrow=True, shown=True)
        scene.markers.append(marker)
    here, member = unit(cast), at_home(cast, "helper", note="青鸾手艺人")
    asking = helper_ask(member, Need("青鸾请帮忙看看灯", "neighbour"), key="k", acting=standing_of(cast.grid_worker))
    return {"unit_id": [here.id], "member_id": [member.id], "asking_id": [asking.id]}


def _case_values(case: Case) -> dict[str, list[Any]]:
    file = case.attachments.get()
    ident = f"{case.community_id}-{case.id}"
    issue = Member.objects.filter(community_id=case.community_id, case_id=case.id).values_list("issue_id", flat=True)
    return {
        "community_id": [case.community_id],
        "case_id": [case.id],
        "number": [case.number],
        "attachment_id": [file.id],
        "file": [file.id],
        "case": [ident],
        "request_id": [ident],
        "issue_id": list(issue) or list(HotIssue.objects.filter(place=case.community_id).values_list("pk", flat=True)),
    }


# Nothing of the kind is here, and nobody is told more than that: other tests make them and try who may have them.
NOT_HERE = (
    "authority_id",
    "factor_id",
    "guardianship_id",
    "hook_id",
    "objection_id",
    "opening_id",
    "paper_id",
    "signed_in_id",
    "skill_id",
    "token_id",
    "upload_id",
)

# What is the same everywhere.
FIXED: dict[str, list[Any]] = {
    "size": ["full", "thumb"],
    "form": ["json", "xml", "svg"],
    "deed": ["note"],
    "kind": ["grids", "report_own"],
    "clock": ["accept_by", "resolve_by"],
    "urgency": ["ordinary"],
    "way": ["copy"],
    "name": list(LEDGERS),
}


def _place(scene: Scene, place: str, grid: str, number: int) -> dict[str, list[Any]]:
    """What a community has besides requests: drafts, an issue nobody has confirmed, nominations, rules, delegations, homes."""
    cast, division, team = scene.cast, scene.cast.places[place], scene.cast.grids[grid]
    word = ("青鸾", "朱雀", "白泽")[number]
    head = "community_director" if place == "community" else "other_community_director"
    acting = standing_of(cast.accounts[head])
    desk = cast.organisations[place]

    def mark(text: str, deed: str, grid_id: int | None = None, **more: Any) -> str:
        scene.markers.append(Marker(f"{word}{text}", deed, division.path, grid_id, **more))
        return f"{word}{text}"

    article = written(
        cast,
        head,
        place=place,
        owner=place,
        question=mark("草稿怎么办", "draft", organisations=frozenset({desk.pk}), shown=True),
    )
    issue = HotIssue.objects.create(place=division, grid=team, title=mark("热点未确认", "hot.add", team.pk, shown=True))
    leaders = cast.posts if place == "community" else {}
    whom = leaders.get("building_leader") or Post.objects.create(
        organisation=cast.organisations[grid],
        kind="building_leader",
        account=account(f"楼长{number}", 620 + number),
        public_name=f"楼长{number}",
        starts_at=MORNING - timedelta(days=9),
    )
    lent = delegation_make(
        "given",
        ("figures", "notices", "figures")[number],
        post=whom if number != 2 else None,
        kind="" if number != 2 else "mediator",
        place=division if number == 2 else None,
        ends_at=MORNING + timedelta(days=3),
        why=mark("借调原因", "admin", None, shown=True),
        acting=acting,
    )
    term_lengthen(division, "case", 20, mark("保存理由", "admin"), acting=acting)
    hood = Neighbourhood.objects.create(kind="area", name=f"{word}片", community=division, grid=team)
    named = nomination_make(
        cast.accounts["neighbour"],
        hood,
        name=mark("被提名人", "admin", team.pk, owners=frozenset({cast.neighbour.pk})),
        phone=f"1393000000{number}",
        why=mark("提名理由", "admin", team.pk, owners=frozenset({cast.neighbour.pk})),
        by_self=False,
    )
    scene.markers.append(Marker(f"1393000000{number}", "admin", division.path, team.pk))
    who = ("neighbour", "far_resident", "resident")[number]
    home = home_claim(cast.accounts[who], cast.entrances[grid], door=f"68{number}17", relation="owner")
    own = frozenset({cast.accounts[who].pk})
    scene.markers.append(
        Marker(f"68{number}17", "homes.confirm", division.path, team.pk, owners=own, shown=number != 1)
    )
    resource = Resource.objects.create(
        community=division,
        grid=team,
        kind=next(iter(RESOURCE_KINDS)),
        name=mark("会议室", "ledger", team.pk, shown=True),
        contact=mark("联系人", "ledger", team.pk),
        agreed=True,
    )
    vote = Vote.objects.create(
        community=division,
        neighbourhood=hood,
        kind="area_leader",
        opened_at=MORNING,
        ends_at=MORNING + timedelta(days=3),
        turnout=50,
        majority=50,
        entitled=10,
    )
    training = training_make(
        division,
        title=mark("培训", "admin", owners=frozenset({whom.account_id}), shown=True),
        where="二楼",
        starts_at=MORNING + timedelta(days=2),
        ends_at=MORNING + timedelta(days=2, hours=2),
        kinds=["building_leader"],
        acting=acting,
    )
    day, _made = CalendarDay.objects.get_or_create(place=division, date=MORNING.date(), defaults={"working": False})
    category = Category.objects.create(code=f"walk-{number}", name=f"走查类别{number}")
    duty = Responsibility.objects.create(category=category, place=division, organisation=desk)
    notice = Notice.objects.create(place=division, title="停水通知", author=cast.accounts[head], signed=desk.name)
    door = cast.doors[grid]
    scene.markers.append(Marker(door.token, "places", division.path))
    return {
        "code": [division.code],
        "entrance_id": [door.entrance_id],
        "token": [door.token],
        "organisation_id": [cast.organisations["property"].pk if number == 0 else cast.organisations[grid].pk],
        "post_id": [whom.pk],
        "grid_id": [team.pk],
        "article_id": [article.pk],
        "issue_id": [issue.pk],
        "delegation_id": [lent.pk],
        "nomination_id": [named.pk],
        "home_id": [home.id],
        "vote_id": [vote.id],
        "training_id": [training.id],
        "resource_id": [resource.id],
        "day_id": [day.pk],
        "responsibility_id": [duty.pk],
        "notice_id": [notice.pk],
        **{name: [1] for name in NOT_HERE},
    }
