"""Makes the demo, once: all of it or nothing, so that a start that was cut short leaves no half neighbourhood."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.cases.models import Case
from linli.config.demo.articles import articles_make
from linli.config.demo.cast import FIRST_PHONE, Cast, cast_make
from linli.config.demo.homes import family_make, homes_make, paper_print
from linli.config.demo.notices import notices_make
from linli.config.demo.organisations import organisations_make
from linli.config.demo.partners import partners_make
from linli.config.demo.party import party_make
from linli.config.demo.places import KANGYUAN_PLAN, QINGHEJU_PLAN, QINGYIJU_PLAN, neighbourhood_build
from linli.config.demo.resources import resources_make
from linli.config.demo.responsibilities import responsibilities_make
from linli.config.demo.votes import training_hold, votes_make
from linli.config.demo.wulipai import wulipai_make
from linli.config.demo.xiangyang import xiangyang_make
from linli.config.demo.year import year_play
from linli.core import clock
from linli.core.batch import batch
from linli.insight.tallying.rebuilding import tallies_rebuild
from linli.people.models import Account
from linli.people.selectors import account_by_phone
from linli.places.models import Division
from linli.places.services.rows import revision_bump
from linli.search.rebuilding import rebuild_all

SEED = 420107005008
CASES = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: how many cases, and by reason the stories that broke off."""

    cases: int
    broken: Counter[str]
    cast: Cast


def demo_is_there() -> bool:
    """Whether this database holds the demo. Its first account has a number that nobody has."""
    return account_by_phone(FIRST_PHONE) is not None


def demo_make(
    *,
    cases: int = CASES,
    seed: int = SEED,
    until: datetime | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> Made:
    """Make the neighbourhood, its people and a year of requests.

    Args:
        cases: how many requests.
        seed: the same seed and the same `until` make the same year.
        until: when the year ends; now, where None.
        say: told in words what is being done.

    Raises:
        CommandError: the database already holds something that is not the demo.
    """
    if Account.objects.exists():
        raise CommandError(
            _(
                "这个数据文件夹里已有不是演示的数据，演示不会动它。请用 --data 另选一个空文件夹，或去掉 LINLI_DATA、DATABASE_URL。"
            )
        )
    until = until or clock.now()
    with _hasty_writes(), _few_collections(), transaction.atomic():
        say(_("导入四个城市的区划……"))
        if not Division.objects.filter(code=QINGHEJU_PLAN.code).exists():
            call_command("import", "divisions", verbosity=0, stdout=_Nowhere())
            call_command("import", "boundaries", verbosity=0, stdout=_Nowhere())
        say(_("建好青和居：15个网格、19栋楼、5235户……"))
        neighbourhoods = [neighbourhood_build(plan) for plan in (QINGHEJU_PLAN, QINGYIJU_PLAN, KANGYUAN_PLAN)]
        organisations = organisations_make(neighbourhoods)
        responsibilities_make(organisations)
        party_make(neighbourhoods[0], until - timedelta(days=400))
        cast = cast_make(neighbourhoods, organisations, until - timedelta(days=400), seed)
        resources_make(neighbourhoods[0], cast, organisations, until - timedelta(days=300))
        wulipai_make(until - timedelta(days=400))
        xiangyang_make(until - timedelta(days=400))
        revision_bump()
        say(_("回放一年的诉求，共 %(count)s 件……") % {"count": cases})
        with batch():
            year = year_play(neighbourhoods, organisations, cast, cases=cases, seed=seed, until=until)
        notices_make(neighbourhoods[0], cast, organisations, until)
        homes_make(neighbourhoods[0], cast, until)
        family_make(cast, until)
        votes_make(neighbourhoods[0], cast, organisations, until)
        training_hold(neighbourhoods[0], cast, organisations, until)
        partners_make(neighbourhoods[0], cast, organisations, until)
        paper_print(neighbourhoods[0], until)
        articles_make(cast, organisations, until)
        rebuild_all()
        tallies_rebuild()
        return Made(Case.objects.count(), year.broken, cast)


class _Nowhere:
    """Where the import's report goes: the demo speaks for itself."""

    def write(self, text: str) -> None:
        """Drop it."""

    def flush(self) -> None:
        """Nothing to flush."""


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for garbage less often: what is made here lives until the end."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _hasty_writes() -> Iterator[None]:
    """Do not wait for the disk while the demo is made: whatever a power cut takes is made again."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
