"""Replays messages of another time: each becomes a request at its own moment, located as well as its text allows.

A message is known again by its id, so that a second run, or one after a crash, adds only what is missing.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from linli.cases.domain.submission import KINDS, MOST_CHARACTERS
from linli.cases.models import Case
from linli.cases.replaying import Broken, Message, messages_in
from linli.cases.services import Acting, Draft, case_submit
from linli.core import clock
from linli.core.batch import batch
from linli.core.chunks import chunks
from linli.core.errors import Invalid, LinliError
from linli.people.selectors import ladder_of
from linli.places.models import Division, Level
from linli.places.selectors import Located, locate_address

CHANNEL = "replay"
SHIPPED_MAP = Path(__file__).parent / "data" / "replay.toml"
TOGETHER = 100
"""So many messages in one transaction: a crash takes back the last ones only."""


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """Which divisions stand for the names in the messages; `places` by name, the most particular first."""

    default: Division
    places: Mapping[str, Division]
    kinds: Mapping[str, tuple[str, ...]]


@dataclass
class Tally:
    """What came of a replay. `read` = created + already + rejected; `unplaced` and the others are among the created."""

    read: int = 0
    created: int = 0
    already: int = 0
    unplaced: int = 0
    shortened: int = 0
    repaired: int = 0
    damaged: int = 0
    broken: list[Broken] = field(default_factory=list)
    routes: Counter[str] = field(default_factory=Counter)
    levels: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


def place_map(path: Path = SHIPPED_MAP) -> PlaceMap:
    """Read a map.

    Args:
        path: TOML with `default` (a code), [places] (name = code) and [kinds] (kind = words of titles).

    Raises:
        Invalid: the file cannot be read, or it names a division or a kind that does not exist.
    """
    try:
        told = tomllib.loads(path.read_text("utf-8"))
        codes = {str(told["default"]), *map(str, told.get("places", {}).values())}
        kinds = {str(kind): tuple(words) for kind, words in told.get("kinds", {}).items()}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise Invalid(_("对照表 %(path)s 读不了：%(error)s。") % {"path": path, "error": error}) from None
    known = {division.code: division for division in Division.objects.filter(code__in=codes).defer("outline")}
    if missing := sorted(codes - set(known)):
        raise Invalid(
            _("对照表里的区划 %(code)s 不在数据库里。请先运行 linli import divisions，或用 --map 换一张表。")
            % {"code": missing[0]}
        )
    if strange := sorted(set(kinds) - set(KINDS)):
        raise Invalid(_("对照表里没有“%(kind)s”这种诉求类型。") % {"kind": strange[0]})
    places = {name: known[str(code)] for name, code in told.get("places", {}).items()}
    lowest_first = dict(sorted(places.items(), key=lambda item: (item[1].level, -len(item[0]))))
    return PlaceMap(known[str(told["default"])], lowest_first, kinds)


def replay(lines: Iterable[bytes], *, places: PlaceMap, within: Division | None = None) -> Iterator[Tally]:
    """Make a case of each message that is not one already; yield the tally after each batch.

    Args:
        lines: JSON Lines, UTF-8, with `id`, `time` (ISO 8601; without zone it is local), `body`, and where there
            are any `title` and `user`.
        places: the map.
        within: a division where all of it is taken to have happened, whatever the map says.

    Raises:
        Invalid: nobody answers for the place that takes what names none.
    """
    last_resort = within or places.default
    if not ladder_of(last_resort, None):
        raise Invalid(
            _("“%(place)s”没有可以受理的单位。请先设置机构，或用 linli demo --no-serve 准备一份演示数据。")
            % {"place": last_resort.name}
        )
    tally = Tally()
    waiting = messages_in(lines, ZoneInfo(settings.TIME_ZONE), datetime.now(UTC))  # noqa: TID251 - the future is real
    for together in chunks(waiting, TOGETHER):
        tally.read += len(together)
        messages = [message for message in together if isinstance(message, Message)]
        tally.broken += [broken for broken in together if isinstance(broken, Broken)]
        known = _known(messages)
        with transaction.atomic(), batch():
            for message in messages:
                if message.id in known:
                    tally.already += 1
                    continue
                try:
                    _take(message, places, within, tally)
                except LinliError as error:
                    tally.broken.append(Broken(message.line, error.message))
                known.add(message.id)
        yield tally


def _known(messages: list[Message]) -> set[str]:
    """Return the ids that are cases already, in whatever community: one query over all, on purpose."""
    ids = [message.id for message in messages]
    return set(Case.objects.filter(channel__code=CHANNEL, foreign_id__in=ids).values_list("foreign_id", flat=True))


def _take(message: Message, places: PlaceMap, within: Division | None, tally: Tally) -> None:
    located = located_by_text(message.title, message.body, places, within)
    body = message.body
    if len(body) > MOST_CHARACTERS:
        note = _("……（原文共 %(count)s 个字，此处从略）") % {"count": len(body)}
        body = body[: MOST_CHARACTERS - len(note)] + note
        tally.shortened += 1
    draft = Draft(
        body=body,
        title=message.title,
        kind=_kind(message.title, places.kinds),
        located=located,
        channel=CHANNEL,
        reporter_name=message.user,
        foreign_id=message.id,
    )
    with clock.at(message.moment):
        case = case_submit(draft, acting=Acting(channel=CHANNEL), key=f"replay-{message.id}"[:64]).case
    tally.created += 1
    tally.repaired += message.repaired
    tally.damaged += message.damaged
    tally.unplaced += located.reason == "unknown_place"
    tally.reasons[located.reason] += 1
    tally.routes[case.route or "ordinary"] += 1
    tally.levels[Level(case.level).name.lower()] += 1


def located_by_text(title: str, body: str, places: PlaceMap, within: Division | None = None) -> Located:
    """Return where a message's text says it is: a building, compound or community that is known, else the most
    particular place of the map that it names (in the title before the body), else the desk of last resort.
    """
    named, division = _named(f"{title}\n{body}", places, within)
    area = division or within or places.default
    if found := locate_address(f"{title} {body}", area):
        return found
    if division is None:
        return Located(area, reason="unknown_place", confidence=0.0)
    reason = "address_city" if division.level == Level.CITY else "address_district"
    return Located(division, reason=reason, confidence=0.4, values={"found": named})


def _named(text: str, places: PlaceMap, within: Division | None) -> tuple[str, Division | None]:
    """Return the name and division of the map that a text names: of the lowest level, the first one."""
    found = [
        (division.level, text.index(name), name)
        for name, division in places.places.items()
        if name in text and (within is None or division.path.startswith(within.path))
    ]
    if not found:
        return "", None
    name = min(found)[2]
    return name, places.places[name]


def _kind(title: str, kinds: Mapping[str, tuple[str, ...]]) -> str:
    return next((kind for kind, words in kinds.items() if any(word in title for word in words)), "help")


def as_json(tally: Tally, seconds: float) -> dict[str, Any]:
    """Return a tally as `linli replay --json` prints it."""
    return {
        "read": tally.read,
        "created": tally.created,
        "already": tally.already,
        "unplaced": tally.unplaced,
        "rejected": len(tally.broken),
        "shortened": tally.shortened,
        "repaired": tally.repaired,
        "damaged": tally.damaged,
        "seconds": round(seconds, 2),
        "cases_per_second": round(tally.created / seconds, 1) if seconds else 0.0,
        "routes": dict(tally.routes),
        "levels": dict(tally.levels),
        "places": dict(tally.reasons),
        "errors": [{"line": broken.line, "reason": broken.reason} for broken in tally.broken],
    }
