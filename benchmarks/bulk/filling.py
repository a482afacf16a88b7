"""From an empty database to a full one: places and people, copies in the order of time, what is derived from them."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.conf import settings  # noqa: E402 - models can only be looked at once Django is set up
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from benchmarks.bulk.compiling import Strange, stamp_of  # noqa: E402
from benchmarks.bulk.derived import derived_fill  # noqa: E402
from benchmarks.bulk.loading import hasty  # noqa: E402
from benchmarks.bulk.moulds import TABLES, Moulds, moulds_make  # noqa: E402
from benchmarks.bulk.places import communities_make  # noqa: E402
from benchmarks.bulk.stamping import Rows, Stamp  # noqa: E402
from benchmarks.bulk.words import own_words, words_of_file  # noqa: E402
from linli.cases.codes import check_digit  # noqa: E402
from linli.catalog.models import Category, Channel  # noqa: E402
from linli.core.chunks import chunks  # noqa: E402
from linli.core.keys import chain_key  # noqa: E402
from linli.core.loading import rows_load  # noqa: E402
from linli.people.models import Account  # noqa: E402
from linli.places.models import Division  # noqa: E402

MOULD_CASES = 400
TOGETHER = 2000
"""So many clusters are stored at once."""
WEEKS_A_YEAR = 52
Say = Callable[[str], None]


def bulk_fill(cases: int, years: int, open_share: float, seed: int, messages: Path | None, say: Say) -> None:
    """Fill the database that Django is set up for.

    Args:
        cases: how many.
        years: over how many years they spread.
        open_share: how many of them are under way: with 0.03 about ten days' requests of three years.
        seed: the same one gives the same copies of the same moulds.
        messages: a file with what they say; None for words of the demo.
        say: is told how long each step took.

    Raises:
        SystemExit: the database is not empty, or its catalog is not the one that ships.
    """
    dice = random.Random(seed)
    clock = _Clock(say)
    call_command("migrate", verbosity=0)
    if Account.objects.exists():
        raise SystemExit("there is something in this database already; take an empty one")
    with tempfile.TemporaryDirectory() as folder:
        moulds = moulds_make(min(MOULD_CASES, max(cases // 2, 30)), Path(folder))
        shutil.copytree(Path(folder) / "files", settings.MEDIA_ROOT, dirs_exist_ok=True)
    if moulds.catalog != [(row.code, row.pk) for model in (Category, Channel) for row in model.objects.order_by("pk")]:
        raise SystemExit("the catalog of this database is not the one that ships")
    clock.lap("moulds")
    stamps = list(_stamps(moulds, say))
    with hasty():
        if not Division.objects.exists():
            call_command("import", "divisions", verbosity=0, stdout=_Nowhere())
        since = moulds.until - timedelta(days=366 * (years + 1))
        with transaction.atomic():
            communities = communities_make(cases, since, seed)
        clock.lap("places and people")
        for community in communities:
            community.numbers = _numbers(dice.randrange(900_000))
        words = words_of_file(messages) if messages else own_words(dice)
        key = chain_key()
        copies = (
            stamp.copy(dice.choice(communities), shift, words, key, dice)
            for stamp, shift in _plan(stamps, cases, years, open_share, dice)
        )
        for some in chunks(copies, TOGETHER):
            _store(some)
        clock.lap(f"{cases} cases")
    clock.lap("statistics")
    derived_fill(say)


class _Clock:
    def __init__(self, say: Say) -> None:
        self.say, self.begun = say, time.perf_counter()

    def lap(self, name: str) -> None:
        """Say how long it was since the last lap."""
        now = time.perf_counter()
        self.say(f"{name:<20} {now - self.begun:8.1f} s")
        self.begun = now


class _Nowhere:
    """Where the import's report goes."""

    def write(self, text: str) -> None:
        """Drop it."""

    def flush(self) -> None:
        """Nothing to flush."""


def _stamps(moulds: Moulds, say: Say) -> Iterator[Stamp]:
    strange = 0
    for cluster in moulds.clusters:
        try:
            yield stamp_of(moulds, cluster)
        except Strange:
            strange += 1
    say(f"{len(moulds.clusters)} moulds, {strange} of them cannot be copied")


def _plan(
    stamps: Sequence[Stamp], cases: int, years: int, open_share: float, dice: random.Random
) -> list[tuple[Stamp, timedelta]]:
    """Draw what is copied with which shift, in the order of time: whole weeks, so that working days stay what they are."""
    ended = [stamp for stamp in stamps if not stamp.is_open]
    going_on = [stamp for stamp in stamps if stamp.is_open]
    drawn: list[tuple[Stamp, timedelta]] = []
    left = cases
    while left > 0:
        is_open = bool(going_on) and dice.random() < open_share
        stamp = dice.choice(going_on if is_open else ended)
        back = 0 if is_open else dice.randrange(years) * WEEKS_A_YEAR + dice.randrange(WEEKS_A_YEAR // 4)
        drawn.append((stamp, timedelta(weeks=-back, seconds=-dice.randrange(1800))))
        left -= stamp.cases
    return sorted(drawn, key=lambda one: one[0].begins + one[1])


def _numbers(first: int) -> Iterator[str]:
    """Yield a community's numbers, each once, in no order that tells anything; longer ones once those are used up."""
    for size in (10**6, 10**7, 10**8):
        span, step = size - size // 10, 104_729  # a prime, so that every number comes up once
        for place in range(span):
            digits = str(size // 10 + (first + place * step) % span)
            yield digits + check_digit(digits)


def _store(copies: list[Rows]) -> None:
    with transaction.atomic():
        for table in TABLES:
            rows_load(apps.get_model(table), [row for copy in copies for row in copy[table]])
