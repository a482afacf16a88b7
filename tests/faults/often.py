"""Report as a stranger from one address until it is refused, and say how many were taken.

python -m tests.faults.often PREFIX COUNT
"""

import json
import sys

from tests.faults import boot

if __name__ == "__main__":
    from linli.cases.services import Acting, Draft, Whence, case_submit
    from linli.core.errors import TooMany

    prefix, count = sys.argv[1], int(sys.argv[2])
    cast = boot.people()
    taken, waits = 0, []
    for number in range(count):
        draft = Draft(f"楼道灯坏了 {prefix} {number}", located=cast["located"])
        try:
            case_submit(draft, acting=Acting(), key=f"{prefix}-{number}", whence=Whence(address="100.64.7.7"))
            taken += 1
        except TooMany as error:
            waits.append(error.retry_after)
    print(json.dumps({"taken": taken, "waits": waits}))
