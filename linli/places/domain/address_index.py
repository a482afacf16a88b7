"""Where is "A3区中海国际小区3栋"? Known buildings, compounds, roads and divisions, found in whatever people write.

How sure a match is follows from the rule that found it (`CONFIDENCE`), divided by the number of places that the words
fit equally well, halved where the text names another district, and less by a fifth for every compound but the first
that a text names: people begin with where they are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from linli.places.domain.address import local_name
from linli.places.domain.address_match import KnownPlace, Match, Reason
from linli.places.domain.address_text import plain
from linli.places.domain.levels import Level, level_of, significant
from linli.places.domain.named_places import NamedPlaces, number_key
from linli.places.domain.names import NameFinder, area_names, compound_names, is_certain_name, road_of

MAX_CANDIDATES = 20
"""Of a name that fits everywhere nobody reads more."""

_OTHER_DISTRICT = 0.5
_LATER_COMPOUND = 0.8
_AREA_REASON = {
    Level.COMMUNITY: Reason.COMMUNITY,
    Level.STREET: Reason.STREET,
    Level.DISTRICT: Reason.DISTRICT,
    Level.CITY: Reason.CITY,
}


@dataclass(frozen=True, slots=True)
class KnownArea:
    """A division that a text may name.

    Args:
        code: 12-digit statistical code.
        name: as in the register ("和平居委会"); the usual spellings are derived.
        aliases: other names.
    """

    code: str
    name: str
    aliases: tuple[str, ...] = ()


class AddressIndex:
    """An index of names; built once, asked often, safe to share between threads.

    Args:
        places: buildings, and grids or compounds without known buildings.
        areas: divisions; they narrow down names that exist twice, and are the answer when nothing finer is named.
    """

    def __init__(self, places: Iterable[KnownPlace], areas: Iterable[KnownArea] = ()) -> None:
        self._compounds: dict[str, NamedPlaces] = {}
        self._roads: dict[str, NamedPlaces] = {}
        self._areas: dict[str, list[str]] = {}
        self._grids: dict[str, set[int]] = {}
        for place in places:
            self._add(place)
        for area in areas:
            level = level_of(area.code)
            spellings = {spelling for name in (area.name, *area.aliases) for spelling in area_names(name, level)}
            for spelling in spellings:
                self._areas.setdefault(spelling, []).append(area.code)
        self._finder = NameFinder([*self._compounds, *self._roads, *self._areas])

    def _add(self, place: KnownPlace) -> None:
        key = number_key(place.number)
        spellings = {spelling for name in place.names for spelling in compound_names(name)}
        for name in spellings | {local_name(spelling) for spelling in spellings}:
            self._compounds.setdefault(name, NamedPlaces()).add(place, key)
            if road := road_of(name):
                self._roads.setdefault(road, NamedPlaces()).add(place, key)
        self._grids.setdefault(place.community, set()).add(place.grid_id)

    def match(self, text: str, within: Collection[str] = ()) -> list[Match]:
        """Return where a text may be about, surest first; at most `MAX_CANDIDATES`.

        Args:
            text: an address, or a whole message of some thousand characters.
            within: codes of divisions that the place is known to lie in, from elsewhere; nothing outside is returned.
        """
        line = plain(text)
        hits = [
            (start, name)
            for start, name in self._finder.find(line)
            if is_certain_name(line, start, name, is_road=name in self._roads)
        ]
        named = dict.fromkeys(name for _, name in hits)
        areas = {name: self._areas[name] for name in named if name in self._areas}
        context = _Context.of(within, (code for codes in areas.values() for code in codes))
        found = [*self._compound_matches(line, hits, context), *self._road_matches(named, context)]
        found += self._area_matches(areas, context)
        best: dict[tuple[int | None, int | None, str], Match] = {}
        for match in found:
            key = match.grid_id, match.building_id, match.area if match.grid_id is None else ""
            if key not in best or match.confidence > best[key].confidence:
                best[key] = match
        return sorted(best.values(), key=lambda match: -match.confidence)[:MAX_CANDIDATES]

    def _compound_matches(self, line: str, hits: list[tuple[int, str]], context: _Context) -> Iterator[Match]:
        places_named: dict[str, list[tuple[int, int]]] = {}
        for (start, name), (stop, _) in pairwise([*hits, (len(line), "")]):
            if name in self._compounds:
                places_named.setdefault(name, []).append((start + len(name), stop))
        factor = 1.0
        for name, spans in places_named.items():
            known = self._compounds[name]
            communities, sure = context.narrow(known.communities)
            matches = known.matches(line, name, spans, communities, alone=len(places_named) == 1)
            yield from (match.times(sure * factor) for match in matches)
            if matches:
                factor = _LATER_COMPOUND

    def _road_matches(self, named: Iterable[str], context: _Context) -> Iterator[Match]:
        for name in named:
            if name in self._roads:
                known = self._roads[name]
                communities, sure = context.narrow(known.communities)
                for match in known.grids(name, communities, Reason.ROAD, Reason.ROAD_IN_SEVERAL_GRIDS):
                    yield match.times(sure)

    def _area_matches(self, areas: dict[str, list[str]], context: _Context) -> Iterator[Match]:
        for name, all_codes in areas.items():
            codes, sure = context.narrow(all_codes, min(level_of(code) for code in all_codes))
            for code in sorted(codes):
                grids = self._grids.get(code, set())
                only_grid = next(iter(grids)) if len(grids) == 1 else None
                yield Match.by(_AREA_REASON[level_of(code)], name, code, only_grid).times(sure / len(codes))


@dataclass(frozen=True, slots=True)
class _Context:
    """What a text, and whoever asks, say about the divisions around a place."""

    within: tuple[str, ...]
    named: dict[Level, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, within: Collection[str], named: Iterable[str]) -> _Context:
        prefixes: dict[Level, tuple[str, ...]] = {}
        for code in named:
            prefixes[level_of(code)] = (*prefixes.get(level_of(code), ()), significant(code))
        return cls(tuple(significant(code) for code in within), prefixes)

    def narrow(self, codes: Iterable[str], of: Level = Level.GRID) -> tuple[set[str], float]:
        """Keep the codes inside the finest division above level `of` that a text names; say how far to trust them."""
        allowed = {code for code in codes if not self.within or code.startswith(self.within)}
        for level in Level:
            if level > of and level in self.named:
                inside = {code for code in allowed if code.startswith(self.named[level])}
                if inside:
                    return inside, 1.0
        other_district = Level.DISTRICT in self.named and of < Level.DISTRICT
        return allowed, _OTHER_DISTRICT if other_district else 1.0
