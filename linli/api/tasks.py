"""Background work of the interfaces."""

from __future__ import annotations

from django_tasks import task

from linli.api.hooks import services


@task()
def call_send(hook_id: int, community_id: int, case_id: int) -> None:
    """Send what waits for a hook of one case; running it again sends nothing twice."""
    services.calls_send(hook_id, community_id, case_id)
