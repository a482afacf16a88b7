"""The notify app."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """Registers linli.notify with Django."""

    name = "linli.notify"
    label = "notify"
