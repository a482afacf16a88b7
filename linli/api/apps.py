"""The room of other systems."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """REST v1, Open311, tokens."""

    name = "linli.api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Hear of every deed, for those who want to be told."""
        from linli.api.holdings import holdings_register
        from linli.api.hooks.services import deed_heard
        from linli.cases.services.recording import after_record

        after_record.append(deed_heard)
        holdings_register()
