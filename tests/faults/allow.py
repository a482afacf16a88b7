"""Set how often an hour somebody may try something everywhere: `python -m tests.faults.allow KIND MOST`."""

import json
import sys

from tests.faults import boot  # noqa: F401 - starts Django

if __name__ == "__main__":
    from linli.catalog.models import TryLimit
    from linli.catalog.services import words_changed
    from linli.places.models import Division

    top = Division.objects.order_by("-level")[0]
    TryLimit.objects.update_or_create(place=top, kind=sys.argv[1], defaults={"most": int(sys.argv[2])})
    words_changed()
    print(json.dumps(True))
