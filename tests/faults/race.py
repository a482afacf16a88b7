"""Let several people press different buttons on one case at the same moment, each in a thread of its own.

python -m tests.faults.race ROUNDS
"""

import json
import sys
import threading

from tests.faults import boot

if __name__ == "__main__":
    from django.db import connection

    from linli.cases.services import Draft, case_act, case_submit
    from linli.core.errors import Changed, LinliError

    cast = boot.people()
    outcomes: list[list[str]] = []
    for round_ in range(int(sys.argv[1])):
        key = f"race-{round_}"
        case = case_submit(Draft("门禁坏了", located=cast["located"]), acting=cast["worker"], key=key).case
        ids = (case.community_id, case.id)
        case = case_act(*ids, "accept", acting=cast["worker"], carried={}, key=f"{key}-a")
        case = case_act(
            *ids, "contact", acting=cast["worker"], carried={"how": "phone", "result": "好"}, key=f"{key}-c"
        )
        seen, barrier, results = case.version, threading.Barrier(4), []
        deeds = [
            ("resolve", {"outcome": "explained", "answer": "已说明"}, "worker"),
            ("report_up", {"why": "修不了"}, "worker"),
            ("reclassify", {"category_id": case.category_id or 1, "why": "改类"}, "officer"),
            ("ask", {"question": "几号楼？"}, "worker"),
        ]

        def press(
            name: str,
            carried: dict,
            who: str,
            number: int,
            ids=ids,
            key=key,
            seen=seen,
            barrier=barrier,
            results=results,
        ) -> None:
            barrier.wait()
            try:
                case_act(*ids, name, acting=cast[who], carried=carried, key=f"{key}-{number}", version=seen)
                results.append("done")
            except Changed:
                results.append("changed")
            except LinliError as error:
                results.append(f"refused: {error}")
            except Exception as error:
                results.append(f"error: {error!r}")
            finally:
                connection.close()

        threads = [threading.Thread(target=press, args=(*deed, number)) for number, deed in enumerate(deeds)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        outcomes.append(sorted(results))
    # The double press: one key, four threads, one case.
    doubles: list[str] = []
    barrier = threading.Barrier(4)

    def submit() -> None:
        barrier.wait()
        try:
            sent = case_submit(Draft("水管爆了", located=cast["located"]), acting=cast["worker"], key="double")
            doubles.append(f"{sent.case.id}/{sent.code}")
        except Exception as error:
            doubles.append(f"error: {error!r}")
        finally:
            connection.close()

    threads = [threading.Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(json.dumps({"outcomes": outcomes, "doubles": doubles}))
