"""The words of the knowledge room: names of fields, faults, and an article as it goes into an answer."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.knowledge.domain.content import MOST
from linli.knowledge.models import State, Version

FIELDS = {
    "question": gettext_lazy("问题"),
    "answer": gettext_lazy("答复"),
    "documents": gettext_lazy("所需材料"),
    "phone": gettext_lazy("电话"),
    "source": gettext_lazy("出处"),
    "source_url": gettext_lazy("出处网址"),
    "place_id": gettext_lazy("适用范围"),
    "category_id": gettext_lazy("类别"),
    "owner_id": gettext_lazy("负责单位"),
    "keeper_id": gettext_lazy("负责岗位"),
    "valid_from": gettext_lazy("适用起始日"),
    "valid_to": gettext_lazy("适用截止日"),
    "review_on": gettext_lazy("复核日期"),
    "note": gettext_lazy("改动说明"),
}

BOXES = {
    "": gettext_lazy("全部"),
    "review": gettext_lazy("该复核"),
    "over": gettext_lazy("已过期"),
    **{str(state): state.label for state in State},
}
"""The boxes of staff's list, by the names of `selectors.counts_by_box`."""


def faults_words(faults: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what is wrong with a content by field, for people."""
    return {name: _fault(name, code) for name, code in faults}


def _fault(name: str, code: str) -> str:
    words = {
        "missing": _("请填写“%(field)s”。"),
        "long": _("“%(field)s”最多 %(most)s 个字，请精简。"),
        "web": _("“%(field)s”要以 http:// 或 https:// 开头。"),
        "order": _("“%(field)s”早于起始日，请检查。"),
    }[code]
    return words % {"field": FIELDS[name], "most": MOST.get(name, 0)}


def answer_of(version: Version) -> str:
    """Return an article as one complete answer (R5): what to do, documents needed, whom to call. Its source stands apart.

    It goes to a resident, so it is in the installation's language whatever the writer's.
    """
    with translation.override(settings.LANGUAGE_CODE):
        parts = [version.answer]
        if version.documents:
            lines = (f"{number}. {line}" for number, line in enumerate(version.documents.splitlines(), start=1))
            parts.append("\n".join([_("需要的材料："), *lines]))
        if version.phone:
            parts.append(_("咨询电话：%(phone)s") % {"phone": version.phone})
    return "\n\n".join(parts)
