"""The web app."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Registers linli.web with Django."""

    name = "linli.web"
    label = "web"
