"""The places app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Registers linli.places with Django."""

    name = "linli.places"
    label = "places"
