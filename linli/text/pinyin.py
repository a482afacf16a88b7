"""The readings of characters without tones, and the syllables inside what somebody typed: 电 → dian, `dianti` → dian ti.

Only the table of single characters is read, when first asked (20 ms, 10 MB): the library itself brings its dictionary
of words along, which would cost every process ten times as much. A character has its three commonest readings, so that
银行 is found by `yinhang` and 重庆 by `chongqing` without knowing where words begin.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

MOST_READINGS = 3
_LONGEST = 6  # zhuang, chuang, shuang
_SYLLABLE = re.compile(r"[a-z]*[aeiouv][a-z]*")  # there are also m, ng and hng, which nobody types
_ALIKE = {"nve": "nue", "lve": "lue"}  # typed either way; lü and nü are typed lv and nv
_MOST_CUTS = 64  # letters of nothing but vowels can be cut in very many ways


@cache
def _table() -> dict[str, str]:
    found = find_spec("pypinyin")
    assert found is not None and found.submodule_search_locations
    path = Path(found.submodule_search_locations[0]) / "pinyin_dict.json"
    rows: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return {chr(int(code)): readings for code, readings in rows.items() if 0x4E00 <= int(code) <= 0x9FFF}


@lru_cache(maxsize=8192)
def readings(character: str) -> tuple[str, ...]:
    """Return how a character is read, the commonest first, without tones; nothing where it has no reading."""
    return _plain(_table().get(character, ""))[:MOST_READINGS]


@lru_cache(maxsize=2048)
def _plain(marked: str) -> tuple[str, ...]:
    """ "háng,xíng" → hang, xing."""
    found: dict[str, None] = {}
    for reading in marked.split(","):
        letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
        bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
        if _SYLLABLE.fullmatch(bare):
            found[_ALIKE.get(bare, bare)] = None
    return tuple(found)


@cache
def syllables() -> frozenset[str]:
    """Return every syllable there is, without tones."""
    return frozenset(syllable for marked in set(_table().values()) for syllable in _plain(marked)[:MOST_READINGS])


@cache
def _unfinished() -> frozenset[str]:
    """What a syllable may begin with and is none: d, zh, xio."""
    return frozenset(one[:length] for one in syllables() for length in range(1, len(one))) - syllables()


def spellings(letters: str, most: int = 4) -> list[tuple[tuple[str, ...], str]]:
    """Return how letters can be read: [(whole syllables, the beginning of one more or ""), …], the likeliest first.

    `xian` is xian and xi an; `diant` is dian and something with t, and what can be read whole is not read so.

    Args:
        letters: a to z, as typed; ü is v.
        most: the most readings returned.
    """
    found = list(islice(_cuts(_ALIKE.get(letters, letters.replace("ü", "v"))), _MOST_CUTS))
    whole = [cut for cut in found if not cut[1]]
    return sorted(whole or found, key=lambda cut: len(cut[0]))[:most]


def _cuts(letters: str, before: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if not letters:
        yield before, ""
        return
    for length in range(min(_LONGEST, len(letters)), 0, -1):
        if letters[:length] in syllables():
            yield from _cuts(letters[length:], (*before, letters[:length]))
    if before and letters in _unfinished():
        yield before, letters
