"""`linli factors`: which heads hold a second factor; `linli factors reset PHONE` where nobody above could."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.people.domain import RIGHTS, Right
from linli.people.models import Post
from linli.people.selectors import account_by_phone
from linli.people.services.resetting import factors_take, reset_tell


class Command(BaseCommand):
    """Lists and resets second factors."""

    help = "List the heads of desks with whether they hold a second factor, or take one away that was lost."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        deeds.add_parser("list", help="heads of desks, and whether they hold a second factor")
        reset = deeds.add_parser("reset", help="take away every factor and the password of one account")
        reset.add_argument("phone", help="the mobile number of its owner")
        reset.add_argument("--why", required=True, help="kept in the record; the owner reads it")

    def handle(self, *args: Any, deed: str, **options: Any) -> None:
        """Do it.

        Raises:
            CommandError: nobody has that number, or no reason was given.
        """
        if deed == "list":
            return self._list()
        account = account_by_phone(options["phone"])
        if account is None:
            raise CommandError(_("没有用这个号码的账户。"))
        if not options["why"].strip():
            raise CommandError(_("请写明为什么重置，例如：本人当面说手机丢了。"))
        factors_take(account, options["why"])
        reset_tell(account)
        self.stdout.write(_("已重置并通知本人；本人用短信验证码重新登录。"))

    def _list(self) -> None:
        heads = [kind for kind, rights in RIGHTS.items() if Right.ADMIN in rights]
        posts = Post.objects.current().filter(kind__in=heads).select_related("organisation", "account")
        for post in posts.order_by("-organisation__level", "organisation_id", "id"):
            mark = _("已有两步验证") if post.account.second_factor else _("还没有两步验证")
            self.stdout.write(f"{mark}\t{post.organisation.name}\t{post.get_kind_display()}\t{post.public_name}")
