"""What is held about people: one registry of fields, with purpose, legal basis, readers and term (PIPL art. 17, 19, 28).

Each room says in its `personal_data.py` what its tables hold; the privacy room reads those modules at start. A field that
holds personal data and is not here fails a test, `docs/privacy.md` is written from here, the key rotation, the retention
and the resident's own page go by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Basis(StrEnum):
    """Why the data may be processed at all: the items of PIPL art. 13, paragraph 1."""

    CONSENT = "13(1)"
    CONTRACT = "13(2)"
    DUTY = "13(3)"
    OTHER_LAW = "13(7)"


class Reader(StrEnum):
    """Who may read it in the clear."""

    SELF = "self"
    HANDLING = "handling"
    TERRITORY = "territory"
    ABOVE = "above"
    HEADS = "heads"
    PARTNERS = "partners"
    PUBLIC = "public"
    NOBODY = "nobody"


class After(StrEnum):
    """What happens when its time is past."""

    DELETED = "deleted"
    ANONYMISED = "anonymised"
    KEPT = "kept"


BASES: dict[Basis, Any] = {
    Basis.CONSENT: _("本人同意"),
    Basis.CONTRACT: _("履行与本人的约定"),
    Basis.DUTY: _("履行法定职责"),
    Basis.OTHER_LAW: _("法律规定的其他情形"),
}
READERS: dict[Reader, Any] = {
    Reader.SELF: _("本人"),
    Reader.HANDLING: _("正在办理此事的单位；号码、姓名和门牌要说明理由"),
    Reader.TERRITORY: _("所在网格和社区的工作人员"),
    Reader.ABOVE: _("负责督办的上级"),
    Reader.HEADS: _("本辖区的书记、主任"),
    Reader.PARTNERS: _("报到的社区的工作人员和本单位党组织；姓名和号码要说明理由"),
    Reader.PUBLIC: _("所有人（公示）"),
    Reader.NOBODY: _("没有人：只存摘要或只供程序使用"),
}
AFTERWARDS: dict[After, Any] = {
    After.DELETED: _("到期删除"),
    After.ANONYMISED: _("去掉能认出人的内容，只留统计"),
    After.KEPT: _("保留"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What one or several fields of a table hold about somebody.

    Args:
        model: label of the table ("people.Account").
        fields: names of the fields that hold it.
        what: in words that the person reads.
        purpose: what it is needed for (art. 6: no more than that).
        basis: the item of art. 13.
        readers: who may read it in the clear.
        term: name in `linli.privacy.domain.terms.TERMS`, which says for how long (art. 19).
        after: what happens then.
        sensitive: whether art. 28 counts it as sensitive, or it may be by what people write.
        index: the blind index of the sealed field it is named after, made anew with it when keys are rotated.
    """

    model: str
    fields: tuple[str, ...]
    what: Any
    purpose: Any
    basis: Basis
    readers: tuple[Reader, ...]
    term: str
    after: After
    sensitive: bool = False
    index: str = ""


HELD: list[Held] = []


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a library keeps sealed by our keys inside a column of its own: a rotation and the state of keys ask for it.

    Args:
        name: "app.Model.field", as people know it.
        values: yields the sealed values.
        reseal: called with the number of a data key; seals what stands under another anew and returns how much that was.
    """

    name: str
    values: Callable[[], Iterable[bytes]]
    reseal: Callable[[int], int]


HIDDEN: list[Hidden] = []
NOT_PERSONAL: dict[str, str] = {}
"""Fields that look personal by name or kind and were reviewed: "app.Model.field" → why they are not."""


def register(*entries: Held) -> None:
    """Add what a room holds.

    Raises:
        ValueError: a field is registered twice.
    """
    known = {(entry.model, name) for entry in HELD for name in entry.fields}
    for entry in entries:
        for name in entry.fields:
            if (entry.model, name) in known:
                raise ValueError(f"{entry.model}.{name} is registered twice as personal data")
            known.add((entry.model, name))
        HELD.append(entry)


def reviewed(model: str, fields: Iterable[str], why: str) -> None:
    """Say that fields which look personal are not, and why."""
    for name in fields:
        NOT_PERSONAL[f"{model}.{name}"] = why


def held_fields() -> dict[str, Held]:
    """Return "app.Model.field" → its entry."""
    return {f"{entry.model}.{name}": entry for entry in HELD for name in entry.fields}
