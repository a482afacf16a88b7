"""Watches the statements that tests send: each names the community of every spread table in it, or crosses on purpose.

`LINLI_AUDIT=1 pytest …` watches every test; `tests/config/test_communities.py` always watches the main job. A statement
names a community where a table's `community_id` is compared with a value, or with that of a table for which this holds.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from linli.config.distributing import COLUMN, Kind, plan

HOUSE = str(Path(__file__).resolve().parents[1] / "linli") + "/"

CROSSING: dict[str, str] = {
    "cases.selectors.listing._keys": "a box holds the cases of whoever asks, in all communities of their territory",
    "cases.selectors.listing.box_counts": "the same, counted up to a thousand",
    "cases.selectors.finding.cases_found": "staff look for words, numbers and phones in their whole territory",
    "cases.selectors.mine.case_by_code": "whoever comes back with a code need not know which community took the case",
    "cases.services.papering.paper_open": "whoever comes back with a paper need not know which community took the case",
    "cases.views.resident.mine.my_cases": "somebody's own requests, wherever they made them",
    "cases.services.sweeping.case_sweep": "the sweep finds what has lapsed anywhere, then takes case by case",
    "cases.verify.verify_all": "an operator's check of every history there is",
    "cases.views.resident.answers._listed": "published answers of every community, unless the reader chooses one",
    "cases.replay.replay": "an import asks once for ids that may be in any community",
    "cases.foreign.importing._known": "an import asks once for ids that may be in any community",
    "cases.selectors.decided.categories_decided": "the category model learns from what all communities decided",
    "notify.selectors.unread_count": "somebody's messages, of all communities in which they live or work",
    "notify.views.messages.messages": "somebody's messages, of all communities in which they live or work",
    "insight.selectors.stock._standing": "counts what stands in a division and all below it, kept until a place changes",
    "insight.selectors.figures": "figures of a street, a district, a city; those of a community name it, see the test",
    "insight.ledger.exporting.ledger_export": "the ledger of a street or a district; that of a community names it",
    "insight.tallying.rebuilding.tallies_rebuild": "the worker makes the tallies of all places anew, place by place",
    "insight.tallying.folding.tallies_fold": "the worker takes in what deeds of all communities noted, in their order",
    "insight.selectors.counted": "the same, asked below the page",
    "insight.tallying.verifying.tallies_verify": "an operator's check of all figures there are",
    "config.watching.metrics.collect": "the figures of the installation, for whoever watches it",
    "homes.selectors.home_of": "where somebody lives, whichever community that is in",
    "homes.services.": "somebody's own claims, wherever they made them",
    "homes.holdings.": "somebody's own homes and family, wherever they are",
    "cases.holdings.": "somebody's own requests, wherever they made them",
    "cases.services.erasing.": "what is past its term, and what is held of whoever leaves, anywhere",
    "cases.selectors.behalf.cases_for_family": "what somebody reported for their family, wherever that was",
    "cases.services.claiming.family_claim": "what relatives reported for somebody, wherever that was",
    "homes.views.resident.home": "where somebody lives, whichever community that is in",
    "cases.selectors.confidential.": "what somebody asked or agreed to open, in all their territory",
    "cases.management.commands.verify.handle": "an operator's check of every history there is",
    "people.selectors.responsible_people": "who is responsible at a door, from the grid to the street above it",
    "privacy.services.mine.account_leave": "an account that ends takes along what is held of it, wherever that is",
    "privacy.selectors.exposure.exposure_of": "whose data an account could have read, in all its territory",
    "privacy.services.mine.copy_write": "a copy of what is held of somebody, wherever that is",
    "privacy.selectors.mine.readings_of": "who looked at what is held of somebody, wherever that is",
    "privacy.services.retention.retention_sweep": "the worker takes away what is past its term anywhere",
    "privacy.services.rotating.keys_rotate": "keys are drawn anew over whole tables",
    "cases.services.letting_in.opening_ask": "a case is asked for by its number, in all of one's territory",
    "privacy.selectors.keys.": "an operator counts what stands under which key",
    "leaders.services.counting.votes_count_due": "the worker counts the votes that are over, anywhere",
    "leaders.services.leaving.": "rolls that are past their time, and the mark of whoever leaves, anywhere",
    "leaders.holdings._trainings": "what somebody attended, in whichever communities they led",
    "hot.": "what many ask for at once has its members in several communities, and is looked for in all of a city",
    "partners.services.members._own": "somebody's own registrations and askings, with whichever communities they are",
    "partners.services.members.member_withdraw": "somebody's own registrations and askings, with whichever communities they are",
    "partners.services.members.members_pause": "somebody's own registrations and askings, with whichever communities they are",
    "partners.services.members.members_resume": "somebody's own registrations and askings, with whichever communities they are",
    "partners.services.members.account_forget": "somebody's own registrations and askings, with whichever communities they are",
    "partners.holdings._registered": "somebody's own registrations and askings, with whichever communities they are",
    "partners.holdings._asked": "somebody's own registrations and askings, with whichever communities they are",
    "partners.holdings._readings": "somebody's own registrations and askings, with whichever communities they are",
    "partners.views.resident.mine": "somebody's own registrations and askings, with whichever communities they are",
    "partners.views.resident.offer": "somebody's own registrations and askings, with whichever communities they are",
    "partners.views.resident.withdraw": "somebody's own registrations and askings, with whichever communities they are",
    "partners.views.resident._register": "somebody's own registrations and askings, with whichever communities they are",
    "partners.views.resident.choose_work": "a unit is looked for by its name, anywhere",
    "partners.selectors.finding.asked_lately": "how often somebody was asked, by whichever of their communities",
    "partners.services.asking.askings_expire": "the worker looks for what is past its time anywhere",
    "partners.views.branch.mine": "a unit's own registrations, with whichever communities they are",
    "partners.selectors.figures._counted": "the count of a street, a district, a city",
    "api.v1.cases.my_cases": "what the owner has reported, wherever it was",
    "api.v1.around.answers": "published answers of every community, for programs",
    "api.v1.around.figures_of": "the dashboard's figures, for programs",
    "api.open311.requests.found": "Open311 knows no communities: its requests are those of the whole installation",
    "api.views.hooks.hook": "the deliveries to a hook of a division and all below it",
    "api.hooks.services.calls_replay": "the deliveries to a hook of a division and all below it",
}
"""Where a statement crosses communities on purpose, as `module.function` or a whole room ("room."), and why."""

_TOKEN = re.compile(r'"[^"]*"|\'(?:[^\']|\'\')*\'|%s|%\(\w+\)s|\d+|\w+|<=|>=|<>|!=|::|\S')
_ENDS = frozenset(
    (
        *("where", "set", "on", "inner", "left", "right", "full", "cross", "join", "group", "order", "limit", "using"),
        *("values", "select", "union", "returning", "for"),
    )
)


@dataclass
class _Scope:
    """A SELECT (or the whole statement): its tables by alias, in the order in which they are named."""

    above: _Scope | None
    tables: dict[str, str] = field(default_factory=dict)


def unnamed(sql: str, spread: frozenset[str]) -> list[str]:
    """Return the spread tables of a statement whose community it does not name.

    Args:
        sql: as it is sent, with marks for values.
        spread: names of the tables.
    """
    tokens = [token.strip('"').lower() if token[0] != "'" else "''" for token in _TOKEN.findall(sql)]
    if not tokens or tokens[0] in ("savepoint", "release", "rollback", "create", "alter", "drop", "set", "pragma"):
        return []
    return _Statement(tokens, spread).unnamed()


class _Statement:
    def __init__(self, tokens: list[str], spread: frozenset[str]) -> None:
        self.tokens, self.spread = tokens, spread
        self.scopes: list[_Scope] = []
        self.parents: dict[Any, Any] = {}
        self.named: set[Any] = set()
        self._read_scopes()
        self._read_conditions()

    def unnamed(self) -> list[str]:
        known = {self._root(one) for one in self.named}
        scopes = {id(scope): scope for scope in self.scopes}.values()
        return sorted(
            table
            for scope in scopes
            for alias, table in scope.tables.items()
            if table in self.spread and self._root((id(scope), alias)) not in known
        )

    # --- tables and where they are known ---

    def _read_scopes(self) -> None:
        scope, stack = _Scope(None), []
        for place, token in enumerate(self.tokens):
            if token == "(":
                stack.append(scope)
                if self._at(place + 1) in ("select", "with"):
                    scope = _Scope(scope)
            elif token == ")" and stack:
                self.scopes.append(scope)
                scope = stack.pop()
                continue
            self.scopes.append(scope)
            before_from = token == "from" and self._at(place - 1) != "distinct"
            if before_from or token in ("join", "into") or (token == "update" and place == 0):
                self._read_tables(place + 1, scope, several=token == "from")

    def _read_tables(self, place: int, scope: _Scope, several: bool) -> None:
        # EXTRACT(EPOCH FROM "table"."column") names no table.
        while re.fullmatch(r"\w+", self._at(place)) and self._at(place) != "select" and self._at(place + 1) != ".":
            table = self._at(place)
            place += 1
            if self._at(place) == "as":
                place += 1
            alias = table
            if re.fullmatch(r"\w+", self._at(place)) and self._at(place) not in _ENDS:
                alias = self._at(place)
                place += 1
            if alias in scope.tables and scope.tables[alias] in self.spread:
                alias = f"{alias} again"
            scope.tables[alias] = table
            if not (several and self._at(place) == ","):
                return
            place += 1

    def _at(self, place: int) -> str:
        return self.tokens[place] if 0 <= place < len(self.tokens) else ""

    # --- what is compared ---

    def _column(self, place: int) -> tuple[Any, int] | None:
        """Return which table's community stands at a place, and the place after it."""
        if self._at(place) == COLUMN and self._at(place - 1) != ".":
            scope: _Scope | None = self.scopes[place]
            while scope is not None:
                mine = [alias for alias, table in scope.tables.items() if table in self.spread]
                if len(mine) == 1:
                    return (id(scope), mine[0]), place + 1
                scope = scope.above
            return None
        if self._at(place + 1) == "." and self._at(place + 2) == COLUMN:
            alias, scope = self._at(place), self.scopes[place]
            while scope is not None:
                if alias in scope.tables:
                    return (id(scope), alias), place + 3
                scope = scope.above
        return None

    def _read_conditions(self) -> None:
        if self._at(0) == "insert":
            self._read_insert()
        place = 0
        while place < len(self.tokens):
            found = self._column(place)
            if found is None:
                place += 1
                continue
            self._compare(place, *found)
            place = found[1]

    def _read_insert(self) -> None:
        scope = self.scopes[0]
        into = next(iter(scope.tables), "")
        if (
            into in self.spread
            and COLUMN in self.tokens[: self._after(self.tokens.index("(")) if "(" in self.tokens else 0]
        ):
            self.named.add((id(scope), into))

    def _compare(self, start: int, mine: Any, place: int) -> None:
        if self._at(place) == "," and self._at(start - 1) == "(":
            place = self._after(start - 1)  # (community_id, id) = (…), IN (…)
        word = self._at(place)
        if word == "=":
            self._same(mine, place + 1)
        elif word == "in":
            self._same(mine, place + 2 if self._at(place + 1) == "(" else place + 1)

    def _same(self, mine: Any, place: int) -> None:
        while self._at(place) in ("(", "any", "values"):
            place += 1
        if self._at(place) == "select":
            if self._at(place + 1) == "column1" or self._at(place + 1) == "unnest":  # a list of keys, written as one
                self.named.add(mine)
                return
            place += 1
        if self._is_value(self._at(place)):
            self.named.add(mine)
        elif other := self._column(place):
            self.parents[self._root(mine)] = self._root(other[0])

    @staticmethod
    def _is_value(token: str) -> bool:
        return token.startswith("%") or token == "''" or token == "?" or token.isdigit()

    def _after(self, place: int) -> int:
        """Return the place after the parenthesis that closes the one at a place."""
        depth = 0
        for here in range(place, len(self.tokens)):
            depth += {"(": 1, ")": -1}.get(self.tokens[here], 0)
            if depth == 0:
                return here + 1
        return len(self.tokens)

    def _root(self, one: Any) -> Any:
        while one in self.parents and self.parents[one] != one:
            one = self.parents[one]
        return one


@dataclass
class Watch:
    """What was sent while it watched: how many statements that name spread tables, and those that should not be."""

    spread: frozenset[str]
    seen: int = 0
    crossed: set[str] = field(default_factory=set)
    strange: dict[tuple[str, str], str] = field(default_factory=dict)

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Look at a statement, send it."""
        text = str(sql)
        if COLUMN in text or any(table in text for table in self.spread):
            self.seen += 1
            if tables := unnamed(text, self.spread):
                self._judge(tables, text)
        return execute(sql, params, many, context)

    def _judge(self, tables: list[str], text: str) -> None:
        callers = list(_callers())
        for caller in callers:
            if where := next((one for one in _around(caller) if one in CROSSING), None):
                self.crossed.add(where)
                return
        if callers:  # what a test asks for itself is not the program's
            self.strange[callers[0], ", ".join(tables)] = f"{' < '.join(callers[:6])}\n    {text[:1500]}"


def _around(caller: str) -> Iterator[str]:
    """Yield a function's name, then its module's and every package's it is in, each with its dot."""
    yield caller
    while caller := caller.rpartition(".")[0]:
        yield f"{caller}."


def _callers() -> Iterator[str]:
    """Yield the functions of the house that are under way, innermost first; none where the house did not ask."""
    frame: Any = sys._getframe(2)
    while frame is not None:
        path = frame.f_code.co_filename
        if path.startswith(HOUSE):
            module = frame.f_globals.get("__name__", "").removeprefix("linli.")
            yield f"{module}.{frame.f_code.co_name}"
        elif "/tests/" in path and "communities.py" not in path:
            return
        frame = frame.f_back


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch the statements inside the block."""
    watch = Watch(frozenset(table.name for table in plan() if table.kind == Kind.DISTRIBUTED))
    with connection.execute_wrapper(watch):
        yield watch
