"""What a district, a city and the country would take: rows, bytes, requests a second, servers, from measured costs.

python -m benchmarks scale [--set NAME=VALUE …] [--json | --markdown]
python -m benchmarks scale --measure URL

Every number comes from the inputs listed below, each with where it is from; another one is said with `--set`. `--measure`
prints those of a database that `python -m benchmarks bulk` has filled (PostgreSQL). docs/scale.md is what `--markdown` prints.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Input:
    """A number that is put in: its unit, whether it was measured, published or is assumed, and where it is from."""

    value: float
    unit: str
    how: str
    source: str


_BULK = "`benchmarks bulk --cases 10000` on PostgreSQL, then `benchmarks scale --measure`"
_HTTP = "`./dev bench http` on that database, yardstick 3.9 ms"
_LETTERS = "the 2,109 letters of a city's message board, 2019"
INPUTS: dict[str, Input] = {
    "cases_per_person_year": Input(
        0.3,
        "",
        "published",
        "New York's open data count 31.9 million requests in the 13 years from 2010, of 8.3 million people",
    ),
    "busiest_day": Input(2.75, "of a mean day", "measured", f"{_LETTERS}: 32 on one day"),
    "busiest_hour": Input(0.117, "of a day", "measured", f"{_LETTERS}: from ten to eleven"),
    "rows_per_case": Input(15.5, "rows", "measured", _BULK),
    "bytes_per_case": Input(13361, "B", "measured", f"{_BULK}; tables, indexes and terms, without tallies"),
    "recent_bytes_per_case": Input(1643, "B", "measured", f"{_BULK}; keys of likeness"),
    "recent_days": Input(60, "days", "measured", "for so long those are kept (`cases.domain.likeness.WITHIN`)"),
    "bloat": Input(1.3, "times", "assumed", "dead rows between two runs of autovacuum"),
    "photos_per_case": Input(0.34, "photos", "measured", f"{_BULK}: as the demo's people attach them"),
    "bytes_per_photo": Input(400_000, "B", "assumed", "a phone's photo as it is kept, with its thumbnail"),
    "years_kept": Input(5, "years", "assumed", "an archive's choice"),
    "create_per_case": Input(1, "requests", "measured", "by definition"),
    "deed_per_case": Input(5.15, "requests", "measured", f"{_BULK}: events after the first, the sweep's among them"),
    "inbox_per_case": Input(6, "requests", "assumed", "a look before each deed"),
    "detail_per_case": Input(12, "requests", "assumed", "before and after each deed, and the reporter twice"),
    "search_per_case": Input(1, "requests", "assumed", ""),
    "dashboard_per_case": Input(0.2, "requests", "assumed", ""),
    "create_app_ms": Input(37.65, "ms", "measured", _HTTP),
    "deed_app_ms": Input(37.65, "ms", "assumed", "as a new case"),
    "create_db_ms": Input(37.34, "ms", "measured", _HTTP),
    "deed_db_ms": Input(37.34, "ms", "assumed", "as a new case"),
    "inbox_app_ms": Input(19.52, "ms", "measured", _HTTP),
    "inbox_db_ms": Input(58.86, "ms", "measured", _HTTP),
    "detail_app_ms": Input(21.07, "ms", "measured", _HTTP),
    "detail_db_ms": Input(33.46, "ms", "measured", _HTTP),
    "search_app_ms": Input(24.19, "ms", "measured", _HTTP),
    "search_db_ms": Input(61.29, "ms", "measured", _HTTP),
    "dashboard_app_ms": Input(68.55, "ms", "measured", _HTTP),
    "dashboard_db_ms": Input(41.94, "ms", "measured", _HTTP),
    "load": Input(0.5, "of a core", "assumed", "above it waiting grows faster than work"),
    "cores_per_server": Input(16, "cores", "assumed", "an ordinary server"),
    "bytes_per_node": Input(2e12, "B", "assumed", "so that a standby is made anew in a night"),
}

PLACES = {"district": 1_000_000, "Wuhan": 14_000_000, "China": 1_400_000_000}
"""People. The country's desks are as many times Wuhan's."""
DAY, YEAR = 86_400, 365


@dataclass(frozen=True, slots=True)
class Size:
    """What one place takes."""

    people: int
    cases_a_year: float
    rows_a_year: float
    bytes_a_year: float
    files_a_year: float
    bytes_kept: float
    files_kept: float
    requests_a_second: float
    app_cores: float
    db_cores: float
    app_servers: int
    db_nodes: int


def size(people: int, given: Mapping[str, float]) -> Size:
    """Compute one place from the inputs."""
    cases = people * given["cases_per_person_year"]
    # The busiest hour of the busiest day.
    peak = cases / YEAR * given["busiest_day"] * given["busiest_hour"] / 3600
    mix = {name: given[f"{name}_per_case"] for name in ("create", "deed", "inbox", "detail", "search", "dashboard")}
    requests = peak * sum(mix.values())
    app_ms = peak * sum(count * given[f"{name}_app_ms"] for name, count in mix.items())
    db_ms = peak * sum(count * given[f"{name}_db_ms"] for name, count in mix.items())
    recent = given["recent_bytes_per_case"] * given["recent_days"] / YEAR
    row_bytes = cases * given["bytes_per_case"] * given["bloat"]
    files = cases * given["photos_per_case"] * given["bytes_per_photo"]
    years = given["years_kept"]
    kept = row_bytes * years + cases * recent
    app_cores, db_cores = app_ms / 1000 / given["load"], db_ms / 1000 / given["load"]
    return Size(
        people=people,
        cases_a_year=cases,
        rows_a_year=cases * given["rows_per_case"],
        bytes_a_year=row_bytes,
        files_a_year=files,
        bytes_kept=kept,
        files_kept=files * years,
        requests_a_second=requests,
        app_cores=app_cores,
        db_cores=db_cores,
        # Two at least, so that one may stop.
        app_servers=max(2, math.ceil(app_cores / given["cores_per_server"])),
        db_nodes=max(1, math.ceil(db_cores / given["cores_per_server"]), math.ceil(kept / given["bytes_per_node"])),
    )


def sizes(given: Mapping[str, float]) -> dict[str, Size]:
    """Compute every place."""
    return {name: size(people, given) for name, people in PLACES.items()}


def values(changed: Mapping[str, float] | None = None) -> dict[str, float]:
    """Return the inputs, some of them changed.

    Raises:
        KeyError: there is no such input.
    """
    given = {name: one.value for name, one in INPUTS.items()}
    for name, value in (changed or {}).items():
        if name not in given:
            raise KeyError(f"no input {name!r}")
        given[name] = value
    return given


# --- telling ---


def markdown(given: Mapping[str, float]) -> str:
    """Return the two tables of docs/scale.md."""
    lines = ["| input | value | from |", "|---|---|---|"]
    for name, one in INPUTS.items():
        how = f"{one.how}: {one.source}" if one.source else one.how
        lines.append(f"| `{name}` | {_number(given[name])} {one.unit} | {how} |".replace("  ", " "))
    found = sizes(given)
    lines += ["", "| | " + " | ".join(found) + " |", "|---|" + "---|" * len(found)]
    for title, tell in _ROWS:
        lines.append(f"| {title} | " + " | ".join(tell(one) for one in found.values()) + " |")
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def _round(value: float) -> str:
    """Two digits tell as much as is known."""
    if value == 0:
        return "0"
    step = 10 ** (math.floor(math.log10(abs(value))) - 1)
    rounded = round(value / step) * step
    return f"{rounded:,.0f}" if rounded >= 10 else f"{rounded:.2g}"


def _bytes(value: float) -> str:
    for unit in ("B", "kB", "MB", "GB", "TB", "PB"):
        if value < 1000 or unit == "PB":
            return f"{_round(value)} {unit}"
        value /= 1000
    raise AssertionError


_ROWS = (
    ("people", lambda one: f"{one.people:,}"),
    ("cases a year", lambda one: _round(one.cases_a_year)),
    ("rows a year", lambda one: _round(one.rows_a_year)),
    ("database, a year's growth", lambda one: _bytes(one.bytes_a_year)),
    ("photos, a year's growth", lambda one: _bytes(one.files_a_year)),
    ("database, kept", lambda one: _bytes(one.bytes_kept)),
    ("photos, kept", lambda one: _bytes(one.files_kept)),
    ("requests a second, busiest hour", lambda one: _round(one.requests_a_second)),
    ("cores of application servers", lambda one: _round(one.app_cores)),
    ("cores of databases", lambda one: _round(one.db_cores)),
    ("application servers", lambda one: f"{one.app_servers:,}"),
    ("database nodes, each with a standby", lambda one: f"{one.db_nodes:,}"),
)


# --- measuring ---

# What grows with cases. Tallies grow with days and places, keys of likeness are kept for 60 days.
TABLES = (
    *("cases_case", "cases_event", "cases_handler", "cases_reporter", "cases_exclusion", "cases_follower"),
    *("cases_attachment", "cases_caseterms", "cases_answerterms", "notify_message", "notify_delivery"),
)
RECENT = ("cases_likenesskey",)


def measure(url: str) -> dict[str, float]:
    """Return what a filled database tells: bytes (tables, indexes, and what lies beside the rows) and rows a case."""
    import psycopg

    with psycopg.connect(url) as connection:

        def ask(sql: str, *params: str) -> float:
            found = connection.execute(sql, params).fetchone()
            return float(found[0]) if found else 0.0

        cases = ask("SELECT count(*) FROM cases_case")
        size_of = "SELECT pg_total_relation_size(%s::regclass)"
        rows = sum(ask(f"SELECT count(*) FROM {table}") for table in TABLES)
        return {
            "cases": cases,
            "bytes_per_case": round(sum(ask(size_of, table) for table in TABLES) / cases),
            "recent_bytes_per_case": round(sum(ask(size_of, table) for table in RECENT) / cases),
            "tally_bytes_per_case": round(ask(size_of, "insight_tally") / cases),
            "rows_per_case": round(rows / cases, 1),
            "events_per_case": round(ask("SELECT count(*) FROM cases_event") / cases, 2),
            "photos_per_case": round(ask("SELECT count(*) FROM cases_attachment") / cases, 2),
        }


def main(argv: list[str]) -> int:
    """Compute or measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks scale", description=__doc__)
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="another input; may be repeated"
    )
    parser.add_argument("--measure", metavar="URL", help="print the inputs that a filled database tells")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--markdown", action="store_true", help="as it stands in docs/scale.md (default)")
    options = parser.parse_args(argv)
    if options.measure:
        print(json.dumps(measure(options.measure), indent=1))
        return 0
    changed = {name: float(value) for name, _, value in (each.partition("=") for each in options.set)}
    try:
        given = values(changed)
    except KeyError as error:
        parser.error(str(error))
    if options.json:
        found = {name: {key: getattr(one, key) for key in Size.__slots__} for name, one in sizes(given).items()}
        print(json.dumps({"inputs": given, "sizes": found}))
    else:
        print(markdown(given), end="")
    return 0
