"""The demo's cast by role: who there is, and what each of them does, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.core.errors import Missing
from linli.people.models import Account, OrganisationKind, Post, PostKind

MOST = 4  # people of each role are enough to choose from …
MOST_CALLED = 20  # … but of those who are called on by name, every department should be there

# (organisation's kind, post's kind) → what they do; "" stands for any.
SENTENCES = {
    ("grid", "grid_worker"): gettext_noop("一个网格的负责人：先接到居民的诉求，能当场办的当场办，办不了的上报。"),
    ("grid", "building_leader"): gettext_noop("住在楼里的热心人：替不方便的邻居报事。"),
    ("grid", ""): gettext_noop("网格里的骨干：入户走访，替居民报事。"),
    ("community", "secretary"): gettext_noop("社区的带头人：看全社区的诉求和数据，安排岗位和规则。"),
    ("community", "director"): gettext_noop("社区居委会主任：看全社区的诉求和数据，安排岗位和规则。"),
    ("community", ""): gettext_noop("社区工作人员：接网格报上来的事，派单、协调、代报。"),
    ("street", ""): gettext_noop("街道：网格和社区办不了的事到这里，可以“吹哨”请部门到场。"),
    ("district", ""): gettext_noop("区级中心：协调跨街道的难题，督办超期的诉求。"),
    ("city", ""): gettext_noop("市级热线：最高一级，超期未办的诉求最后到这里。"),
    ("department", ""): gettext_noop("职能部门的联络人：听到哨声就到场，办结后反馈；不归自己管的可以提出异议。"),
    ("party_unit", ""): gettext_noop("单位党组织：替单位向社区报到，确认本单位的党员，答复社区请帮的忙。"),
    ("property", ""): gettext_noop("物业公司：小区里派来的维修和管理由它办理。"),
    ("", ""): gettext_noop("接到派来的事项，办理并反馈。"),
}


@dataclass(frozen=True, slots=True)
class Role:
    """One role with the people to choose from: (account id, name, where)."""

    title: str
    sentence: str
    people: list[tuple[int, str, str]]


def demo_cast() -> list[Role]:
    """Return residents first, a child, then each kind of post from the grid up; three queries."""
    posts = (
        Post.objects.current()
        .filter(account__is_active=True, deputy_for=None, organisation__active=True, neighbourhood=None)
        .select_related("organisation")
        .order_by("organisation__level", "organisation__kind", "kind", "id")
    )
    groups: dict[tuple[str, str], list[tuple[int, str, str]]] = {}
    for post in posts:
        people = groups.setdefault((post.organisation.kind, post.kind), [])
        if len(people) < (MOST_CALLED if post.organisation.kind == OrganisationKind.DEPARTMENT else MOST):
            people.append((post.account_id, post.public_name, post.organisation.name))
    unposted = Account.objects.filter(is_active=True, posts=None).order_by("id")
    residents = unposted.filter(child_until=None)[:MOST]
    children = unposted.exclude(child_until=None)[:1]
    cast = [
        Role(
            _("居民"),
            _("扫门牌码报事，看办到哪一步，由自己评价解决了没有。"),
            [(account.pk, account.name or _("居民"), "") for account in residents],
        ),
        Role(
            _("未满14周岁的孩子"),
            _("家长同意后自己报事、看进展；别的事等满14周岁。家长是第一位居民。"),
            [(account.pk, account.name or _("孩子"), "") for account in children],
        ),
    ]
    organisations, kinds = dict(OrganisationKind.choices), dict(PostKind.choices)
    for (organisation, kind), people in groups.items():
        title = _("%(organisation)s · %(post)s") % {"organisation": organisations[organisation], "post": kinds[kind]}
        found = SENTENCES.get((organisation, kind)) or SENTENCES.get((organisation, "")) or SENTENCES["", ""]
        cast.append(Role(title, _(found), people))
    return cast


def demo_member(account_id: str) -> Account:
    """Return a person of the cast, by the id that the page carries.

    Raises:
        Missing: nobody on the page has that id.
    """
    shown = {str(person[0]) for role in demo_cast() for person in role.people}
    if account_id not in shown:
        raise Missing(_("名单里没有这个人，请回到上一页重新选择。"))
    return Account.objects.get(pk=int(account_id))
