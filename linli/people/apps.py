"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Registers linli.people with Django."""

    name = "linli.people"
    label = "people"

    def ready(self) -> None:
        """Register the access rules that speak of posts; let those on posts be found."""
        from linli.people import policies  # noqa: F401
        from linli.people.models import StaffTerms
        from linli.people.services.naming import staff_index
        from linli.search.rebuilding import Kind, register

        register(Kind("staff", (StaffTerms,), staff_index))
