"""Keys are drawn anew while the neighbourhood goes on: what was written opens, who has a number is found, old keys may go."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from linli.cases.models import Case, Reporter
from linli.cases.verify import verify_all
from linli.core import personal
from linli.core.fields import PersonalField
from linli.core.keys import master_keys, ring
from linli.people.models import Account
from linli.people.selectors import account_by_phone
from linli.people.services import account_get_or_create
from linli.people.services.factors import recovery_draw
from linli.privacy.models import DataKey
from linli.privacy.selectors.keys import count_not_under, sealed_tables
from linli.privacy.services.rotating import keys_rotate, rotation_open
from tests.cast import Cast, at
from tests.people.test_factors import with_app


@pytest.fixture(autouse=True)
def _a_wednesday_morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture
def case(cast: Cast) -> Case:
    return cast.submit(address="2单元1502", reporter_phone="13900001111", reporter_name="王秀兰")


def heads(table: str, column: str) -> set[bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE length({column}) > 0")
        return {bytes(value)[:3] for (value,) in cursor.fetchall()}


def left() -> int:
    writing = DataKey.objects.get(purpose="personal", writes=True)
    return sum(count for _name, count in count_not_under(sealed_tables(), writing.pk))


def stopping_after(rows: int) -> Any:
    def progress(what: str, done: int, of: int) -> None:
        if done >= rows:
            raise KeyboardInterrupt

    return progress


def test_after_a_rotation_everything_opens_is_found_and_the_history_verifies(case: Case, cast: Cast) -> None:
    before = Reporter.objects.get(case_id=case.id).phone_index
    done = keys_rotate(wait=0, batch=3)
    assert done.sealed >= len(cast.accounts)
    assert not done.clashes
    assert left() == 0
    writing = DataKey.objects.get(purpose="personal", writes=True)
    assert heads("people_account", "phone") == heads("cases_case", "address") == {personal.sealed_under(writing.pk)}
    row = Reporter.objects.get(case_id=case.id)
    assert (row.phone, row.name, Case.objects.get(id=case.id).address) == ("13900001111", "王秀兰", "2单元1502")
    assert bytes(row.phone_index or b"") != bytes(before or b"")
    assert account_by_phone("19900000001") == cast.resident
    assert account_get_or_create("19900000001") == cast.resident
    assert list(verify_all()) == []
    assert not rotation_open()


def test_every_sealed_field_of_the_registry_is_rotated(case: Case) -> None:
    names = {table.name for table in sealed_tables()}
    sealed = {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, PersonalField) for field in model._meta.local_fields)
    }
    assert names == sealed >= {"people.Account", "cases.Case", "cases.Reporter", "notify.Message", "api.Hook"}
    assert {index for table in sealed_tables() for index in table.indexes.values()} == {
        "phone_index",
        "door_index",
        "openid_index",
    }


def test_killed_midway_it_goes_on_where_it_was_and_meanwhile_both_keys_read(case: Case, cast: Cast) -> None:
    with pytest.raises(KeyboardInterrupt):
        keys_rotate(wait=0, batch=4, progress=stopping_after(8))
    assert rotation_open()
    assert left() > 0
    assert {head[0] for head in heads("people_account", "phone")} == {personal.DERIVED, personal.BY_DATA_KEY}
    for name, account in Account.objects.in_bulk().items():
        assert account_by_phone(account.phone) == account, name
    newcomer = account_get_or_create("13700002222", "新来的")
    assert account_get_or_create("13700002222") == newcomer
    keys = DataKey.objects.count()
    done = keys_rotate(wait=0, batch=4)
    assert DataKey.objects.count() == keys
    assert done.sealed < len(cast.accounts) + 10
    assert left() == 0
    assert not rotation_open()
    assert account_by_phone("13700002222") == newcomer


def test_before_the_new_key_writes_both_are_looked_for(case: Case, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("linli.privacy.services.rotating._switch", stop)
    with pytest.raises(KeyboardInterrupt):
        keys_rotate(wait=0)
    assert len(personal.blind_any("19900000001")) == 2
    assert personal.blind("19900000001") == bytes(Account.objects.get(pk=cast.resident.pk).phone_index or b"")
    assert account_by_phone("19900000001") == cast.resident


def test_a_number_that_changes_meanwhile_keeps_what_its_owner_wrote(case: Case, cast: Cast) -> None:
    def changing(what: str, done: int, of: int) -> None:
        Account.objects.filter(pk=cast.resident.pk).update(name="后来改的")

    keys_rotate(wait=0, batch=2, progress=changing)
    assert Account.objects.get(pk=cast.resident.pk).name == "后来改的"


def test_two_rows_of_one_number_are_named_and_no_key_is_thrown_away(cast: Cast) -> None:
    keys_rotate(wait=0)
    with pytest.raises(KeyboardInterrupt):
        keys_rotate(wait=0, progress=stopping_after(1))
    old, new = ring.of("index")[1], ring.of("index")[0]
    twin = Account.objects.create(phone="13600003333", phone_index=personal._keyed(new.secret, "13600003333"))
    other = Account.objects.create(phone="13600003333", phone_index=personal._keyed(old.secret, "13600003333"))
    done = keys_rotate(wait=0)
    assert done.clashes == (f"people.Account {other.pk}",)
    assert rotation_open()
    twin.delete()
    assert not keys_rotate(wait=0).clashes
    assert not rotation_open()


def test_a_second_rotation_leaves_nothing_of_the_first_but_a_readable_key(case: Case) -> None:
    keys_rotate(wait=0)
    first = DataKey.objects.get(purpose="personal", writes=True).pk
    keys_rotate(wait=0)
    assert DataKey.objects.get(pk=first).retired_at is not None
    keys_rotate(wait=0)
    assert not DataKey.objects.filter(pk=first).exists()
    assert Reporter.objects.get(case_id=case.id).name == "王秀兰"
    assert list(verify_all()) == []


def test_an_old_master_key_may_go_after_a_rotation(case: Case, cast: Cast, settings: Any) -> None:
    old = list(settings.LINLI_MASTER_KEYS)
    new = [(200, secrets.token_bytes(32))]
    settings.LINLI_MASTER_KEYS = new + old
    ring.forget()
    done = keys_rotate(wait=0)
    assert done.masters_free == (old[0][0],)
    settings.LINLI_MASTER_KEYS = new
    ring.forget()
    assert [key.id for key in master_keys()] == [200]
    assert Reporter.objects.get(case_id=case.id).phone == "13900001111"
    assert account_by_phone("19900000001") == cast.resident
    assert list(verify_all()) == []
    with at(1):
        cast.act(Case.objects.get(id=case.id), "accept", "grid_worker")
    assert list(verify_all()) == []


def test_putting_a_new_master_key_in_front_changes_nothing_by_itself(case: Case, cast: Cast, settings: Any) -> None:
    old = list(settings.LINLI_MASTER_KEYS)
    settings.LINLI_MASTER_KEYS = [(200, secrets.token_bytes(32)), *old]
    assert account_by_phone("19900000001") == cast.resident
    later = account_get_or_create("13700002222")
    settings.LINLI_MASTER_KEYS = old  # a process that was not started again reads it all the same
    assert Account.objects.get(pk=later.pk).phone == "13700002222"
    assert list(verify_all()) == []


def test_the_state_of_keys_counts_every_sealed_value_also_what_a_library_hides(case: Case, cast: Cast) -> None:
    with_app(cast.community_director)
    recovery_draw(cast.community_director)
    sealed = {f"{table.name}.{name}" for table in sealed_tables() for name in table.contexts}
    before = state()
    master = f"master:{master_keys()[-1].id}"
    assert set(before["fields"]) == sealed | {"mfa.Authenticator.data"}
    assert before["fields"]["mfa.Authenticator.data"] == {master: 2}
    assert before["fields"]["people.Account.phone"] == {master: len(cast.accounts)}
    assert set(before["left"].values()) == {0}
    with pytest.raises(KeyboardInterrupt):
        keys_rotate(wait=0, batch=4, progress=stopping_after(8))
    midway = state()
    assert midway["left"]["mfa.Authenticator.data"] == 2
    assert sum(midway["fields"]["people.Account.phone"].values()) == len(cast.accounts)
    keys_rotate(wait=0)
    writing = f"data:{DataKey.objects.get(purpose='personal', writes=True).pk}"
    after = state()
    assert {key for counts in after["fields"].values() for key in counts} == {writing}
    assert after["fields"]["mfa.Authenticator.data"] == {writing: 2}
    assert set(after["left"].values()) == {0}
    out = StringIO()
    call_command("keys", "status", stdout=out)
    assert "mfa.Authenticator.data" in out.getvalue()


def state() -> Any:
    out = StringIO()
    call_command("keys", "status", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_command_draws_a_bar_says_what_may_go_and_how_things_stand(
    case: Case, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ring, "fresh_seconds", 0)
    settings.LINLI_MASTER_KEYS = [(200, secrets.token_bytes(32)), *settings.LINLI_MASTER_KEYS]
    out = StringIO()
    call_command("keys", "rotate", stdout=out)
    said = out.getvalue()
    assert "[##############################]" in said
    assert "people.Account" in said
    assert "可以从 LINLI_KEYS 中删去" in said
    out = StringIO()
    call_command("keys", "status", "--json", stdout=out)
    assert '"open": false' in out.getvalue()
    assert '"people.Account": 0' in out.getvalue()
