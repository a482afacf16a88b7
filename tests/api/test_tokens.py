"""A token opens what its owner may, for what it was made, until it ends; and is shown once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from linli.api.domain import Scope
from linli.api.models import Token
from linli.api.services import digest_of, token_make, token_revoke
from linli.core import clock
from linli.core.errors import Invalid, Missing
from linli.people.models import Post
from tests.api.conftest import Program
from tests.cast import Cast, at

MakeProgram = Callable[..., Program]


def test_a_token_is_shown_once_and_kept_as_a_digest(cast: Cast) -> None:
    client = cast.client("grid_worker")
    page = client.post("/me/tokens/", {"name": "热线平台", "scopes": ["cases:read"], "days": "30"}).content.decode()
    secret = page.partition("<code>")[2].partition("</code>")[0]
    token = Token.objects.get(name="热线平台")
    assert bytes(token.digest) == digest_of(secret)
    assert secret not in client.get("/me/tokens/").content.decode()
    assert Program(secret).get("me").json()["scopes"] == ["cases:read"]


def test_a_revoked_an_expired_and_a_made_up_token_open_nothing(cast: Cast) -> None:
    owner = cast.accounts["grid_worker"]
    revoked, secret = token_make(owner, "旧系统", ["cases:read"], 10)
    token_revoke(owner, revoked.pk)
    _token, short = token_make(owner, "试用", ["cases:read"], 1)
    with clock.at(clock.now() + timedelta(days=2)):
        for given in (secret, short, "linli_made-up", "", "something"):
            answer = Program(given).get("cases")
            assert answer.status_code == 401, given
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_scope_that_was_not_given_is_refused(program: MakeProgram) -> None:
    reader = program("grid_worker", Scope.READ)
    assert reader.get("cases").status_code == 200
    answer = reader.post("cases", {"body": "楼道灯坏了"})
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:linli:problem:refused")


def test_a_post_that_has_ended_ends_what_its_token_reads(cast: Cast, program: MakeProgram) -> None:
    with at(0):
        case = cast.submit("楼道灯坏了")
        worker = program("grid_worker")
        address = f"cases/{case.community_id}-{case.id}"
        assert worker.get(address).status_code == 200
        Post.objects.filter(account=cast.accounts["grid_worker"]).update(ends_at=clock.now())
        assert worker.get(address).status_code == 404
        assert worker.get("cases").json()["items"] == []


def test_cookies_open_nothing(cast: Cast) -> None:
    client = cast.client("grid_worker")
    assert client.get("/api/v1/cases").status_code == 401
    assert client.post("/api/v1/cases", "{}", content_type="application/json").status_code == 401


def test_nobody_revokes_anothers_token(cast: Cast) -> None:
    token, secret = token_make(cast.accounts["grid_worker"], "热线", ["cases:read"], 10)
    with pytest.raises(Missing):
        token_revoke(cast.accounts["neighbour"], token.pk)
    assert cast.client("neighbour").post(f"/me/tokens/{token.pk}/revoke/").status_code == 404
    assert Program(secret).get("me").status_code == 200


@pytest.mark.parametrize(
    ("name", "scopes", "days", "field"),
    [
        ("", ["cases:read"], 5, "name"),
        ("热线", [], 5, "scopes"),
        ("热线", ["everything"], 5, "scopes"),
        ("热线", ["cases:read"], 400, "days"),
    ],
)
def test_a_token_without_name_purpose_or_end_is_not_made(
    cast: Cast, name: str, scopes: list[str], days: int, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        token_make(cast.accounts["resident"], name, scopes, days)
    assert field in refused.value.fields
