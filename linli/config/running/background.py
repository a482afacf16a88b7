"""The background work: tasks that deeds have left (messages to send), the sweep that finds what has lapsed, the tallies.

Any number of these may run, and any of them may be killed at any moment: a task is idempotent, a lapse recorded once.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import timedelta

from django.core.management import call_command
from django.db import close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from linli.api.readings import readings_close
from linli.cases.selectors.decided import learning_due
from linli.cases.services import case_sweep
from linli.cases.services.holding import files_forget
from linli.cases.services.likening import likeness_forget
from linli.cases.tasks import categories_learn
from linli.core import clock
from linli.hot.services import looks_begin
from linli.insight.tallying.rebuilding import tallies_keep
from linli.leaders.services import votes_count_due
from linli.ledgers.services.uploads import uploads_resume
from linli.privacy.services.retention import retention_sweep

SWEEP_EVERY = 15.0  # seconds
TALLIES_EVERY = 5.0
LOOKS_EVERY = 600.0  # asks which streets are due; each is searched every few hours
VOTES_EVERY = 60.0  # votes of neighbours whose time is over
LISTS_EVERY = 20.0  # lists whose worker was killed
RETENTION_EVERY = 3600.0
READINGS_EVERY = 300.0  # hours of reading with tokens that are over
TASKS_EVERY = 1.0
HOUSEKEEPING_EVERY = 6 * 3600.0
ABANDONED_AFTER = timedelta(minutes=10)
"""No task of ours takes so long: whoever had it was killed."""

logger = logging.getLogger("linli.worker")


def tasks_recover() -> int:
    """Put back tasks that a killed worker left running; return how many."""
    abandoned = DBTaskResult.objects.running().filter(started_at__lt=clock.now() - ABANDONED_AFTER)
    return abandoned.update(status=TaskResultStatus.READY, started_at=None)


def statistics_renew() -> None:
    """Let SQLite count what its tables hold, once there are half as many cases again: without it, it looks at a city's cases
    by the wrong index. PostgreSQL counts by itself. Nobody writes meanwhile: a second for each 60,000 cases.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cases_case")
        cases = cursor.fetchone()[0]
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if cursor.fetchone():
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = 'cases_case' LIMIT 1")
            counted = cursor.fetchone()
            if counted and cases < int(counted[0].split()[0]) * 1.5:
                return
        cursor.execute("ANALYZE")


def housekeep() -> None:
    """Throw away what nobody needs any more: results of old tasks, sessions that have run out, files of forms
    never sent; learn where it is time.
    """
    statistics_renew()
    tasks_recover()
    call_command("prune_db_task_results", verbosity=0)
    call_command("clearsessions", verbosity=0)
    files_forget()
    likeness_forget()
    if learning_due():
        categories_learn.enqueue()


class Turns(threading.Thread):
    """Does one thing at an interval until told to stop; what fails is tried again at the next turn."""

    def __init__(self, name: str, every: float, do: Callable[[], object]) -> None:
        super().__init__(name=name)
        self.every, self.do, self.stopping = every, do, threading.Event()

    def going(self) -> bool:
        """Whether it has not been told to stop."""
        return not self.stopping.is_set()

    def run(self) -> None:
        """Do it, wait, do it …"""
        while self.going():
            try:
                self.do()
            except Exception:
                logger.exception("%s failed; it is tried again in %s s", self.name, self.every)
            close_old_connections()
            self.stopping.wait(self.every)
        connection.close()

    def stop(self) -> None:
        """Finish the turn that runs, begin no other."""
        self.stopping.set()


def background_work(begun: Callable[[], None] = lambda: None) -> None:
    """Work until SIGTERM or SIGINT; the task and the sweep that run are finished first.

    Args:
        begun: called once from here on a signal is heeded.
    """
    logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
    tallies = Turns("tallies", TALLIES_EVERY, lambda: tallies_keep(tallies.going))
    retention = Turns("retention", RETENTION_EVERY, lambda: retention_sweep(going=retention.going))
    threads = [
        Turns("sweep", SWEEP_EVERY, case_sweep),
        Turns("housekeeping", HOUSEKEEPING_EVERY, housekeep),
        Turns("hot issues", LOOKS_EVERY, looks_begin),
        Turns("votes", VOTES_EVERY, votes_count_due),
        Turns("lists", LISTS_EVERY, uploads_resume),
        Turns("readings", READINGS_EVERY, readings_close),
        retention,
        tallies,
    ]
    worker = Worker(
        queue_names=["*"],
        interval=TASKS_EVERY,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    try:
        for thread in threads:
            thread.start()
        begun()
        worker.run()
    finally:
        # The signal may have come between the lock on the tasks and its end: without this the sweep would wait for it.
        connection.close()
        for thread in threads:
            thread.stop()
        for thread in threads:
            thread.join()
