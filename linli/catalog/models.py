"""What can be asked for, how fast it must be answered, and by whom (sourcebook R2, R3, R4)."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.ids import new_id
from linli.people.models import Organisation
from linli.places.models import Division


class Urgency(models.TextChoices):
    """How bad it is; decides the promise to the resident."""

    DANGER = "danger", _("危及生命财产")
    UTILITY = "utility", _("水电气热")
    ORDINARY = "ordinary", _("一般")
    COMPLEX = "complex", _("复杂")


class Precedence(models.TextChoices):
    """Parts of the city (a lamp, a cover) go to their owner first; events to the territory first."""

    TERRITORY_FIRST = "territory_first", _("属地优先（事件）")
    OWNER_FIRST = "owner_first", _("权属优先（部件）")


class Category(models.Model):
    """A subject of requests. Names are shown through gettext, so that a shipped category reads in every language."""

    code = models.SlugField(max_length=40, unique=True)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=60)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.ORDINARY)
    precedence = models.CharField(max_length=16, choices=Precedence.choices, default=Precedence.TERRITORY_FIRST)
    proof_required = models.BooleanField(default=False, help_text="resolving needs a photo")
    community_duty = models.BooleanField(
        default=True, help_text="on the community's list of duties (Beijing regulation art. 17)"
    )
    words = models.JSONField(default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return gettext(self.name)


class ResponsibilityQuerySet(models.QuerySet["Responsibility"]):
    """Responsibilities by time."""

    def current(self, moment: datetime | None = None) -> ResponsibilityQuerySet:
        """Those that hold at `moment` (now, where None): begun, not ended."""
        now = moment or clock.now()
        begun = models.Q(starts_at=None) | models.Q(starts_at__lte=now)
        return self.filter(begun, models.Q(ends_at=None) | models.Q(ends_at__gt=now))


class Responsibility(models.Model):
    """Which organisation answers for a category in a place and everything below it, from - until."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="responsibilities")
    place = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="responsibilities")
    starts_at = models.DateTimeField(null=True, blank=True, help_text="none: as long as anybody remembers")
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["category", "place", "organisation"],
                condition=models.Q(ends_at=None),
                name="responsibility_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.place_id} {self.organisation_id}"


class TimeLimit(models.Model):
    """An override of a default limit for a place and everything below it; the nearest place wins."""

    place = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="+")
    clock = models.CharField(max_length=20, help_text="a name in catalog.domain.DEFAULT_LIMITS")
    urgency = models.CharField(max_length=10, choices=Urgency.choices, blank=True)
    amount_minutes = models.PositiveIntegerField()
    working = models.BooleanField(default=False, help_text="counted in working time")
    days = models.PositiveSmallIntegerField(default=0, help_text="whole working days instead of minutes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "clock", "urgency"], name="limit_once_per_place")]

    def __str__(self) -> str:
        return f"{self.clock}/{self.urgency or '*'}: {self.days or self.amount_minutes}"


class TryLimit(models.Model):
    """How often an hour somebody may try something in a place and everything below it; the nearest place wins."""

    place = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30, help_text="a name in catalog.domain.DEFAULT_TRIES")
    most = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "kind"], name="try_limit_once_per_place")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.most}"


class OfficeHours(models.Model):
    """A place's working hours as [["08:30","12:00"],["14:00","17:30"]]; the nearest place wins."""

    place = models.OneToOneField(Division, on_delete=models.CASCADE, related_name="+")
    hours = models.JSONField()

    def __str__(self) -> str:
        return str(self.hours)


class CalendarDay(models.Model):
    """A day that differs from the published calendar, for a place and everything below it, or for all (null)."""

    place = models.ForeignKey(Division, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    date = models.DateField()
    working = models.BooleanField()
    name = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(fields=["place", "date"], name="day_once_per_place"),
            models.UniqueConstraint(fields=["date"], condition=models.Q(place=None), name="day_once_for_all"),
        ]

    def __str__(self) -> str:
        return f"{self.date}"


class Channel(models.Model):
    """A way a request arrives (R2)."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    by_staff = models.BooleanField(default=True, help_text="staff choose it when they report on a resident's behalf")
    order = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return gettext(self.name)


class Route(models.Model):
    """One of the six ways a request can go that are not ordinary work, and what the resident is told."""

    code = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=40)
    answer = models.TextField(help_text="what the resident reads: why, and where to turn")
    phones = models.JSONField(default=list, blank=True, help_text='[["火警", "119"], …]')
    words = models.JSONField(default=list, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return gettext(self.name)


class Revision(models.Model):
    """A number drawn anew at each change of what processes keep in memory, so that each sees the others' changes."""

    name = models.CharField(max_length=20, primary_key=True)
    value = models.BigIntegerField(default=new_id)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class CategoryModel(models.Model):
    """One version of what people's decisions taught: numbers that suggest a category. At most one is in use."""

    data = models.BinaryField(help_text="as `linli.text.sorting.keeping` writes it: data, never code")
    made_at = models.DateTimeField(default=clock.now)
    decisions = models.PositiveIntegerField(help_text="how many decided texts it was made of")
    figures = models.JSONField(help_text="of this version and of the one in use then, on decisions neither had seen")
    in_use = models.BooleanField(default=False)
    used_since = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["in_use"], condition=models.Q(in_use=True), name="one_category_model_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"version {self.pk}"
