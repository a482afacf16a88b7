"""The leaders app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class LeadersConfig(AppConfig):
    """Registers linli.leaders with Django."""

    name = "linli.leaders"
    label = "leaders"

    def ready(self) -> None:
        """Hold back what is being voted on, show votes beside what is posted, register what is kept of somebody."""
        from linli.leaders.exposed import exposed_register
        from linli.leaders.holdings import holdings_register
        from linli.leaders.rights import rights_register
        from linli.leaders.selectors.training import trained_in_words
        from linli.leaders.selectors.votes import held_back
        from linli.leaders.views.resident import panel
        from linli.leaders.views.training import post_panel
        from linli.people.panels import leader_panels, post_columns, post_panels
        from linli.people.services import nominating

        exposed_register()
        holdings_register()
        rights_register()
        nominating.held_back.append(held_back)
        leader_panels.append(panel)
        post_panels.append(post_panel)
        post_columns.append((gettext_lazy("参加过的培训"), trained_in_words))
