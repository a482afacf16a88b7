"""After the kills: do the histories hold, are the figures right, and what is there? Prints one JSON object, or fails."""

import contextlib
import io
import json
import runpy
from typing import Any

from tests.faults import boot  # noqa: F401 - starts Django

if __name__ == "__main__":
    from django.core.management import call_command

    from linli.cases.models import Case

    with contextlib.redirect_stdout(io.StringIO()) as said:
        call_command("verify")
        call_command("figures", "verify")
    with contextlib.redirect_stdout(io.StringIO()) as said:
        runpy.run_module("tests.faults.inspect", run_name="__main__")
    seen: dict[str, Any] = json.loads(said.getvalue())
    print(json.dumps({**seen, "bodies": list(Case.objects.values_list("body", flat=True))}))
