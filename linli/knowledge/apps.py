"""The knowledge app."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Registers linli.knowledge with Django."""

    name = "linli.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        """Let articles be found, and what readers said of them go when its time is over."""
        from linli.knowledge.exposed import exposed_register
        from linli.knowledge.models import ArticleTerms
        from linli.knowledge.services.feedback import feedback_expire
        from linli.knowledge.services.indexing import articles_index
        from linli.privacy.holdings import SWEEPERS
        from linli.search.rebuilding import Kind, register

        register(Kind("knowledge", (ArticleTerms,), articles_index))
        exposed_register()
        SWEEPERS["feedback"] = feedback_expire
