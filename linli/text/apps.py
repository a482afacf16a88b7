"""The text app: it has no rows, only the command `linli text`."""

from django.apps import AppConfig


class TextConfig(AppConfig):
    """Registers linli.text with Django."""

    name = "linli.text"
    label = "text"
