"""Somebody of whom every room keeps something deletes their account: nothing in any table leads back to number or name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.utils import timezone

from linli.api.domain import Scope
from linli.api.services import token_make
from linli.core import clock, personal
from linli.core.fields import BlindIndexField, PersonalField
from linli.homes.models import Authority
from linli.homes.services import authority_ask, authority_confirm, authority_prove, home_claim, homes_confirm
from linli.ledgers.kinds import LEDGERS
from linli.ledgers.models import Resource
from linli.ledgers.policies import Area
from linli.ledgers.services.uploads import upload_begin
from linli.partners.services.asking import Need, asking_answer, helper_ask
from linli.people.models import Account
from linli.people.selectors import standing_of
from linli.people.services import codes
from linli.people.services.nominating import nomination_make
from linli.people.services.wechat import wechat_bind
from linli.places.models import Neighbourhood
from linli.privacy.services.mine import account_leave
from tests.cast import Cast, account, at
from tests.partners.stories import at_home

PHONE, NAME, FATHER, OPENID = "13712345678", "欧阳春晓", "13900007777", "o-chunxiao"


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str]]]:
    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(codes, "_senders", [lambda phone, text: sent.append((phone, text))])
    with at(0):
        yield sent


def everywhere(cast: Cast, texts: list[tuple[str, str]]) -> Account:
    """Somebody who has used everything there is."""
    her = account(NAME, 77)
    her.phone, her.phone_index = PHONE, personal.blind(PHONE)
    her.save()
    cast.accounts["her"] = her
    worker, year = standing_of(cast.grid_worker), clock.now().date() + timedelta(days=300)
    homes_confirm([home_claim(her, cast.entrances["one"], door="1502", relation="owner").id], worker)
    home_claim(her, cast.entrances["one"], door="1503", relation="family")
    row = authority_ask(her, name="欧阳父", phone=FATHER, kin="parent", until=year, ground="code")
    authority_prove(her, row.pk, texts[-1][1].split("确认码 ")[1][:6])
    homes_confirm([home_claim(cast.neighbour, cast.entrances["one"], door="1501", relation="owner").id], worker)
    for kin in ("spouse", "other"):
        row = authority_ask(cast.neighbour, name=NAME, phone=PHONE, kin=kin, until=year, ground="paper")
    authority_confirm(row, paper="mandate", acting=worker)
    member = at_home(cast, "her", note=f"找{NAME}，{PHONE}")
    need = Need("搬东西", "neighbour")
    asking = helper_ask(member, need, acting=standing_of(cast.community_officer), key="k")
    asking_answer(asking, "yes", reply=f"打{PHONE}", acting=standing_of(her))
    Resource.objects.create(
        community=cast.community, kind="room", name="活动室", contact=NAME, phone=PHONE,
        phone_index=personal.blind(PHONE), agreed=True, starts_on=timezone.localdate(clock.now()),
    )  # fmt: skip
    upload_begin(LEDGERS["units"](Area(cast.community)), "a.csv", f"{NAME},{PHONE}".encode(), account_id=her.pk)
    area = Neighbourhood.objects.create(community=cast.community, grid=cast.grids["one"], kind="area", name="东片")
    nomination_make(cast.neighbour, area, name=NAME, phone=PHONE, promise="", by_self=False)
    wechat_bind(her, OPENID)
    cast.client(her).get("/me/")
    token_make(her, "程序", [Scope.READ], 9)
    cast.submit("灯坏了", "her", reporter_phone=PHONE, reporter_name=NAME, address="2单元1502")
    return her


def rows_that_tell(words: set[str], indexes: set[bytes]) -> list[str]:
    """Every column of every table in which one of these words stands, sealed or not, or one of these indexes."""
    found = []
    for model in apps.get_models():
        fields = [
            one for one in model._meta.concrete_fields
            if isinstance(one, PersonalField | BlindIndexField | CharField | TextField | JSONField)
        ]  # fmt: skip
        for row in model._default_manager.all():
            for one in fields:
                value: Any = getattr(row, one.attname)
                if isinstance(one, BlindIndexField):
                    told = value is not None and bytes(value) in indexes
                else:
                    told = any(word in str(value) for word in words)
                if told:
                    found.append(f"{model._meta.label}.{one.name}")
    return found


def test_nothing_leads_back_to_whoever_has_gone(cast: Cast, texts: list[tuple[str, str]]) -> None:
    her = everywhere(cast, texts)
    words, indexes = {PHONE, NAME, OPENID, "欧阳父"}, {*personal.blind_any(PHONE), *personal.blind_any(OPENID)}
    before = {told.split(".")[0] for told in rows_that_tell(words, indexes)}
    assert before == {"cases", "homes", "ledgers", "partners", "people"}
    account_leave(her)
    # What she left with a request that is still worked on stays until its end, as her page says before.
    still = {"cases.Reporter.name", "cases.Reporter.phone", "cases.Reporter.phone_index"}
    assert set(rows_that_tell(words, indexes)) == still
    waiting = Authority.objects.get(kin="spouse")
    assert (waiting.state, waiting.name) == ("declined", "")
