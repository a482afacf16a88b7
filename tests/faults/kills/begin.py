"""Before the kills: the cast, tokens for those who act over HTTP, no limit on reports. Prints {"who": …, "door": …}."""

import contextlib
import io
import json
import runpy

from tests.faults import boot  # noqa: F401 - starts Django

if __name__ == "__main__":
    from linli.api.domain import Scope
    from linli.api.services import token_make
    from linli.catalog.models import TryLimit
    from linli.catalog.services import words_changed
    from linli.people.models import Account, Post
    from linli.places.models import Division, DoorCode

    with contextlib.redirect_stdout(io.StringIO()):
        runpy.run_module("tests.faults.prepare", run_name="__main__")
    worker = Post.objects.current().get(kind="grid_worker", organisation__name="青和居第1网格").account
    resident = Account.objects.filter(posts=None).order_by("id")[0]
    made = {
        role: [account.pk, token_make(account, role, list(Scope), 30)[1]]
        for role, account in (("worker", worker), ("resident", resident))
    }
    top = Division.objects.order_by("-level")[0]
    TryLimit.objects.create(place=top, kind="report_program", most=100_000)
    words_changed()
    door = DoorCode.objects.filter(entrance__building__grid__organisation__name="青和居第1网格").order_by("id")[0]
    print(json.dumps({"who": made, "door": door.token}))
