"""How fast are the articles found that fit a text, and what does it take to keep them in memory?

The articles are the demo's, told again with words of one another until there are as many as asked for; the texts are what
the demo's residents write. Of the demo's own articles it says how many texts get an offer.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
import tracemalloc
from itertools import pairwise

SEED = 30


def main(argv: list[str]) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks knowledge", description=__doc__)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(argv)

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    import django

    django.setup()
    from linli.config.demo.articles import TOLD
    from linli.config.demo.texts import MATTERS
    from linli.knowledge.domain.ranking import Entry, Ranking, Topic, terms_of

    dice = random.Random(SEED)
    told = [(one.question, one.answer) for one in TOLD if not one.end]
    bodies = [body for matter in MATTERS for body in matter.bodies]
    few = Ranking(_entry(Entry, terms_of, key, *one) for key, one in enumerate(told))
    offered = sum(bool(few.offers(body, Topic(), lambda entry: True, 3)) for body in bodies)

    made = list(told)
    while len(made) < options.articles:
        (question, answer), (other, further) = dice.choice(told), dice.choice(told)
        made.append((_mixed(dice, question, other), _mixed(dice, answer, further)))
    begun = time.process_time()
    ranking = Ranking(_entry(Entry, terms_of, key, *one) for key, one in enumerate(made))
    built = time.process_time() - begun
    tracemalloc.start()
    again = Ranking(_entry(Entry, terms_of, key, *one) for key, one in enumerate(made))
    kept = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del again
    took = []
    for body in bodies:
        begun = time.process_time()
        ranking.offers(body, Topic(), lambda entry: True, 3)
        took.append((time.process_time() - begun) * 1000)
    figures = {
        "articles": len(made),
        "built_s": round(built, 2),
        "kept_mb": round(kept / 1e6, 1),
        "offer_ms_median": round(statistics.median(took), 2),
        "offer_ms_worst": round(max(took), 2),
        "texts_of_the_demo": len(bodies),
        "with_an_offer_of_the_demo_s_articles": offered,
    }
    print(json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    return 0


def _entry(make, terms_of, key: int, question: str, answer: str):  # type: ignore[no-untyped-def]
    asked = terms_of(question)
    return make(key, asked, asked | terms_of(answer), 0)


def _mixed(dice: random.Random, one: str, other: str) -> str:
    """A text of pieces of two, so that pairs are as common as among articles of one city."""
    cuts = sorted(dice.sample(range(len(one)), min(4, len(one))))
    pieces = [one[start:end] for start, end in pairwise([0, *cuts, len(one)])]
    at = dice.randrange(max(len(other) - 12, 1))
    return "".join([*pieces[:2], other[at : at + 12], *pieces[2:]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
