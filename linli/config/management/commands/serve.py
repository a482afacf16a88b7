"""`linli serve`: the pages, for production."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from linli.config.running.environment import port_free
from linli.config.running.pages import pages_serve
from linli.config.running.readiness import database_check, static_collect


class Command(BaseCommand):
    """Serves the pages until SIGTERM."""

    help = "Serve the pages. Run `linli worker` beside it, and a web server with HTTPS before it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, with how many processes."""
        parser.add_argument("--host", default=os.environ.get("LINLI_HOST", "127.0.0.1"), help="default 127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("LINLI_PORT", "8000")), help="default 8000")
        parser.add_argument("--workers", type=int, default=2, help="processes of 8 threads each; default 2")
        parser.add_argument("--access-log", action="store_true", help="write a line a request, without personal data")

    def handle(self, *args: Any, host: str, port: int, workers: int, access_log: bool, **options: Any) -> None:
        """Check, collect, serve."""
        if not 1 <= workers <= 64:
            raise CommandError(_("--workers 应在 1 到 64 之间。"))
        if not port_free(port, host):
            raise CommandError(
                _("%(host)s 的端口 %(port)s 不能用：已被占用或不允许。请换一个 --port。") % {"host": host, "port": port}
            )
        database_check()
        static_collect()
        self.stdout.write(_("邻里正在 http://%(host)s:%(port)s 提供页面。") % {"host": host, "port": port})
        self.stdout.flush()
        pages_serve(host=host, port=port, workers=workers, access_log=access_log)
