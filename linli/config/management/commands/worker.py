"""`linli worker`: the background work, for production."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from linli.config.running.background import background_work
from linli.config.running.readiness import database_check


class Command(BaseCommand):
    """Works until SIGTERM."""

    help = "Send what has to be sent and find what has lapsed, until stopped. Any number may run, anywhere."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, work."""
        database_check()
        background_work()
