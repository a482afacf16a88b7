"""What do sealed numbers cost? A phone found among many sealed rows, sealing's share of an import, a rotation of them all."""

from __future__ import annotations

import io
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from benchmarks._own import own_database, parser_of, show
from benchmarks._yardstick import yardstick_ms

if TYPE_CHECKING:
    from linli.people.models import Account

LOOKS = 2000
CHUNK = 10_000


def main(argv: list[str]) -> int:
    """Measure and print; return 0."""
    parser = parser_of("privacy", __doc__)
    parser.add_argument("--rows", type=int, default=200_000, help="accounts, sealed; default 200000")
    parser.add_argument("--imported", type=int, default=1000, help="rows of the ledger that is read; default 1000")
    parser.add_argument("--rotate", action="store_true", help="seal all of them anew as well")
    options = parser.parse_args(argv)
    with own_database(options.database):
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        found = {"yardstick_ms": yardstick_ms(), **_import(options.imported), **_find(options.rows)}
        if options.rotate:
            found |= _rotate()
        from django.db import connection

        connection.close()
    show(found, options.json)
    return 0


def _phone(number: int) -> str:
    return f"1{30 + number // 100_000_000 % 70:02d}{number % 100_000_000:08d}"


def _account(number: int) -> Account:
    from linli.core import personal
    from linli.people.models import Account

    phone = _phone(number)
    return Account(phone=phone, phone_index=personal.blind(phone), name=f"居民{number}")


def _find(rows: int) -> dict[str, Any]:
    """Write that many accounts and look numbers up, half of them of nobody, as the sign-in does."""
    from django.db import connection, transaction

    from linli.core.chunks import chunks
    from linli.core.loading import instances_load
    from linli.people.models import Account
    from linli.people.selectors import account_by_phone

    begun = time.perf_counter()
    for numbers in chunks(range(rows), CHUNK):
        with transaction.atomic():
            instances_load(Account, map(_account, numbers))
    filled = time.perf_counter() - begun
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE people_account")
    draw = random.Random(1)
    took, processor = [], []
    for number in (draw.randrange(rows) + (rows if look % 2 else 0) for look in range(LOOKS)):
        at, worked = time.perf_counter(), time.process_time()
        account = account_by_phone(_phone(number))
        took.append((time.perf_counter() - at) * 1000)
        processor.append((time.process_time() - worked) * 1000)
        if (account is not None) != (number < rows) or (account and account.phone != _phone(number)):
            raise AssertionError(f"{_phone(number)} was looked for and {account} found")
    took.sort()
    return {
        "rows": rows,
        "rows_written_a_second": round(rows / filled),
        "find_ms_median": round(statistics.median(took), 3),
        "find_ms_p99": round(took[len(took) * 99 // 100], 3),
        "find_ms_worst": round(took[-1], 3),
        "find_cpu_ms_median": round(statistics.median(processor), 3),
    }


class _Stopwatch:
    """How much processor time some functions take, called from wherever."""

    def __init__(self) -> None:
        self.seconds, self.calls = 0.0, 0

    def around(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*args: Any) -> Any:
            at = time.process_time()
            try:
                return function(*args)
            finally:
                self.seconds += time.process_time() - at
                self.calls += 1

        return timed


def _import(rows: int) -> dict[str, Any]:
    """Read a ledger with a number, a name and a door in each row; say what sealing and indexing them adds."""
    from linli.core import clock, personal
    from linli.insight.ledger import ledger_import
    from linli.people.models import Organisation, Post
    from linli.people.services import account_get_or_create
    from linli.places.models import Division

    code = "420107005008"
    place = Division.objects.create(code=code, name="青和居社区", level=2, path=f"{code}/", active=True)
    desk = Organisation.objects.create(kind="community", name="青和居社区居委会", level=2, place=place)
    Post.objects.create(
        organisation=desk,
        kind="director",
        account=account_get_or_create("13900000001", "张桂芳"),
        public_name="张桂芳",
        starts_at=clock.now(),
    )
    lines = ["内容,报事人,电话,地址"]
    lines += [
        f"{n}栋楼道的灯坏了第{n}次,王{n % 97}兰,{_phone(900_000_000 + n)},{n % 30}栋{n % 4}单元{n}" for n in range(rows)
    ]
    file = io.BytesIO("\n".join(lines).encode())
    file.name = "台账.csv"
    watch = _Stopwatch()
    kept = personal.seal, personal.blind
    personal.seal, personal.blind = watch.around(personal.seal), watch.around(personal.blind)
    at = time.process_time()
    try:
        result = ledger_import(file, place=place)
    finally:
        personal.seal, personal.blind = kept
    whole = time.process_time() - at
    if result.created != rows:
        raise AssertionError(f"{result.created} of {rows} rows were taken: {result.errors[:3]}")
    return {
        "imported": rows,
        "import_cpu_ms_a_row": round(whole / rows * 1000, 3),
        "sealings_a_row": round(watch.calls / rows, 2),
        "sealing_us_each": round(watch.seconds / watch.calls * 1e6, 1),
        "sealing_adds_percent": round(100 * watch.seconds / (whole - watch.seconds), 2),
    }


def _rotate() -> dict[str, Any]:
    from linli.privacy.services.rotating import keys_rotate

    at, worked = time.perf_counter(), time.process_time()
    done = keys_rotate(wait=0)
    took = time.perf_counter() - at
    return {
        "rotated_rows": done.sealed,
        "rotation_seconds": round(took, 1),
        "rotated_rows_a_second": round(done.sealed / took),
        "rotation_cpu_us_a_row": round((time.process_time() - worked) / max(done.sealed, 1) * 1e6, 1),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
