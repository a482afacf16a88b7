"""Over random cases the database counts what plain Python counts."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases.models import Case, Reporter, State
from linli.core import clock
from linli.insight.selectors import figures
from tests.cast import Cast
from tests.insight.rows import case, local, verdict

FIRST, LAST = date(2026, 5, 5), date(2026, 5, 9)
START, END, NOW = local(5, 0), local(10, 0), local(8, 12)
APART = {"withdrawn", "rejected", "merged"}

# Few distinct hours around the edges of the period, so that moments meet each other and the edges.
moments = st.sampled_from([local(day, hour) for day in (4, 5, 7, 8, 9, 10) for hour in (0, 12)])
perhaps = st.none() | moments
cases_drawn = st.fixed_dictionaries(
    {
        "submitted_at": moments,
        "contact_by": perhaps,
        "contacted_at": perhaps,
        "resolved_at": perhaps,
        "promised_by": moments,
        "closed_at": perhaps,
        "state": st.sampled_from([state.value for state in State]),
        "visibility": st.sampled_from(["public", "private", "confidential"]),
        "unevaluated": st.booleans(),
        "reopens": st.integers(0, 1),
        "grid": st.sampled_from(["one", "two", None]),
        "part": st.booleans(),
        "verdicts": st.lists(st.tuples(st.sampled_from(["yes", "partly", "no"]), st.booleans(), moments), max_size=2),
    }
)


def inside(moment: datetime | None) -> bool:
    return moment is not None and START <= moment < END


def is_due(row: dict[str, Any]) -> bool:
    due = row["contact_by"]
    if not inside(due) or due > NOW:
        return False
    ended = row["state"] in APART and row["closed_at"] is not None and row["closed_at"] <= due
    return not (ended and row["contacted_at"] is None)


def recount(rows: list[dict[str, Any]]) -> dict[str, Any]:
    resolved = [r for r in rows if inside(r["resolved_at"]) and r["state"] in ("resolved", "closed")]
    heard = [v for r in rows for v in r["verdicts"] if inside(v[2])]
    due = [r for r in rows if is_due(r)]
    took = sorted(r["contacted_at"] - r["submitted_at"] for r in rows if inside(r["contacted_at"]))
    return {
        "cases": sum(inside(r["submitted_at"]) for r in rows),
        "response": (
            sum(r["contacted_at"] is not None and r["contacted_at"] <= r["contact_by"] for r in due),
            len(due),
        ),
        "resolution": (sum({"yes": 1, "partly": 0.5, "no": 0}[v[0]] for v in heard), len(heard)),
        "satisfaction": (sum(v[1] for v in heard), len(heard)),
        "on_time": (sum(r["resolved_at"] <= r["promised_by"] for r in resolved), len(resolved)),
        "unevaluated": sum(inside(r["closed_at"]) and r["state"] == "closed" and r["unevaluated"] for r in rows),
        "reopened": sum(inside(r["submitted_at"]) and r["reopens"] > 0 for r in rows),
        "withdrawn": sum(inside(r["submitted_at"]) and r["state"] == "withdrawn" for r in rows),
        "median": took[(len(took) + 1) // 2 - 1] if took else None,
    }


def counted(found: Any) -> dict[str, Any]:
    rates = {name: (rate.numerator, rate.denominator) for name, rate in found.summary.rates.items()}
    beside = {name: found.beside[name] for name in ("unevaluated", "reopened", "withdrawn")}
    return {"cases": found.summary.cases, **rates, **beside, "median": found.time_to_contact.median}


@given(st.lists(cases_drawn, max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_figures_are_a_plain_count(cast: Cast, drawn: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        write(cast, drawn)
        with clock.at(NOW):
            whole = figures(cast.community, FIRST, LAST)
            grid = figures(cast.community, FIRST, LAST, grid=cast.grids["one"])
        transaction.set_rollback(True)
    own = [row for row in drawn if not row["part"]]
    told = [row for row in own if row["visibility"] != "confidential"]
    assert counted(whole) == recount(own)
    assert counted(grid) == recount([row for row in told if row["grid"] == "one"])
    assert sum(cell.cases for cell in whole.mixture["state"]) == recount(told)["cases"]
    for cell, name in zip(whole.places, ("one", "two"), strict=True):
        expected = recount([row for row in told if row["grid"] == name])
        assert {n: (r.numerator, r.denominator) for n, r in cell.rates.items()} == {n: expected[n] for n in cell.rates}
    by_day = [(point.submitted, point.resolved) for point in whole.trend]
    days = [(START + timedelta(days=n), START + timedelta(days=n + 1)) for n in range(5)]
    done = [row for row in told if row["resolved_at"] and row["state"] in ("resolved", "closed")]
    assert by_day == [
        (sum(a <= r["submitted_at"] < b for r in told), sum(a <= r["resolved_at"] < b for r in done)) for a, b in days
    ]


def write(cast: Cast, drawn: list[dict[str, Any]]) -> None:
    parent = case(cast.community, cast.organisations["one"], submitted_at=local(1, 0, 1), promised_by=local(1, 0, 2))
    for row in drawn:
        columns = {name: row[name] for name in row if name not in ("grid", "part", "verdicts")}
        made = case(
            cast.community,
            cast.organisations["one"],
            cast.grids[row["grid"]] if row["grid"] else None,
            parent_id=parent.id if row["part"] else None,
            **columns,
        )
        for solved, satisfied, at in row["verdicts"]:
            verdict(made, solved, satisfied, at)
    assert Case.objects.count() == len(drawn) + 1 and Reporter.objects.count() == sum(len(r["verdicts"]) for r in drawn)
