"""The search app."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Registers linli.search with Django."""

    name = "linli.search"
    label = "search"
