"""One request on its way through the year: the case, who asks, and short words for what people do to it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from linli.cases.models import Case
from linli.cases.services import Acting, Draft, case_act, case_submit, case_sweep
from linli.config.demo.cast import Cast
from linli.config.demo.pictures import picture
from linli.config.demo.places import Neighbourhood
from linli.config.demo.texts import Matter
from linli.core import clock
from linli.core.working_time import Calendar, add_working
from linli.people.domain import Standing
from linli.people.models import Account, Organisation
from linli.people.selectors import standing_of
from linli.places.models import Entrance
from linli.places.selectors import Located

CALENDAR = Calendar()
_LOOKED_AT = [
    "community_id",
    "id",
    "state",
    "level",
    "lead_id",
    "category_id",
    "urgency",
    "resolve_by",
    "next_lapse_at",
    "path",
    "visibility",
]


@dataclass
class World:
    """Everything the stories share: places, organisations, people, the dice."""

    seed: int
    neighbourhoods: list[Neighbourhood]
    organisations: dict[str, Organisation]
    cast: Cast
    proof_wanted: frozenset[int]
    dice: random.Random = field(init=False)
    acts: int = 0
    standings: dict[int, Standing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.by_id = {organisation.pk: organisation for organisation in self.organisations.values()}

    def key(self) -> str:
        """Return the next idempotency key: the same one for the same step of the same demo."""
        self.acts += 1
        return f"demo-{self.seed}-{self.acts}"

    def standing(self, account: Account) -> Standing:
        """Return who somebody is; posts do not change while the year is made up."""
        if account.pk not in self.standings:
            self.standings[account.pk] = standing_of(account)
        return self.standings[account.pk]

    def somebody_of(self, organisation_id: int, not_these: Sequence[int] = ()) -> Acting:
        """Return somebody who acts for an organisation."""
        holders = [account for account in self.cast.holders[organisation_id] if account.pk not in not_these]
        return Acting(self.standing(self.dice.choice(holders)))

    def desk_above(self, path: str, level: int) -> int:
        """Return the first desk above `level` that answers for a place."""
        for up in ("community", "street", "district")[max(level - 1, 0) :]:
            for code in reversed(path.split("/")):
                if found := self.organisations.get(f"{up}:{code}"):
                    return found.pk
        return self.organisations["city"].pk


@dataclass
class Story:
    """A request. Times are drawn from the world's dice; every write goes through the services."""

    world: World
    matter: Matter
    home: Neighbourhood
    entrance: Entrance
    words: dict[str, Any]
    resident: Account | None
    named: tuple[int, ...] = ()
    case: Case = field(init=False)
    reporter_id: int | None = field(init=False, default=None)

    @property
    def dice(self) -> random.Random:
        """The world's dice."""
        return self.world.dice

    def say(self, text: str) -> str:
        """Return a text with this story's building, floor and numbers in it."""
        return text.format(**self.words)

    # --- the first deed ---

    def submit(self, *, located: Located | None, by: Account | None = None, **more: Any) -> None:
        """Let it be reported, by the resident or by somebody on their behalf."""
        draft = Draft(
            body=more.pop("body", None) or self.say(self.dice.choice(self.matter.bodies)),
            title=self.say(self.matter.title),
            kind=self.matter.kind,
            urgency=self.matter.urgency,
            located=located,
            community=self.home.division if located is None else None,
            reporter_account=None if more.get("anonymous") or "reporter_phone" in more else self.resident,
            excluded_ids=self.named,
            **more,
        )
        standing = self.world.standing(by) if by else Standing(self.resident.pk if self.resident else None)
        self.case = case_submit(draft, acting=Acting(standing), key=self.world.key()).case
        self.look()
        self.reporter_id = self.case.reporters.values_list("id", flat=True).first()

    def place(self) -> Located:
        """Return the door where it is, as its code gives it."""
        building = self.entrance.building
        values = {"building": f"{building.address}", "entrance": self.entrance.name}
        return Located(self.home.division, building.grid, building, self.entrance, "door_code", 1.0, values)

    # --- the deeds ---

    def look(self) -> None:
        """Take in what time has done since the last deed; where nothing was due, nothing has changed."""
        if self.case.next_lapse_at is not None and self.case.next_lapse_at <= clock.now():
            case_sweep()
            self.read()

    def read(self) -> None:
        """Read the case as it is."""
        self.case = Case.objects.only(*_LOOKED_AT).get(community_id=self.case.community_id, id=self.case.id)

    def act(self, deed: str, by: int | None = None, files: list[UploadedFile] | None = None, **carried: Any) -> None:
        """Let the lead (or the organisation `by`) do a deed."""
        self.look()
        acting = self.world.somebody_of(by or self.case.lead_id, self.named)
        if deed == "accept" and self.case.category_id:
            # The form has it filled in: who accepts has looked at it, and the next model learns from that.
            carried = {"category_id": self.case.category_id, **carried}
        self._do(deed, acting, carried, files)

    def resident_does(self, deed: str, reporter_id: int | None = None, **carried: Any) -> None:
        """Let the one who reported it do a deed: by their account, or by the case's code."""
        account_id = self.resident.pk if self.resident else None
        self._do(deed, Acting(Standing(account_id), reporter_id or self.reporter_id), carried)

    def _do(self, deed: str, acting: Acting, carried: dict[str, Any], files: list[UploadedFile] | None = None) -> None:
        self.case = case_act(
            self.case.community_id,
            self.case.id,
            deed,
            acting=acting,
            carried=carried,
            key=self.world.key(),
            files=files or (),
        )

    def unit(self, key: str) -> int:
        """Return an organisation by its key; where it is another community's, this one's property company."""
        found = self.world.organisations[key]
        if self.home.division.path.startswith(found.place.path):
            return found.pk
        return self.world.organisations[
            "property_next" if self.home is self.world.neighbourhoods[1] else "property_far"
        ].pk

    def proof(self) -> list[UploadedFile]:
        """Return a photo of the work, where the category asks for one."""
        if self.case.category_id not in self.world.proof_wanted:
            return []
        return [photo(self.dice.randrange(6, 12))]

    # --- time ---

    def work(self, low: float, high: float) -> datetime:
        """Return a moment so many working hours from now; what cannot wait takes a tenth of it, at any hour."""
        hours = timedelta(hours=self.dice.uniform(low, high))
        if self.case.urgency == "danger":
            return clock.now() + hours / 20
        if self.case.urgency == "utility":
            return clock.now() + hours / 4
        return add_working(clock.now(), hours, CALENDAR) + timedelta(seconds=self.dice.randrange(60))

    def wait(self, low: float, high: float) -> datetime:
        """Return a moment so many hours from now by the clock, never in the dead of night."""
        moment = clock.now() + timedelta(hours=self.dice.uniform(low, high))
        local = moment.astimezone(CALENDAR.zone)
        return moment if 7 <= local.hour < 23 else moment + timedelta(hours=8)


def photo(number: int) -> UploadedFile:
    """Return one of the demo's drawings as a phone would send it."""
    return SimpleUploadedFile(f"{number}.jpg", picture(number), "image/jpeg")
