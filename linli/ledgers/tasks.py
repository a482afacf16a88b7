"""Background work of the ledgers: lists that people sent."""

from __future__ import annotations

from django_tasks import task

from linli.ledgers.services.uploads import upload_advance


@task()
def upload_work(upload_id: int) -> None:
    """Get on with a list, and come again where there is more: texts to phones are not to wait for it."""
    if upload_advance(upload_id):
        upload_work.enqueue(upload_id)
