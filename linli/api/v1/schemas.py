"""What comes and goes: names as in the case's own description, moments with their zone, ids as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from linli.api.v1 import examples
from linli.api.v1.examples import shown
from linli.cases.models import Kind, Outcome, State, Visibility
from linli.catalog.models import Urgency


def _storable(text: str) -> str:
    """Refuse what no database takes."""
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("must not hold NUL or half a character")
    return text


def _one_of(values: Sequence[str]) -> tuple[AfterValidator, WithJsonSchema]:
    """Return what makes a text one of some: the words of a model's choices, which no type checker can read."""

    def check(text: str) -> str:
        if text not in values:
            raise ValueError(f"must be one of {', '.join(values)}")
        return text

    return AfterValidator(check), WithJsonSchema({"type": "string", "enum": list(values)})


Text = Annotated[str, AfterValidator(_storable)]
KindName = Annotated[str, *_one_of(Kind.values)]
UrgencyName = Annotated[str, *_one_of(Urgency.values)]
VisibilityName = Annotated[str, *_one_of(Visibility.values)]
StateName = Annotated[str, *_one_of(State.values)]
OutcomeName = Annotated[str, *_one_of(["", *Outcome.values])]


class Strict(Schema):
    """A body whose unknown names are refused: a misspelt field must not be dropped in silence."""

    model_config = ConfigDict(extra="forbid")


class Named(Schema):
    """Something with an id and a name."""

    id: str
    name: str


class Category(Schema):
    """A category of the catalog."""

    model_config = shown(examples.CATEGORY)

    code: str
    name: str
    group: str | None = None
    urgency: str
    proof: bool


class Division(Schema):
    """A division by its statistical code."""

    code: str
    name: str
    level: int


class Place(Schema):
    """Where a case is, down to the entrance; what lies below is personal and not told here."""

    model_config = shown(examples.PLACE)

    community: Division
    grid: Named | None = None
    building: str = ""
    entrance: str = ""
    point: list[float] | None = Field(None, description="[lon, lat], WGS-84")
    reason: str = ""
    confidence: float = 0


class Limits(Schema):
    """The clocks that run or have run; null where none does."""

    accept_by: datetime | None = None
    contact_by: datetime | None = None
    act_by: datetime | None = None
    resolve_by: datetime | None = None
    promised_by: datetime | None = None
    evaluate_by: datetime | None = None
    supervise_by: datetime | None = None
    paused_until: datetime | None = None


class CaseBrief(Schema):
    """A case as lists show it."""

    model_config = shown(examples.BRIEF)

    id: str
    number: str
    title: str
    kind: KindName
    category: str | None = Field(None, description="code of the category")
    urgency: UrgencyName
    visibility: VisibilityName
    state: StateName
    level: int = Field(description="1 grid … 5 city")
    lead: Named
    community: str = Field(description="code of the division")
    grid: Named | None = None
    submitted_at: datetime
    resolve_by: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    overdue: bool


class CasePage(Schema):
    """A page of cases, newest first; `next` is the cursor of the following one."""

    model_config = shown(examples.CASE_PAGE)

    items: list[CaseBrief]
    next: str | None = None


class FileOut(Schema):
    """A photo, a recording or a proof."""

    id: str
    kind: str
    mime: str
    size: int
    added_at: datetime
    url: str


class CaseOut(CaseBrief):
    """A case as its page shows it. `version` is also its ETag."""

    model_config = shown(examples.CASE)

    body: str
    place: Place
    limits: Limits
    channel: str
    route: str = ""
    foreign_id: str = ""
    accepted_at: datetime | None = None
    contacted_at: datetime | None = None
    outcome: OutcomeName = ""
    answer: str = ""
    reporters: int = Field(description="how many have reported it")
    merged_into: str | None = None
    parent: str | None = None
    files: list[FileOut]
    version: int


class PlaceIn(Strict):
    """Where it is, by one of: the token of a door code, a point with its reference system, words, a community's code."""

    door_code: Text = Field("", max_length=80)
    lon: float | None = None
    lat: float | None = None
    crs: Literal["WGS84", "CGCS2000", "GCJ02", "BD09"] | None = None
    address: Text = Field("", max_length=200)
    community: Text = Field("", max_length=12)


class ReporterIn(Strict):
    """Who reported, where somebody takes it down for them. Sealed when stored, never given back."""

    name: Text = Field("", max_length=40)
    phone: Text = Field("", max_length=30)


class CaseIn(Strict):
    """What somebody says."""

    model_config = shown(examples.CASE_IN)

    body: Text = Field(min_length=1, max_length=5000)
    title: Text = Field("", max_length=120)
    kind: KindName = "help"
    category: Text | None = Field(None, description="code; without one the words decide")
    urgency: UrgencyName | None = None
    visibility: VisibilityName = "public"
    place: PlaceIn = Field(default_factory=lambda: PlaceIn.model_validate({}))
    address: Text = Field("", max_length=120, description="below the building; sealed, never given back")
    channel: Text = Field("system", max_length=20, description="by which way it came, see /channels")
    anonymous: bool = False
    reporter: ReporterIn | None = Field(None, description="only where the token's owner may report for others")
    foreign_id: Text = Field(
        "", max_length=64, description="its id where it comes from; once per channel and community"
    )


class CaseMade(Schema):
    """The case, and the code that leads its reporter back to it: eight digits, shown this once."""

    model_config = shown(examples.CASE_MADE)

    case: CaseOut
    code: str
    created: bool


class CarryOut(Schema):
    """A value that a deed carries."""

    name: str
    type: str
    required: bool
    choices: list[tuple[str, str]] | None = None


class DeedOut(Schema):
    """A deed that may be done now."""

    model_config = shown(examples.DEED)

    deed: str
    name: str
    carries: list[CarryOut]


class DeedIn(Strict):
    """What the deed carries, by the names that `GET …/deeds` gives."""

    model_config = shown(examples.DEED_IN)

    carried: dict[str, Any] = Field(default_factory=dict)


class EventOut(Schema):
    """One line of a case's course, in words."""

    model_config = shown(examples.EVENT)

    at: datetime
    deed: str
    title: str
    text: str
    who: str
    state: str


class Answer(Schema):
    """An answered case that somebody looked at and published: without personal data."""

    model_config = shown(examples.ANSWER)

    number: str
    title: str
    answer: str
    kind: str
    category: str | None = None
    community: Division
    grid: str | None = None
    lead: str
    outcome: str
    submitted_at: datetime
    resolved_at: datetime | None = None
    published_at: datetime


class AnswerPage(Schema):
    """A page of published answers, newest first."""

    model_config = shown(examples.ANSWER_PAGE)

    items: list[Answer]
    next: str | None = None


class Channel(Schema):
    """A way by which requests come."""

    model_config = shown(examples.CHANNEL)

    code: str
    name: str


class Person(Schema):
    """Somebody responsible, as posted in the stairwell."""

    name: str
    kind: str
    organisation: str
    phone: str
    promise: str


class Located(Schema):
    """Where something is, how surely, and who is responsible there."""

    model_config = shown(examples.LOCATED)

    place: Place
    responsible: list[Person]


class Me(Schema):
    """Whom the token acts as, and what it may be used for."""

    model_config = shown(examples.ME)

    id: str
    posts: list[dict[str, Any]]
    scopes: list[str]
    expires_at: datetime
