"""`linli privacy`: whose data a lost account could have read; taking away what is past its time."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.core import clock, personal
from linli.people.models import Account, Post
from linli.people.selectors import account_by_phone
from linli.privacy.selectors.exposure import Exposure, Person, exposure_of
from linli.privacy.services.retention import MOST, retention_sweep


class Command(BaseCommand):
    """Looks after personal data."""

    help = "Whose data a lost account could have read (PIPL art. 57); take away what is past its time (art. 19)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        ways = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
        words = "list whose data an account could have read between two days in every room, and what it had shown"
        exposing = ways.add_parser("exposure", help=words, description=words)
        exposing.add_argument("--account", required=True, metavar="NAME", help="number, id, or name on a post")
        exposing.add_argument("--from", dest="first", required=True, metavar="YYYY-MM-DD", help="first day, local")
        exposing.add_argument("--to", dest="last", required=True, metavar="YYYY-MM-DD", help="last day, included")
        exposing.add_argument("--json", action="store_true", help="print one JSON object")
        words = "take away what is past its time; the worker does this by itself every hour"
        expiring = ways.add_parser("expire", help=words, description=words)
        expiring.add_argument("--most", type=int, default=MOST, help=f"things of a kind; default {MOST}")

    def handle(self, *args: Any, what: str = "", **options: Any) -> None:
        """Do it."""
        if what == "expire":
            for name, count in retention_sweep(options["most"]).items():
                self.stdout.write(f"{name:<12} {count}")
            return
        account = _account(options["account"])
        first, last = _day(options["first"]), _day(options["last"]) + timedelta(days=1)
        if last <= first:
            raise CommandError(_("--to 不能早于 --from。"))
        found = exposure_of(account, first, last)
        with transaction.atomic():
            audit_note("account_exposure_read", None, None, account.pk)
        if options["json"]:
            self.stdout.write(json.dumps(_as_dict(found), ensure_ascii=False, indent=1))
        else:
            self._say(found)

    def _say(self, found: Exposure) -> None:
        for post in found.period.posts:
            self.stdout.write(f"{post.organisation.name} {post.get_kind_display()} {post.public_name}")
        for kind in sorted(found.kinds.values(), key=lambda kind: -kind.people):
            if kind.rows:
                self.stdout.write(
                    _("%(kind)s：可能看到 %(rows)s 条，涉及 %(people)s 人；看过完整信息 %(shown)s 次。")
                    % {"kind": kind.title, "rows": kind.rows, "people": kind.people, "shown": kind.shown}
                )
        confidential, unnamed = found.kinds["cases"].marks["confidential"], found.kinds["cases"].unnamed
        self.stdout.write(
            _("合计涉及 %(people)s 人。诉求中保密 %(confidential)s 件，匿名 %(anonymous)s 件。打开过哪些页面没有记录。")
            % {"people": len(found.people), "confidential": confidential, "anonymous": unnamed}
        )
        for did in found.did:
            words = (
                _("日志：%(deed)s %(times)s 次") if not did.rows else _("日志：%(deed)s %(times)s 次，共 %(rows)s 行")
            )
            self.stdout.write(words % {"deed": did.deed, "times": did.times, "rows": did.rows})
        for person in sorted(found.people, key=lambda person: not person.times_shown):
            self.stdout.write(_line(person, found))


def _line(person: Person, found: Exposure) -> str:
    shown = f"{personal.mask_name(person.name)} {personal.mask_phone(person.phone)}".strip() or "-"
    kinds = "、".join(
        f"{found.kinds[name].title} {' '.join(lay.about) or lay.rows}" for name, lay in person.kinds.items()
    )
    seen = _("看过 %(count)s 次") % {"count": person.times_shown} if person.times_shown else ""
    return f"  {shown:<24} {kinds} {seen}".rstrip()


def _as_dict(found: Exposure) -> dict[str, Any]:
    posts: list[dict[str, str | None]] = [
        {
            "organisation": post.organisation.name,
            "kind": post.kind,
            "from": post.starts_at.isoformat(),
            "to": post.ends_at.isoformat() if post.ends_at else None,
        }
        for post in found.period.posts
    ]
    return {
        "account": found.period.account.pk,
        "posts": posts,
        "kinds": {name: kind.as_dict() for name, kind in found.kinds.items()},
        "log": [{"deed": did.deed, "times": did.times, "rows": did.rows} for did in found.did],
        "people": [person.as_dict() for person in found.people],
    }


def _account(asked: str) -> Account:
    found = account_by_phone(personal.normal_phone(asked)) if len(asked) >= 11 else None
    if found is None and asked.isdecimal():
        found = Account.objects.filter(pk=int(asked)).first() if len(asked) < 19 else None
    if found is not None:
        return found
    named = set(Post.objects.filter(public_name=asked).values_list("account_id", flat=True))
    if len(named) == 1:
        return Account.objects.get(pk=named.pop())
    if named:
        words = _("有 %(count)s 个账户叫“%(name)s”，请写账户编号：%(ids)s。")
        raise CommandError(words % {"count": len(named), "name": asked, "ids": "、".join(map(str, sorted(named)))})
    raise CommandError(_("没有这个账户：%(name)s。可以写手机号码、账户编号或岗位上公示的姓名。") % {"name": asked})


def _day(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CommandError(_("日期写成 YYYY-MM-DD，例如 2026-05-13。")) from None
    return clock.midnight(day)
