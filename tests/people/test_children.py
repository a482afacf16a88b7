"""A child under 14 signs in: asked the age, a guardian agrees, and what the account may do until 14."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from linli.api.services import token_make
from linli.core import clock, personal
from linli.core.errors import Invalid, LinliError, Refused, TooMany
from linli.homes.services import authority_ask, authority_prove, home_claim
from linli.partners.domain.offers import Offer
from linli.partners.services.members import member_register
from linli.people.children import Guardianship, month_after
from linli.people.models import Account, Consent, Nomination, OneTimeCode
from linli.people.policies import grown_required
from linli.people.services import account_get_or_create, codes, consent_give, post_start
from linli.people.services.children import (
    Step,
    account_of_age,
    child_begin,
    children_know,
    grown_agree,
    guardian_agree,
    guardian_ask,
    guardian_decline,
    guardianship_end,
    step_of,
)
from linli.people.services.nominating import nomination_make, objection_make
from linli.places.models import Neighbourhood
from tests.cast import Cast

CHILD, MOTHER, STRANGER = "13700000001", "13700000002", "13700000003"
Outbox = list[tuple[str, str]]


@pytest.fixture
def outbox(db: Any, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    """What was sent to whom, instead of sending it."""
    sent: Outbox = []
    monkeypatch.setattr(codes, "_senders", [lambda phone, text: sent.append((phone, text))])
    return sent


def digits(text: str) -> str:
    found = re.search(r"[验证确认]码 ?(\d{6})", text)
    assert found
    return found[1]


def grows(years: int = 4) -> dict[str, int]:
    return {"year": clock.now().year + years, "month": 6}


def wish(outbox: Outbox, guardian: str = MOTHER) -> Guardianship:
    """A child's wish of which the guardian has the code."""
    row = child_begin(CHILD)
    guardian_ask(row, guardian)
    row.refresh_from_db()
    return row


def agreed(outbox: Outbox, guardian: str = MOTHER) -> Account:
    row = wish(outbox, guardian)
    account = guardian_agree(row, **grows(), agree=True, code=digits(outbox[-1][1]))
    account.refresh_from_db()
    return account


def proved(client: Client, outbox: Outbox, phone: str = CHILD, target: str = "/me/") -> Any:
    client.post("/sign-in/", {"phone": phone, "agree": "on", "next": target})
    return client.post("/sign-in/code/", {"code": digits(outbox[-1][1])})


def asked(client: Client, outbox: Outbox) -> None:
    """Up to the page that the parent reads."""
    proved(client, outbox)
    assert client.post("/sign-in/age/", {"age": "under"}).url == "/sign-in/guardian/"  # type: ignore[attr-defined]
    assert client.post("/sign-in/guardian/", {"phone": MOTHER}).url == "/sign-in/guardian/code/"  # type: ignore[attr-defined]


def filled(outbox: Outbox, **more: str) -> dict[str, Any]:
    return {"agreed": "1", "code": digits(outbox[-1][1]), "agree": "on", **grows(), **more}


# The question


def test_the_first_sign_in_asks_one_question_and_keeps_that_it_was_answered(outbox: Outbox) -> None:
    client = Client()
    assert proved(client, outbox).url == "/sign-in/age/"
    assert not Account.objects.exists()
    page = client.get("/sign-in/age/").content.decode()
    assert "您满14周岁了吗" in page and page.count('name="age"') == 2
    assert client.post("/sign-in/age/", {}).status_code == 422
    assert client.post("/sign-in/age/", {"age": "over"}).url == "/me/"  # type: ignore[attr-defined]
    account = Account.objects.get()
    assert set(Consent.objects.filter(account=account).values_list("purpose", flat=True)) == {"account", "of_age"}
    assert account.child_until is None
    client.post("/sign-out/")
    assert proved(client, outbox, CHILD).status_code in (302, 429)


def test_whoever_has_an_account_is_not_asked_again(cast: Cast, outbox: Outbox) -> None:
    assert proved(Client(), outbox, cast.resident.phone).url == "/me/"
    assert not Consent.objects.filter(purpose="of_age").exists()


def test_the_question_waits_minutes_and_only_for_whoever_proved_the_number(outbox: Outbox) -> None:
    client = Client()
    client.post("/sign-in/", {"phone": CHILD, "agree": "on"})
    assert client.post("/sign-in/age/", {"age": "over"}).url == "/sign-in/"  # type: ignore[attr-defined]
    client.post("/sign-in/code/", {"code": digits(outbox[-1][1])})
    with clock.at(clock.now() + timedelta(minutes=11)):
        assert client.post("/sign-in/age/", {"age": "over"}).url == "/sign-in/"  # type: ignore[attr-defined]
    assert not Account.objects.exists()


# The guardian, on the child's phone


def test_a_child_is_in_after_the_parents_code_month_and_tick(outbox: Outbox) -> None:
    client = Client()
    asked(client, outbox)
    assert not Account.objects.exists()
    assert CHILD not in json.dumps(dict(client.session.items()))
    phone, text = outbox[-1]
    assert phone == MOTHER
    assert "137****0001" in text and CHILD not in text and "撤回" in text and "不是登录验证码" in text
    page = client.get("/sign-in/guardian/code/").content.decode()
    assert "137****0002" in page and "存什么" in page and MOTHER not in page
    answer = client.post("/sign-in/guardian/code/", filled(outbox))
    assert answer.url == "/me/"  # type: ignore[attr-defined]
    account = Account.objects.get()
    assert account.child_until == date(clock.now().year + 4, 7, 1)
    row = Guardianship.objects.get()
    assert (row.account, row.phone, row.phone_index, row.guardian_phone) == (account, "", None, MOTHER)
    assert list(Consent.objects.values_list("account", "purpose")) == [(account.pk, f"guardian:{row.pk}")]
    assert "家长同意的账户" in client.get("/me/").content.decode()
    client.post("/sign-out/")
    assert Consent.objects.count() == 1, "a child's own tick is no ground"


def test_a_child_signs_in_again_like_anybody_and_gives_no_consent_by_that(outbox: Outbox) -> None:
    agreed(outbox)
    client = Client()
    assert proved(client, outbox).url == "/me/"
    assert not Consent.objects.filter(purpose__in=("account", "of_age")).exists()


def test_pressed_twice_it_is_one_account_and_the_code_serves_once(outbox: Outbox) -> None:
    row = wish(outbox)
    code = digits(outbox[-1][1])
    first = guardian_agree(row, **grows(), agree=True, code=code)
    assert guardian_agree(row, **grows(2), agree=True, code="000000") == first
    assert (Account.objects.count(), Guardianship.objects.count(), Consent.objects.count()) == (1, 1, 1)
    guardianship_end(Guardianship.objects.get())
    with pytest.raises(Invalid):
        guardian_agree(row, **grows(), agree=True, code=code)


def test_guessing_ends_the_code_and_time_does(outbox: Outbox) -> None:
    row = wish(outbox)
    right = digits(outbox[-1][1])
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(Invalid, match=f"试 {left} 次"):
            guardian_agree(row, **grows(), agree=True, code=f"{(int(right) + 1) % 1_000_000:06d}")
    with pytest.raises(Invalid, match="失效"):
        guardian_agree(row, **grows(), agree=True, code=right)
    guardian_ask(row, MOTHER)
    with clock.at(clock.now() + timedelta(minutes=31)), pytest.raises(Invalid, match="失效"):
        guardian_agree(row, **grows(), agree=True, code=digits(outbox[-1][1]))
    assert not Account.objects.exists()


def test_the_code_signs_nobody_in_and_a_sign_in_code_agrees_to_nothing(outbox: Outbox) -> None:
    row = wish(outbox)
    assert not OneTimeCode.objects.exists()
    codes.code_send(MOTHER)
    with pytest.raises(Invalid):
        guardian_agree(row, **grows(), agree=True, code=digits(outbox[-1][1]))
    with pytest.raises(Invalid):
        codes.code_prove(MOTHER, digits(outbox[0][1]))


def test_three_texts_a_day_for_a_child_and_to_a_phone_whoever_asks(cast: Cast, outbox: Outbox) -> None:
    row = child_begin(CHILD)
    for _turn in range(3):
        guardian_ask(row, MOTHER)
    with pytest.raises(TooMany):
        guardian_ask(row, STRANGER)
    with pytest.raises(TooMany):
        guardian_ask(child_begin("13700000009"), MOTHER)
    with pytest.raises(TooMany):
        authority_ask(cast.resident, name="某", phone=MOTHER, kin="parent", until=clock.now().date(), ground="code")
    assert len(outbox) == 3


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"agree": False}, "agree"),
        ({"year": 2020}, "month"),
        ({"year": 2200}, "month"),
        ({"month": 13}, "month"),
    ],
)
def test_no_tick_and_no_likely_month_get_words(outbox: Outbox, said: dict[str, Any], field: str) -> None:
    row = wish(outbox)
    with pytest.raises(Invalid) as refused:
        guardian_agree(row, **{**grows(), "agree": True, "code": digits(outbox[-1][1]), **said})
    assert field in refused.value.fields
    assert not Account.objects.exists()


def test_this_month_and_fourteen_years_are_taken(outbox: Outbox) -> None:
    today = clock.now()
    assert month_after(2026, 12) == date(2027, 1, 1)
    account = guardian_agree(wish(outbox), year=today.year, month=today.month, agree=True, code=digits(outbox[-1][1]))
    assert step_of(account) == Step.NONE


@pytest.mark.parametrize("phone", ["", "12", "02786000000", CHILD, "137 0000-0001"])
def test_the_parents_number_is_a_mobile_and_not_the_childs(outbox: Outbox, phone: str) -> None:
    with pytest.raises(Invalid):
        guardian_ask(child_begin(CHILD), phone)
    assert outbox == []


def test_a_child_is_nobodys_guardian_and_that_is_told_to_the_phones_holder_only(outbox: Outbox) -> None:
    agreed(outbox)
    other = child_begin("13700000009")
    guardian_ask(other, CHILD)
    with pytest.raises(Invalid, match="换一位"):
        guardian_agree(other, **grows(), agree=True, code=digits(outbox[-1][1]))
    child = Account.objects.get()
    with pytest.raises(LinliError):
        guardian_agree(other, **grows(), agree=True, guardian=child)
    assert Account.objects.count() == 1


def test_an_account_of_somebody_of_age_does_not_become_a_childs(outbox: Outbox) -> None:
    row = wish(outbox)
    account_of_age(CHILD)
    with pytest.raises(Invalid, match="已有账户"):
        guardian_agree(row, **grows(), agree=True, code=digits(outbox[-1][1]))
    assert Account.objects.get().child_until is None


def test_a_no_leaves_nothing_and_a_day_does(outbox: Outbox) -> None:
    client = Client()
    asked(client, outbox)
    assert client.post("/sign-in/guardian/code/", {"decline": "1"}).url == "/"  # type: ignore[attr-defined]
    assert not Guardianship.objects.exists() and not Account.objects.exists()
    row = wish(outbox)
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        with pytest.raises(Invalid, match="过期"):
            guardian_agree(row, **grows(), agree=True, code=digits(outbox[-1][1]))
        assert child_begin(CHILD).guardian_phone == "", "begun anew"


def test_a_childs_browser_waits_an_hour_and_another_browser_not_at_all(outbox: Outbox) -> None:
    client = Client()
    asked(client, outbox)
    for address in ("/sign-in/guardian/", "/sign-in/guardian/code/"):
        assert Client().get(address).url == "/sign-in/"  # type: ignore[attr-defined]
        with clock.at(clock.now() + timedelta(hours=1, minutes=1)):
            assert client.get(address).url == "/sign-in/"  # type: ignore[attr-defined]


def test_a_text_that_cannot_be_sent_is_said_and_may_be_tried_again(
    outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    proved(client, outbox)
    client.post("/sign-in/age/", {"age": "under"})

    def fail(phone: str, text: str) -> None:
        raise OSError

    monkeypatch.setattr(codes, "_senders", [fail])
    answer = client.post("/sign-in/guardian/", {"phone": MOTHER})
    assert answer.status_code == 422
    assert "没有发出去" in answer.content.decode()
    assert Guardianship.objects.get().guardian_phone == ""


def test_wrong_things_typed_get_words_and_nothing_else(outbox: Outbox) -> None:
    client = Client()
    asked(client, outbox)
    assert client.post("/sign-in/guardian/code/", {"agreed": "1"}).status_code == 422
    wrong = {**filled(outbox), "code": "000000" if digits(outbox[-1][1]) != "000000" else "000001"}
    answer = client.post("/sign-in/guardian/code/", wrong)
    assert answer.status_code == 422
    assert "还可以试 4 次" in answer.content.decode()
    assert "勾选同意" in client.post("/sign-in/guardian/code/", {**filled(outbox), "agree": ""}).content.decode()
    assert "家长还没有同意" in client.post("/sign-in/guardian/in/", follow=True).content.decode()
    assert not Account.objects.exists()


# On the guardian's own phone


def test_the_parent_agrees_on_their_own_phone_and_the_child_goes_on(outbox: Outbox) -> None:
    client, mother = Client(), Client()
    asked(client, outbox)
    mother.force_login(account_get_or_create(MOTHER))
    assert "有个孩子请您同意" in mother.get("/me/family/").content.decode()
    row = Guardianship.objects.get()
    page = f"/me/family/children/{row.pk}/"
    assert "137****0001" in mother.get(page).content.decode()
    assert mother.post(f"{page}agree/", {**grows()}).status_code == 422
    assert mother.post(f"{page}agree/", {**grows(), "agree": "on"}).url == page  # type: ignore[attr-defined]
    assert "继续" in client.get("/sign-in/guardian/code/").content.decode()
    assert client.post("/sign-in/guardian/in/").url == "/me/"  # type: ignore[attr-defined]
    assert client.get("/me/").status_code == 200
    row.refresh_from_db()
    assert row.guardian is not None and row.guardian.phone == MOTHER


def test_the_parents_no_on_their_own_phone_leaves_nothing(outbox: Outbox) -> None:
    row, mother = wish(outbox), Client()
    mother.force_login(account_get_or_create(MOTHER))
    mother.post(f"/me/family/children/{row.pk}/agree/", {"decline": "1"})
    assert not Guardianship.objects.exists()


def test_nobody_else_agrees_sees_or_declines(cast: Cast, outbox: Outbox) -> None:
    row, neighbour = wish(outbox), cast.client("neighbour")
    page = f"/me/family/children/{row.pk}/"
    assert neighbour.get(page).status_code == 404
    assert neighbour.post(f"{page}agree/", {**grows(), "agree": "on"}).status_code == 404
    assert neighbour.post(f"{page}agree/", {"decline": "1"}).status_code == 404
    with pytest.raises(Invalid):
        guardian_agree(row, **grows(), agree=True, guardian=cast.neighbour)
    assert Guardianship.objects.filter(given_at=None).count() == 1


def test_a_guardian_without_an_account_sees_the_child_once_signed_in(outbox: Outbox) -> None:
    agreed(outbox)
    assert Guardianship.objects.get().guardian is None
    mother = Client()
    proved(mother, outbox, MOTHER)
    mother.post("/sign-in/age/", {"age": "over"})
    assert "孩子的账户" in mother.get("/me/family/").content.decode()
    assert Guardianship.objects.get().guardian == Account.objects.get(child_until=None)


def test_a_number_given_up_shows_its_next_owner_no_child(outbox: Outbox) -> None:
    child = agreed(outbox)
    Guardianship.objects.update(given_at=clock.now() - timedelta(days=91))
    stranger, client = account_get_or_create(MOTHER), Client()
    children_know(stranger)
    client.force_login(stranger)
    assert "孩子的账户" not in client.get("/me/family/").content.decode()
    own = Client()  # and the child may ask the mother anew, under whatever number she has
    own.force_login(child)
    assert "请家长再确认一次" in own.get("/me/").content.decode()
    assert own.post("/me/guardian/").url == "/sign-in/guardian/"  # type: ignore[attr-defined]
    own.post("/sign-in/guardian/", {"phone": STRANGER})
    assert own.post("/sign-in/guardian/code/", filled(outbox)).url == "/me/"  # type: ignore[attr-defined]
    row = Guardianship.objects.get()
    assert (row.guardian_phone, row.account) == (STRANGER, child)


def test_a_child_cannot_swap_a_guardian_who_is_known(outbox: Outbox) -> None:
    account_get_or_create(MOTHER)
    child, client = agreed(outbox), Client()
    client.force_login(child)
    assert client.post("/me/guardian/").status_code == 403
    client.force_login(account_get_or_create(STRANGER))
    assert client.post("/me/guardian/").status_code == 403
    assert Guardianship.objects.count() == 1


# What a child may do


def test_what_binds_or_tells_of_others_waits_for_14(cast: Cast, outbox: Outbox) -> None:
    child = agreed(outbox)
    place = Neighbourhood.objects.create(kind="area", name="第一片", community=cast.community, grid=cast.grids["one"])
    offer = Offer(skills=(), purposes=())  # type: ignore[call-arg]
    deeds: list[Callable[[], object]] = [
        lambda: nomination_make(child, place, name="我", by_self=True),
        lambda: objection_make(Nomination(), child, "不"),
        lambda: authority_ask(child, name="奶奶", kin="other", until=clock.now().date(), ground="code"),
        lambda: home_claim(child, cast.entrances["one"], door="1502", relation="family"),
        lambda: member_register(child, cast.community, offer=offer, agreed=True),
        lambda: token_make(child, "某", ["cases"], 9),
        lambda: grown_required(child),
    ]
    for deed in deeds:
        with pytest.raises(Refused, match="14周岁"):
            deed()
    with pytest.raises(Invalid, match="不能任职"):
        post_start(organisation=cast.organisations["one"], kind="building_leader", account=child, public_name="小明")
    grown_required(cast.resident)


def test_those_pages_say_so_and_the_others_open(cast: Cast, outbox: Outbox) -> None:
    client = cast.client(agreed(outbox))
    code = cast.community.code
    closed = ("/me/home/", f"/leaders/{code}/nominate/", "/me/partners/home/", "/me/partners/work/", "/me/tokens/")
    for address in (*closed, f"/me/partners/home/{code}/"):
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 403)
        assert "14周岁" in answer.content.decode()
    for address in ("/me/", "/my/", "/messages/", "/me/data/", "/me/family/", "/report/", f"/leaders/{code}/"):
        assert client.get(address).status_code == 200
    assert "我想替家人办事" not in client.get("/me/family/").content.decode()
    assert "双报到" not in client.get("/me/").content.decode()


def test_a_child_reports_and_follows_the_own_case(cast: Cast, outbox: Outbox) -> None:
    cast.accounts["child"] = agreed(outbox)
    case = cast.submit("楼下滑梯坏了", who="child")
    assert case.title in cast.client("child").get("/my/").content.decode()


def test_a_childs_phone_gives_no_mandate(cast: Cast, outbox: Outbox) -> None:
    agreed(outbox)
    row = authority_ask(cast.resident, name="小明", phone=CHILD, kin="other", until=clock.now().date(), ground="code")
    with pytest.raises(Invalid, match="监护人"):
        authority_prove(cast.resident, row.pk, digits(outbox[-1][1]))


# 14, and other ends


def test_at_14_the_young_person_is_asked_and_the_guardian_is_out(outbox: Outbox) -> None:
    mother = account_get_or_create(MOTHER)
    child, parent, client = agreed(outbox), Client(), Client()
    row = Guardianship.objects.get()
    Account.objects.filter(pk=child.pk).update(child_until=timezone.localdate(clock.now()))
    parent.force_login(mother)
    assert parent.get(f"/me/family/children/{row.pk}/").status_code == 404
    assert proved(client, outbox).url == "/sign-in/grown/"
    assert client.get("/me/").status_code == 302, "not in yet"
    assert "请自己决定" in client.get("/sign-in/grown/").content.decode()
    assert client.post("/sign-in/grown/").url == "/me/"  # type: ignore[attr-defined]
    grown = Account.objects.get(pk=child.pk)
    assert grown.child_until is None and not Guardianship.objects.exists()
    assert set(Consent.objects.filter(account=grown).values_list("purpose", flat=True)) >= {"account", "of_age"}
    with pytest.raises(Invalid):
        grown_agree(grown)
    assert client.post("/sign-in/grown/").status_code == 302


def test_before_14_nobody_is_led_to_that_page(outbox: Outbox) -> None:
    child, client = agreed(outbox), Client()
    with pytest.raises(Invalid):
        grown_agree(child)
    proved(client, outbox)
    assert client.get("/sign-in/grown/").url == "/sign-in/"  # type: ignore[attr-defined]


def test_other_ways_of_signing_in_lead_to_the_code_when_a_consent_is_asked(outbox: Outbox) -> None:
    from linli.people.services import sign_in

    child = agreed(outbox)
    guardianship_end(Guardianship.objects.get())
    with pytest.raises(Refused, match="短信验证码"):
        sign_in(Client().get("/").wsgi_request, child, "wechat")  # type: ignore[attr-defined]


def test_handed_on_the_child_is_out_and_another_guardian_is_asked(outbox: Outbox) -> None:
    mother = account_get_or_create(MOTHER)
    child, client, parent = agreed(outbox), Client(), Client()
    proved(client, outbox)
    parent.force_login(mother)
    parent.post(f"/me/family/children/{Guardianship.objects.get().pk}/part/")
    assert client.get("/me/").status_code == 302, "signed out"
    row = Guardianship.objects.get()
    assert (row.guardian, row.guardian_phone, row.guardian_index) == (None, "", None)
    other = Client(REMOTE_ADDR="10.9.9.9")
    assert proved(other, outbox).url == "/sign-in/guardian/"
    other.post("/sign-in/guardian/", {"phone": STRANGER})
    assert other.post("/sign-in/guardian/code/", filled(outbox)).url == "/me/"  # type: ignore[attr-defined]
    assert Guardianship.objects.get().account == child
    assert step_of(Account.objects.get(pk=child.pk)) == Step.NONE


def test_a_declined_wish_of_a_given_consent_is_no_end(outbox: Outbox) -> None:
    agreed(outbox)
    guardian_decline(Guardianship.objects.get())
    assert Guardianship.objects.get().stands


def test_a_staff_made_account_keeps_how_it_was_asked(outbox: Outbox) -> None:
    old = account_get_or_create(CHILD)
    consent_give(old, version="2026-11")
    assert step_of(old) == Step.NONE
    assert proved(Client(), outbox).url == "/me/"
    assert Consent.objects.filter(account=old, version="2026-11").exists()


def test_the_database_keeps_neither_number_nor_code_in_the_clear(outbox: Outbox) -> None:
    row = wish(outbox)
    assert bytes(row.code_digest) == personal.digest(f"guardianship:{row.pk}:{digits(outbox[-1][1])}")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT phone, guardian_phone, phone_index, guardian_index FROM people_guardianship")
        kept = b"".join(bytes(value) for value in cursor.fetchone())
    assert CHILD.encode() not in kept and MOTHER.encode() not in kept
