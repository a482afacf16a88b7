"""Kill -9 of the pages, the worker or the database at random moments under load: nothing acknowledged is lost or doubled.

LINLI_KILLS=200 kills so often; without it a few times. On the kind of database that the tests run on.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from scripts import with_postgres
from tests.faults.kills.house import built
from tests.faults.kills.load import Neighbour

KILLS = int(os.environ.get("LINLI_KILLS", "6"))
PARTS = ("web", "database", "worker", "web_process", "database_whole")
NEIGHBOURS = 3


def test_killed_at_random_moments_the_house_keeps_every_acknowledged_deed_once(tmp_path: Path) -> None:
    kind = "sqlite" if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else "postgres"
    if kind == "postgres" and with_postgres.programs() is None:
        pytest.skip("PostgreSQL's programs are not installed: nobody to kill")
    moments = random.Random(os.environ.get("LINLI_SEED", "20261123"))
    with built(tmp_path, kind) as house:
        people = [Neighbour(f"n{number}", house.port, house.cast) for number in range(NEIGHBOURS)]
        for one in people:
            one.start()
        killed: Counter[str] = Counter()
        for number in range(KILLS):
            time.sleep(moments.uniform(0.05, 1.5))
            part = PARTS[number % len(PARTS)] if KILLS < 20 else moments.choice(PARTS)
            house.kill(part)
            killed[part] += 1
        time.sleep(1.0)
        for one in people:
            one.enough.set()
        for one in people:
            one.join(60)
            one.over.set()
        seen = json.loads(house.run("tests.faults.kills.judge").strip().splitlines()[-1])
        bodies = Counter(seen["bodies"])
    acknowledged = Counter(key for one in people for key in one.acknowledged)
    repeated = sum(one.repeated for one in people)
    print(
        f"{kind}: {dict(killed)}; {len(acknowledged)} deeds acknowledged, {repeated} sent again, {seen['cases']} cases"
    )
    assert [odd for one in people for odd in one.odd] == []
    assert len(acknowledged) > KILLS * 2, "the house was killed before it did anything"
    assert set(acknowledged) <= set(seen["keys"]), "an acknowledged deed is lost"
    assert set(seen["keys"].values()) == {1}, "a deed stands twice"
    assert {body for one in people for body in one.bodies} <= set(bodies)
    assert set(bodies.values()) == {1}, "a case stands twice"
    assert set(seen["lapses"].values()) <= {1}, "a reminder or a rise stands twice"
    assert seen["findings"] == []
    assert seen["cases"] == seen["reporters"], "half a case"
