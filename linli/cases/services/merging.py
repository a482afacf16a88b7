"""Merging several cases into one in one deed: all of them, or none and the reason (R3)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.acting import Acting
from linli.cases.models import Case
from linli.cases.services.deeds import case_act
from linli.core.errors import LinliError, Refused


@transaction.atomic
def cases_merge(target: Case, sources: Sequence[Case], *, why: str, acting: Acting, key: str) -> None:
    """Merge `sources` into `target`: each is the table's deed "merge", so that every reporter moves along and is told.

    Args:
        key: idempotency key of the form; sent again it merges nothing twice.

    Raises:
        Refused: one of them may not be merged, or not now; then none is.
    """
    for source in sources:
        carried = {"target_id": target.id, "why": why}
        try:
            case_act(source.community_id, source.id, "merge", acting=acting, carried=carried, key=f"{key}/{source.id}")
        except LinliError as error:
            raise Refused(_("%(number)s 没有并案：%(why)s") % {"number": source.number, "why": error.message}) from None
