"""Who may do what about double registration: staff of the community itself, and the unit's own branch."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.core.access import RULES, rule
from linli.core.errors import Refused
from linli.people.domain import Hat, Right, Standing

STAFF_KINDS = ("community", "grid")
BRANCH_KIND = "party_unit"


def staff_hat(standing: Standing, community_id: int) -> Hat | None:
    """Return the post by which somebody belongs to a community's own staff: of its desk, or of one of its grids.

    A street above reads no member of it: whoever registers does so with the two communities (PIPL art. 6, 28).
    """
    hats = [hat for hat in staff_hats(standing) if hat.place_id == community_id]
    return max(hats, key=lambda hat: hat.level, default=None)


def staff_hats(standing: Standing) -> list[Hat]:
    """Return the posts on the staff of communities."""
    return [hat for hat in standing.hats_with(Right.HANDLE) if hat.organisation_kind in STAFF_KINDS]


def head_hat(standing: Standing, community_id: int) -> Hat | None:
    """Return the post by which somebody heads a community's desk."""
    heads = [hat for hat in standing.hats_with(Right.ADMIN) if hat.organisation_kind == "community"]
    return next((hat for hat in heads if hat.place_id == community_id), None)


def branch_hats(standing: Standing) -> list[Hat]:
    """Return the posts in units' branches."""
    return [hat for hat in standing.hats if hat.organisation_kind == BRANCH_KIND]


def branch_hat(standing: Standing, organisation_id: int) -> Hat | None:
    """Return the post by which somebody speaks for a unit's branch."""
    return next((hat for hat in branch_hats(standing) if hat.organisation_id == organisation_id), None)


def staff_required(standing: Standing, community_id: int) -> Hat:
    """Return the post of `staff_hat`.

    Raises:
        Refused: none.
    """
    return _required(staff_hat(standing, community_id))


def head_required(standing: Standing, community_id: int) -> Hat:
    """Return the post of `head_hat`.

    Raises:
        Refused: none.
    """
    return _required(head_hat(standing, community_id))


def branch_required(standing: Standing, organisation_id: int) -> Hat:
    """Return the post of `branch_hat`.

    Raises:
        Refused: none.
    """
    return _required(branch_hat(standing, organisation_id))


def _required(hat: Hat | None) -> Hat:
    if hat is None:
        raise Refused(_("这一步不由您办理：请联系报到的社区，或单位党组织的书记。"))
    return hat


def communities_of(hats: Iterable[Hat]) -> list[int]:
    """Return the communities of posts, each once."""
    return list(dict.fromkeys(hat.place_id for hat in hats))


def _is_staff(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and staff_hats(request.standing))  # type: ignore[attr-defined]


def _is_branch(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and branch_hats(request.standing))  # type: ignore[attr-defined]


rule("helpers", "staff of a community: its desk and its grids", _is_staff)
rule("branch", "whoever holds a post in a unit's party branch", _is_branch)


def _is_any(request: HttpRequest) -> bool:
    return _is_staff(request) or _is_branch(request) or RULES["figures"].check(request)


rule("partners", "staff of a community, a unit's party branch, or whoever sees a place's figures", _is_any)
