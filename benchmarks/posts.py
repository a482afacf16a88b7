"""What does handing a post over cost? One grid worker with many open cases, one deed, and every history verified after it."""

from __future__ import annotations

import time
from typing import Any

from benchmarks._own import own_database, parser_of, show
from benchmarks._yardstick import yardstick_ms


def main(argv: list[str]) -> int:
    """Measure and print; return 0."""
    parser = parser_of("posts", __doc__)
    parser.add_argument("--cases", type=int, default=500, help="how many open cases lie on the post; default 500")
    options = parser.parse_args(argv)
    with own_database(options.database, 20):
        found = _hand_over(options.cases)
    show(found, options.json)
    return 0


def _hand_over(cases: int) -> dict[str, Any]:
    import django

    django.setup()
    from linli.cases.services import Acting, Draft, case_submit
    from linli.cases.verify import verify_all
    from linli.people.models import Post
    from linli.people.services import account_get_or_create, post_hand_over
    from linli.people.standing import standing_of
    from linli.places.selectors import Located

    post = Post.objects.current().filter(kind="grid_worker").select_related("organisation__grid__community").first()
    assert post is not None
    grid = post.organisation.grid
    assert grid is not None
    located = Located(grid.community, grid, None, None, "door_code", 1.0, {})
    for number in range(cases):
        case_submit(Draft(body=f"第{number}件：楼道灯坏了", located=located), acting=Acting(), key=f"bench-{number}")
    yardstick = yardstick_ms()
    successor = account_get_or_create("19999990000", "接任人")
    begun, worked = time.perf_counter(), time.process_time()
    _post, counts = post_hand_over(post, account=successor, public_name="接任人")
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    asked = time.process_time()
    for _each in range(200):
        standing_of(successor)
    standing = (time.process_time() - asked) / 200
    return {
        "cases_handed_over": counts["cases"],
        "seconds": round(took, 2),
        "cpu_seconds": round(worked, 2),
        "findings_of_verify": sum(1 for _finding in verify_all()),
        "standing_cpu_ms": round(standing * 1000, 3),
        "yardstick_ms": yardstick,
    }
