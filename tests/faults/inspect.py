"""Say what is in the database: per key how many events, and what `verify` finds."""

import json
from collections import Counter

from tests.faults import boot  # noqa: F401 - starts Django

if __name__ == "__main__":
    from linli.cases.models import Case, Event, Reporter
    from linli.cases.verify import verify_all

    keys = Counter(Event.objects.exclude(key=None).values_list("key", flat=True))
    rises: Counter[str] = Counter()
    for event in Event.objects.filter(name__in=["remind", "rise", "close"]):
        rises[f"{event.case_id}/{event.name}/{event.at.isoformat()}/{json.dumps(event.content['said'])}"] += 1
    print(
        json.dumps(
            {
                "keys": keys,
                "lapses": rises,
                "cases": Case.objects.count(),
                "reporters": Reporter.objects.count(),
                "findings": [str(finding) for finding in verify_all()],
                "levels": list(Case.objects.values_list("level", flat=True)),
            }
        )
    )
