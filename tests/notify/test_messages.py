"""What people are told, and that nobody reads what was meant for another."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import Error
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from linli.core import clock
from linli.notify import channels, services
from linli.notify.checks import sms_channel_exists, sms_channel_reaches_phones
from linli.notify.models import Delivery, DeliveryState, Message
from linli.notify.selectors import messages_of, unread_count
from linli.notify.services import message_send, messages_read
from linli.people.services import post_end
from tests.cast import Cast


def tell(cast: Cast, **to: Any) -> Message:
    return message_send(community_id=cast.community.pk, kind="test", text="路灯修好了", **to)


def test_a_message_reaches_its_account_and_no_other(cast: Cast) -> None:
    tell(cast, account=cast.resident)
    assert unread_count(cast.acting("resident").standing) == 1
    assert unread_count(cast.acting("neighbour").standing) == 0


def test_a_message_to_a_grid_reaches_who_is_on_post_there_now(cast: Cast) -> None:
    tell(cast, organisation=cast.organisations["one"])
    assert unread_count(cast.acting("grid_worker").standing) == 1
    for other in ("next_grid_worker", "former_grid_worker", "community_director", "resident"):
        assert unread_count(cast.acting(other).standing) == 0
    post_end(cast.posts["grid_worker"])
    assert unread_count(cast.acting("grid_worker").standing) == 0


def test_nobody_has_no_messages(cast: Cast) -> None:
    tell(cast, account=cast.resident)
    assert not messages_of(cast.acting(None).standing).exists()


def test_the_bell_costs_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    standing = cast.acting("grid_worker").standing
    with django_assert_num_queries(1):
        unread_count(standing)


def test_a_message_goes_to_exactly_one(cast: Cast) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        tell(cast)
    with pytest.raises(ValueError, match="exactly one"):
        tell(cast, account=cast.resident, phone="13900001111")


def test_the_list_shows_unread_first_and_marks_read(cast: Cast) -> None:
    old, new = tell(cast, account=cast.resident), tell(cast, account=cast.resident, link="/code/")
    messages_read(cast.acting("resident").standing, new.id)
    client = cast.client("resident")
    shown = list(client.get("/messages/").context["page"])
    assert [each.id for each in shown] == [old.id, new.id]
    assert client.post("/messages/read/", {"message": new.id}).url == "/code/"  # type: ignore[attr-defined]
    client.post("/messages/read/")
    assert unread_count(cast.acting("resident").standing) == 0


def test_nobody_marks_anothers_message(cast: Cast) -> None:
    message = tell(cast, account=cast.resident)
    for given in ({"message": message.id}, {"message": "9" * 30}, {"message": "x"}, {}):
        cast.client("neighbour").post("/messages/read/", given)
    assert unread_count(cast.acting("resident").standing) == 1
    assert cast.client().get("/messages/").status_code == 302


def test_three_messages_cost_as_many_queries_as_thirty(cast: Cast) -> None:
    client, counts = cast.client("grid_worker"), []
    for many in (3, 27):
        for _ in range(many):
            tell(cast, organisation=cast.organisations["one"])
        with CaptureQueriesContext(connection) as seen:
            client.get("/messages/")
        counts.append(len(seen))
    assert len(set(counts)) == 1


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    texts: list[tuple[str, str]] = []
    monkeypatch.setattr(services, "sms_send", lambda phone, text: texts.append((phone, text)))
    return texts


def run_tasks() -> None:
    """Do what the worker does with every task that waits, whenever it is due."""
    for result in DBTaskResult.objects.ready().order_by("enqueued_at"):
        DBTaskResult.objects.filter(pk=result.pk).delete()
        result.task.call(*result.args_kwargs["args"], **result.args_kwargs["kwargs"])


def test_a_text_goes_out_with_its_link_once_however_often_the_task_runs(
    cast: Cast, sent: list[tuple[str, str]]
) -> None:
    tell(cast, account=cast.resident, link="/my/", sms=True)
    delivery = Delivery.objects.get()
    for _ in range(3):
        services.delivery_send(delivery.community_id, delivery.id)
    assert sent == [(cast.resident.phone, "路灯修好了 http://127.0.0.1:8000/my/")]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == (DeliveryState.SENT, 1)
    assert delivery.sent_at is not None


def test_a_bare_phone_gets_its_text_and_keeps_it_sealed(cast: Cast, sent: list[tuple[str, str]]) -> None:
    tell(cast, phone="13900001111", sms=True)
    run_tasks()
    assert [phone for phone, _ in sent] == ["13900001111"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM notify_message")
        assert b"13900001111" not in bytes(cursor.fetchone()[0])
    assert "13900001111" not in json.dumps(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))


def test_a_text_to_an_organisation_reaches_each_who_handles_its_cases_once(
    cast: Cast, sent: list[tuple[str, str]]
) -> None:
    tell(cast, organisation=cast.organisations["community"], sms=True)
    run_tasks()
    assert sorted(phone for phone, _ in sent) == sorted([cast.community_officer.phone, cast.community_director.phone])


def test_a_provider_that_fails_is_tried_five_times_with_growing_pauses_and_no_number_is_written_down(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(phone: str, text: str) -> None:
        raise OSError(f"no route to {phone}")

    monkeypatch.setattr(services, "sms_send", fail)
    tell(cast, account=cast.resident, sms=True)
    DBTaskResult.objects.all().delete()
    delivery = Delivery.objects.get()
    pauses = []
    for _ in range(7):
        services.delivery_send(delivery.community_id, delivery.id)
        if later := DBTaskResult.objects.first():
            pauses.append(later.run_after - clock.now())
            later.delete()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries, delivery.error) == (DeliveryState.FAILED, 5, "OSError")
    assert [round(pause / timedelta(minutes=1)) for pause in pauses] == [1, 5, 30, 120]
    assert cast.resident.phone not in caplog.text


def test_what_is_rolled_back_is_told_to_nobody(cast: Cast) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(cast, account=cast.resident, sms=True)
        raise RuntimeError
    assert not Message.objects.exists()
    assert not Delivery.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_an_unknown_channel_stops_the_start(settings: Any) -> None:
    settings.LINLI_SMS_CHANNEL = "pigeon"
    (found,) = sms_channel_exists(None)
    assert isinstance(found, Error)
    assert "console, file" in found.msg
    settings.LINLI_SMS_CHANNEL = "file"
    assert sms_channel_exists(None) == []
    assert sms_channel_reaches_phones(None)[0].id == "notify.W001"


def test_the_file_channel_writes_a_line_only_its_owner_reads(settings: Any, tmp_path: Path) -> None:
    for text in ("一", "二"):
        channels.channel("file").send("13900001111", text)
    file = tmp_path / "outbox" / "sms.jsonl"
    assert [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()] == ["一", "二"]
    assert file.stat().st_mode & 0o077 == 0


def test_the_console_channel_shows_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    channels.channel("console").send("13900001111", "验证码")
    assert "验证码" in capsys.readouterr().out
