"""The notify app."""

from django.apps import AppConfig


class NotifyConfig(AppConfig):
    """Registers linli.notify with Django."""

    name = "linli.notify"
    label = "notify"

    def ready(self) -> None:
        """Register the checks, and lend the channel to sign-in codes, which live a floor below."""
        from linli.notify import checks  # noqa: F401
        from linli.notify.channels import sms_send
        from linli.notify.holdings import holdings_register
        from linli.people.services import codes

        codes.sender_register(sms_send)
        holdings_register()
