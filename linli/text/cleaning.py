"""A text as it may be kept: what copying and wrong reading did to it is undone, what its writer wrote is not.

Why the script is left to whoever asks: docs/decisions/019-cleaning-keeps-what-was-written.md.
"""

from __future__ import annotations

import string
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from linli.text.characters import tidied
from linli.text.damage import Damage, damages
from linli.text.frequency import common
from linli.text.misread import repaired
from linli.text.readings import without_readings
from linli.text.script import in_simplified
from linli.text.wrong_encoding import TELLING, reread


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean text, how many places were changed by kind, and the stretches that stay damaged.

    Kinds: misread (UTF-8 as another encoding, GBK one byte off), reading (pinyin in brackets), surrogate, control,
    direction, invisible, width, space, script.
    """

    text: str
    changes: Mapping[str, int]
    damage: tuple[Damage, ...]

    @property
    def damaged(self) -> bool:
        """Whether something in the text is lost or cannot be what was written."""
        return bool(self.damage)


def clean(text: str, *, simplify: bool = False) -> Cleaned:
    """Return `text` cleaned; nothing raises, and a clean text stays as it is.

    Args:
        text: any text, with line breaks.
        simplify: whether traditional characters become simplified ones.
    """
    put_right, misread = reread(text)
    put_right, off = repaired(put_right)
    put_right, readings = without_readings(put_right)
    put_right, changes = tidied(put_right)
    changes += Counter(misread=misread + off, reading=readings)
    if simplify:
        put_right, changes["script"] = in_simplified(put_right)
    return Cleaned(put_right, {kind: count for kind, count in changes.items() if count}, damages(put_right))


def cleaned(text: str, *, simplify: bool = False) -> str:
    """Return only the text of `clean`, without looking for damage."""
    if not simplify and _ordinary().issuperset(text):
        return text
    put_right = tidied(without_readings(repaired(reread(text)[0])[0])[0])[0]
    return in_simplified(put_right)[0] if simplify else put_right


@cache
def _ordinary() -> frozenset[str]:
    """Return the characters of which none is a sign of anything: most names and numbers have no others."""
    plain = string.ascii_letters + string.digits + "-./:,;#%+@"
    return (common() | frozenset(plain)) - frozenset("?？（_& \u3000" + TELLING)
