"""The partners app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """Registers linli.partners with Django."""

    name = "linli.partners"
    label = "partners"

    def ready(self) -> None:
        """Lead from a case to whoever may help with it, and from a place's page to registering."""
        from linli.cases.panels import case_ways, here_panels
        from linli.partners.exposed import exposed_register
        from linli.partners.holdings import holdings_register
        from linli.partners.rights import rights_register
        from linli.partners.views.resident import panel

        holdings_register()
        exposed_register()
        rights_register()
        here_panels.append(panel)
        case_ways.append(("partners:of_case", _("找帮手")))
