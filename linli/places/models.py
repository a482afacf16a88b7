"""Where things are: divisions, grids, compounds, buildings, entrances, door codes, households (sourcebook G1, R1).

Coordinates are stored as WGS-84 longitude and latitude (CGCS2000 agrees with it to centimetres); `origin_crs` keeps
the reference system the data arrived in.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.scoped import Scoped
from linli.search.models import Named


class Level(models.IntegerChoices):
    """The five levels a case can stand at; divisions are the upper four."""

    GRID = 1, _("网格")
    COMMUNITY = 2, _("社区")
    STREET = 3, _("街道")
    DISTRICT = 4, _("区")
    CITY = 5, _("市")


class Crs(models.TextChoices):
    """Coordinate reference systems in use in China."""

    WGS84 = "WGS-84", "WGS-84"
    CGCS2000 = "CGCS2000", "CGCS2000"
    GCJ02 = "GCJ-02", _("GCJ-02（高德、腾讯）")
    BD09 = "BD-09", _("BD-09（百度）")


class Division(models.Model):
    """A city, district, street or community, under its 12-digit statistical code.

    `path` is the lineage of codes from the city down, each followed by "/": a subtree is one prefix.
    """

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=64, db_index=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    outline = models.JSONField(null=True, blank=True)
    origin_crs = models.CharField(max_length=10, choices=Crs.choices, blank=True)
    residents = models.PositiveIntegerField(null=True, blank=True)
    active = models.BooleanField(default=False, help_text="uses Linli: has a desk that answers")

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["level", "active"])]

    def __str__(self) -> str:
        return self.name


class Grid(models.Model):
    """The smallest territory with a person of its own (G1). `number` is what people call it: 第3网格."""

    community = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="grids")
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    outline = models.JSONField(null=True, blank=True)
    origin_crs = models.CharField(max_length=10, choices=Crs.choices, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Compound(models.Model):
    """A residential compound 小区. It may hold several grids, so a building names both its compound and its grid."""

    community = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="compounds")
    name = models.CharField(max_length=60)
    aliases = models.JSONField(default=list, blank=True)
    address = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="compound_once_per_community")]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building 楼栋."""

    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, related_name="buildings")
    compound = models.ForeignKey(Compound, on_delete=models.PROTECT, null=True, blank=True, related_name="buildings")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=120, blank=True)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    origin_crs = models.CharField(max_length=10, choices=Crs.choices, blank=True)

    class Meta:
        ordering = ["grid_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["compound", "name"], name="building_once_per_compound"),
            models.UniqueConstraint(
                fields=["grid", "name"], condition=Q(compound=None), name="building_once_per_grid_without_compound"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Entrance(models.Model):
    """An entrance 单元 of a building, with the number of households behind it."""

    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="entrances")
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ["building_id", "id"]
        constraints = [models.UniqueConstraint(fields=["building", "name"], name="entrance_once_per_building")]

    def __str__(self) -> str:
        return self.name


def new_token() -> str:
    """Return an unguessable door token: 128 random bits, URL-safe."""
    return secrets.token_urlsafe(16)


class DoorCode(models.Model):
    """The code on a door plate (R1). A lost or copied plate is revoked and another issued."""

    entrance = models.ForeignKey(Entrance, on_delete=models.CASCADE, related_name="door_codes")
    token = models.CharField(max_length=32, unique=True, default=new_token)
    issued_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entrance"], condition=Q(revoked_at=None), name="one_valid_door_code_per_entrance"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entrance_id}/{self.token[:4]}…"


class NeighbourhoodKind(models.TextChoices):
    """The three sizes below a grid, each with a leader of its own (G2)."""

    AREA = "area", _("片")
    GROUP = "group", _("组")
    NEIGHBOURHOOD = "neighbourhood", _("邻")


class Neighbourhood(models.Model):
    """An area, a group of it, or a neighbourhood of a few households in a group (片 组 邻, G2).

    Households belong to neighbourhoods, each to one at most; groups and areas hold those of what stands under them.
    """

    community = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="neighbourhoods")
    grid = models.ForeignKey(Grid, on_delete=models.PROTECT, null=True, blank=True, related_name="neighbourhoods")
    kind = models.CharField(max_length=14, choices=NeighbourhoodKind.choices)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="below")

    class Meta:
        ordering = ["community_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="neighbourhood_once_below"),
            models.UniqueConstraint(
                fields=["community", "name"], condition=Q(parent=None), name="neighbourhood_once_on_top"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Household(Scoped):
    """A door behind an entrance (1502). Who lives there is personal data and kept in `people`."""

    entrance = models.ForeignKey(Entrance, on_delete=models.CASCADE, related_name="households")
    door = models.CharField(max_length=20)
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.SET_NULL, null=True, blank=True, related_name="households", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "entrance", "door"], name="door_once_per_entrance")]
        indexes = [
            models.Index(
                fields=["neighbourhood"],
                name="household_of_neighbourhood",
                condition=models.Q(neighbourhood__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.door


class PlaceTerms(Named):
    """By what divisions, grids, compounds and buildings are found; a building's name has its compound's before it."""


class Revision(models.Model):
    """A mark that changes whenever a place does; each process asks whether what it keeps is still good.

    Of doors behind an entrance another row tells: they are in no index, only counted. Marks are drawn at random and
    never counted up: a number given by a write that was rolled back would be given again for another content.
    """

    PLACES, DOORS = 1, 2

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    mark = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.mark


class ImportUpload(models.Model):
    """A spreadsheet between its trial run and its being taken over; kept for a day, for the list of its errors."""

    community = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    origin_crs = models.CharField(max_length=10, choices=Crs.choices, blank=True)
    content = models.BinaryField()
    account_id = models.BigIntegerField(help_text="who sent it; accounts live a floor above")
    sent_at = models.DateTimeField(default=clock.now, db_index=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
