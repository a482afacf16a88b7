"""The audit app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Registers linli.audit with Django."""

    name = "linli.audit"
    label = "audit"
