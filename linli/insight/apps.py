"""The insight app."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Registers linli.insight with Django."""

    name = "linli.insight"
    label = "insight"
