"""A daughter acts for her father, by his own code or by a paper that was seen; either side ends it at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from linli.cases.models import Case, Event, OnBehalf, Reporter
from linli.cases.services.erasing import case_erase
from linli.core import clock
from linli.core.errors import Invalid, Missing, Refused, TooMany
from linli.homes.models import Authority
from linli.homes.selectors import authorities_valid, authority_decidable, waiting_count
from linli.homes.services import (
    authorities_expire,
    authorities_know,
    authority_ask,
    authority_confirm,
    authority_decline,
    authority_end,
    authority_prove,
    home_claim,
    homes_confirm,
)
from linli.notify.models import Message
from linli.people.models import Account, Consent
from linli.people.services import account_get_or_create, codes
from linli.privacy.holdings import HOLDINGS
from linli.privacy.services.mine import account_leave
from tests.cast import Cast

FATHER = "13900007777"


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What goes out to phones."""
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(codes, "_senders", [lambda phone, text: sent.append((phone, text))])
    return sent


def in_a_year() -> date:
    return clock.now().date() + timedelta(days=365)


def asked(cast: Cast, **given: Any) -> Authority:
    """The daughter asks to act for her father."""
    asks = {"name": "王建国", "phone": FATHER, "kin": "parent", "until": in_a_year(), "ground": "code", **given}
    return authority_ask(cast.resident, **asks)


def code_in(texts: list[tuple[str, str]]) -> str:
    return texts[-1][1].split("确认码 ")[1][:6]


def valid(cast: Cast, texts: list[tuple[str, str]]) -> Authority:
    row = asked(cast)
    return authority_prove(cast.resident, row.pk, code_in(texts))


def report(cast: Cast, row: Authority, **changes: Any) -> Any:
    """Report for him on the page."""
    form = {"key": "k1", "body": "家里的热水器坏了，老人不会修", "kind": "help", "where": "unknown", "seen": "1"}
    return cast.client("resident").post("/report/", {**form, "served": row.pk, "phone": "13800001111", **changes})


def page_of(case: Case) -> str:
    return f"/my/{case.community_id}/{case.id}/"


def test_his_own_phone_confirms_it_and_the_text_names_who_and_until_when(
    cast: Cast, texts: list[tuple[str, str]]
) -> None:
    row = asked(cast)
    phone, text = texts[0]
    assert phone == FATHER
    assert "王**" in text and cast.resident.phone[-4:] in text and "不是登录验证码" in text
    assert cast.resident.name not in text
    with pytest.raises(Invalid, match="还可以试 4 次"):
        authority_prove(cast.resident, row.pk, "000000" if code_in(texts) != "000000" else "111111")
    with pytest.raises(Invalid):  # somebody else's page
        authority_prove(cast.neighbour, row.pk, code_in(texts))
    row = authority_prove(cast.resident, row.pk, code_in(texts))
    assert row.is_current
    with pytest.raises(Invalid):
        authority_prove(cast.resident, row.pk, code_in(texts))


def test_guessing_ends_the_code_and_time_does(cast: Cast, texts: list[tuple[str, str]]) -> None:
    row = asked(cast)
    right = code_in(texts)
    wrong = "123456" if right != "123456" else "654321"
    for _try in range(5):
        with pytest.raises(Invalid):
            authority_prove(cast.resident, row.pk, wrong)
    with pytest.raises(Invalid, match="失效"):
        authority_prove(cast.resident, row.pk, right)
    later = asked(cast)
    with clock.at(clock.now() + timedelta(minutes=31)), pytest.raises(Invalid, match="失效"):
        authority_prove(cast.resident, later.pk, code_in(texts))


def test_three_texts_a_day_to_one_phone_and_from_one_account(cast: Cast, texts: list[tuple[str, str]]) -> None:
    for _turn in range(3):
        asked(cast)
    with pytest.raises(TooMany):
        asked(cast)
    with pytest.raises(TooMany):
        authority_ask(cast.neighbour, name="某", phone=FATHER, kin="parent", until=in_a_year(), ground="code")
    assert len(texts) == 3


def test_what_cannot_be_gets_words(cast: Cast, texts: list[tuple[str, str]]) -> None:
    for wrong in (
        {"name": " "},
        {"phone": "12"},
        {"phone": cast.resident.phone},
        {"until": clock.now().date() - timedelta(days=2)},
        {"until": clock.now().date() + timedelta(days=1200)},
        {"kin": "child"},
        {"ground": "paper"},  # no confirmed home: no worker to look at it
    ):
        with pytest.raises(Invalid):
            asked(cast, **wrong)
    assert texts == []


def on_paper(cast: Cast, **given: Any) -> Authority:
    home = home_claim(cast.resident, cast.entrances["one"], door="1703", relation="owner")
    homes_confirm([home.id], cast.acting("grid_worker").standing)
    return asked(cast, ground="paper", phone="", **given)


def test_the_grids_worker_sees_the_paper_and_keeps_only_its_kind(cast: Cast) -> None:
    row = on_paper(cast)
    worker = cast.acting("grid_worker").standing
    assert waiting_count(worker) == 1
    with pytest.raises(Invalid, match="哪种证明"):
        authority_confirm(row, paper="", acting=worker)
    page = cast.client("grid_worker").get("/staff/homes/").content.decode()
    assert "王建国" in page
    assert cast.client("grid_worker").post(f"/staff/homes/family/{row.pk}/", {"paper": "mandate"}).status_code == 302
    row.refresh_from_db()
    assert row.is_current and row.paper == "mandate" and row.seen_by_id == cast.posts["grid_worker"].pk
    assert Message.objects.filter(account=cast.resident, kind="authority_confirmed").exists()


@pytest.mark.parametrize("who", ["next_grid_worker", "former_grid_worker", "neighbour", "community_director"])
def test_nobody_but_the_grids_own_worker_looks_at_papers(cast: Cast, who: str) -> None:
    row, standing = on_paper(cast), cast.acting(who).standing
    assert waiting_count(standing) == 0
    with pytest.raises(Missing):
        authority_decidable(standing, row.pk)
    for deed in (
        lambda: authority_confirm(row, paper="mandate", acting=standing),
        lambda: authority_decline(row, why="不", acting=standing),
    ):
        with pytest.raises(Refused):
            deed()


def test_a_child_is_acted_for_until_grown_by_paper_and_with_the_guardians_consent_on_record(cast: Cast) -> None:
    grown = clock.now().date() + timedelta(days=10 * 365)
    with pytest.raises(Invalid, match="监护人"):
        on_paper(cast, kin="child", until=grown)
    row = asked(cast, ground="paper", phone="", kin="child", until=grown, agree=True)
    assert Consent.objects.filter(account=cast.resident, purpose=f"child:{row.pk}").exists()
    authority_confirm(row, paper="birth", acting=cast.acting("grid_worker").standing)
    row.refresh_from_db()
    assert row.is_current


def test_a_report_for_him_shows_both_and_both_follow(cast: Cast, texts: list[tuple[str, str]]) -> None:
    father = account_get_or_create(FATHER, "王建国")
    row = valid(cast, texts)
    assert "王建国（父母）" in cast.client("resident").get("/report/").content.decode()
    assert report(cast, row).status_code == 302
    case = Case.objects.get()
    reporter = Reporter.objects.get()
    assert (reporter.account_id, reporter.name, reporter.phone) == (father.pk, "王建国", "13800001111")
    assert OnBehalf.objects.get().account_id == cast.resident.pk
    event = Event.objects.get(name="submit")
    assert event.actor_id == cast.resident.pk
    assert event.content["said"]["family"] == "parent"
    assert case.title in cast.client("resident").get("/my/").content.decode()
    assert cast.client("resident").get(page_of(case)).status_code == 200
    his = cast.client(father).get(page_of(case)).content.decode()
    assert "家人代办" in his
    assert cast.client("neighbour").get(page_of(case)).status_code == 404
    # Both hear of it.
    desk = next(name for name, unit in cast.organisations.items() if unit.pk == case.lead_id)
    who = {"city": "city_officer", "one": "grid_worker", "community": "community_officer"}[desk]
    cast.act(case, "accept", who)
    assert Message.objects.filter(kind="accepted", account__in=[father, cast.resident]).count() == 2


def test_her_deeds_say_that_they_are_hers_for_him(cast: Cast, texts: list[tuple[str, str]]) -> None:
    account_get_or_create(FATHER, "王建国")
    report(cast, valid(cast, texts))
    case = Case.objects.get()
    client = cast.client("resident")
    client.post(f"{page_of(case)}do/withdraw/", {"key": "w", "version": case.version, "why": "已经修好"})
    event = Event.objects.get(name="withdraw")
    assert (event.channel, event.actor_id) == ("family", cast.resident.pk)


@pytest.mark.parametrize("by", ["served", "actor", "time"])
def test_an_ended_authority_opens_nothing_and_reports_nothing(
    cast: Cast, texts: list[tuple[str, str]], by: str
) -> None:
    father = account_get_or_create(FATHER, "王建国")
    row = valid(cast, texts)
    report(cast, row)
    case = Case.objects.get()
    moment = clock.now()
    if by == "time":
        Authority.objects.update(ends_at=moment)  # its last day is over; nobody did anything
    else:
        authority_end(father if by == "served" else cast.resident, row.pk)
    with clock.at(moment + timedelta(seconds=1)):
        assert not authorities_valid(cast.resident).exists()
        client = cast.client("resident")
        assert client.get(page_of(case)).status_code == 404
        assert case.title not in client.get("/my/").content.decode()
        assert report(cast, row, key="k2", body="又坏了").status_code == 422
        assert Case.objects.count() == 1
        assert cast.client(father).get(page_of(case)).status_code == 200
        with pytest.raises(Invalid):
            authority_end(cast.resident, row.pk)


def test_it_opens_nothing_that_he_reported_himself(cast: Cast, texts: list[tuple[str, str]]) -> None:
    father = account_get_or_create(FATHER, "王建国")
    cast.accounts["father"] = father
    own = cast.submit("我自己的事", who="father")
    valid(cast, texts)
    assert cast.client("resident").get(page_of(own)).status_code == 404


def test_he_sees_and_ends_it_on_his_page_and_a_stranger_cannot(cast: Cast, texts: list[tuple[str, str]]) -> None:
    row = valid(cast, texts)  # he has no account yet
    report(cast, row)
    case = Case.objects.get()
    assert cast.client("neighbour").post(f"/me/family/{row.pk}/end/").status_code == 302
    row.refresh_from_db()
    assert row.is_current
    father = account_get_or_create(FATHER)
    authorities_know(father)
    page = cast.client(father).get("/me/family/").content.decode()
    assert "谁在替我办事" in page
    from linli.cases.services.claiming import family_claim

    assert family_claim(father) == 1
    assert cast.client(father).get(page_of(case)).status_code == 200
    cast.client(father).post(f"/me/family/{row.pk}/end/")
    row.refresh_from_db()
    assert (row.is_current, row.ended_by) == (False, "served")


def test_an_anonymous_report_is_nobodys_even_for_him(cast: Cast, texts: list[tuple[str, str]]) -> None:
    report(cast, valid(cast, texts), anonymous="on")
    assert Reporter.objects.get().name == ""
    assert not OnBehalf.objects.exists()


def test_a_report_for_him_is_not_claimed_by_her_browser(cast: Cast, texts: list[tuple[str, str]]) -> None:
    row = valid(cast, texts)
    client = cast.client("resident")
    form = {"key": "k1", "body": "热水器坏了", "kind": "help", "where": "unknown", "seen": "1", "served": row.pk}
    assert client.post("/report/", form).status_code == 302
    assert client.session.get("reports") in (None, [])


def test_it_is_in_both_copies_and_goes(cast: Cast, texts: list[tuple[str, str]]) -> None:
    father = account_get_or_create(FATHER, "王建国")
    row = valid(cast, texts)
    report(cast, row)
    assert [line[1:3] for line in HOLDINGS["family"].rows(cast.resident)] == [("我替家人", "王建国")]
    assert [line[1:3] for line in HOLDINGS["family"].rows(father)] == [("家人替我", "王**")]
    assert len(list(HOLDINGS["for-family"].rows(cast.resident))) == 1
    account_leave(Account.objects.get(pk=cast.resident.pk))
    row.refresh_from_db()
    assert (row.name, row.phone, row.phone_index) == ("", "", None)
    assert not row.is_current
    assert not OnBehalf.objects.exists()


def test_after_its_term_names_and_numbers_go(cast: Cast, texts: list[tuple[str, str]]) -> None:
    row = valid(cast, texts)
    stale = asked(cast)
    assert authorities_expire(10) == 0
    with clock.at(clock.now() + timedelta(days=2)):
        authorities_expire(10)
        assert not Authority.objects.filter(pk=stale.pk).exists()
    authority_end(cast.resident, row.pk)
    with clock.at(clock.now() + timedelta(days=3 * 365 + 1)):
        assert authorities_expire(10) == 1
    row.refresh_from_db()
    assert (row.name, row.phone_index) == ("", None)


def test_an_erased_case_forgets_who_acted(cast: Cast, texts: list[tuple[str, str]]) -> None:
    report(cast, valid(cast, texts))
    case = Case.objects.get()
    cast.client("resident").post(f"{page_of(case)}do/withdraw/", {"key": "w", "version": case.version, "why": "好了"})
    assert case_erase(case.community_id, case.id, "term")
    assert not OnBehalf.objects.exists()
