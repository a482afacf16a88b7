"""The cases app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Registers linli.cases with Django."""

    name = "linli.cases"
    label = "cases"
