"""Which of the buildings that go by one name does a text mean? The rules behind `AddressIndex`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from linli.places.domain.address import PHASE, BuildingMention, building_right_at, buildings_in
from linli.places.domain.address_match import KnownPlace, Match, Reason
from linli.places.domain.address_text import plain

# A number further from the name than this is about something else.
_REACH = 24
_SENTENCE_END = re.compile(r"[。;!?\n]")
_BETWEEN = re.compile(rf"(?P<phase>{PHASE})?(?:住宅)?(?:小区|社区)?的?")
# In front of a number that stands for itself: "我住12栋", "小区12栋"; not "金色港湾3栋", another compound's.
_STANDS_ALONE = frozenset('。;!?:,、()"“”》】\n的住在是家区们本于我号期')


def number_key(number: str) -> str:
    """Return what a known building's number is looked up by: "二期12号楼" by "2期12", "综合楼" by itself."""
    line = plain(number)
    mentions = [*buildings_in(line)] or [found for found in [building_right_at(line + "栋", 0)] if found]
    return mentions[-1].phase + mentions[-1].written if mentions else line


@dataclass(slots=True)
class NamedPlaces:
    """All places that go by one name."""

    places: list[KnownPlace] = field(default_factory=list)
    communities: set[str] = field(default_factory=set)
    by_number: dict[str, list[KnownPlace]] = field(default_factory=dict)
    by_word: dict[str, list[KnownPlace]] = field(default_factory=dict)

    def add(self, place: KnownPlace, key: str) -> None:
        """Put a place under this name, to be found by its number with and without its phase."""
        self.places.append(place)
        self.communities.add(place.community)
        if len(key) > 1 and not re.search("[A-Z0-9]", key):
            self.by_word.setdefault(key, []).append(place)
            return
        for known_as in {key, re.sub(rf"^(?:{PHASE})+(?=.)", "", key)} - {""}:
            self.by_number.setdefault(known_as, []).append(place)

    def matches(
        self, line: str, name: str, spans: Sequence[tuple[int, int]], communities: set[str], alone: bool
    ) -> list[Match]:
        """Return where a text that uses this name is about.

        Args:
            line: the plain text.
            name: this name.
            spans: for each use, where the name ends and where the next known name begins.
            communities: the only ones that come into question.
            alone: no other compound is named, so that a number elsewhere belongs to this one.
        """
        mentions = [mention for end, stop in spans if (mention := _mention_behind(line, end, stop))]
        for mention in mentions:
            if found := self._numbered(mention, communities):
                return _of_buildings(found, Reason.BUILDING, name + mention.phase + mention.written)
            if mention.phase and (found := self._numbered(mention._replace(phase=""), communities)):
                return _of_buildings(found, Reason.OTHER_PHASE, name + mention.written)
        behind = " ".join(line[end : min(stop, end + _REACH)] for end, stop in spans)
        for word, known in self.by_word.items():
            if word in behind and (found := _inside(known, communities)):
                return _of_buildings(found, Reason.BUILDING, name + word)
        if alone and not mentions:
            for mention in _standing_alone(line, 0, len(line)):
                if found := self._numbered(mention, communities):
                    return _of_buildings(found, Reason.BUILDING_ELSEWHERE, name + mention.written)
        places = _inside(self.places, communities)
        buildings = {place.building_id for place in places}
        if not mentions and len(buildings) == 1 and None not in buildings:
            return _of_buildings(places[:1], Reason.ONLY_BUILDING, name)
        one_grid = Reason.UNKNOWN_BUILDING if mentions else Reason.COMPOUND
        return self.grids(name, communities, one_grid, Reason.COMPOUND_IN_SEVERAL_GRIDS)

    def grids(self, name: str, communities: set[str], one: Reason, several: Reason) -> list[Match]:
        """Return a match for each grid of this name; the same name in other communities makes each less sure."""
        found = []
        for community in sorted(communities):
            grids = sorted({place.grid_id for place in self.places if place.community == community})
            reason = one if len(grids) == 1 else several
            found += [Match.by(reason, name, community, grid).times(1 / len(communities)) for grid in grids]
        return found

    def _numbered(self, mention: BuildingMention, communities: set[str]) -> list[KnownPlace]:
        whole = self.by_number.get(mention.phase + mention.written, [])
        each = [place for number in mention.numbers for place in self.by_number.get(mention.phase + number, [])]
        return _inside(whole or each, communities)


def _inside(places: Iterable[KnownPlace], communities: set[str]) -> list[KnownPlace]:
    return [place for place in places if place.community in communities]


def _mention_behind(line: str, end: int, stop: int) -> BuildingMention | None:
    """Find the building that is named behind a compound's name: at once, or later in the sentence."""
    between = _BETWEEN.match(line, end)
    behind = between.end() if between else end
    phase = (between and between["phase"]) or ""
    stop = min(stop, end + _REACH)
    sentence_end = _SENTENCE_END.search(line, end, stop)
    stop = sentence_end.start() if sentence_end else stop
    mention = building_right_at(line, end) or building_right_at(line, behind)
    mention = mention or next(_standing_alone(line, behind, stop), None)
    return mention._replace(phase=mention.phase or phase) if mention else None


def _standing_alone(line: str, start: int, stop: int) -> Iterator[BuildingMention]:
    for mention in buildings_in(line, start, stop):
        if mention.start == 0 or line[mention.start - 1] in _STANDS_ALONE:
            yield mention


def _of_buildings(places: Sequence[KnownPlace], reason: Reason, found: str) -> list[Match]:
    """Return the building; or the one grid of several; or each building, as sure as it is one of so many."""
    if len(places) > 1 and len({place.grid_id for place in places}) == 1:
        return [Match.by(Reason.SEVERAL_BUILDINGS, found, places[0].community, places[0].grid_id)]
    return [
        Match.by(reason, found, place.community, place.grid_id, place.building_id).times(1 / len(places))
        for place in places
    ]
