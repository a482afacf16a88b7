"""The hot app."""

from django.apps import AppConfig


class HotConfig(AppConfig):
    """Registers linli.hot with Django."""

    name = "linli.hot"
    label = "hot"
