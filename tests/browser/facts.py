"""Print what the walks need of a demo: a door of grid one, and who holds which post."""

from __future__ import annotations

import json

from tests.faults import boot  # noqa: F401 - starts Django

if __name__ == "__main__":
    from linli.people.models import Account, Post
    from linli.places.models import DoorCode

    door = (
        DoorCode.objects.filter(revoked_at=None, entrance__building__grid__community__code="420107005008")
        .select_related("entrance__building__grid")
        .order_by("entrance__building__grid__code", "id")[0]
    )
    grid = door.entrance.building.grid
    other = Post.objects.current().filter(organisation__grid__community=grid.community).exclude(organisation__grid=grid)

    def holder(**where: object) -> int:
        return Post.objects.current().filter(**where).order_by("id")[0].account_id

    people = {
        "grid_worker": holder(organisation__grid=grid, kind="grid_worker"),
        "next_grid_worker": other.filter(kind="grid_worker").order_by("id")[0].account_id,
        "community": holder(organisation__kind="community", organisation__place=grid.community, kind="officer"),
        "director": holder(organisation__kind="community", organisation__place=grid.community, kind="director"),
        "street": holder(organisation__kind="street", organisation__place=grid.community.parent, kind="officer"),
        "fire": holder(organisation__name__contains="消防", kind="contact"),
        "child": Account.objects.exclude(child_until=None).order_by("id")[0].pk,
        "resident": Account.objects.filter(posts=None).order_by("id")[0].pk,
    }
    print(json.dumps({"door": f"/d/{door.token}/", "people": people}))
