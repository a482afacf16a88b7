"""Finding the place and the days somebody asks figures for; every mistake gets words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from linli.catalog.models import Category
from linli.core import clock
from linli.core.errors import Invalid, Missing
from linli.insight.domain.periods import EARLIEST, Period, local_day
from linli.people.domain import Right, Standing
from linli.people.models import Organisation
from linli.places.models import Division, Grid


def place_by_code(code: str) -> Division:
    """Return a division by its 12-digit code.

    Raises:
        Missing: there is none.
    """
    found = Division.objects.filter(code=code.strip()).defer("outline").first()
    if found is None:
        raise Missing(
            _("没有代码为“%(code)s”的区划。请核对 12 位统计用区划代码，或先用 linli import divisions 导入。")
            % {"code": code}
        )
    return found


def grid_by_code(code: str, place: Division) -> Grid:
    """Return a grid of a place by its code.

    Raises:
        Missing: there is none, or it lies elsewhere.
    """
    grids = Grid.objects.select_related("community").defer("outline", "community__outline")
    found = grids.filter(code=code.strip()).first()
    if found is None or not found.community.path.startswith(place.path):
        raise Missing(
            _("“%(place)s”没有代码为“%(code)s”的网格。请核对网格代码。") % {"place": place.name, "code": code}
        )
    return found


def day(text: str) -> date:
    """Return a day written as 2024-05-31.

    Raises:
        Invalid: it is no such day, or lies before the year 2000.
    """
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(_("“%(text)s”不是日期。请写成 2024-05-31 的样子。") % {"text": text[:40]}) from None
    if found < EARLIEST:
        raise Invalid(_("%(day)s 太早了。请从 2000 年以后选择。") % {"day": found.isoformat()})
    return found


def period(first: str, last: str) -> Period:
    """Return the period between two written days, both included; of a period that still runs, the part up to today.

    Raises:
        Invalid: a day that is none, in the wrong order, or a period that has not begun.
    """
    start, end, today = day(first), day(last), local_day(clock.now())
    if start > end:
        raise Invalid(_("开始日期 %(first)s 晚于结束日期 %(last)s。请调换。") % {"first": start, "last": end})
    if start > today:
        raise Invalid(_("开始日期 %(first)s 还没有到。最晚可选今天 %(today)s。") % {"first": start, "today": today})
    return Period(start, min(end, today))


def home(standing: Standing) -> tuple[Division, Grid | None]:
    """Return where somebody's own figures are: the widest place of their posts, a grid for a grid's worker.

    Raises:
        Missing: no post of theirs has figures.
    """
    hats = [hat for hat in standing.hats_with(Right.FIGURES) if hat.is_desk]
    if not hats:
        raise Missing(_("您的岗位没有数据可看。"))
    widest = max(hats, key=lambda hat: hat.level)
    grid = Grid.objects.defer("outline").filter(pk=widest.grid_id).first() if widest.grid_id else None
    return Division.objects.defer("outline").get(pk=widest.place_id), grid


def category_by_code(code: str) -> Category:
    """Return a category by its code.

    Raises:
        Missing: there is none.
    """
    found = Category.objects.filter(code=code.strip()).first()
    if found is None:
        raise Missing(_("没有代码为“%(code)s”的类别。") % {"code": code[:40]})
    return found


def unit_by_id(text: str) -> Organisation:
    """Return an organisation by its number.

    Raises:
        Missing: there is none.
    """
    found = Organisation.objects.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 18 else None
    if found is None:
        raise Missing(_("没有编号为“%(code)s”的单位。") % {"code": text[:40]})
    return found
