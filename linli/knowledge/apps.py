"""The knowledge app."""

from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    """Registers linli.knowledge with Django."""

    name = "linli.knowledge"
    label = "knowledge"
