"""What does reading a long log cost? A log of a million lines over the places of a city, its pages, one line more, its check."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from benchmarks._own import own_database, parser_of, show
from benchmarks._yardstick import yardstick_ms

DEEDS = ("signed_in", "signed_in", "signed_in", "file_opened", "notice_posted", "case_revealed", "limit_set")
CHUNK = 5000


def main(argv: list[str]) -> int:
    """Measure and print; return 0."""
    parser = parser_of("log", __doc__)
    parser.add_argument("--lines", type=int, default=1_000_000, help="how long the log is; default a million")
    options = parser.parse_args(argv)
    with own_database(options.database, 20):
        found = _measure(options.lines)
    show(found, options.json)
    return 0


def _measure(lines: int) -> dict[str, Any]:
    import django

    django.setup()
    from django.db import connection, transaction

    from linli.audit.models import Chain, Note
    from linli.audit.selectors import Asked, notes_page
    from linli.audit.services import audit_note
    from linli.audit.verify import verify_chain
    from linli.people.models import Post
    from linli.people.standing import standing_of

    post = Post.objects.current().filter(organisation__kind="community").select_related("organisation__place").first()
    assert post is not None
    place = post.organisation.place
    begun = time.perf_counter()
    paths = _write(lines, place.path, post)
    written = time.perf_counter() - begun
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    standing = standing_of(post.account)

    def note() -> None:
        with transaction.atomic():
            audit_note("notice_posted", place, standing, 1)

    city = place.path[:13]
    middle = notes_page(Asked(city), most=lines // 4).older
    last = Note.objects.order_by("-at").values_list("at", flat=True)[lines // 2].date()
    asked: dict[str, Callable[[], object]] = {
        "city_newest_ms": lambda: notes_page(Asked(city)),
        "city_a_quarter_back_ms": lambda: notes_page(Asked(city), middle),
        "community_newest_ms": lambda: notes_page(Asked(place.path)),
        "community_one_deed_ms": lambda: notes_page(Asked(place.path, deed="limit_set")),
        "community_rare_deed_ms": lambda: notes_page(Asked(place.path, deed="post_ended")),
        "city_one_post_ms": lambda: notes_page(Asked(city, posts=[post.pk])),
        "city_one_thing_ms": lambda: notes_page(Asked(city, thing=("notice", None, 77))),
        "city_one_day_ms": lambda: notes_page(Asked(city, since=last, until=last)),
        "note_ms": note,
    }
    found: dict[str, Any] = {"lines": lines, "places": len(paths), "written_s": round(written, 1)}
    for name, ask in asked.items():
        ask()
        found[name] = round(statistics.median(_took(ask) for _time in range(9)), 2)
    chain = Chain.objects.get(path=place.path)
    begun = time.perf_counter()
    found["verify_findings"] = sum(1 for _finding in verify_chain(chain))
    found["verify_lines_a_second"] = round(chain.seq / (time.perf_counter() - begun))
    return found | {"yardstick_ms": yardstick_ms()}


def _took(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000


def _write(lines: int, own: str, post: Any) -> list[str]:
    """Write a log that verifies: a tenth of it in one community, the rest in 99 others of the city."""
    from linli.audit.models import Chain, Note
    from linli.audit.services import content_of, link_of
    from linli.core import clock
    from linli.core.chain import START, content_digest, sign
    from linli.core.keys import chain_key

    paths = [own, *(f"{own[:39]}{number:012d}/" for number in range(1, 100))]
    chains = {path: Chain(path=path, head=START) for path in paths}
    Chain.objects.filter(path__in=paths).delete()
    Note.objects.filter(path__in=paths).delete()
    key, start = chain_key(), clock.now() - timedelta(days=1000)
    pause = timedelta(days=1000) / lines
    rows: list[Note] = []
    for number in range(lines):
        chain = chains[own if number % 10 == 0 else paths[1 + number % 99]]
        at = start + pause * number
        note = Note(path=chain.path, seq=chain.seq + 1, at=at, deed=DEEDS[number % len(DEEDS)], facts={})
        note.account_id, note.post_id, note.thing_id = number % 500, post.pk + number % 500, number % 10_000
        note.digest = content_digest(key, content_of(note))
        note.signature = sign(key, bytes(chain.head), link_of(note))
        chain.seq, chain.head, chain.first_at = note.seq, note.signature, chain.first_at or note.at
        rows.append(note)
        if len(rows) == CHUNK:
            Note.objects.bulk_create(rows, batch_size=500)
            rows.clear()
    Note.objects.bulk_create(rows, batch_size=500)
    Chain.objects.bulk_create(chains.values())
    return paths
