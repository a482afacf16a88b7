"""The configuration, as an app: its commands, and its checks for `linli check --deploy`."""

from __future__ import annotations

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the checks."""

    name = "linli.config"
    label = "config"

    def ready(self) -> None:
        """Make the checks known."""
        from linli.config import checks  # noqa: F401
