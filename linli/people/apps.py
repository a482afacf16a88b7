"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers linli.people with Django."""

    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        """Register the access rules that speak of posts."""
        from linli.people import policies  # noqa: F401
