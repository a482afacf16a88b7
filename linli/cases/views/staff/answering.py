"""What an answer leaves open, shown while it is written (R7): a reminder to whoever writes, kept nowhere, stopping nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.cases import selectors
from linli.cases.domain.table import DEEDS
from linli.cases.models import Case
from linli.cases.views.staff import sheet
from linli.cases.views.staff.articles import ANSWERING
from linli.core.access import access
from linli.core.errors import Missing
from linli.text.answers import said_of

_WORDS: Mapping[str, tuple[Promise, Promise]] = {
    "subject": (gettext_lazy("说到所问的事"), gettext_lazy("居民问的是什么，先用他的话说一句。")),
    "actor": (gettext_lazy("谁办的"), gettext_lazy("写明哪个单位、哪个岗位去办的。")),
    "done": (gettext_lazy("办了什么，或为什么办不了"), gettext_lazy("办到哪一步、结果怎样；办不了的，说明原因。")),
    "when": (gettext_lazy("什么时候"), gettext_lazy("哪天办的，或什么时候能办好。")),
    "phone": (gettext_lazy("还有问题找谁"), gettext_lazy("留一个能打通的电话。")),
    "basis": (gettext_lazy("依据什么"), gettext_lazy("有政策、规定或合同的，写出名称。")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: what a resident asks, the words that answer it, what to write where there are none."""

    name: Promise
    words: str
    hint: Promise


def lines_of(case: Case, typed: Mapping[str, str]) -> list[Line]:
    """Return the lines for an answer as it is typed so far, those that are open first."""
    said = said_of(case.title, case.body, typed.get("answer", ""), typed.get("basis", ""))
    lines = [Line(_WORDS[one.item][0], one.words, _WORDS[one.item][1]) for one in said]
    return sorted(lines, key=lambda line: bool(line.words))


@access("staff")
def answer_check(request: HttpRequest, community_id: int, case_id: int, deed: str) -> HttpResponse:
    """The list as a fragment, for whoever may do the deed now."""
    standing = request.standing  # type: ignore[attr-defined]
    case = selectors.case_for_staff(standing, community_id, case_id)
    if deed not in ANSWERING or DEEDS[deed] not in selectors.deeds_offered(case, sheet.acting_of(standing)):
        raise Missing(_("没有这个操作。"))
    return render(request, "cases/staff/_answer_lines.html", {"lines": lines_of(case, request.POST)})
