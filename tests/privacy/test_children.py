"""What a guardian does with a child's data, and what time takes away."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.cases.models import Reporter
from linli.core import clock
from linli.core.errors import Missing
from linli.people.children import Guardianship
from linli.people.models import Account, Consent
from linli.people.services import account_get_or_create
from linli.people.services.children import child_begin, guardian_agree, guardian_ask, step_of
from linli.privacy.holdings import HOLDINGS
from linli.privacy.models import RightUsed
from linli.privacy.selectors.children import child_of, children_of
from linli.privacy.services.children import child_copy, child_phone, children_expire, consent_withdraw, guardian_part
from linli.privacy.services.mine import account_leave
from tests.cast import Cast
from tests.people.test_children import CHILD, MOTHER, STRANGER, agreed, digits, grows, outbox, proved

__all__ = ["outbox"]
Outbox = list[tuple[str, str]]


@pytest.fixture
def mother(db: Any) -> Account:
    return account_get_or_create(MOTHER)


@pytest.fixture
def child(mother: Account, outbox: Outbox) -> Account:
    return agreed(outbox)


def row() -> Guardianship:
    return Guardianship.objects.get()


def proven(account: Account, outbox: Outbox) -> Client:
    """A browser whose owner has just shown by a code that it is them."""
    client = Client()
    client.force_login(account)
    client.post("/me/data/prove/family/", {"send": "1"})
    assert client.post("/me/data/prove/family/", {"code": digits(outbox[-1][1])}).url == "/me/family/"  # type: ignore[attr-defined]
    return client


def test_taken_back_the_account_is_closed_and_erased_like_any(
    cast: Cast, mother: Account, child: Account, outbox: Outbox
) -> None:
    cast.accounts["child"] = child
    cast.submit("滑梯坏了", who="child")
    own = Client()
    own.force_login(child)
    client, pk = proven(mother, outbox), row().pk
    page = client.get(f"/me/family/children/{pk}/withdraw/").content.decode()
    assert "撤回同意" in page and "还要留一段时间" in page
    assert client.post(f"/me/family/children/{pk}/withdraw/").status_code == 422
    assert client.post(f"/me/family/children/{pk}/withdraw/", {"read": "on"}).url == "/me/family/"  # type: ignore[attr-defined]
    child.refresh_from_db()
    assert (child.phone, child.phone_index, child.is_active, child.child_until) == ("", None, False, None)
    assert not Guardianship.objects.exists()
    assert own.get("/me/").status_code == 302
    assert [used.right for used in RightUsed.objects.filter(account=child)] == ["delete", "withdraw"]
    assert Consent.objects.filter(account=child, purpose=f"guardian:{pk}").exists(), "that it was given is proof"
    with pytest.raises(Missing):
        consent_withdraw(mother, pk)
    assert Reporter.objects.count() == 1  # still open: it goes with the case


def test_without_a_fresh_code_nothing_is_handed_out_or_ended(mother: Account, child: Account) -> None:
    client, page = Client(), f"/me/family/children/{row().pk}/"
    client.force_login(mother)
    for address, given in (("copy/", {}), ("phone/", {"phone": STRANGER}), ("withdraw/", {"read": "on"})):
        assert client.post(page + address, given).url == "/me/data/prove/family/"  # type: ignore[attr-defined]
    assert row().stands


def test_the_copy_has_what_is_kept_of_the_child_and_the_consent(
    mother: Account, child: Account, outbox: Outbox
) -> None:
    client = proven(mother, outbox)
    answer = client.post(f"/me/family/children/{row().pk}/copy/")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as copy:  # type: ignore[attr-defined]
        kept = json.loads(copy.read("data.json"))
    assert kept["account"][0]["手机号码"] == CHILD
    assert kept["guardian"][0]["手机号码"] == "137****0002"
    assert any(line["事项"].startswith("guardian:") for line in kept["agreed"])
    assert RightUsed.objects.get(account=child).right == "copy"
    assert [line[1:3] for line in HOLDINGS["guardian"].rows(mother)] == [("我同意孩子的账户", "137****0001")]


def test_the_childs_number_is_corrected_by_a_code_to_the_new_one(
    mother: Account, child: Account, outbox: Outbox
) -> None:
    client, page = proven(mother, outbox), f"/me/family/children/{row().pk}/phone/"
    assert client.get(page).status_code == 200
    assert client.post(page, {"phone": "12"}).status_code == 422
    assert client.post(page, {"phone": STRANGER}).url == page  # type: ignore[attr-defined]
    assert client.post(page, {"code": "000000" if digits(outbox[-1][1]) != "000000" else "1"}).status_code == 422
    assert client.post(page, {"code": digits(outbox[-1][1])}).status_code == 302
    child.refresh_from_db()
    assert child.phone == STRANGER
    assert proved(Client(REMOTE_ADDR="10.9.9.9"), outbox, STRANGER).url == "/me/"


def test_a_number_that_somebody_has_is_refused(mother: Account, child: Account, outbox: Outbox) -> None:
    account_get_or_create(STRANGER)
    client, page = proven(mother, outbox), f"/me/family/children/{row().pk}/phone/"
    client.post(page, {"phone": STRANGER})
    answer = client.post(page, {"code": digits(outbox[-1][1])})
    assert answer.status_code == 422
    assert "已经有账户" in answer.content.decode()
    child.refresh_from_db()
    assert child.phone == CHILD


def test_nobody_elses_child(cast: Cast, child: Account) -> None:
    pk = row().pk
    for who in (cast.neighbour, cast.grid_worker, cast.community_director, child):
        assert not children_of(who).exists()
        for deed in (
            lambda who=who: child_of(who, pk),
            lambda who=who: consent_withdraw(who, pk),
            lambda who=who: child_copy(who, pk, io.BytesIO()),
            lambda who=who: child_phone(who, pk, STRANGER),
            lambda who=who: guardian_part(who, pk),
        ):
            with pytest.raises(Missing):
                deed()
    client = cast.client("neighbour")
    for address in ("", "withdraw/", "phone/"):
        assert client.get(f"/me/family/children/{pk}/{address}").status_code == 404
    for address in ("copy/", "part/", "agree/", "withdraw/"):
        assert client.post(f"/me/family/children/{pk}/{address}", {"read": "on"}).status_code == 404
    assert row().stands


def test_a_guardian_who_leaves_takes_the_own_number_along_and_not_the_child(mother: Account, child: Account) -> None:
    account_leave(mother)
    found = row()
    assert (found.guardian, found.guardian_phone, found.stands) == (None, "", False)
    child.refresh_from_db()
    assert child.is_active and step_of(child) == "guardian"


def test_a_child_who_leaves_takes_the_guardians_number_along(child: Account) -> None:
    account_leave(child)
    assert not Guardianship.objects.exists()


def test_a_wish_without_a_yes_goes_within_a_day(outbox: Outbox) -> None:
    guardian_ask(child_begin(CHILD), MOTHER)
    assert children_expire(10) == 0
    with clock.at(clock.now() + timedelta(hours=25)):
        assert children_expire(10) == 1
    assert not Guardianship.objects.exists()


def test_at_14_sessions_end_and_an_account_without_a_consent_goes_after_its_term(
    mother: Account, child: Account
) -> None:
    client = Client()
    client.force_login(child)
    Account.objects.filter(pk=child.pk).update(child_until=timezone.localdate(clock.now()))
    assert client.get("/me/").status_code == 200
    assert children_expire(10) == 0
    assert client.get("/me/").status_code == 302
    found = row()
    assert (found.guardian, found.guardian_phone, found.stands) == (None, "", False)
    child.refresh_from_db()
    assert step_of(child) == "grown"
    with clock.at(clock.now() + timedelta(days=89)):
        assert children_expire(10) == 0
    with clock.at(clock.now() + timedelta(days=91)):
        assert children_expire(10) == 1
    child.refresh_from_db()
    assert not child.is_active


def test_the_pages_cost_the_same_for_one_child_and_for_five(
    mother: Account, child: Account, outbox: Outbox, django_assert_num_queries: Any
) -> None:
    client = Client()
    client.force_login(mother)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get("/me/family/")
    with CaptureQueriesContext(connection) as one:
        client.get("/me/family/")
    for number in range(5):
        account = account_get_or_create(f"1360000000{number}")
        Account.objects.filter(pk=account.pk).update(child_until=child.child_until)
        Guardianship.objects.create(account=account, guardian=mother, given_at=clock.now())
    with django_assert_num_queries(len(one)):
        assert client.get("/me/family/").content.decode().count("您同意号码") == 6


def test_one_parent_agrees_for_two_children(mother: Account, child: Account, outbox: Outbox) -> None:
    second = child_begin("13700000008")
    guardian_ask(second, MOTHER)
    guardian_agree(second, **grows(7), agree=True, guardian=mother)
    assert children_of(mother).count() == 2
