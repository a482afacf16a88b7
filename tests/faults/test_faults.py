"""Nothing acknowledged is lost, nothing is doubled, and nobody sees an error page - on the database the tests run on."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.installation import Installation, installed

KILLS = 12


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("faults")) as made:
        yield made


def _killed(installation: Installation, round_: int, after: float) -> list[str]:
    """Start the work, kill -9 it after some seconds, and return what it had acknowledged."""
    process = installation.start("work", str(round_), "1000")
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    # Every other one is killed after its first deed, whenever that is: a slow machine must not kill them all before.
    first = process.stdout.readline() if round_ % 2 else ""
    time.sleep(after)
    process.kill()
    out, _ = process.communicate()
    return [line for line in (first + out).splitlines() if len(line.split()) == 2]


def test_kill_9_loses_no_acknowledged_deed_and_doubles_none(installation: Installation) -> None:
    moments = random.Random(20261122)
    acknowledged: list[str] = []
    for round_ in range(KILLS):
        acknowledged += _killed(installation, round_, moments.uniform(0.02, 0.9))
    seen: dict[str, Any] = installation.run("inspect")
    keys = {line.split()[1] for line in acknowledged if line.split()[0] in ("create", "accept", "contact")}
    assert len(keys) > KILLS, "the work was killed before it did anything"
    assert keys <= set(seen["keys"]), "an acknowledged deed is lost"
    assert set(seen["keys"].values()) == {1}, "a deed stands twice"
    assert set(seen["lapses"].values()) <= {1}, "a reminder or a rise stands twice"
    assert seen["findings"] == []
    assert seen["cases"] == seen["reporters"], "half a case"


def test_the_same_forms_sent_again_after_the_crash_add_only_what_is_missing(installation: Installation) -> None:
    _killed(installation, 900, 0.3)
    process = installation.start("work", "900", "8")
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    seen = installation.run("inspect")
    assert {f"900-{number}" for number in range(8)} <= set(seen["keys"])
    assert set(seen["keys"].values()) == {1}
    assert seen["findings"] == []


def test_four_buttons_at_the_same_moment_are_one_deed_and_three_friendly_refusals(installation: Installation) -> None:
    result = installation.run("race", "10")
    for outcome in result["outcomes"]:
        assert outcome.count("done") == 1, outcome
        assert all(each in ("done", "changed") for each in outcome), outcome
    assert len(set(result["doubles"])) == 1, result["doubles"]
    assert installation.run("inspect")["findings"] == []


def test_a_code_pressed_by_four_at_the_same_moment_opens_once(installation: Installation) -> None:
    for opened in installation.run("once", "5")["found"]:
        assert opened == ["False", "False", "False", "True"]


def test_two_sweeps_at_once_record_each_lapse_once(installation: Installation) -> None:
    processes = [installation.start("sweep_late") for _ in range(2)]
    for process in processes:
        _, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
    seen = installation.run("inspect")
    assert set(seen["lapses"].values()) == {1}
    assert 5 in seen["levels"], "nothing rose to the city in 90 days: the sweep did not run"
    assert seen["findings"] == []


def test_figures_are_right_at_every_moment_while_deeds_are_done_folded_and_killed(installation: Installation) -> None:
    installation.run("tally", "finish")
    deeds = [installation.start("work", str(round_), "12") for round_ in (700, 701)]
    folding = [installation.start("tally", "fold") for _ in range(2)]
    looking = installation.start("tally", "look")
    for pause in (1.0, 1.5):
        time.sleep(pause)
        folding.pop().kill()
        folding.insert(0, installation.start("tally", "fold"))
    anew = installation.start("tally", "rebuild")
    for process in (*deeds, anew):
        _, err = process.communicate(timeout=180)
        assert process.returncode == 0, err
    for process in folding:
        process.kill()
        process.communicate()
    looked, err = looking.communicate("stop\n", timeout=180)
    assert looking.returncode == 0, err
    seen: dict[str, Any] = json.loads(looked.splitlines()[-1])
    assert seen["looks"] > 3 and seen["added_up"] > 0
    assert seen["wrong"] == []
    ended: dict[str, Any] = installation.run("tally", "finish")
    assert ended["noted"] == 0 and ended["differences"] == []
    assert ended["counted"] == installation.run("inspect")["cases"]
