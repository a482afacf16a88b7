"""The hot app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HotConfig(AppConfig):
    """Registers linli.hot with Django."""

    name = "linli.hot"
    label = "hot"

    def ready(self) -> None:
        """Show a place's hot issues on its page, lead from a case to them, hear of posts that are handed over."""
        from linli.cases.panels import case_ways, here_panels
        from linli.hot.holdings import holdings_register
        from linli.hot.rights import rights_register
        from linli.hot.services.handing import issues_hand_over
        from linli.hot.views.resident import panel
        from linli.people.services import after_hand_over

        holdings_register()
        rights_register()
        here_panels.append(panel)
        case_ways.append(("hot:of_case", _("纳入热点问题")))
        after_hand_over.append(issues_hand_over)
