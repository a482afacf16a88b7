"""Second factors: adding, signing in with them, losing them, and what nobody gains by trying."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from linli.core import clock
from linli.core.errors import Invalid, Refused, TooMany
from linli.people.library import opened
from linli.people.models import Account, Attempt, FactorChange, FactorRule, Post
from linli.people.selectors import standing_of
from linli.people.services import account_close, codes
from linli.people.services.factor_rules import factor_rule_set
from linli.people.services.factors import factor_remove, recovery_use, totp_add, totp_draw, totp_use
from linli.people.services.passwords import password_check
from linli.people.services.resetting import factors_reset
from linli.privacy.services.rotating import keys_rotate
from tests.cast import Cast, at

PASSWORD = "江水一直向东流2026"
Outbox = list[tuple[str, str]]


@pytest.fixture(autouse=True)
def _morning() -> Iterator[None]:
    with at(0):
        yield


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch) -> Outbox:
    sent: Outbox = []
    monkeypatch.setattr(codes, "_senders", [lambda phone, text: sent.append((phone, text))])
    return sent


def app(secret: str, steps: int = 0) -> str:
    """What the app on the phone shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30 + steps))


def secret_of(account: Account) -> str:
    return opened(Authenticator.objects.get(user=account, type="totp").data["secret"])


def with_app(account: Account) -> list[str]:
    """Let somebody hold an app whose present code was not used yet; return their recovery codes."""
    secret = totp_draw()
    with at(-1):
        return totp_add(account, secret, app(secret))


def with_password(cast: Cast, who: str) -> Account:
    account = cast.accounts[who]
    with_app(account)
    account.set_password(PASSWORD)
    account.save()
    return account


def digits(text: str) -> str:
    return "".join(c for c in text.split("验证码")[1][:8] if c.isdigit())


def proved(client: Client, outbox: Outbox) -> Client:
    client.post("/me/data/prove/security/", {"send": "1"})
    answer = client.post("/me/data/prove/security/", {"code": digits(outbox[-1][1])})
    assert answer.url == "/me/security/"  # type: ignore[attr-defined]
    return client


def by_code(client: Client, phone: str, outbox: Outbox) -> Any:
    client.post("/sign-in/", {"phone": phone, "agree": "on", "next": "/me/"})
    return client.post("/sign-in/code/", {"code": digits(outbox[-1][1])})


def test_an_app_is_added_by_its_first_code_after_a_fresh_text_message(cast: Cast, outbox: Outbox) -> None:
    client = cast.client("community_director")
    assert client.get("/me/security/totp/").url == "/me/data/prove/security/"  # type: ignore[attr-defined]
    proved(client, outbox)
    shown = client.get("/me/security/totp/").content.decode()
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', shown)[1].replace(" ", "")  # type: ignore[index]
    assert "<svg" in shown
    assert client.post("/me/security/totp/", {"code": "000000"}).status_code == 422
    assert secret in client.get("/me/security/totp/").content.decode().replace(" ", ""), "the same until it is added"
    before = client.session.session_key
    done = client.post("/me/security/totp/", {"code": app(secret)}).content.decode()
    kept = re.findall(r"<code>(\d{8})</code>", done)
    assert len(kept) == 10
    assert client.session.session_key != before, "a fresh key with the new rank"
    assert client.get("/me/security/").status_code == 200
    assert kept[0] not in client.get("/me/security/").content.decode(), "shown once"
    row = Authenticator.objects.get(user=cast.community_director, type="totp")
    assert secret not in str(row.data)
    assert secret not in str(dict(client.session.items()))


def test_after_ten_minutes_a_fresh_code_is_asked_for_again(cast: Cast, outbox: Outbox) -> None:
    client = proved(cast.client("community_director"), outbox)
    with at(0.2):
        assert client.get("/me/security/totp/").status_code == 302
        assert client.post("/me/security/codes/").status_code == 302


def test_whoever_holds_no_post_is_offered_none(cast: Cast, outbox: Outbox) -> None:
    assert "两步验证" not in cast.client("resident").get("/me/security/").content.decode()
    with pytest.raises(Refused, match="在岗"):
        totp_add(cast.resident, "A" * 32, app("A" * 32))
    with pytest.raises(Refused):
        totp_add(cast.former_grid_worker, "A" * 32, app("A" * 32))


def test_sign_in_by_text_message_asks_for_the_app_and_then_leads_on(cast: Cast, outbox: Outbox) -> None:
    with_app(cast.community_director)
    client = Client()
    assert by_code(client, cast.community_director.phone, outbox).url == "/sign-in/second/"
    assert client.get("/me/").status_code == 302, "not in yet"
    assert client.get("/sign-in/second/").status_code == 200
    assert client.post("/sign-in/second/", {"code": "000000"}).status_code == 422
    waiting = client.session.session_key
    answer = client.post("/sign-in/second/", {"code": app(secret_of(cast.community_director))})
    assert answer.url == "/me/"  # type: ignore[attr-defined]
    assert client.session.session_key != waiting
    assert client.get("/me/").status_code == 200


def test_a_code_of_the_app_opens_once_also_in_another_browser(cast: Cast, outbox: Outbox) -> None:
    with_app(cast.community_director)
    code = app(secret_of(cast.community_director))
    assert totp_use(cast.community_director, code)
    assert not totp_use(cast.community_director, code)
    assert not totp_use(cast.community_director, app(secret_of(cast.community_director), -1)), (
        "nor an older one after it"
    )
    assert totp_use(cast.community_director, app(secret_of(cast.community_director), 1)), "a clock half a minute ahead"
    assert not totp_use(cast.community_director, app(secret_of(cast.community_director), 2))


def test_a_recovery_code_stands_in_once_and_fresh_ones_end_the_old(cast: Cast, outbox: Outbox) -> None:
    kept = with_app(cast.community_director)
    client = Client()
    by_code(client, cast.community_director.phone, outbox)
    assert client.post("/sign-in/second/", {"code": kept[3]}).status_code == 302
    assert not recovery_use(cast.community_director, kept[3])
    assert "还有 9 个备用码" in client.get("/me/security/").content.decode()
    with at(0.05):
        proved(client, outbox)
        fresh = re.findall(r"<code>(\d{8})</code>", client.post("/me/security/codes/").content.decode())
    assert len(fresh) == 10
    assert not recovery_use(cast.community_director, kept[4])
    assert recovery_use(cast.community_director, fresh[4])


@pytest.mark.parametrize("use", [totp_use, recovery_use])
def test_of_two_who_type_the_same_code_at_once_one_gets_in(cast: Cast, use: Any) -> None:
    kept = with_app(cast.community_director)
    code = kept[0] if use is recovery_use else app(secret_of(cast.community_director))
    with CaptureQueriesContext(connection) as asked:
        assert use(cast.community_director, code)
    read = next(one["sql"] for one in asked if one["sql"].startswith("SELECT") and "mfa_authenticator" in one["sql"])
    # SQLite lets one write at a time as it is.
    assert "FOR UPDATE" in read or connection.vendor == "sqlite"
    assert not use(cast.community_director, code)


def test_the_second_step_waits_ten_minutes(cast: Cast, outbox: Outbox) -> None:
    with_app(cast.community_director)
    client = Client()
    by_code(client, cast.community_director.phone, outbox)
    with at(0.2):
        code = app(secret_of(cast.community_director))
        assert client.post("/sign-in/second/", {"code": code}).url == "/sign-in/"  # type: ignore[attr-defined]
        assert client.get("/me/").status_code == 302


def test_wrong_tries_at_the_second_step_lock_the_one_who_tries(cast: Cast, outbox: Outbox) -> None:
    with_app(cast.community_director)
    thief, owner = Client(REMOTE_ADDR="10.6.6.6"), Client(REMOTE_ADDR="10.1.1.1")
    by_code(thief, cast.community_director.phone, outbox)  # reads the texts
    for _ in range(10):
        assert thief.post("/sign-in/second/", {"code": "000000"}).status_code == 422
    refused = thief.post("/sign-in/second/", {"code": app(secret_of(cast.community_director))})
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "900"
    by_code(owner, cast.community_director.phone, outbox)
    assert owner.post("/sign-in/second/", {"code": app(secret_of(cast.community_director))}).status_code == 302


def test_a_password_needs_a_factor_first_and_is_looked_over(cast: Cast, outbox: Outbox) -> None:
    client = proved(cast.client("community_director"), outbox)
    form = {"password": PASSWORD, "again": PASSWORD}
    assert "先添加" in client.post("/me/security/password/", form).content.decode()
    with_app(cast.community_director)
    for bad in ("1234567890", "短", "password123"):
        assert client.post("/me/security/password/", {"password": bad, "again": bad}).status_code == 422
    assert client.post("/me/security/password/", {**form, "again": "别的密码别的密码"}).status_code == 422
    other = cast.client("community_director")
    before = client.session.session_key
    assert client.post("/me/security/password/", form).status_code == 302
    assert client.session.session_key != before
    assert client.get("/me/").status_code == 200
    assert other.get("/me/").status_code == 302, "elsewhere they are out"
    account = Account.objects.get(pk=cast.community_director.pk)
    assert account.password.startswith("argon2$argon2id$v=19$m=19456")


def test_phone_password_and_app_sign_in_and_the_password_alone_does_not(cast: Cast, outbox: Outbox) -> None:
    account = with_password(cast, "community_director")
    client = Client()
    sent = {"phone": account.phone, "password": PASSWORD, "next": "/staff/posts/"}
    assert client.post("/sign-in/password/", sent).url == "/sign-in/second/"  # type: ignore[attr-defined]
    assert client.get("/me/").status_code == 302
    answer = client.post("/sign-in/second/", {"code": app(secret_of(account))})
    assert answer.url == "/staff/posts/"  # type: ignore[attr-defined]
    assert not outbox, "no text message"
    assert "密码" in client.get("/me/security/").content.decode()


def test_a_wrong_password_says_the_same_whoever_is_asked_for(cast: Cast) -> None:
    account = with_password(cast, "community_director")
    said = set()
    for phone in (account.phone, cast.resident.phone, "13912345678", "110"):
        answer = Client().post("/sign-in/password/", {"phone": phone, "password": "不是这个密码"})
        words = re.sub(r'value="[^"]*"', "", answer.content.decode())
        said.add((answer.status_code, re.sub(r"csrf[^>]*>", "", words)))
    assert len(said) == 1


def test_guessing_passwords_locks_the_guesser_and_not_the_owner(cast: Cast) -> None:
    account = with_password(cast, "community_director")
    for _ in range(10):
        with pytest.raises(Invalid):
            password_check(account.phone, "不对", "10.6.6.6")
    with pytest.raises(TooMany):
        password_check(account.phone, PASSWORD, "10.6.6.6")
    assert password_check(account.phone, PASSWORD, "10.1.1.1") == account
    for number in range(80):
        try:
            password_check(f"139{number:08d}", "不对", "10.7.7.7")
        except TooMany:
            break
        except Invalid:
            continue
    else:
        pytest.fail("an address guesses without end")
    assert all(len(bytes(row.subject_index)) == 32 for row in Attempt.objects.all())


def test_an_account_that_never_had_a_password_has_none(cast: Cast) -> None:
    assert not Account(password="").has_usable_password()
    with_app(cast.community_director)
    shown = cast.client("community_director").get("/me/security/").content.decode()
    assert "设置密码" in shown
    assert "删除密码" not in shown


def test_with_the_last_factor_go_password_and_recovery_codes(cast: Cast, outbox: Outbox) -> None:
    account = with_password(cast, "community_director")
    client = proved(cast.client(account), outbox)
    factor = Authenticator.objects.get(user=account, type="totp")
    assert client.post(f"/me/security/factors/{factor.pk}/remove/").status_code == 302
    assert client.get("/me/").status_code == 200
    account = Account.objects.get(pk=account.pk)
    assert not account.second_factor
    assert not account.has_usable_password()
    assert not Authenticator.objects.exists()


def test_nobody_takes_anothers_factor_away(cast: Cast, outbox: Outbox) -> None:
    with_app(cast.community_director)
    client = proved(cast.client("street_director"), outbox)
    factor = Authenticator.objects.get(type="totp")
    assert client.post(f"/me/security/factors/{factor.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=factor.pk).exists()


def test_a_head_above_resets_with_a_reason_and_the_owner_is_told(cast: Cast, outbox: Outbox) -> None:
    owner = cast.community_director
    with_app(owner)
    before = cast.client(owner)
    head, post = cast.client("street_director"), cast.posts["community_director"]
    address = f"/staff/posts/{post.pk}/factors/"
    assert head.get(address).status_code == 200
    assert head.post(address, {"why": " "}).status_code == 422
    assert head.post(address, {"why": "当面说手机丢了"}).status_code == 302
    assert before.get("/me/").status_code == 302, "signed out everywhere"
    assert outbox[-1][0] == owner.phone
    assert "重置" in outbox[-1][1]
    assert not Authenticator.objects.exists()
    change = FactorChange.objects.filter(account=owner).first()
    assert change is not None
    assert (change.kind, change.by_post_id, change.why) == ("reset", cast.posts["street_director"].pk, "当面说手机丢了")
    assert (
        "胡军 · 当面说手机丢了" in cast.client(Account.objects.get(pk=owner.pk)).get("/me/security/").content.decode()
    )


@pytest.mark.parametrize("who", ["community_director", "other_community_director", "street_officer", "grid_worker"])
def test_nobody_else_resets_them(cast: Cast, outbox: Outbox, who: str) -> None:
    with_app(cast.community_director)
    with pytest.raises(Refused):
        factors_reset(cast.community_director, standing_of(cast.accounts[who]), "想看看")
    post = cast.posts["community_director"]
    answer = cast.client(who).post(f"/staff/posts/{post.pk}/factors/", {"why": "想看看"})
    assert answer.status_code in (302, 403, 404, 422)
    assert Authenticator.objects.filter(type="totp").exists()
    assert not outbox


def test_a_head_of_a_community_cannot_reset_who_is_also_on_a_post_above(cast: Cast) -> None:
    Post.objects.create(
        organisation=cast.organisations["street"], kind="officer", account=cast.grid_worker, public_name="陈晓燕"
    )
    with_app(cast.grid_worker)
    with pytest.raises(Refused):
        factors_reset(cast.grid_worker, standing_of(cast.community_director), "手机丢了")
    factors_reset(cast.grid_worker, standing_of(cast.street_director), "手机丢了")


def test_where_it_is_required_heads_without_one_wait_and_cases_do_not(cast: Cast) -> None:
    head = cast.client("community_director")
    assert head.get("/staff/posts/").status_code == 200
    assert "建议添加两步验证" in head.get("/me/security/").content.decode()
    with pytest.raises(Refused, match="自己"):
        factor_rule_set(cast.places["street"], True, cast.street_director, standing_of(cast.street_director))
    with_app(cast.street_director)
    street = cast.client(Account.objects.get(pk=cast.street_director.pk))
    assert street.post(f"/staff/posts/factors/{cast.places['street'].code}/", {"required": "1"}).status_code == 302
    refused = head.get("/staff/posts/")
    assert refused.status_code == 403
    assert "登录与安全" in refused.content.decode()
    assert head.get("/staff/").status_code == 200
    assert "打不开" in head.get("/me/security/").content.decode()
    assert street.get("/staff/posts/").status_code == 200
    assert cast.client("other_community_director").get("/staff/posts/").status_code == 200, "another street's"
    with_app(cast.community_director)
    assert cast.client(Account.objects.get(pk=cast.community_director.pk)).get("/staff/posts/").status_code == 200


def test_the_nearest_place_has_the_word(cast: Cast) -> None:
    by = cast.posts["street_director"]
    FactorRule.objects.create(place=cast.places["street"], required=True, set_by=by)
    FactorRule.objects.create(place=cast.places["community"], required=False, set_by=by)
    assert not any(hat.factor_required for hat in standing_of(cast.community_director).hats)
    assert all(hat.factor_required for hat in standing_of(cast.street_director).hats)


@pytest.mark.parametrize("who", ["other_community_director", "community_officer", "grid_worker", "resident"])
def test_nobody_else_says_what_a_place_requires(cast: Cast, who: str) -> None:
    client = cast.client(who)
    client.post(f"/staff/posts/factors/{cast.community.code}/", {"required": "1"})
    assert not FactorRule.objects.exists()


def test_it_costs_a_page_no_query(cast: Cast) -> None:
    client = cast.client("community_director")
    client.get("/staff/posts/")
    with CaptureQueriesContext(connection) as without:
        client.get("/me/")
    with_app(cast.community_director)
    with CaptureQueriesContext(connection) as with_one:
        client.get("/me/")
    assert len(with_one) == len(without)


def test_a_closed_account_keeps_none(cast: Cast, outbox: Outbox) -> None:
    account = cast.grid_worker
    with_app(account)
    Post.objects.filter(account=account).update(ends_at=clock.now())
    with at(1):
        account_close(account)
    assert not Authenticator.objects.exists()
    assert not FactorChange.objects.exists()


def test_secrets_are_sealed_anew_when_keys_are_rotated(cast: Cast) -> None:
    kept = with_app(cast.grid_worker)
    secret, before = secret_of(cast.grid_worker), Authenticator.objects.get(type="totp").data["secret"]
    assert keys_rotate(wait=0).masters_free is not None
    assert Authenticator.objects.get(type="totp").data["secret"] != before
    assert secret_of(cast.grid_worker) == secret
    assert recovery_use(cast.grid_worker, kept[0])


@pytest.mark.parametrize("credential", ["", "[" * 15_000, "[]", "{}", '{"response": {"userHandle": 5}}', "\0"])
def test_what_is_no_passkey_is_said_so(db: None, credential: str) -> None:
    assert Client().post("/sign-in/passkey/", {"credential": credential}).status_code == 422


def test_what_is_gone_cannot_be_removed_twice(cast: Cast) -> None:
    with_app(cast.grid_worker)
    factor = Authenticator.objects.get(type="totp")
    factor_remove(cast.grid_worker, factor.pk)
    with pytest.raises(Exception, match="已经删除"):
        factor_remove(cast.grid_worker, factor.pk)


def test_the_operator_lists_heads_and_resets_who_has_nobody_above(cast: Cast, outbox: Outbox) -> None:
    with_app(cast.street_director)
    out = io.StringIO()
    call_command("factors", "list", stdout=out)
    assert "已有两步验证\t工人村街道办事处\t主任\t胡军" in out.getvalue().splitlines()
    assert "还没有两步验证\t青和居社区居委会\t主任\t张桂芳" in out.getvalue().splitlines()
    with pytest.raises(CommandError):
        call_command("factors", "reset", cast.street_director.phone, why=" ")
    with pytest.raises(CommandError):
        call_command("factors", "reset", "13900000000", why="手机丢了")
    call_command("factors", "reset", cast.street_director.phone, why="手机丢了", stdout=out)
    assert not Authenticator.objects.exists()
    assert outbox[-1][0] == cast.street_director.phone
