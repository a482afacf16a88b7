"""The ledgers app."""

from django.apps import AppConfig


class LedgersConfig(AppConfig):
    """Registers linli.ledgers with Django."""

    name = "linli.ledgers"
    label = "ledgers"

    def ready(self) -> None:
        """Say what is kept of people, and take away what is past its time."""
        from linli.ledgers.exposed import exposed_register
        from linli.ledgers.holdings import holdings_register

        holdings_register()
        exposed_register()
