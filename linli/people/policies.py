"""Access rules that speak of posts; see `linli.core.access`."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.core.access import rule
from linli.core.errors import Refused
from linli.people.domain import Hat, Right, Standing
from linli.people.models import Account
from linli.places.models import Division, Grid


def _may(right: Right):  # type: ignore[no-untyped-def]
    def check(request: HttpRequest) -> bool:
        return bool(request.user.is_authenticated and request.standing.may(right))  # type: ignore[attr-defined]

    return check


def factor_missing(request: HttpRequest) -> bool:
    """Whether they head a place that wants a second factor of its heads, and hold none."""
    heads = request.standing.hats_with(Right.ADMIN)  # type: ignore[attr-defined]
    return any(hat.factor_required for hat in heads) and not request.user.second_factor  # type: ignore[union-attr]


def _head(right: Right):  # type: ignore[no-untyped-def]
    """What only heads do waits for their second factor; cases do not, residents need their answer."""
    may = _may(right)
    return lambda request: may(request) and not factor_missing(request)


def _missing_words(request: HttpRequest) -> str:
    if not factor_missing(request):
        return ""
    return _("您管理的地方要求负责人用两步验证。请到“我的资料”里的“登录与安全”添加，再打开此页。")


def _is_staff(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated and request.standing.is_staff)  # type: ignore[attr-defined]


# Each rule is a right of the registry; a test compares the two.
rule("post", "whoever holds a post, for what goes with it", _is_staff)
rule("staff", "whoever holds a post that handles cases", _may(Right.HANDLE))
rule("intake", "whoever holds a post that may report on a resident's behalf", _may(Right.INTAKE))
rule("figures", "whoever holds a post on a desk, for its place", _may(Right.FIGURES))
rule("places", "heads of a desk, for its place", _head(Right.PLACES), _missing_words)
rule("notices", "whoever holds a post on a desk, for its place", _may(Right.NOTICES))
rule("draft", "whoever holds a post that may write articles of knowledge", _may(Right.DRAFT))
rule("admin", "heads of a desk, for its place", _head(Right.ADMIN), _missing_words)


def grown_required(account: Account) -> None:
    """Leave to those over 14 what binds somebody or tells others about them: choosing leaders, acting for somebody, offering
    help, posts, saying where one lives, keys for programs. A child reports, follows and reads (PIPL art. 31; decision 055).

    Raises:
        Refused: the account stands on a guardian's consent.
    """
    if account.is_child:
        raise Refused(_("这件事要满14周岁以后自己办。现在可以报事、看进展、看公告；别的事请家长用自己的号码办。"))


def territory_hat(standing: Standing, right: Right, place: Division, grid: Grid | None = None) -> Hat | None:
    """Return the post by which somebody may do this in a place (or one grid of it), or None.

    Of several the one nearest to the place, so that what is done carries the name of whoever is closest.
    """
    if grid is not None and grid.community_id != place.pk:
        return None
    grid_id = grid.pk if grid else None
    hats = [hat for hat in standing.hats_with(right) if hat.covers(place.path, grid_id)]
    return min(hats, key=lambda hat: hat.level, default=None)


def territory_required(standing: Standing, right: Right, place: Division, grid: Grid | None = None) -> Hat:
    """Return the post by which somebody may do this in a place.

    Raises:
        Refused: none does.
    """
    hat = territory_hat(standing, right, place, grid)
    if hat is None:
        raise Refused(_("“%(place)s”不在您的管理范围内，请联系管理它的上级。") % {"place": grid or place})
    return hat


def own_places(standing: Standing, right: Right) -> list[int]:
    """Return the ids of the divisions at the top of somebody's territories with this right, lowest level first."""
    hats = [hat for hat in standing.hats_with(right) if hat.is_desk and hat.organisation_kind != "grid"]
    return list(dict.fromkeys(hat.place_id for hat in sorted(hats, key=lambda hat: hat.level)))
