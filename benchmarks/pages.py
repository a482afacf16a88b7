"""What each page of the demo costs: processor milliseconds and queries a request.

python -m benchmarks pages [--data DIR] [--times N] [--json]

Pages are asked for in this process through Django's test client, so that the processor time is the application's
alone. DIR is a demo's data folder (`linli demo --no-serve --data DIR`); without one a demo is made first.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from typing import Any

RESIDENT = ("/", "{door}", "/report/", "/answers/", "/my/", "{mine}", "/messages/")
STAFF = (
    "/staff/",
    "/staff/?box=place",
    "/staff/?box=place&q=电梯",
    "{case}",
    "{case}do/note/",
    "/staff/intake/",
    "/staff/dashboard/",
    "/staff/ledger/",
    "/staff/notices/",
    "/messages/",
)
HEAD = (
    "/staff/log/",
    "/staff/posts/",
    "/staff/places/{code}/",
    "/staff/places/{code}/grids/",
    "/staff/places/{code}/doors/",
    "/staff/plates/{code}/",
    "/staff/settings/limits/",
    "/staff/settings/calendar/",
    "/staff/settings/responsibilities/",
)
WALKS = {"resident": RESIDENT, "grid_worker": STAFF, "director": STAFF + HEAD, "street": STAFF, "city": STAFF}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks pages", description=__doc__)
    parser.add_argument("--data", help="the data folder of a demo")
    parser.add_argument("--times", type=int, default=10, help="how often each page is asked for")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args(argv)
    if args.data:
        report(args.data, args.times, args.json)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "linli", "demo", "--no-serve", "--data", folder], check=True)
        report(folder, args.times, args.json)
    return 0


def report(data: str, times: int, as_json: bool) -> None:
    """Print one line a page, the most expensive first."""
    os.environ |= {"LINLI_DATA": data, "LINLI_DEMO": "1", "DJANGO_SETTINGS_MODULE": "linli.config.settings"}
    import django

    django.setup()
    rows = sorted(measure(times), key=lambda row: -row["app_cpu_ms"])
    if as_json:
        print(json.dumps({"results": rows}, ensure_ascii=False))
        return
    print(f"{'cpu ms':>8} {'queries':>8}  who          page")
    for row in rows:
        print(f"{row['app_cpu_ms']:8.1f} {row['queries']:8d}  {row['who']:<12} {row['page']}")


def measure(times: int) -> list[dict[str, Any]]:
    """Return [{who, page, app_cpu_ms (median), queries}, …]."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext, setup_test_environment

    setup_test_environment()
    people, places = _cast()
    rows = []
    for who, addresses in WALKS.items():
        client = Client()
        client.force_login(people[who])
        for address in addresses:
            page = address.format(**places[who])
            client.get(page, follow=True)  # what a process learns once is not what a page costs
            spent = []
            for _ in range(times):
                begun = time.process_time()
                answer = client.get(page, follow=True)
                spent.append((time.process_time() - begun) * 1000)
                # 409: the page that says why a deed is not possible now
                assert answer.status_code in (200, 409), f"{page}: {answer.status_code}"
            with CaptureQueriesContext(connection) as queries:
                client.get(page, follow=True)
            rows.append(
                {"who": who, "page": address, "app_cpu_ms": round(statistics.median(spent), 1), "queries": len(queries)}
            )
    return rows


def _cast() -> tuple[dict[str, Any], dict[str, dict[str, str]]]:
    from linli.cases.models import Reporter
    from linli.cases.selectors import cases_visible
    from linli.people.models import Account, Post
    from linli.people.selectors import standing_of
    from linli.places.models import DoorCode

    door = (
        DoorCode.objects.filter(revoked_at=None).select_related("entrance__building__grid__community").order_by("id")[0]
    )
    community = door.entrance.building.grid.community
    kinds = {"grid_worker": ("grid", "grid_worker"), "director": ("community", "director")}
    kinds |= {"street": ("street", "director"), "city": ("city", "director")}
    people: dict[str, Any] = {"resident": Account.objects.filter(posts=None, reports__isnull=False).order_by("id")[0]}
    places: dict[str, dict[str, str]] = {}
    for who, (organisation, kind) in kinds.items():
        posts = Post.objects.current().filter(organisation__kind=organisation, kind=kind)
        inside = posts.filter(organisation__place__code__in=[c for c in community.path.split("/") if c])
        people[who] = inside.order_by("id")[0].account
    mine = Reporter.objects.filter(account=people["resident"]).order_by("id")[0]
    places["resident"] = {"door": f"/d/{door.token}/", "mine": f"/my/{mine.community_id}/{mine.case_id}/"}
    for who in kinds:
        case = cases_visible(standing_of(people[who])).order_by("-submitted_at")[0]
        places[who] = {"case": f"/staff/cases/{case.community_id}/{case.id}/", "code": community.code}
    return people, places
