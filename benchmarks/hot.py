"""How fast are hot issues found, and does twice as many messages take twice as long?

A file of real messages is enlarged as a city would be: each copy has its own people, names of places and firms (the rare
pairs of characters, written in other characters) and sentences; common words stay common.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import django

from linli.hot.domain import Message
from linli.hot.domain.finding import issues_find

RARE = 30  # a pair of characters that fewer messages have belongs to a name
CHARACTERS = 2500  # of which names are written
HEAD = 400  # characters of a body that are kept: more than is read
SEED = 20240601


def main(argv: list[str]) -> int:
    """Measure each size in turn and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks hot", description=__doc__)
    parser.add_argument("file", type=Path, help="JSON Lines of messages, as `linli hot FILE` reads them")
    parser.add_argument("--sizes", type=int, nargs="+", default=[4_000, 20_000, 50_000, 200_000])
    parser.add_argument("--json", action="store_true", help="print one JSON object a size")
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.config.settings")
    django.setup()
    from linli.hot.reading import messages_read

    messages, _ = messages_read(options.file)
    for size in options.sizes:
        result = measured(enlarged(messages, size))
        print(json.dumps(result) if options.json else "  ".join(f"{name} {value:,}" for name, value in result.items()))
        sys.stdout.flush()
    return 0


def measured(messages: Sequence[Message]) -> dict[str, float]:
    """Find once; processor seconds, and memory in MB including the messages."""
    from linli.hot.things import things_shipped

    began = time.process_time()
    groups = issues_find(messages, things=things_shipped())
    return {
        "messages": len(messages),
        "seconds": round(time.process_time() - began, 1),
        "issues": len(groups),
        "members": sum(len(group.members) for group in groups),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def enlarged(messages: Sequence[Message], size: int) -> list[Message]:
    """Return `size` messages: the given ones, and copies of them from other towns."""
    dice = random.Random(SEED)
    texts = [message.title + message.body for message in messages]
    often = Counter(pair for text in texts for pair in {text[at : at + 2] for at in range(len(text) - 1)})
    letters = Counter(sign for text in texts for sign in text if "\u4e00" <= sign <= "\u9fff")
    common = [sign for sign, _ in letters.most_common(CHARACTERS)]
    found = list(messages)
    copy = 0
    while len(found) < size:
        copy += 1
        other = dict(zip(common, dice.sample(common, len(common)), strict=True))
        for number, message in enumerate(messages):
            moved = message.at + timedelta(minutes=dice.randrange(-3000, 3000))
            title, body = (_renamed(text, often, other) for text in (message.title, message.body[:HEAD]))
            person = f"{message.person}/{copy}"
            found.append(Message(copy * 10**6 + number, person, moved, title, body, message.likes, message.dislikes))
    return found[:size]


def _renamed(text: str, often: Counter[str], other: dict[str, str]) -> str:
    rare = [often[text[at : at + 2]] <= RARE for at in range(len(text) - 1)]
    named = [before or after for before, after in zip([False, *rare], [*rare, False], strict=True)]
    return "".join(other.get(sign, sign) if is_name else sign for sign, is_name in zip(text, named, strict=True))
