"""Background work of messages: one text to one phone, tried again with growing pauses."""

from __future__ import annotations

from django_tasks import task

from linli.notify import services


@task()
def delivery_send(community_id: int, delivery_id: int) -> None:
    """Send one delivery; running it again after it was sent does nothing."""
    services.delivery_send(community_id, delivery_id)
