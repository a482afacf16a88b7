"""A model file is data: it comes back as it was, and whatever else is handed in is refused in words, never run."""

from __future__ import annotations

import io
import json
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.errors import Invalid
from linli.text.sorting import keeping
from linli.text.sorting.keeping import HEADER, KEYS, WEIGHTS, WORTH, model_bytes, model_load, model_read
from linli.text.sorting.model import Model
from linli.text.sorting.training import train

ROWS = [("灯", f"{place}路灯{what}") for place in "东西南北中" for what in ("不亮", "坏了", "闪烁")] + [
    ("梯", f"{place}电梯{what}") for place in "东西南北中" for what in ("停运", "困人", "异响")
]


def model() -> Model:
    return train(ROWS)


DATA = model_bytes(model())


def changed(parts: dict[str, bytes] | None = None, **header: Any) -> bytes:
    """The file with other parts, or with other values in its header."""
    with zipfile.ZipFile(io.BytesIO(DATA)) as archive:
        every = {name: archive.read(name) for name in archive.namelist()}
    every[HEADER] = json.dumps({**json.loads(every[HEADER]), **header}).encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**every, **(parts or {})}.items():
            archive.writestr(name, data)
    return packed.getvalue()


def test_a_model_comes_back_as_it_was_and_the_same_one_makes_the_same_bytes() -> None:
    back = model_read(DATA)
    texts = ["路灯不亮", "电梯困人", "今天天气"]
    assert list(back.classify(texts)) == list(model_read(model_bytes(back)).classify(texts))
    assert model_bytes(back) == DATA
    assert back.facts["texts"] == len(ROWS)


def test_a_model_is_read_where_nothing_may_be_unpickled(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("unpickled")

    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    monkeypatch.setattr(np, "load", refuse)
    assert model_read(DATA).labels == ("梯", "灯")


class Bomb:
    """What a pickle would run."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (Path("/nowhere").joinpath, ("boom",))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a model",
        pickle.dumps(Bomb()),
        DATA[: len(DATA) // 2],
        changed(format="something-else"),
        changed(version=99),
        changed(labels=["灯"]),
        changed(labels=["灯", "灯"]),
        changed(labels=["灯", 3]),
        changed(labels=None),
        changed(alphabet="路灯"),
        changed(alphabet=7),
        changed(grams=1),
        changed(bias=[0.0]),
        changed(bias="x"),
        changed(sharpness=float("nan")),
        changed(sharpness=-1),
        changed(certain_from=1e999),
        changed(facts=[1]),
        changed({HEADER: b"["}),
        changed({HEADER: b"[" * 100_000}),
        changed({HEADER: b"[]"}),
        changed({HEADER: b"\xff"}),
        changed({KEYS: b""}),
        changed({KEYS: b"123"}),
        changed({WORTH: b"\xff" * 4}),
        changed({WEIGHTS: b"\xff" * 7}),
    ],
)
def test_whatever_is_no_model_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Invalid, match="模型文件"):
        model_read(data)


def test_numbers_that_are_none_are_refused() -> None:
    broken = model_read(DATA).weights.copy()
    broken[0, 0] = np.nan
    with pytest.raises(Invalid, match="损坏"):
        model_read(changed({WEIGHTS: broken.tobytes()}))


def test_a_small_file_that_would_unpack_into_an_enormous_one_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = changed({"zeros": bytes(keeping.MOST_BYTES + 1)})
    assert len(bomb) < 200_000
    with pytest.raises(Invalid, match="太大"):
        model_read(bomb)
    (tmp_path / "m").write_bytes(bomb)
    with pytest.raises(Invalid, match="太大"):
        model_load(tmp_path / "m")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(DATA) - 1), st.binary(min_size=1, max_size=12))
def test_a_damaged_file_is_refused_or_still_a_whole_model(at: int, noise: bytes) -> None:
    try:
        found = model_read(DATA[:at] + noise + DATA[at + len(noise) :])
    except Invalid:
        return
    assert len(list(found.classify(["路灯不亮", "", "🙂"]))) == 3
