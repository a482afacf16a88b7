"""`linli demo`: a neighbourhood to walk through, made once, then served."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.utils.translation import gettext as _

from linli.config.demo.make import CASES, demo_is_there, demo_make
from linli.config.demo.places import QINGHEJU_CODE
from linli.config.running.background import background_work
from linli.config.running.environment import FIRST_PORT, port_free
from linli.config.running.pages import pages_serve
from linli.config.running.readiness import static_collect
from linli.config.running.tree import run_together
from linli.places.models import DoorCode
from linli.places.selectors import door_url

HOST = "127.0.0.1"


class Command(BaseCommand):
    """Makes the demo and serves it."""

    help = "Make the demo neighbourhood (once) and serve it: pages and background work, until stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--data and --port are read before settings are: see `running.environment`."""
        parser.add_argument("--data", metavar="DIR", help="the data folder; default LINLI_DATA, else one of your own")
        parser.add_argument("--port", type=int, help=f"default {FIRST_PORT}, or the next one that is free")
        parser.add_argument("--cases", type=int, default=CASES, help=f"requests of the year; default {CASES}")
        parser.add_argument("--no-serve", action="store_true", help="make it and stop")

    def handle(self, *args: Any, port: int | None, cases: int, no_serve: bool, **options: Any) -> None:
        """Make it where it is not there yet, then serve."""
        if not settings.DEMO:
            raise CommandError(_("演示要从命令行用 linli demo 启动。"))
        if not 15 <= cases <= 20_000:
            raise CommandError(_("--cases 应在 15 到 20000 之间。"))
        if port is not None and not no_serve and not port_free(port, HOST):
            raise CommandError(_("端口 %(port)s 已被占用，请换一个 --port，或不写由程序选择。") % {"port": port})
        self._make(cases)
        if no_serve:
            self._say(_("演示已备好，数据在 %(folder)s。") % {"folder": settings.DATA})
            self._say(_("其他命令用同一份数据：LINLI_DATA=%(folder)s linli figures --place %(code)s") % self._names())
            return
        static_collect()
        chosen = port or int(os.environ["LINLI_PORT"])
        self._welcome(chosen, asked=port is not None)
        parts: dict[str, Callable[[], None]] = {
            "pages": partial(pages_serve, host=HOST, port=chosen, workers=1),
            "worker": background_work,
        }
        if code := run_together(parts):
            raise SystemExit(code)
        self._say(_("演示已停止；再次启动会接着这份数据。"))

    def _make(self, cases: int) -> None:
        begun = time.monotonic()
        call_command("migrate", verbosity=0, skip_checks=True)
        if demo_is_there():
            return
        self._say(_("第一次启动：正在准备演示，大约需要一分钟。"))
        made = demo_make(cases=cases, say=self._say)
        took = round(time.monotonic() - begun)
        self._say(_("好了：%(count)s 件诉求，用时 %(seconds)s 秒。") % {"count": made.cases, "seconds": took})

    def _welcome(self, port: int, *, asked: bool) -> None:
        if port != FIRST_PORT and not asked:
            self._say(_("端口 %(first)s 已被占用，改用 %(port)s。") % {"first": FIRST_PORT, "port": port})
        self._say("")
        self._say(_("邻里演示：%(url)s （首页可选择角色）") % {"url": settings.LINLI_BASE_URL})
        self._say(_("扫门上的码会打开这样的链接："))
        codes = DoorCode.objects.filter(revoked_at=None, entrance__building__grid__community__code=QINGHEJU_CODE)
        for code in codes.select_related("entrance__building").order_by("id")[:3]:
            name = f"{code.entrance.building.address}{code.entrance.name}"
            self._say(f"  {name}  {door_url(code)}")
        self._say(_("数据在 %(folder)s；其他命令用同一份数据：LINLI_DATA=%(folder)s linli …") % self._names())
        self._say(_("按 Ctrl+C 停止。"))

    def _names(self) -> dict[str, str]:
        return {"folder": str(settings.DATA), "code": QINGHEJU_CODE}

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
