"""The hot app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HotConfig(AppConfig):
    """Registers linli.hot with Django."""

    name = "linli.hot"
    label = "hot"

    def ready(self) -> None:
        """Show a place's hot issues on its page, and lead from a case to them."""
        from linli.cases.panels import case_ways, here_panels
        from linli.hot.views.resident import panel

        here_panels.append(panel)
        case_ways.append(("hot:of_case", _("纳入热点问题")))
