"""The case as it is stored: a projection of its events, with those who handle and those who reported it.

Columns named in `domain.facts` have the same names here; nothing but `services` writes them.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from linli.catalog.models import Category, Channel, Urgency
from linli.core.fields import BlindIndexField, PersonalField
from linli.core.scoped import Scoped, ScopedForeignKey, ScopedReference
from linli.people.models import Account, Organisation, Post
from linli.places.models import Building, Entrance, Grid, Level


class State(models.TextChoices):
    """The states, in the words people read."""

    SUBMITTED = "submitted", _("已提交")
    ACCEPTED = "accepted", _("已受理")
    IN_PROGRESS = "in_progress", _("办理中")
    RESOLVED = "resolved", _("已办结")
    CLOSED = "closed", _("已结案")
    REJECTED = "rejected", _("不予受理")
    WITHDRAWN = "withdrawn", _("已撤回")
    MERGED = "merged", _("已并案")


class Kind(models.TextChoices):
    """What kind of request it is."""

    CONSULT = "consult", _("咨询")
    HELP = "help", _("求助")
    COMPLAINT = "complaint", _("投诉")
    TIP_OFF = "tip_off", _("举报")
    SUGGESTION = "suggestion", _("建议")
    THANKS = "thanks", _("感谢")


class Visibility(models.TextChoices):
    """Who may know of it."""

    PUBLIC = "public", _("可公开答复")
    PRIVATE = "private", _("不公开")
    CONFIDENTIAL = "confidential", _("保密")


class Outcome(models.TextChoices):
    """How it was resolved."""

    SOLVED = "solved", _("已解决")
    PARTLY = "partly", _("部分解决")
    EXPLAINED = "explained", _("已解释说明")
    CANNOT = "cannot", _("无法解决")


class Solved(models.TextChoices):
    """The reporter's verdict."""

    YES = "yes", _("已解决")
    PARTLY = "partly", _("部分解决")
    NO = "no", _("未解决")


LINEAGES = (13, 26, 39, 52)
"""How long the lineage of a city, a district, a street, a community is: twelve digits and a stroke each."""

IS_OPEN = Q(state__in=[State.ACCEPTED, State.IN_PROGRESS, State.SUBMITTED])


def _of_lineage(size: int, kind: str, order: Any, condition: Q | None = None) -> models.Index:
    """Return the index by which a territory of that size finds its cases; `selectors.sql.under` asks in the same words."""
    inside = Func("path", Value(1), Value(size), function="SUBSTR", output_field=models.CharField())
    return models.Index(inside, order, name=f"case_{kind}_{size}", condition=condition)


class Case(Scoped):
    """A request, whoever answers for it now, its limits and its answer."""

    number = models.CharField(max_length=10, help_text="read aloud; drawn by lot, so that a gap tells nothing")
    path = models.CharField(max_length=64)
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, related_name="+")
    building = models.ForeignKey(Building, on_delete=models.SET_NULL, null=True, related_name="+")
    entrance = models.ForeignKey(Entrance, on_delete=models.SET_NULL, null=True, related_name="+")
    address = PersonalField(help_text="below the building, or as the reporter wrote it")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    place_reason = models.CharField(max_length=30, blank=True)
    place_confidence = models.FloatField(default=0)

    title = models.CharField(max_length=120)
    body = models.TextField()
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    category = models.ForeignKey(Category, on_delete=models.PROTECT, null=True, related_name="+")
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    visibility = models.CharField(max_length=12, choices=Visibility.choices)
    route = models.CharField(max_length=20, blank=True)
    foreign_id = models.CharField(max_length=64, blank=True, help_text="its id where it came from")

    state = models.CharField(max_length=12, choices=State.choices)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    lead = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    above = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    accept_by = models.DateTimeField(null=True)
    accept_lapsed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    contact_by = models.DateTimeField(null=True)
    contacted_at = models.DateTimeField(null=True)
    act_by = models.DateTimeField(null=True)
    act_remind_at = models.DateTimeField(null=True)
    act_reminded_at = models.DateTimeField(null=True)
    act_lapsed_at = models.DateTimeField(null=True)
    resolve_by = models.DateTimeField(null=True)
    resolve_remind_at = models.DateTimeField(null=True)
    resolve_reminded_at = models.DateTimeField(null=True)
    resolve_lapsed_at = models.DateTimeField(null=True)
    promised_by = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    ask_until = models.DateTimeField(null=True)
    asks = models.PositiveSmallIntegerField(default=0)
    paused_seconds = models.PositiveIntegerField(default=0)
    extension_to = models.DateTimeField(null=True)
    extensions = models.PositiveSmallIntegerField(default=0)
    supervise_by = models.DateTimeField(null=True)
    supervised_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    supervise_lapsed_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    noes = models.PositiveSmallIntegerField(default=0)
    reopens = models.PositiveSmallIntegerField(default=0)
    contested = models.BooleanField(default=False)
    review_asked_at = models.DateTimeField(null=True)
    evaluate_by = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    unevaluated = models.BooleanField(default=False)
    parent_id = models.BigIntegerField(null=True)
    parent = ScopedForeignKey("self", "parent_id", models.DO_NOTHING, null=True, related_name="children")
    merged_into_id = models.BigIntegerField(null=True)
    merged_into = ScopedForeignKey("self", "merged_into_id", models.DO_NOTHING, null=True, related_name="sources")
    published_at = models.DateTimeField(null=True)
    public_title = models.CharField(max_length=120, blank=True)
    public_answer = models.TextField(blank=True)

    erased_at = models.DateTimeField(null=True, help_text="when its words were taken away (PIPL art. 19)")
    next_lapse_at = models.DateTimeField(null=True, help_text="when the sweep must look again")
    version = models.PositiveIntegerField(default=0, help_text="number of events; what a page saw")
    head = models.BinaryField(max_length=32, default=bytes, help_text="signature of the last event")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "number"], name="case_number_once"),
            models.UniqueConstraint(
                fields=["community", "channel", "foreign_id"], condition=~Q(foreign_id=""), name="foreign_case_once"
            ),
            ScopedReference(name="case_parent", column="parent_id", to_table="cases_case"),
            ScopedReference(name="case_merged_into", column="merged_into_id", to_table="cases_case"),
        ]
        indexes = [
            models.Index(fields=["community", "-submitted_at"]),
            models.Index(fields=["lead", "state", "resolve_by"]),
            models.Index(fields=["above", "state"]),
            # The ways into a box (`selectors.listing`): the long list of a place, newest first, and what is open.
            *(_of_lineage(size, "new", F("submitted_at").desc()) for size in LINEAGES),
            *(_of_lineage(size, "open", "resolve_by", condition=IS_OPEN) for size in LINEAGES),
            # A city's: of its open cases those that are marked overdue, and those of no grid.
            models.Index(fields=["resolve_by"], name="case_overdue", condition=IS_OPEN & Q(overdue_at__isnull=False)),
            models.Index(fields=["resolve_by"], name="case_nowhere", condition=IS_OPEN & Q(grid__isnull=True)),
            models.Index(fields=["grid", "-submitted_at"], name="case_grid_new"),
            models.Index(fields=["lead", "-submitted_at"], name="case_lead_new"),
            models.Index(
                fields=["above", "-submitted_at"], name="case_in_confidence", condition=Q(visibility="confidential")
            ),
            models.Index(fields=["next_lapse_at"], name="case_next_lapse", condition=Q(next_lapse_at__isnull=False)),
            # What figures ask of cases themselves: contacts due later than now, and times while they are few.
            models.Index(fields=["contact_by"], name="case_contact_by"),
            models.Index(
                fields=["promised_by"],
                name="case_unmarked",
                condition=IS_OPEN & Q(overdue_at__isnull=True, ask_until__isnull=True),
            ),
            models.Index(
                fields=["community", "contacted_at"], name="case_contacted", condition=Q(contacted_at__isnull=False)
            ),
            models.Index(
                fields=["community", "resolved_at"], name="case_resolved", condition=Q(resolved_at__isnull=False)
            ),
            models.Index(
                fields=["community", "-published_at"], name="case_published", condition=Q(published_at__isnull=False)
            ),
            models.Index(fields=["community", "parent_id"], name="case_part", condition=Q(parent_id__isnull=False)),
            models.Index(
                fields=["community", "merged_into_id"], name="case_merged", condition=Q(merged_into_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Event(Scoped):
    """One deed, as it happened. Append-only; chained by signature per case."""

    case_id = models.BigIntegerField()
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, related_name="events")
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=20)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    channel = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12)
    content = models.JSONField()
    # Null and not "": the sweep's own deeds have none, and a unique constraint lets nulls repeat.
    key = models.CharField(max_length=64, null=True, help_text="idempotency key of the submission")  # noqa: DJ001
    digest = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=32)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["community", "case_id", "seq"], name="event_seq_once"),
            models.UniqueConstraint(fields=["community", "key"], name="event_key_once"),
            ScopedReference(name="event_case", column="case_id", to_table="cases_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} #{self.seq} {self.name}"


class Handler(Scoped):
    """An organisation's part in a case; see `domain.facts.Handler`."""

    case_id = models.BigIntegerField()
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, related_name="handlers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    part = models.CharField(max_length=12)
    by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    given_at = models.DateTimeField()
    task = models.TextField(blank=True)
    act_by = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)
    object_by = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    objected_at = models.DateTimeField(null=True)
    objection = models.TextField(blank=True)
    insisted_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    came_in_time = models.BooleanField(null=True)
    call_justified = models.BooleanField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [ScopedReference(name="handler_case", column="case_id", to_table="cases_case")]
        indexes = [
            models.Index(fields=["community", "case_id"]),
            models.Index(fields=["organisation", "ended_at"]),
            models.Index(fields=["organisation", "community", "case_id"], name="handler_called_where"),
            models.Index(
                fields=["by"], name="handler_objected", condition=Q(objected_at__isnull=False, ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.organisation_id}"


class Reporter(Scoped):
    """Somebody who reported, and their verdict. Anonymous reporters have neither account, phone nor name."""

    case_id = models.BigIntegerField()
    case = ScopedForeignKey(Case, "case_id", models.DO_NOTHING, related_name="reporters")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="reports")
    phone = PersonalField()
    phone_index = BlindIndexField()
    name = PersonalField()
    code_digest = models.BinaryField(max_length=32, null=True, help_text="of the code that leads back to the case")
    round = models.PositiveSmallIntegerField(default=0)
    solved = models.CharField(max_length=10, choices=Solved.choices, blank=True)
    satisfied = models.BooleanField(null=True)
    words = models.TextField(blank=True)
    evaluated_at = models.DateTimeField(null=True)
    by_follow_up = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [ScopedReference(name="reporter_case", column="case_id", to_table="cases_case")]
        indexes = [
            models.Index(fields=["community", "case_id"]),
            models.Index(fields=["phone_index"], name="reporter_phone", condition=Q(phone_index__isnull=False)),
            models.Index(fields=["code_digest"], name="reporter_code", condition=Q(code_digest__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"reporter {self.id}"
