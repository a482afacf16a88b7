"""Lists of units with their branches, as a street keeps them: each registered with its community, confirmed by whoever brings it in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.core import clock
from linli.partners.models import Offered, State, UnitRegistration
from linli.partners.policies import BRANCH_KIND
from linli.partners.selectors.skills import skills_in
from linli.partners.services.units import LONGEST
from linli.people.domain import Right, Standing
from linli.people.models import Organisation
from linli.people.policies import territory_hat
from linli.people.services.naming import organisations_name
from linli.places.importing.columns import Column, count, day, names, text
from linli.places.importing.kinds.base import COMMUNITY, Importer
from linli.places.importing.results import CellFault
from linli.places.importing.scope import Scope
from linli.places.importing.sheets import SheetRow
from linli.places.models import Division, Level
from linli.places.records import Tally

SKILLS = Column(
    "skills",
    gettext_lazy("技能"),
    names(20),
    ("技能种类", "特长", "能提供的服务", "资源种类"),
    note=gettext_lazy("用顿号分开，写“技能种类”页里的名称"),
    example="水电维修、法律咨询",
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit as its row says it."""

    community: Division
    name: str
    general: str
    members: int
    resources: str
    contact: str
    phone: str
    until: date
    skills: tuple[int, ...]


class Skills:
    """The kinds of skill of each community by name, read once."""

    def __init__(self) -> None:
        self._kept: dict[int, dict[str, int]] = {}

    def of(self, community: Division, named: Iterable[str]) -> tuple[int, ...]:
        """Return the ids of what a row names.

        Raises:
            CellFault: a name that is none.
        """
        if community.pk not in self._kept:
            self._kept[community.pk] = {skill.name: skill.pk for skill in skills_in(community)}
        known = self._kept[community.pk]
        if unknown := [name for name in named if name not in known]:
            words = _("没有“%(name)s”这种技能。") % {"name": unknown[0]}
            raise CellFault(words, _("可以填：%(known)s。") % {"known": "、".join(known)[:300]}, "skills")
        return tuple(sorted(known[name] for name in named))


class UnitImporter(Importer):
    """Units' branches, each with the community where the unit works."""

    key = "units"
    title = gettext_lazy("单位党组织")
    columns = (
        Column(
            "name",
            gettext_lazy("党组织名称"),
            text(80),
            ("单位党组织", "党支部", "支部名称", "名称"),
            required=True,
            example="青山区第一医院党支部",
        ),
        Column(
            "general",
            gettext_lazy("上级党总支"),
            text(80),
            ("党总支", "上级党组织", "所属党总支"),
            note=gettext_lazy("没有的自动建立"),
            example="青山区卫生健康系统党总支",
        ),
        Column("members", gettext_lazy("党员人数"), count(100_000), ("党员数", "人数"), example="83"),
        Column("resources", gettext_lazy("能提供什么"), text(500), ("资源", "共建资源"), example="会议室周末开放"),
        SKILLS,
        Column("contact", gettext_lazy("联系人"), text(40), ("联络员", "负责人")),
        Column("phone", gettext_lazy("办公电话"), text(30), ("电话", "联系电话")),
        Column(
            "until",
            gettext_lazy("有效期至"),
            day,
            ("到期日", "报到有效期至"),
            note=gettext_lazy("不填为一年"),
            example="2027-12-31",
        ),
        COMMUNITY,
    )

    def __init__(self, scope: Scope, *, acting: Standing | None = None) -> None:
        super().__init__(scope)
        self.acting, self._skills = acting, Skills()

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Take a unit."""
        community = self.scope.of(values.get("community") or "")
        until = values.get("until") or clock.today() + timedelta(days=365)
        if not clock.today() <= until <= clock.today() + LONGEST:
            raise CellFault(_("有效期已过，或超过三年。"), _("请填写今天以后、三年以内的日期。"), "until")
        record = UnitRow(
            community=community,
            name=values["name"],
            general=values.get("general") or "",
            members=values.get("members") or 0,
            resources=values.get("resources") or "",
            contact=values.get("contact") or "",
            phone=values.get("phone") or "",
            until=until,
            skills=self._skills.of(community, values.get("skills") or ()),
        )
        if record.general == record.name:
            raise CellFault(_("上级党总支不能是它自己。"), _("请核对，或留空。"), "general")
        self.once((community.pk, record.name), row, record)

    def write(self) -> Tally:
        """Write organisations, registrations, what they offer."""
        rows: list[UnitRow] = self.records
        known = self._organisations(rows)
        tally = Tally()
        communities = {row.community.pk for row in rows}
        there = {
            (one.community_id, one.organisation_id): one
            for one in UnitRegistration.objects.filter(community__in=communities)
        }
        offered: dict[tuple[int, int], set[int]] = {}
        for skill in Offered.objects.filter(community__in=communities, unit_id__isnull=False):
            offered.setdefault((skill.community_id, skill.unit_id or 0), set()).add(skill.skill_id)
        new: list[UnitRegistration] = []
        skills: list[Offered] = []
        for row in rows:
            organisation = known[row.community.pk, row.name]
            one = there.get((row.community.pk, organisation.pk))
            made = one or UnitRegistration(community=row.community, organisation=organisation)
            has = offered.get((row.community.pk, made.id), set())
            changed = self._fill(made, row)
            if one is None:
                new.append(made)
                tally.created += 1
            elif changed or has != set(row.skills):
                made.save()
                tally.updated += 1
            else:
                tally.unchanged += 1
            if gone := has - set(row.skills):
                Offered.objects.filter(community=row.community, unit_id=made.id, skill__in=gone).delete()
            skills += [
                Offered(community=row.community, unit_id=made.id, skill_id=pk) for pk in sorted(set(row.skills) - has)
            ]
        UnitRegistration.objects.bulk_create(new, batch_size=500)
        Offered.objects.bulk_create(skills, batch_size=1000)
        return tally

    def _fill(self, made: UnitRegistration, row: UnitRow) -> bool:
        wanted = {
            "members": row.members,
            "resources": row.resources,
            "contact": row.contact,
            "phone": row.phone,
            "until": row.until,
            "state": State.CONFIRMED,
        }
        if made.state == State.CONFIRMED and made.until is not None and made.until > row.until:
            wanted["until"] = made.until  # a renewal since goes before an older list
        changed = [name for name, value in wanted.items() if getattr(made, name) != value]
        for name in changed:
            setattr(made, name, wanted[name])
        if changed:
            hat = territory_hat(self.acting, Right.ADMIN, row.community) if self.acting else None
            made.asks_until, made.decided_at = None, clock.now()
            made.decided_by_id = hat.post_id if hat else None
        return bool(changed)

    def _organisations(self, rows: list[UnitRow]) -> dict[tuple[int, str], Organisation]:
        """Return the organisation of each (community, name), made where there is none; those above first."""
        paths = {code for row in rows for code in row.community.path.split("/") if code}
        there = Organisation.objects.filter(kind=BRANCH_KIND, active=True, place__code__in=paths)
        known: dict[tuple[int, str], Organisation] = {}
        wide: dict[str, Organisation] = {}
        for one in there.select_related("place").defer("place__outline").order_by("-level", "id"):
            known[one.place_id, one.name] = one
            wide.setdefault(one.name, one)
        made: list[Organisation] = []

        def of(community: Division, name: str, above: Organisation | None) -> Organisation:
            one = known.get((community.pk, name)) or self._above(wide.get(name), community)
            if one is None:
                one = Organisation.objects.create(
                    kind=BRANCH_KIND, name=name, level=Level.COMMUNITY, place=community, parent=above
                )
                made.append(one)
            elif above is not None and one.parent_id != above.pk:
                one.parent = above
                one.save(update_fields=["parent"])
            known[community.pk, name] = one
            return one

        for row in rows:
            above = None
            if row.general:
                above = wide.get(row.general) or of(row.community, row.general, None)
                wide.setdefault(row.general, above)
            of(row.community, row.name, above)
        organisations_name(made)
        return known

    @staticmethod
    def _above(one: Organisation | None, community: Division) -> Organisation | None:
        """A unit of the street or the district is the same unit in each community below it."""
        fits = one is not None and one.place_id != community.pk and community.path.startswith(one.place.path)
        return one if fits else None
