"""The disk is full, the database read-only, slow or away, the clock wrong: clear words, nothing lost, nothing half done."""

from __future__ import annotations

import errno
import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse

from linli.cases.models import Attachment, Case, CaseTerms, Event, Reporter
from linli.cases.services import case_sweep
from linli.cases.verify import verify_all
from linli.core import clock
from linli.core.errors import LinliError
from linli.core.faults import Fault, fault_of
from linli.people.models import Attempt
from tests.cases.resident import hidden, text
from tests.cast import MORNING, Cast, at, photo

WORDS = "三楼的水管爆了，水已经流到二楼，请快来人"


@pytest.fixture
def resident(cast: Cast) -> Client:
    """A browser at the door, signed in, that shows the page of an error as anybody would see it."""
    client = Client(raise_request_exception=False)
    client.force_login(cast.resident)
    client.get(reverse("places:door", args=[cast.doors["one"].token]))
    return client


def form(client: Client, **more: Any) -> dict[str, Any]:
    """The report form as a browser would send it."""
    key = hidden(client.get(reverse("cases:report")), "key")
    return {"key": key, "body": WORDS, "kind": "help", "where": "here", "seen": "1", **more}


def nothing_half_done() -> None:
    """No row of a deed stands without the others."""
    cases = Case.objects.count()
    assert Event.objects.filter(seq=1).count() == cases == Reporter.objects.count()
    assert CaseTerms.objects.count() == cases
    assert list(verify_all()) == []


def again(client: Client, answer: Any) -> Any:
    """Press 再试一次 on the page of the fault: send what stands in its form."""
    page = answer.content.decode()
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    fields += re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>([^<]*)</textarea>', page)
    action = re.search(r'action="([^"]+)"', page)
    assert action, page
    return client.post(html.unescape(action[1]), {name: html.unescape(value) for name, value in fields})


@contextmanager
def failing(number: int, error: Callable[[], Exception]) -> Iterator[list[int]]:
    """Let the database fail at the `number`-th statement and at every one after it."""
    asked = [0]

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked[0] += 1
        if asked[0] >= number:
            raise error()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield asked


def full() -> Exception:
    """What Django raises where the disk of the database is full."""
    if connection.vendor == "postgresql":
        error = OperationalError('could not extend file "base/16384/2619": No space left on device')
        error.__cause__ = psycopg.errors.DiskFull()
        return error
    return OperationalError("database or disk is full")


@pytest.mark.django_db(transaction=True)
def test_whichever_statement_of_a_report_finds_the_disk_full_nothing_is_half_done(resident: Client) -> None:
    page = reverse("cases:report")
    sent = form(resident)
    for number in range(1, 200):
        with failing(number, full) as asked:
            answer = resident.post(page, sent)
        if answer.status_code == 302:
            break
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "60"
        assert WORDS in answer.content.decode()
        assert "存不下" in answer.content.decode()
        nothing_half_done()
        assert Case.objects.count() in (0, 1)
    assert answer.status_code == 302, "the disk was made large enough and the report still failed"
    assert number > 20 and asked[0] > 5, "a report asks more than that: the wrapper saw nothing"
    assert Case.objects.count() == 1
    nothing_half_done()


@pytest.mark.django_db(transaction=True)
def test_the_button_on_the_page_of_a_fault_sends_the_same_report_once(resident: Client) -> None:
    written = form(resident)
    with failing(12, full):
        answer = resident.post(reverse("cases:report"), written)
    assert answer.status_code == 503
    assert again(resident, answer).status_code == 302
    assert again(resident, answer).status_code == 302
    assert Case.objects.get().body == WORDS
    nothing_half_done()


def test_where_photos_cannot_be_kept_the_words_are_not_lost(resident: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    page = reverse("cases:report")
    with monkeypatch.context() as patched:
        patched.setattr(FileSystemStorage, "_save", refuse)
        answer = resident.post(page, form(resident, photos=photo()))
    assert answer.status_code == 503
    shown = text(answer)
    assert WORDS in shown
    assert "照片或录音没有保存下来" in shown
    assert not Case.objects.exists() and not Attachment.objects.exists()
    assert again(resident, answer).status_code == 302
    assert Case.objects.get().body == WORDS


@pytest.mark.django_db(transaction=True)
def test_whichever_statement_of_a_deed_fails_the_case_is_as_it_was(cast: Cast) -> None:
    with at(0):
        case = cast.submit("路灯不亮")
    client = Client(raise_request_exception=False)
    client.force_login(cast.accounts["grid_worker"])
    page = reverse("cases:deed", args=[case.community_id, case.id, "accept"])
    with at(0.5):
        for number in range(1, 200):
            with failing(number, full):
                answer = client.post(page, {"key": "k", "version": "1"})
            if answer.status_code == 302:
                break
            assert answer.status_code == 503
            assert Event.objects.count() == Case.objects.get().version
    assert Event.objects.count() == 2
    assert list(verify_all()) == []


@pytest.mark.django_db(transaction=True)
def test_a_read_only_database_is_read_and_says_so_where_something_is_to_be_written(
    cast: Cast, resident: Client
) -> None:
    sent = form(resident)
    on, off = (
        ("SET default_transaction_read_only = on", "SET default_transaction_read_only = off")
        if connection.vendor == "postgresql"
        else ("PRAGMA query_only = 1", "PRAGMA query_only = 0")
    )
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        assert resident.get(reverse("cases:public_list")).status_code == 200
        assert resident.get(reverse("cases:my_cases")).status_code == 200
        answer = resident.post(reverse("cases:report"), sent)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)
    assert answer.status_code == 503
    assert "存不下" in text(answer) and WORDS in text(answer)
    assert not Case.objects.exists() and not Attempt.objects.filter(kind="report_own").exists()
    assert again(resident, answer).status_code == 302


@pytest.mark.only_on("sqlite")  # PostgreSQL has no such bound: its full disk is simulated above
@pytest.mark.django_db(transaction=True)
def test_a_file_of_the_database_that_cannot_grow_is_a_full_disk(cast: Cast, resident: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # pages that earlier tests have left behind would take the reports
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages + 8}")
    try:
        for number in range(400):
            answer = resident.post(reverse("cases:report"), form(resident, body=f"{WORDS}{number}" * 20))
            if answer.status_code != 302:
                break
            Attempt.objects.all().delete()
        assert answer.status_code == 503, "four hundred reports went into eight pages"
        assert "存不下" in text(answer)
        nothing_half_done()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    before = Case.objects.count()
    assert again(resident, answer).status_code == 302
    assert Case.objects.count() == before + 1
    nothing_half_done()


@pytest.mark.parametrize("path", ["/api/v1/cases", "/open311/v2/requests.json"])
def test_programs_are_told_by_a_problem_to_come_again(cast: Cast, path: str) -> None:
    client = Client(raise_request_exception=False)
    with failing(1, lambda: OperationalError("connection refused")):
        answer = client.post(path, {"api_key": "linli_x"}, headers={"Authorization": "Bearer linli_x"})
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "60"
    assert answer.json()["type"] == "urn:linli:problem:unavailable"


@pytest.mark.parametrize("address", ["/", "/my/", "/staff/", "/report/", "/healthz", "/readyz"])
def test_without_a_database_every_page_says_so_in_words(resident: Client, address: str) -> None:
    with failing(1, lambda: OperationalError("server closed the connection unexpectedly")):
        answer = resident.get(address)
    assert answer.status_code == 503
    assert "OperationalError" not in text(answer) or address in ("/healthz", "/readyz")


def test_a_sign_in_code_stands_on_no_page_of_a_fault(resident: Client) -> None:
    with failing(1, full):
        answer = Client(raise_request_exception=False).post("/sign-in/code/", {"code": "123456"})
    assert answer.status_code in (302, 503)
    assert "123456" not in text(answer)


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (OperationalError("canceling statement due to statement timeout"), Fault.AWAY),
        (OperationalError("database is locked"), Fault.AWAY),
        (InterfaceError("connection already closed"), Fault.AWAY),
        (OperationalError("attempt to write a readonly database"), Fault.FULL),
        (OSError(errno.EROFS, "Read-only file system"), Fault.FULL),
        (OSError(errno.ENOENT, "no such file"), None),
        (DatabaseError("syntax error"), None),
        (ValueError("a slip of the program"), None),
        (LinliError("words"), None),
    ],
)
def test_faults_of_the_machine_are_told_from_slips_of_the_program(error: Exception, fault: Fault | None) -> None:
    assert fault_of(error) is fault


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(days=-1)])
def test_a_clock_that_jumps_a_day_leaves_histories_in_order(cast: Cast, jump: timedelta) -> None:
    with clock.at(MORNING):
        case = cast.submit("路灯不亮")
        case = cast.act(case, "accept", "grid_worker")
    with clock.at(MORNING + jump):
        case_sweep()
        other = cast.submit("水管漏水")
        case.refresh_from_db()
        case = cast.act(case, "contact", "grid_worker", how="phone", result="已联系")
    with clock.at(MORNING + timedelta(hours=1)):  # somebody has set the clock right again
        case_sweep()
        cast.act(other, "accept", "grid_worker")
        case.refresh_from_db()
        cast.act(case, "resolve", "grid_worker", outcome="explained", answer="已经修好")
    for one in Case.objects.all():
        moments = list(one.events.order_by("seq").values_list("at", flat=True))
        assert moments == sorted(moments), [str(moment) for moment in moments]
        named = list(one.events.exclude(name__in=["contact", "accept"]).values_list("name", "at"))
        assert len(named) == len(set(named)), "a lapse stands twice"
        assert one.resolved_at is None or one.resolved_at >= one.submitted_at
    assert list(verify_all()) == []
    call_command("figures", "rebuild")
    call_command("figures", "verify")


def test_sessions_end_by_the_clock_that_wrote_them(cast: Cast) -> None:
    with transaction.atomic():
        client = cast.client("resident")
        kept = client.session.get_expiry_age()
    assert 0 < kept <= 60 * 60 * 24 * 30
