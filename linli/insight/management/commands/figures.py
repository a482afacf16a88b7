"""`linli figures`: a place's figures from the shell, the same that the dashboard shows; its tallies checked, made anew."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.core import clock
from linli.core.errors import LinliError
from linli.insight.domain.periods import local_day
from linli.insight.domain.rates import Rate
from linli.insight.domain.tallies import EPOCH_DAY
from linli.insight.selectors import Figures, choosing, figures
from linli.insight.tallying.rebuilding import Superseded, tallies_rebuild
from linli.insight.tallying.verifying import Difference, tallies_verify
from linli.places.models import Division

YEAR = 365


def _day(ago: int) -> str:
    return (local_day(clock.now()) - timedelta(days=ago)).isoformat()


class Command(BaseCommand):
    """Prints a summary, or everything with --json; or looks after the tallies that figures are added up from."""

    help = (
        "Figures of a place between two days: counts, rates with intervals, times, breakdowns, trend. "
        "`figures verify` compares the tallies behind them with the cases, `figures rebuild` makes them anew."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("deed", nargs="?", choices=["verify", "rebuild"], help="look after the tallies instead")
        parser.add_argument("--place", metavar="CODE", help="12-digit code of a community or any division above")
        parser.add_argument("--grid", metavar="CODE", help="one grid of the place")
        parser.add_argument("--category", metavar="CODE", help="one category, its subcategories included")
        parser.add_argument("--unit", metavar="ID", help="one organisation: the cases it leads or was called to")
        parser.add_argument("--from", dest="first", metavar="YYYY-MM-DD", help="first day, local; default a year ago")
        parser.add_argument("--to", dest="last", metavar="YYYY-MM-DD", help="last day, included; default today")
        parser.add_argument("--json", action="store_true", help="everything, as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the place and the days, count, print.

        Raises:
            CommandError: something asked for is not there; or a tally is not what the cases amount to.
        """
        if options["deed"]:
            return {"verify": self.verify, "rebuild": self.rebuild}[options["deed"]](options)
        if not options["place"]:
            raise CommandError(_("请用 --place 指明区划代码。"))
        try:
            place = choosing.place_by_code(options["place"])
            grid = choosing.grid_by_code(options["grid"], place) if options["grid"] else None
            category = choosing.category_by_code(options["category"]) if options["category"] else None
            unit = choosing.unit_by_id(options["unit"]) if options["unit"] else None
            period = choosing.period(options["first"] or _day(YEAR), options["last"] or _day(0))
        except LinliError as error:
            raise CommandError(str(error)) from None
        found = figures(place, period.first, period.last, grid=grid, category=category, organisation=unit)
        if options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(summary(found)))

    def verify(self, options: dict[str, Any]) -> None:
        """Compare and name what differs."""
        found = list(tallies_verify())
        names = dict(Division.objects.filter(pk__in={one.place for one in found}).values_list("pk", "name"))
        rows = [shown(one, names[one.place]) for one in found]
        if options["json"]:
            self.stdout.write(json.dumps({"differences": rows}, ensure_ascii=False))
        else:
            for row in rows:
                self.stdout.write(
                    _("%(place)s %(day)s（%(span)s）%(facet)s %(key)s %(measure)s：存 %(stored)s，应为 %(counted)s")
                    % row
                )
        if found:
            message = _("%(count)s 处与诉求不符。请运行 linli figures rebuild 重新汇总。") % {"count": len(found)}
            raise CommandError(message, returncode=3)
        if not options["json"]:
            self.stdout.write(_("汇总与诉求一致。"))

    def rebuild(self, options: dict[str, Any]) -> None:
        """Make all tallies anew."""
        try:
            count = tallies_rebuild()
        except Superseded:
            raise CommandError(_("另一个进程也开始了重新汇总，由它完成。")) from None
        if options["verbosity"]:
            self.stdout.write(_("已由 %(count)s 件诉求重新汇总。") % {"count": count})


def shown(one: Difference, place: str) -> dict[str, Any]:
    """Return a difference in words and numbers that can be looked up."""
    day = date.fromordinal(EPOCH_DAY + one.day).isoformat()
    named = {"place": place, "day": day, "span": one.span.name.lower(), "facet": one.facet.name.lower()}
    return named | {"key": one.key, "measure": one.measure, "stored": one.stored, "counted": one.counted}


def summary(found: Figures) -> list[str]:
    """Return the figures that people ask for first, a line each."""
    place = found.scope.grid.name if found.scope.grid else found.scope.place.name
    lines = [f"{place} · {found.period.first} – {found.period.last}"]
    lines += [f"{name}: {'-' if count is None else count}" for name, count in found.stock.items()]
    lines.append(f"cases: {found.summary.cases}")
    lines += [f"{name}_rate: {written(rate)}" for name, rate in found.summary.rates.items()]
    lines += [f"{name}: {count}" for name, count in found.beside.items()]
    spreads = {"time_to_contact": found.time_to_contact, "time_to_resolve": found.time_to_resolve}
    lines += [f"{name}: median {spread.median or '-'}, p90 {spread.p90 or '-'}" for name, spread in spreads.items()]
    return lines


def written(rate: Rate) -> str:
    """Return a rate as 83.3% (5/6, 95%: 43.6%-97.0%)."""
    if rate.value is None or rate.low is None or rate.high is None:
        return "- (0/0)"
    return f"{rate.value:.1%} ({rate.numerator:g}/{rate.denominator}, 95%: {rate.low:.1%}-{rate.high:.1%})"
