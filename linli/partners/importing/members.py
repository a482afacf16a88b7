"""Lists of members who have registered on paper, each with the day of the separate consent (PIPL art. 29); without it no row is taken.

Whoever is brought in hears of it when they sign in, and may change, pause or withdraw; what they said themselves goes before
the list, and whoever has withdrawn is not brought back by an older paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from linli.core import clock, personal
from linli.core.chunks import chunks
from linli.core.writing import gathered
from linli.partners.domain.offers import MOST_ASKS, MOST_HOURS, PURPOSES, TIMES, USUAL_ASKS, bits_of
from linli.partners.importing.units import SKILLS, Skills
from linli.partners.models import MemberRegistration, Offered, Purpose, Side, State, Time, UnitRegistration
from linli.partners.selectors.registered import runs
from linli.partners.services.members import CONSENT
from linli.partners.services.telling import account_tell
from linli.people.domain import Right, Standing
from linli.people.models import Account
from linli.people.policies import territory_hat
from linli.people.services.accounts import accounts_get_or_create
from linli.places.importing.columns import Column, count, day, names, one_of, text
from linli.places.importing.kinds.base import COMMUNITY, Importer
from linli.places.importing.results import CellFault
from linli.places.importing.scope import Scope
from linli.places.importing.sheets import SheetRow
from linli.places.models import Division
from linli.places.records import Tally
from linli.privacy.models import Choice

CHUNK = 500
_BROUGHT_IN = gettext_noop("社区按您书面同意的报到，已在这里建好，可以查看、修改、暂停或撤回。")


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member as the row says it."""

    community: Division
    side: Side
    phone: str
    name: str
    unit_id: int | None
    grid_id: int | None
    columns: tuple[tuple[str, Any], ...]
    skills: tuple[int, ...]
    agreed_on: date


class MemberImporter(Importer):
    """Members, each with a community of the home or of the workplace."""

    key = "members"
    title = gettext_lazy("报到党员")
    columns = (
        Column("name", gettext_lazy("姓名"), text(30), ("党员姓名",), required=True, example="王建国"),
        Column("phone", gettext_lazy("手机号码"), text(20), ("手机", "手机号", "电话", "联系电话"), required=True),
        Column(
            "side",
            gettext_lazy("报到方式"),
            one_of(Side.choices),
            ("报到类型", "居住地或工作地"),
            required=True,
            choices=tuple(str(label) for label in Side.labels),
            note=gettext_lazy("一个人两处都报到的，写两行"),
            example="工作地",
        ),
        Column(
            "unit",
            gettext_lazy("单位党组织"),
            text(80),
            ("党支部", "所在党支部", "党组织名称"),
            note=gettext_lazy("工作地报到必填，须已报到"),
            example="青山区第一医院党支部",
        ),
        Column("grid", gettext_lazy("网格"), text(40), ("所在网格",), note=gettext_lazy("居住地报到可填")),
        SKILLS,
        Column(
            "times",
            gettext_lazy("什么时候有空"),
            names(20),
            ("服务时间",),
            note=gettext_lazy("工作日白天、工作日晚上、周末和节假日，用顿号分开"),
        ),
        Column("hours", gettext_lazy("每月小时"), count(MOST_HOURS), ("每月小时数", "服务时长")),
        Column(
            "purposes",
            gettext_lazy("可以为什么事找"),
            names(20),
            ("服务意愿",),
            note=gettext_lazy("用顿号分开，不填就不会被找到：帮有困难的邻居、社区活动和志愿服务、应急处置……"),
        ),
        Column("asks", gettext_lazy("三十天内最多几次"), count(MOST_ASKS), (), example="2"),
        Column(
            "agreed",
            gettext_lazy("本人单独同意的日期"),
            day,
            ("同意日期", "书面同意日期"),
            required=True,
            note=gettext_lazy("党员身份是敏感个人信息，没有本人书面的单独同意不能录入（个人信息保护法第二十九条）"),
            example="2026-05-13",
        ),
        COMMUNITY,
    )

    def __init__(self, scope: Scope, *, acting: Standing | None = None) -> None:
        super().__init__(scope)
        self.acting, self._skills = acting, Skills()
        self._units: dict[int, dict[str, int]] = {}
        self._rows: dict[Any, tuple[SheetRow, MemberRow]] = {}
        self._accounts: dict[str, Account] = {}
        self._codes = {
            "times": {str(label): code for code, label in Time.choices},
            "purposes": {str(label): code for code, label in Purpose.choices},
        }

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Take a member's row."""
        community = self.scope.of(values.get("community") or "")
        phone, side = personal.normal_phone(values["phone"]), Side(values["side"])
        if not personal.is_mobile(phone):
            raise CellFault(_("不是手机号码。"), _("请输入11位手机号码。"), "phone")
        if values["agreed"] > clock.today():
            raise CellFault(_("日期在今天以后。"), _("请填写本人签字的日期。"), "agreed")
        columns = {
            "hours": values.get("hours") or 0,
            "times": bits_of(self._coded("times", values), TIMES),
            "purposes": bits_of(self._coded("purposes", values), PURPOSES),
            "asks": values.get("asks") or USUAL_ASKS,
        }
        record = MemberRow(
            community=community,
            side=side,
            phone=phone,
            name=values["name"],
            unit_id=self._unit(community, values.get("unit") or "") if side == Side.WORK else None,
            grid_id=self._grid(community, values.get("grid") or "") if side == Side.HOME else None,
            columns=tuple(columns.items()),
            skills=self._skills.of(community, values.get("skills") or ()),
            agreed_on=values["agreed"],
        )
        key = (community.pk, phone, side)
        self.once(key, row, record)
        self._rows.setdefault(key, (row, record))

    def _coded(self, column: str, values: dict[str, Any]) -> list[str]:
        known, found = self._codes[column], []
        for word in values.get(column) or ():
            if word not in known:
                remedy = _("请填写其中之一：%(choices)s。") % {"choices": "、".join(known)}
                raise CellFault(_("没有这一项。"), remedy, column)
            found.append(known[word])
        return found

    def _unit(self, community: Division, name: str) -> int:
        if community.pk not in self._units:
            running = UnitRegistration.objects.filter(runs(), community=community).select_related("organisation")
            self._units[community.pk] = {one.organisation.name: one.id for one in running}
        found = self._units[community.pk].get(name)
        if found is None:
            raise CellFault(_("这个单位没有在本社区报到，或已到期。"), _("请先导入单位党组织，或更正名称。"), "unit")
        return found

    def _grid(self, community: Division, name: str) -> int | None:
        if not name:
            return None
        found = self.scope.grids[community.pk].get(name)
        if found is None:
            raise CellFault(_("本社区没有这个网格。"), _("请更正名称，或留空。"), "grid")
        return int(found.pk)

    def late(self) -> Iterator[tuple[SheetRow, CellFault]]:
        """Yield whoever has taken the consent back since the day on the paper."""
        self._accounts = _known({record.phone for _row, record in self._rows.values()})
        withdrawn = _withdrawn(account.pk for account in self._accounts.values())
        for key, (row, record) in list(self._rows.items()):
            account = self._accounts.get(record.phone)
            back = withdrawn.get(account.pk) if account else None
            if back is not None and record.agreed_on <= timezone.localdate(back):
                del self._rows[key]
                words, remedy = _("本人已撤回同意。"), _("没有新的书面同意，不能再录入。")
                yield row, CellFault(words, remedy, "agreed")

    def write(self) -> Tally:
        """Write accounts, registrations, what is offered, consents, and tell everybody who is new."""
        rows = [record for _row, record in self._rows.values()]
        self._people(rows)
        tally = Tally()
        new: list[MemberRegistration] = []
        skills: list[Offered] = []
        told: dict[int, tuple[Account, MemberRow]] = {}
        for some in chunks(rows, CHUNK):
            there, offered = self._there(some)
            for record in some:
                account = self._accounts[record.phone]
                row = there.get((record.community.pk, account.pk, record.side))
                if row is None:
                    row = self._made(record, account)
                    new.append(row)
                    tally.created += 1
                    told.setdefault(account.pk, (account, record))
                elif row.own_words_at is not None or not self._changed(row, record, offered):
                    tally.unchanged += 1
                    continue
                else:
                    row.save()
                    tally.updated += 1
                    Offered.objects.filter(community=record.community, member_id=row.id).delete()
                skills += [Offered(community=record.community, member_id=row.id, skill_id=pk) for pk in record.skills]
        MemberRegistration.objects.bulk_create(new, batch_size=CHUNK)
        Offered.objects.bulk_create(skills, batch_size=1000)
        self._consented(told.values())
        return tally

    def _people(self, rows: list[MemberRow]) -> None:
        """Make the accounts there are not. Of somebody with two rows the first one's name counts."""
        names = {row.phone: row.name for row in reversed(rows)}
        for some in chunks(sorted(names), CHUNK):
            accounts_get_or_create({phone: names[phone] for phone in some})
        self._accounts = _known(names)

    def _there(self, some: list[MemberRow]) -> tuple[dict[Any, MemberRegistration], dict[Any, set[int]]]:
        communities = {record.community.pk for record in some}
        accounts = [self._accounts[record.phone].pk for record in some]
        rows = MemberRegistration.objects.filter(community__in=communities, account__in=accounts)
        there = {(row.community_id, row.account_id, row.side): row for row in rows}
        offered: dict[Any, set[int]] = {}
        ids = [row.id for row in there.values()]
        for one in Offered.objects.filter(community__in=communities, member_id__in=ids) if ids else ():
            offered.setdefault((one.community_id, one.member_id), set()).add(one.skill_id)
        return there, offered

    def _made(self, record: MemberRow, account: Account) -> MemberRegistration:
        hat = territory_hat(self.acting, Right.ADMIN, record.community) if self.acting else None
        return MemberRegistration(
            community=record.community,
            account=account,
            side=record.side,
            unit_id=record.unit_id,
            grid_id=record.grid_id,
            state=State.CONFIRMED,
            agreed_at=clock.midnight(record.agreed_on),
            on_paper=True,
            registered_at=clock.now(),
            decided_at=clock.now(),
            decided_by_id=hat.post_id if hat else None,
            **dict(record.columns),
        )

    @staticmethod
    def _changed(row: MemberRegistration, record: MemberRow, offered: dict[Any, set[int]]) -> bool:
        wanted = {**dict(record.columns), "unit_id": record.unit_id, "grid_id": record.grid_id}
        differing = [name for name, value in wanted.items() if getattr(row, name) != value]
        for name in differing:
            setattr(row, name, wanted[name])
        return bool(differing) or offered.get((row.community_id, row.id), set()) != set(record.skills)

    def _consented(self, told: Iterable[tuple[Account, MemberRow]]) -> None:
        people = list(told)
        Choice.objects.bulk_create(
            (
                Choice(account=account, purpose=CONSENT, agreed=True, at=clock.midnight(record.agreed_on))
                for account, record in people
            ),
            batch_size=CHUNK,
        )
        link = reverse("partners:mine")
        with gathered():
            for account, record in people:
                account_tell(account, record.community.pk, _BROUGHT_IN, link)


def _known(phones: Iterable[str]) -> dict[str, Account]:
    """Return the accounts of numbers, found by their blind index."""
    found: dict[str, Account] = {}
    for some in chunks(sorted(phones), CHUNK):
        by_index = {index: phone for phone in some for index in personal.blind_any(phone)}
        for account in Account.objects.filter(phone_index__in=list(by_index)):
            found[by_index[bytes(account.phone_index or b"")]] = account
    return found


def _withdrawn(accounts: Iterable[int]) -> dict[int, datetime]:
    """Return when each of those who have taken the consent back last did."""
    found: dict[int, datetime] = {}
    for some in chunks(accounts, CHUNK):
        rows = Choice.objects.filter(account__in=some, purpose=CONSENT).order_by("at", "id")
        latest = {account_id: (agreed, at) for account_id, agreed, at in rows.values_list("account", "agreed", "at")}
        found |= {account_id: at for account_id, (agreed, at) in latest.items() if not agreed}
    return found
