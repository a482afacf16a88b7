"""What does signing in add to a page: session, account and posts, read anew at each request?

On a database that is there (`--data`, `--database`), as people of each kind of post: processor time of the three together.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

from benchmarks._where import choose
from benchmarks._yardstick import yardstick_ms


def main(argv: list[str]) -> int:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks signing", description=__doc__)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--data", type=Path, help="folder with an SQLite database, as the demo leaves it")
    where.add_argument("--database", help="URL of a database instead; keys are in LINLI_DATA")
    parser.add_argument("--times", type=int, default=400)
    options = parser.parse_args(argv)
    choose(options)
    django.setup()
    print(json.dumps(measured(options.times) | {"yardstick_ms": yardstick_ms()}, ensure_ascii=False))
    return 0


def measured(times: int) -> dict[str, Any]:
    """Return the median of processor milliseconds by kind of post."""
    from django.contrib.auth import get_user
    from django.http import HttpRequest

    from linli.people.models import Post
    from linli.people.selectors import standing_of
    from linli.people.services.signed_in import signed_in_seen
    from linli.people.sessions import SessionStore

    found: dict[str, Any] = {}
    for kind in ("director", "officer", "grid_worker", ""):
        key = _session(Post, kind)
        if not key:
            continue

        def who(key: str = key) -> None:
            request = HttpRequest()
            request.session = SessionStore(key)
            account = get_user(request)
            standing_of(account)  # type: ignore[arg-type]
            signed_in_seen(key)

        found[f"{kind or 'resident'}_ms"] = _median(who, times)
        SessionStore(key).delete()
    return found


def _session(posts: Any, kind: str) -> str:
    """Return the key of a session made for somebody of that kind; "" where there is nobody."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from linli.people.models import Account
    from linli.people.sessions import SessionStore

    post = posts.objects.current().filter(kind=kind).select_related("account").first() if kind else None
    account = post.account if post else Account.objects.filter(posts=None, is_active=True).first()
    if account is None or (kind and post is None):
        return ""
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(account.pk), account.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "linli.people.sessions.AccountBackend"
    session.create()
    return str(session.session_key)


def _median(work: Callable[[], None], times: int) -> float:
    for _ in range(20):
        work()
    spent = []
    for _ in range(times):
        begun = time.process_time()
        work()
        spent.append((time.process_time() - begun) * 1000)
    return round(statistics.median(spent), 3)
