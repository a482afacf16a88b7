"""The insight app."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Registers linli.insight with Django."""

    name = "linli.insight"
    label = "insight"

    def ready(self) -> None:
        """Register the access rule; hear of every deed, for the tallies."""
        from linli.cases.services.past import after_load
        from linli.cases.services.recording import after_record
        from linli.insight import policies  # noqa: F401
        from linli.insight.tallying.noting import change_note, changes_note

        after_record.append(change_note)
        after_load.append(changes_note)
