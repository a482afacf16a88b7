"""The room of other systems."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """REST v1, Open311, tokens."""

    name = "linli.api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the access rule; hear of every deed, for those who want to be told."""
        from linli.api.holdings import holdings_register
        from linli.api.hooks.services import deed_heard
        from linli.cases.services.recording import after_record
        from linli.core.access import rule

        rule("api", "by each operation: a token with its scope, or public where it says so", lambda request: True)
        after_record.append(deed_heard)
        holdings_register()
