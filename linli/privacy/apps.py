"""The privacy app."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PrivacyConfig(AppConfig):
    """Registers linli.privacy with Django."""

    name = "linli.privacy"
    label = "privacy"

    def ready(self) -> None:
        """Read what each room holds about people; lend the table of data keys to core, which has none."""
        from linli.core import keys
        from linli.privacy.exposed import exposed_register
        from linli.privacy.own import holdings_register
        from linli.privacy.selectors.keys import data_keys
        from linli.privacy.services.retention import sweepers_register

        keys.source_register(data_keys)
        holdings_register()
        exposed_register()
        sweepers_register()
        autodiscover_modules("personal_data")
