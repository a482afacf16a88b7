"""Background work of the knowledge room."""

from __future__ import annotations

from django_tasks import task

from linli.knowledge import services


@task()
def review_remind(version_id: int) -> None:
    """Tell a version's owner that its review date has passed; running it again tells nobody twice."""
    services.review_remind(version_id)
