"""`linli worker`: the background work, for production."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand
from django.utils.translation import gettext as _

from linli.config.running.background import background_work
from linli.config.running.readiness import database_check


class Command(BaseCommand):
    """Works until SIGTERM."""

    help = "Send what has to be sent and find what has lapsed, until stopped. Any number may run, anywhere."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, work."""
        database_check()
        background_work(self._say)

    def _say(self) -> None:
        self.stdout.write(_("后台工作已开始：发送消息，检查时限。"))
        self.stdout.flush()
