"""Sweep as if ninety days had passed."""

from datetime import timedelta

from tests.faults import boot  # noqa: F401 - starts Django

if __name__ == "__main__":
    from linli.cases.services import case_sweep
    from linli.core import clock

    with clock.at(clock.now() + timedelta(days=90)):
        print(case_sweep())
