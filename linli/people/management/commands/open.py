"""`linli open CODE`: a division takes part, with its desk and the first person on a post of it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.core.errors import LinliError
from linli.people.models import PostKind
from linli.people.services import desk_open
from linli.places.models import Division


class Command(BaseCommand):
    """Opens the desk of a city, district, street or community."""

    help = "Open the desk of a division and put somebody on a post of it. Doing it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which division, and who."""
        parser.add_argument("code", metavar="CODE", help="its statistical code, 12 digits")
        parser.add_argument("--name", default="", help="what the desk is called; default: the division's name")
        parser.add_argument("--person", required=True, metavar="NAME", help="who takes the post; shown to residents")
        parser.add_argument("--phone", required=True, help="their mobile number, to sign in with; never shown")
        parser.add_argument(
            "--kind",
            choices=["director", "secretary", "officer"],
            default="director",
            help="the post; default director",
        )

    def handle(self, *args: Any, code: str, name: str, person: str, phone: str, kind: str, **options: Any) -> None:
        """Open it, and say who is on which post.

        Raises:
            CommandError: no such division, no mobile number, or a name that cannot be.
        """
        division = Division.objects.filter(code=code).first()
        if division is None:
            raise CommandError(
                _("没有代码为 %(code)s 的区划。代码是12位数字；如果还没有导入，请先运行 linli import divisions。")
                % {"code": code}
            )
        try:
            post = desk_open(division, name=name, public_name=person, phone=phone, kind=kind)
        except LinliError as error:
            raise CommandError(error.message) from None
        self.stdout.write(
            _("%(division)s已开通：%(desk)s，%(kind)s%(name)s。")
            % {
                "division": division.name,
                "desk": post.organisation.name,
                "kind": PostKind(post.kind).label,
                "name": post.public_name,
            }
        )
