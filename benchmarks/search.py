"""How long it takes to find cases among very many: every kind of query, for everybody from grid worker to city.

python -m benchmarks search (--data DIR | --database URL) [--cases N] [--times N] [--json]

DIR or URL is a database that `python -m benchmarks bulk` has filled; an empty one is filled first, with N cases. What is
measured is what a page asks for: the index, who may see it, and fifty rows. The second number is the processor's time in
this process (on SQLite the database's too).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks._where import choose

PEOPLE = ("grid", "community", "street", "district", "city", "property")
QUERIES = {
    "in every third": "邻居",
    "in many": "电梯",
    "two words": "电梯 物业",
    "a sentence": "电梯坏了三天没有人来修理请尽快处理",
    "one character": "水",
    "traditional": "電梯維修",
    "pinyin": "dianti",
    "pinyin, unfinished": "louda",
    "initials": "dt",
    "a place": "{place}",
    "a number": "{number}",
    "a number's beginning": "{beginning}",
    "a phone": "{phone}",
    "in none": "鲸鱼",
    "each frequent, never together": "鲸 物业 电梯",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks search", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, help="a data folder, for SQLite")
    where.add_argument("--database", help="URL of a PostgreSQL database; keys and photos are in LINLI_DATA")
    parser.add_argument("--cases", type=int, default=1_000_000, help="how many an empty database is filled with")
    parser.add_argument("--times", type=int, default=20, help="how often each is asked, of other people each time")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)
    choose(options)
    _filled(options.cases)
    rows = measure(options.times)
    if options.json:
        print(json.dumps({"cases": _count(), "results": rows}, ensure_ascii=False))
        return 0
    print(f"{_count()} cases; milliseconds")
    print(f"{'query':<30} {'who':<10} {'p50':>7} {'p95':>7} {'cpu':>7} {'found':>6}")
    for row in rows:
        print(
            f"{row['query']:<30} {row['who']:<10} {row['p50_ms']:7.1f} {row['p95_ms']:7.1f} {row['cpu_ms']:7.1f} "
            f"{row['found']:6.1f}"
        )
    return 0


def _filled(cases: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    if not _count():
        from benchmarks.bulk.filling import bulk_fill

        bulk_fill(cases, 3, 1, None, lambda text: print(text, file=sys.stderr, flush=True))


def _count() -> int:
    from linli.cases.models import Case

    return Case.objects.count()


def measure(times: int) -> list[dict[str, Any]]:
    """Return [{query, who, p50_ms, p95_ms, cpu_ms, found}, …]."""
    rows = []
    people = {who: [(standing, _latest(standing)) for standing in _people(who, times)] for who in PEOPLE}
    for query, words in QUERIES.items():
        for who, seekers in people.items():
            if seekers:
                rows.append({"query": query, "who": who, **_measured(words, seekers)})
        rows.append({"query": query, "who": "resident", **_asked([partial(_answers, words)] * times)})
    return rows


def _latest(standing: Any) -> Any:
    """Return the newest case that somebody sees, whose number and place are asked for."""
    from linli.cases.models import Case
    from linli.cases.selectors import box_newest

    keys = box_newest(standing, "place", most=1)
    return Case.objects.select_related("building__compound", "grid").get(pk=keys[0]) if keys else None


def _measured(words: str, seekers: list[tuple[Any, Any]]) -> dict[str, Any]:
    from linli.cases.selectors import cases_found
    from linli.cases.views.staff.rows import rows_of

    asking: list[Callable[[], int]] = []
    for standing, case in seekers:
        if case is None:
            continue
        asked = words.format(
            place=case.building.compound.name if case.building and case.building.compound else case.grid,
            number=case.number,
            beginning=case.number[:5],
            phone="13900000000",
        )
        asking.append(lambda standing=standing, asked=asked: len(rows_of(cases_found(standing, asked).keys, standing)))
    return _asked(asking)


def _answers(words: str) -> int:
    from linli.cases.selectors import answers_found, public_cases

    return len(answers_found(words.format(place="", number="", beginning="", phone="")).read(public_cases()))


def _asked(asking: Sequence[Callable[[], int]]) -> dict[str, Any]:
    spent, processor, found = [], [], []
    for ask in asking:
        ask()  # what a page needs is in memory where people search; the disk is not what is measured
        begun, used = time.perf_counter(), time.process_time()
        found.append(ask())
        processor.append((time.process_time() - used) * 1000)
        spent.append((time.perf_counter() - begun) * 1000)
    spent.sort()
    return {
        "p50_ms": round(spent[len(spent) // 2], 2),
        "p95_ms": round(spent[min(len(spent) - 1, int(len(spent) * 0.95))], 2),
        "cpu_ms": round(sum(processor) / len(processor), 2),
        "found": sum(found) / len(found),
    }


def _people(kind: str, most: int) -> list[Any]:
    """Who holds posts that handle cases, in organisations of one kind, spread over all of them."""
    from linli.people.domain import HANDLING_KINDS
    from linli.people.models import Post
    from linli.people.selectors import standing_of

    posts = Post.objects.current().filter(organisation__kind=kind, kind__in=HANDLING_KINDS).select_related("account")
    ordered = list(posts.order_by("id"))
    return [standing_of(post.account) for post in ordered[:: max(1, len(ordered) // most)][:most]]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
