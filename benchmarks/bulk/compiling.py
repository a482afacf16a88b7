"""Compiles a cluster of a mould into a stamp: finds in rows and texts whatever a copy must replace."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from django.apps import apps

from benchmarks.bulk.moulds import TABLES, Moulds, Row
from benchmarks.bulk.places import CONTACT, SEATS, SPOT
from benchmarks.bulk.stamping import Pick, Saying, Signing, Stamp, Text
from linli.core.chain import canonical

ENDED = frozenset({"closed", "rejected", "withdrawn", "merged"})
FIRST_ID = 7_000_000_000
_MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00"
_TEN_DIGITS, _SCOPED = r"(?<!\d)7[1-7]\d{8}(?!\d)", r"(?<!\d)\d{18,19}(?!\d)"


class Strange(Exception):
    """A mould speaks of what a copy has not: another community's desk, a grid that is not the case's."""


def stamp_of(moulds: Moulds, cluster: Mapping[str, Sequence[Row]]) -> Stamp:
    """Compile one cluster.

    Raises:
        Strange: it cannot be copied.
    """
    return _Compiler(moulds, cluster).stamp()


def _is_seat(seat: str) -> bool:
    """Whether a copy has somebody in that seat ("grid/grid_worker/0")."""
    role, kind, place = seat.split("/")
    return int(place) < [str(one) for one in SEATS.get(role, CONTACT)].count(kind)


class _Compiler:
    """Gives out slots while it reads the cluster once."""

    def __init__(self, moulds: Moulds, cluster: Mapping[str, Sequence[Row]]) -> None:
        self.moulds, self.cluster = moulds, cluster
        self.cases = cluster["cases.Case"]
        if len({(case["grid_id"], case["entrance_id"]) for case in self.cases}) > 1:
            raise Strange("two places")
        self.order = {case["id"]: n for n, case in enumerate(self.cases)}
        self.values: list[Any] = []
        self.slots: dict[tuple[str, Any], int] = {}
        self.texts: list[Text] = []
        self.names = dict(moulds.names)
        for n, case in enumerate(self.cases):
            self.names |= {case["title"]: f"title:{n}", case["number"]: f"number:{n}"}
        for event in cluster["cases.Event"]:
            if event["seq"] == 1:
                self.names[event["content"]["said"]["text"]] = f"digest:{self.order[event['case_id']]}"
        known = sorted(map(re.escape, self.names), key=len, reverse=True)
        self.pattern = re.compile("|".join([_MOMENT, _SCOPED, _TEN_DIGITS, *known]))

    def stamp(self) -> Stamp:
        # Ids in the order in which they were drawn: a copy's follow one another in the same way.
        for number in sorted({int(found) for found in re.findall(_SCOPED, repr(self.cluster))}):
            self.slot("id", number)
        sayings = [self.saying(n, case) for n, case in enumerate(self.cases)]
        self.signings = {event["id"]: self.signing(event) for event in self.cluster["cases.Event"]}
        rows = {table: [self.row(table, row) for row in self.cluster[table]] for table in TABLES}
        stamp = Stamp(
            is_open=any(case["state"] not in ENDED for case in self.cases),
            begins=min(case["submitted_at"] for case in self.cases),
            ends=max(event["recorded_at"] for event in self.cluster["cases.Event"]),
            values=self.values,
            sayings=sayings,
            texts=self.texts,
            signings=sorted(self.signings.values(), key=lambda one: (one.case, one.seq)),
            rows=rows,
        )
        self.share_out(stamp)
        return stamp

    def share_out(self, stamp: Stamp) -> None:
        """Say of each slot what fills it."""
        residents: dict[int, list[tuple[int, str, str]]] = {}
        for (kind, key), slot in self.slots.items():
            if kind == "id":
                stamp.ids.append(slot)
            elif kind == "moment":
                stamp.moments.append((slot, key))
            elif kind == "iso":
                stamp.iso_moments.append((slot, key))
            elif kind == "place":
                (stamp.of_spot if key.partition("/")[0] in SPOT else stamp.of_community).append((slot, key))
            elif kind == "resident":
                pk, what, context = key
                residents.setdefault(pk, []).append((slot, what, context))
            elif kind == "code":
                case = self.cases[key]
                first = next(one for one in stamp.signings if (one.case, one.seq) == (key, 1))
                stamp.codes.append((slot, self.slot("id", case["id"]), first.key or 0))
        stamp.residents = list(residents.values())

    # --- slots ---

    def slot(self, kind: str, key: Any, value: Any = None) -> int:
        found = self.slots.get((kind, key))
        if found is None:
            found = self.slots[kind, key] = len(self.values)
            self.values.append(value)
        return found

    def constant(self, value: Any) -> int:
        return self.slot("constant", (type(value), value), value)

    def moment(self, moment: datetime, kind: str) -> int:
        return self.slot(kind, moment.astimezone(UTC).replace(tzinfo=None))

    def token(self, token: str) -> int:
        kind, _, rest = token.partition(":")
        if kind == "resident":
            return self.slot("resident", (int(rest), "account", ""))
        if kind in ("title", "number", "digest"):
            return self.slot(kind, int(rest))
        if kind in ("post", "account") and not _is_seat(rest):
            raise Strange(token)
        if not rest and token not in SPOT:
            raise Strange(token)
        return self.slot("place", token)

    def number(self, number: int) -> int:
        if number >= 10**11:
            return self.slot("id", number)
        if (token := self.moulds.tokens.get(str(number))) is None:
            raise Strange(str(number))
        return self.token(token)

    def found(self, found: str) -> int:
        if (token := self.names.get(found)) is not None:
            return self.token(token)
        if found.isdigit():
            return self.number(int(found))
        return self.moment(datetime.fromisoformat(found), "iso")

    def filled(self, text: str) -> tuple[str, list[int]]:
        slots = [self.found(match.group()) for match in self.pattern.finditer(text)]
        return "%s".join(part.replace("%", "%%") for part in self.pattern.split(text)), slots

    def text(self, text: str) -> int:
        """Return the slot of a text in which something may have to be replaced."""
        if ("text", text) in self.slots:
            return self.slots["text", text]
        template, slots = self.filled(text)
        if not slots:
            return self.constant(text)
        if template == "%s":
            return slots[0]
        slot = self.slot("text", text)
        self.texts.append(Text(slot, template, itemgetter(*slots)))
        return slot

    def value(self, value: Any) -> int:
        if isinstance(value, datetime):
            return self.moment(value, "moment")
        if isinstance(value, bool) or value is None or isinstance(value, float):
            return self.constant(value)
        if isinstance(value, int):
            return self.number(value) if value > FIRST_ID else self.constant(value)
        return self.text(str(value))

    # --- what is more than its columns ---

    def saying(self, n: int, case: Row) -> Saying:
        template, slots = self.filled(case["body"])
        # A template that fills nothing in still wants a tuple.
        body = Text(-1, template, itemgetter(*slots) if slots else lambda values: ())
        own = tuple(self.slot(kind, n) for kind in ("title", "body", "digest", "number"))
        return Saying(case["title"], body, (own[0], own[1], own[2], own[3]))

    def signing(self, event: Row) -> Signing:
        case, seq = self.order[event["case_id"]], event["seq"]
        actor = f"{event['actor_id'] or '-'}/{event['post_id'] or '-'}/{event['channel']}/"
        return Signing(
            case=case,
            seq=seq,
            name=event["name"],
            subject=self.text(f"{event['community_id']}/{event['case_id']}"),
            at=self.moment(event["at"], "iso"),
            actor=self.text(actor + event["recorded_at"].astimezone(UTC).isoformat()),
            content=self.text(canonical(event["content"]).decode()),
            key=self.slot("key", (case, seq)) if event["key"] else None,
            digest=self.slot("event digest", (case, seq)),
            signature=self.slot("signature", (case, seq)),
        )

    def row(self, table: str, row: Row) -> Pick:
        special: dict[str, int] = getattr(self, f"of_{table.partition('.')[2].lower()}", lambda row: {})(row)
        columns = [field.attname for field in apps.get_model(table)._meta.concrete_fields]
        return itemgetter(*(special[name] if name in special else self.value(row[name]) for name in columns))

    def of_case(self, row: Row) -> dict[str, int]:
        n = self.order[row["id"]]
        found = {"head": self.slot("signature", (n, row["version"])), "body": self.slot("body", n)}
        found |= {"title": self.slot("title", n), "number": self.slot("number", n), "address": self.constant(b"")}
        for name in ("lon", "lat"):
            found[name] = self.slot("place", name) if row["building_id"] else self.constant(None)
        return found

    def of_event(self, row: Row) -> dict[str, int]:
        own = self.signings[row["id"]]
        key = self.constant(None) if own.key is None else own.key
        return {"content": own.content, "digest": own.digest, "signature": own.signature, "key": key}

    def of_reporter(self, row: Row) -> dict[str, int]:
        found = {"name": self.constant(b""), "phone": self.constant(b""), "phone_index": self.constant(None)}
        who = row["account_id"] or self.by_phone(row["phone"])
        if row["name"]:
            found["name"] = self.slot("resident", (who, "name", "cases.reporter.name"))
        if row["phone"]:
            found["phone"] = self.slot("resident", (who, "phone", "cases.reporter.phone"))
            found["phone_index"] = self.slot("resident", (who, "phone index", ""))
        own = self.slot("code", self.order[row["case_id"]]) if row["code_digest"] else self.constant(None)
        return {**found, "code_digest": own}

    def of_message(self, row: Row) -> dict[str, int]:
        if not row["phone"]:
            return {"phone": self.constant(b"")}
        return {"phone": self.slot("resident", (self.by_phone(row["phone"]), "phone", "notify.message.phone"))}

    def of_delivery(self, row: Row) -> dict[str, int]:
        """What was to be texted has been."""
        message = next(one for one in self.cluster["notify.Message"] if one["id"] == row["message_id"])
        sent_at = self.moment(message["created_at"], "moment")
        return {"state": self.constant("sent"), "tries": self.constant(1), "sent_at": sent_at}

    def by_phone(self, phone: str) -> int:
        return next((pk for pk, (_, known) in self.moulds.residents.items() if phone and known == phone), 0)
