"""The catalog app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Registers linli.catalog with Django."""

    name = "linli.catalog"
    label = "catalog"

    def ready(self) -> None:
        """Register the access rules."""
        from linli.catalog import policies  # noqa: F401
