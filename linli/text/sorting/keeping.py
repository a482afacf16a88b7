"""A model as a file: a zip of one JSON header and raw numbers. Data only: reading it can run nothing.

    header.json   format, version, labels, alphabet, bias, sharpness, certainty, facts
    keys.i8       the grams that count: int64, little-endian
    worth.f4      what an occurrence says: float32
    weights.f2    for or against each label: float16, row by row

Everything is checked against the header before it is used, and sizes before anything is unpacked. The same model makes
the same bytes.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from django.utils.translation import gettext as _

from linli.core.errors import Invalid
from linli.text.sorting.grams import MOST_IN_ALPHABET, Alphabet
from linli.text.sorting.model import Model

FORMAT, VERSION = "linli-category-model", 1
HEADER, KEYS, WORTH, WEIGHTS = "header.json", "keys.i8", "worth.f4", "weights.f2"
MOST_BYTES = 64 * 2**20
"""Unpacked: four times what `training.MOST_WEIGHTS` lets a model become."""
MOST_LABELS = 5000
LONGEST_LABEL = 200
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def model_bytes(model: Model) -> bytes:
    """Return a model as the bytes of its file."""
    header = {
        "format": FORMAT,
        "version": VERSION,
        "labels": list(model.labels),
        "alphabet": model.alphabet.characters,
        "grams": len(model.keys),
        "bias": [round(float(value), 6) for value in model.bias],
        "sharpness": model.sharpness,
        "certain_from": model.certain_from,
        "facts": model.facts,
    }
    parts = {
        HEADER: json.dumps(header, ensure_ascii=False, indent=1, sort_keys=True).encode(),
        KEYS: model.keys.astype("<i8").tobytes(),
        WORTH: model.worth.astype("<f4").tobytes(),
        WEIGHTS: model.weights.astype("<f2").tobytes(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def model_load(path: Path) -> Model:
    """Return the model of a file.

    Raises:
        Invalid: as for `model_read`.
        OSError: it cannot be opened.
    """
    if path.stat().st_size > MOST_BYTES:
        _refuse(_too_large())
    return model_read(path.read_bytes())


def model_read(data: bytes) -> Model:
    """Return the model that a file holds.

    Raises:
        Invalid: it is no model of Linli's, of a later version, damaged or too large; the words say which.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            if HEADER not in sizes:
                _refuse(_("这不是邻里的类别模型文件。"))
            if sum(sizes.values()) > MOST_BYTES:
                _refuse(_too_large())
            if any(info.compress_type not in _PACKINGS for info in archive.infolist()):
                _refuse(_("这不是邻里的类别模型文件。"))
            # Whatever the sizes claim, no more than that is unpacked.
            parts = {name: archive.read(name) for name in (HEADER, KEYS, WORTH, WEIGHTS) if name in sizes}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError):
        _refuse(_("这不是邻里的类别模型文件，或文件已损坏。"))
    try:
        header = json.loads(parts[HEADER])
    except (ValueError, RecursionError):
        _refuse(_("模型文件已损坏：文件头读不出来。"))
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        _refuse(_("这不是邻里的类别模型文件。"))
    if header.get("version") != VERSION:
        _refuse(
            _("模型文件的版本是 %(found)s，这里只读版本 %(known)s。")
            % {"found": str(header.get("version"))[:20], "known": VERSION}
        )
    try:
        return _model(header, parts)
    except (KeyError, TypeError, ValueError, OverflowError):
        _refuse(_("模型文件已损坏：内容与文件头不符。"))


def _model(header: dict[str, Any], parts: dict[str, bytes]) -> Model:
    """Return the model, or raise one of several errors where anything does not fit."""
    labels, characters = header["labels"], header["alphabet"]
    if not all(isinstance(label, str) and 0 < len(label) <= LONGEST_LABEL for label in labels):
        raise ValueError("labels")
    if not 2 <= len(labels) <= MOST_LABELS or len(set(labels)) != len(labels):
        raise ValueError("labels")
    if not isinstance(characters, str) or len(characters) > MOST_IN_ALPHABET:
        raise ValueError("alphabet")
    if sorted(set(characters)) != list(characters) or any(ord(character) >= 0x10000 for character in characters):
        raise ValueError("alphabet")
    model = Model(
        labels=tuple(labels),
        alphabet=Alphabet(characters),
        keys=np.frombuffer(parts[KEYS], "<i8"),
        worth=np.frombuffer(parts[WORTH], "<f4"),
        weights=np.frombuffer(parts[WEIGHTS], "<f2").reshape(-1, len(labels)),
        bias=np.array(header["bias"], np.float32),
        sharpness=float(header["sharpness"]),
        certain_from=float(header["certain_from"]),
        facts=dict(header["facts"]),
    )
    if not len(model.keys) == len(model.worth) == len(model.weights) == header["grams"]:
        raise ValueError("grams")
    if model.bias.shape != (len(labels),) or not (np.diff(model.keys) > 0).all():
        raise ValueError("shape")
    numbers = (model.worth, model.weights, model.bias, [model.sharpness, model.certain_from])
    if not all(np.isfinite(each).all() for each in numbers) or model.sharpness <= 0:
        raise ValueError("numbers")
    return model


def _too_large() -> str:
    return _("模型文件太大：展开后超过 %(most)s MB。") % {"most": MOST_BYTES // 2**20}


def _refuse(message: str) -> NoReturn:
    raise Invalid(message)
