"""The homes app."""

from django.apps import AppConfig


class HomesConfig(AppConfig):
    """Registers linli.homes with Django."""

    name = "linli.homes"
    label = "homes"

    def ready(self) -> None:
        """Register the access rule of those who confirm, what is kept of somebody, and what takes it away."""
        from linli.homes import policies  # noqa: F401
        from linli.homes.exposed import exposed_register
        from linli.homes.holdings import holdings_register
        from linli.homes.services import authorities_know
        from linli.people.services import after_sign_in

        holdings_register()
        exposed_register()
        after_sign_in.append(lambda request, account: authorities_know(account))
