"""Who acts, as services are told it by pages, the shell and the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from linli.cases.domain.facts import Actor, Part
from linli.cases.models import Case, Exclusion
from linli.core.batch import once_a_batch
from linli.core.errors import Refused
from linli.people.domain import NOBODY, Hat, Right, Standing
from linli.people.models import Organisation
from linli.people.selectors import ladder_of

FAMILY = "family"
"""The channel of deeds that somebody does for the relative for whom they reported."""
LEDGER = "ledger"
"""The channel of deeds that are copied from an older ledger."""


@dataclass(frozen=True, slots=True)
class Acting:
    """A standing, the reporter row that is theirs (by account or by the case's code), and the channel they come by.

    `is_history` says that a deed is copied from an older ledger: what that does not tell did not happen (no reminder and
    no rise before the deed), nobody is told of it now, and the proof stays where it was kept.
    """

    standing: Standing = field(default_factory=lambda: NOBODY)
    reporter_id: int | None = None
    channel: str = "web"
    is_sweep: bool = False
    is_history: bool = False

    def towards(self, case: Case) -> Actor:
        """Return the actor as the rules of this case see them; one query where the case is confidential."""
        excluded = (
            case.visibility == "confidential"
            and self.standing.account_id is not None
            and Exclusion.objects.filter(
                community_id=case.community_id, case_id=case.id, account_id=self.standing.account_id
            ).exists()
        )
        return Actor(self.standing, self.reporter_id, self.is_sweep, excluded)


SWEEP = Acting(channel="sweep", is_sweep=True)


def acting_for_lead(importer: Standing | None, *cases: Case) -> Acting:
    """Return whoever enters an old ledger, as the organisations that lead these cases: its answers were theirs.

    The event keeps the importer's account and own post, so that it never looks as if the lead had typed it.

    Args:
        importer: who enters the ledger; None for the operator's shell, which has no post and no limits.

    Raises:
        Refused: a case does not lie where the importer takes reports.
    """
    return _in_place_of(importer, cases, [case.lead_id for case in cases])


def acting_for_organisation(organisation_id: int) -> Acting:
    """Return the operator's shell as an organisation whose deeds of another time are entered. See `acting_for_lead`."""
    return Acting(Standing(None, (_hat(organisation_id, None),)), channel=LEDGER, is_history=True)


def acting_for_above(importer: Standing | None, case: Case) -> Acting:
    """Return the importer as the desk above a case's lead, which is the lead itself at the top. See `acting_for_lead`."""
    return _in_place_of(importer, [case], [case.above_id or case.lead_id])


def acting_for_bystander(importer: Standing | None, case: Case) -> Acting | None:
    """Return the importer as a desk of the place that had no part in a case, as follow-ups ask for; None without one."""
    parts = case.handlers.exclude(part=Part.INFORMED).values_list("organisation_id", flat=True)
    handled = {case.lead_id, *parts}
    free = next((desk.pk for desk in ladder_of(case.community, case.grid) if desk.pk not in handled), None)
    return _in_place_of(importer, [case], [free]) if free is not None else None


def _in_place_of(importer: Standing | None, cases: Sequence[Case], organisation_ids: Sequence[int]) -> Acting:
    posts: list[int | None] = []
    for case in cases:
        own = importer.hats_with(Right.INTAKE) if importer else ()
        hat = next((hat for hat in own if hat.covers(case.path, case.grid_id)), None)
        if importer is not None and hat is None:
            raise Refused(_("这件诉求不在您的辖区内，请由当地工作人员导入。"))
        posts.append(hat.post_id if hat else None)
    hats = tuple(_hat(pk, post_id) for pk, post_id in zip(organisation_ids, posts, strict=True))
    account_id = importer.account_id if importer else None
    return Acting(Standing(account_id, hats), channel=LEDGER, is_history=True)


def _hat(organisation_id: int, post_id: int | None) -> Hat:
    organisation = _organisation(organisation_id)
    return Hat(
        post_id=post_id,
        post_kind="officer",
        organisation_id=organisation.pk,
        organisation_kind=organisation.kind,
        level=organisation.level,
        place_id=organisation.place_id,
        path=organisation.place.path,
        grid_id=organisation.grid_id,
    )


@once_a_batch
def _organisation(pk: int) -> Organisation:
    return Organisation.objects.select_related("place").defer("place__outline").get(pk=pk)
