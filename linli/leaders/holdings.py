"""What this room keeps of one person: whether their home is on the roll of a vote and has voted; never what was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from linli.leaders.models import Attendance, Vote, Way
from linli.leaders.selectors.roll import household_of, roll_of
from linli.leaders.services import rolls_expire, voters_leave
from linli.people.models import Account
from linli.privacy.holdings import SWEEPERS, Holding, register

MOST = 100


def _votes(account: Account) -> Iterable[Sequence[Any]]:
    home, household_id = household_of(account)
    if home is None or household_id is None:
        return
    for vote in Vote.objects.filter(community=home.community_id).select_related("neighbourhood")[:MOST]:
        line = roll_of(vote, household_id)
        if line is not None:
            yield vote.opened_at, vote.neighbourhood.name, vote.get_kind_display(), Way(line.way).label


def _trainings(account: Account) -> Iterable[Sequence[Any]]:
    rows = Attendance.objects.filter(post__account=account).select_related("training", "post__organisation")
    for row in rows.order_by("training__starts_at"):
        office = f"{row.post.organisation.name} {row.post.get_kind_display()}"
        yield row.training.starts_at, row.training.title, office, row.attended_at, row.get_proof_display()


def holdings_register() -> None:
    """Register it, and what takes old rolls away."""
    columns = (
        gettext_lazy("时间"),
        gettext_lazy("片组邻"),
        gettext_lazy("岗位"),
        gettext_lazy("我家投票了吗"),
    )
    register(Holding("votes", gettext_lazy("邻居投票"), columns, _votes, leave=voters_leave))
    sessions = (
        gettext_lazy("时间"),
        gettext_lazy("讲什么"),
        gettext_lazy("岗位"),
        gettext_lazy("何时到场"),
        gettext_lazy("凭什么知道"),
    )
    register(Holding("training", gettext_lazy("培训"), sessions, _trainings))
    SWEEPERS["rolls"] = rolls_expire
