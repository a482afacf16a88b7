"""Do deeds one after another and say each that is acknowledged; the same round does the same deeds again.

python -m tests.faults.work ROUND COUNT
"""

import sys
from datetime import timedelta

from tests.faults import boot

if __name__ == "__main__":
    from linli.cases.services import Draft, case_act, case_submit, case_sweep
    from linli.core import clock
    from linli.core.errors import LinliError

    round_, count = sys.argv[1], int(sys.argv[2])
    cast = boot.people()

    def said(*words: object) -> None:
        print(*words, flush=True)

    said("ready")
    for number in range(count):
        key = f"{round_}-{number}"
        sent = case_submit(Draft(f"楼道灯坏了 {key}", located=cast["located"]), acting=cast["worker"], key=key)
        said("create", key)
        case = sent.case
        for deed, carried in (("accept", {}), ("contact", {"how": "phone", "result": "已联系"})):
            try:
                act_key = f"{key}-{deed}"
                case_act(case.community_id, case.id, deed, acting=cast["worker"], carried=carried, key=act_key)
                said(deed, act_key)
            except LinliError:
                said("refused", key)  # the sweep below had already moved it on
        if number % 5 == 4:
            with clock.at(clock.now() + timedelta(days=9)):
                said("sweep", case_sweep(limit=3))
    said("done")
