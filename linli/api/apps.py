"""The room of other systems."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """REST v1, Open311, tokens."""

    name = "linli.api"
    default_auto_field = "django.db.models.BigAutoField"
