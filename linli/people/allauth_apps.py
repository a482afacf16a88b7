"""The library's apps in the list of apps."""

from __future__ import annotations

from django.apps import AppConfig


class AllauthAccount(AppConfig):
    """Its app of accounts, which its app of factors stands on; without the middleware that its own configuration asks for."""

    name = "allauth.account"
    default_auto_field = "django.db.models.AutoField"
