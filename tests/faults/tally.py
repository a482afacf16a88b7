"""Keep the tallies while others do deeds, or look whether they are right: `python -m tests.faults.tally MODE`.

fold: as the worker does, until killed. rebuild: make them anew, three times. look: add figures up and count them in one
snapshot, until a line comes in. finish: fold what is left, and compare.
"""

import json
import sys
import threading
import time
from datetime import timedelta

from tests.faults import boot  # noqa: F401 - starts Django


def look() -> None:
    """Look until told to stop."""
    from linli.core import clock
    from linli.core.snapshot import snapshot
    from linli.insight.domain.periods import Period, local_day
    from linli.insight.selectors import counted
    from linli.insight.selectors.rows import Rows
    from linli.insight.selectors.scope import Scope
    from linli.insight.selectors.tallied import Tallied, has_tallies
    from linli.places.models import Division

    stop = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.readline(), stop.set()), daemon=True).start()
    places = list(Division.objects.filter(level__gt=2).order_by("level"))
    looks = added_up = 0
    wrong = []
    while not stop.is_set():
        place = places[looks % len(places)]
        scope, now = Scope(place), clock.now()
        period = Period(local_day(now) - timedelta(days=40), local_day(now))
        with snapshot():
            made = has_tallies(scope)
            ways = [Rows, Tallied] if made else [Rows, Rows]
            rows, tallies = (counted(scope, period, way(scope, period, now)).as_dict() for way in ways)
        looks, added_up = looks + 1, added_up + made
        wrong += [f"{place}: {name}" for name in rows if rows[name] != tallies[name]]
    print(json.dumps({"looks": looks, "added_up": added_up, "wrong": wrong}))


def finish() -> None:
    """Fold, compare, and say how many cases the city counts."""
    from linli.insight.domain.tallies import Facet, Span
    from linli.insight.models import Change, Tally
    from linli.insight.tallying.folding import tallies_fold
    from linli.insight.tallying.rebuilding import tallies_keep
    from linli.insight.tallying.verifying import tallies_verify

    tallies_keep()
    tallies_fold()
    city = Tally.objects.filter(community__level=5, span=Span.DAY, facet=Facet.PLACE)
    found = {"noted": Change.objects.count(), "counted": sum(city.values_list("cases", flat=True))}
    print(json.dumps(found | {"differences": [str(one) for one in tallies_verify()]}))


if __name__ == "__main__":
    from linli.insight.tallying.rebuilding import tallies_keep, tallies_rebuild

    mode = sys.argv[1]
    if mode == "look":
        look()
    elif mode == "finish":
        finish()
    elif mode == "rebuild":
        for _ in range(3):
            tallies_rebuild()
    else:
        while True:
            tallies_keep()
            time.sleep(0.05)
