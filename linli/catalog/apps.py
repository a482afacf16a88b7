"""The catalog app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers linli.catalog with Django."""

    name = "linli.catalog"
    label = "catalog"
