"""Accounts, organisations and posts: who there is, and who is responsible where (sourcebook G3, G6)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.fields import BlindIndexField, PersonalField
from linli.places.models import Division, Grid, Level, Neighbourhood
from linli.search.models import Named


class AccountManager(BaseUserManager["Account"]):
    """Django's authentication looks an account up by its natural key."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """Return the account with that id."""
        return self.get(pk=int(username or 0))


class Account(AbstractBaseUser):
    """A person who can sign in: a resident, a worker, or both. Phone and name are sealed."""

    id = models.BigAutoField(primary_key=True)
    phone = PersonalField()
    phone_index = BlindIndexField(unique=True)
    name = PersonalField()
    language = models.CharField(max_length=10, blank=True)
    elder_mode = models.BooleanField(default=False)
    home = models.ForeignKey(Grid, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now)
    session_secret = models.CharField(
        max_length=32, default="", blank=True, help_text="sessions are bound to it; drawn anew, they end"
    )

    second_factor = models.BooleanField(default=False, help_text="holds an app's codes or a passkey: asked at sign-in")

    child_until = models.DateField(
        null=True,
        blank=True,
        help_text="stands on a guardian's consent until the first day after the month of turning 14",
    )

    USERNAME_FIELD = "id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def is_child(self) -> bool:
        """Whether the account stands on a guardian's consent: until its owner, grown, has given their own."""
        return self.child_until is not None

    def has_usable_password(self) -> bool:
        """Whether a password was set: an empty column is none, though Django takes it for one."""
        return bool(self.password) and super().has_usable_password()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to the password, as Django does, and to a secret that may be drawn anew without touching it."""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        bound = salted_hmac(salt, self.password + self.session_secret, secret=secret, algorithm="sha256")
        return bound.hexdigest()


class OneTimeCode(models.Model):
    """A sign-in code sent to a phone; only digests are kept."""

    phone_index = BlindIndexField(null=False, db_index=True)
    code_digest = models.BinaryField(max_length=32)
    asker_index = models.BinaryField(max_length=32, default=bytes, help_text="digest of whose limit it counted towards")
    session_index = models.BinaryField(
        max_length=32, default=bytes, help_text="digest of the session that asked for it"
    )
    sent_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"code {self.pk}"


class Attempt(models.Model):
    """How often somebody tried something of late; in the database, so that it holds over processes and restarts."""

    kind = models.CharField(max_length=30)
    subject_index = BlindIndexField(null=False)
    window_start = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_index"], name="attempt_once_per_subject")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.count}"


class Consent(models.Model):
    """That somebody was told what their data are used for, and agreed (PIPL art. 13, 14, 17)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=30)
    version = models.CharField(max_length=20)
    given_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "purpose", "version"], name="consent_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class OrganisationKind(models.TextChoices):
    """Desks answer for a territory; the others for what they are called to."""

    GRID = "grid", _("网格")
    COMMUNITY = "community", _("社区")
    STREET = "street", _("街道")
    DISTRICT = "district", _("区")
    CITY = "city", _("市")
    DEPARTMENT = "department", _("职能部门")
    PROPERTY = "property", _("物业公司")
    OWNERS = "owners", _("业主委员会")
    UNIT = "unit", _("驻区单位")
    SOCIAL = "social", _("社会组织")
    RESIDENTS = "residents", _("居民委员会")
    PARTY_STREET = "party_street", _("街道党工委")
    PARTY_COMMUNITY = "party_community", _("社区党总支")
    PARTY_GRID = "party_grid", _("网格党支部")
    PARTY_BUILDING = "party_building", _("楼栋党小组")
    PARTY_HOUSEHOLD = "party_household", _("党员中心户")
    PARTY_UNIT = "party_unit", _("单位党组织")


class Organisation(models.Model):
    """Whatever can lead a case or be called on: a grid's team, a desk of a level, a department, a unit (G3).

    A grid is an organisation too, so that "who leads" is always one kind of thing and a change of the person on the
    post moves no case.
    """

    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    name = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    place = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="organisations")
    grid = models.OneToOneField(Grid, on_delete=models.PROTECT, null=True, blank=True, related_name="organisation")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    duties = models.CharField(max_length=200, blank=True, help_text="what it answers for, in words people read")
    phone = models.CharField(max_length=30, blank=True, help_text="public office number")
    contact = models.CharField(max_length=40, blank=True, help_text="whom to ask for, as posted")
    address = models.CharField(max_length=120, blank=True, help_text="public: where its office is")
    within = models.ForeignKey(
        Grid,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="the grid it belongs to, of one that is no grid's team",
    )
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["-level", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["place"],
                condition=Q(kind__in=["community", "street", "district", "city"]),
                name="one_desk_per_division",
            ),
            models.CheckConstraint(
                condition=Q(kind="grid", grid__isnull=False) | (~Q(kind="grid") & Q(grid__isnull=True)),
                name="a_grid_team_has_its_grid",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PostKind(models.TextChoices):
    """Kinds of post; what each may do stands in `rights.REACH`."""

    GRID_WORKER = "grid_worker", _("网格员")
    BUILDING_LEADER = "building_leader", _("楼栋长")
    AREA_LEADER = "area_leader", _("片长")
    GROUP_LEADER = "group_leader", _("组长")
    NEIGHBOUR_LEADER = "neighbour_leader", _("邻长")
    SECRETARY = "secretary", _("书记")
    DEPUTY_SECRETARY = "deputy_secretary", _("副书记")
    DIRECTOR = "director", _("主任")
    DEPUTY_DIRECTOR = "deputy_director", _("副主任")
    OFFICER = "officer", _("工作人员")
    DUTY_OFFICER = "duty_officer", _("值班员")
    PART_TIME_MEMBER = "part_time_member", _("兼职委员")
    MEDIATOR = "mediator", _("调解员")
    DOCTOR = "doctor", _("家庭医生")
    JUDGE = "judge", _("联系法官")
    POLICE_OFFICER = "police_officer", _("社区民警")
    LAWYER = "lawyer", _("法律顾问")
    CONTACT = "contact", _("联络员")
    MANAGER = "manager", _("负责人")
    CHAIR = "chair", _("业委会主任")
    STEWARD = "steward", _("物业管家")
    BRANCH_SECRETARY = "branch_secretary", _("党组织书记")
    BRANCH_OFFICER = "branch_officer", _("党组织委员")
    HOST = "host", _("中心户")


class PostQuerySet(models.QuerySet["Post"]):
    """Posts by time."""

    def current(self, moment: Any = None) -> PostQuerySet:
        """Posts held at `moment` (now, where None): begun, not ended."""
        moment = moment or clock.now()
        return self.filter(starts_at__lte=moment).filter(Q(ends_at=None) | Q(ends_at__gt=moment))


class Post(models.Model):
    """A person's place in an organisation, from - until. Access ends in the same second as the post."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=20, choices=PostKind.choices)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    deputy_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="deputies")
    starts_at = models.DateTimeField(default=clock.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    public_name = models.CharField(max_length=40, help_text="the name posted in the stairwell; staff serve by name")
    public_phone = models.CharField(max_length=30, blank=True, help_text="duty number posted in the stairwell")
    promise = models.CharField(max_length=200, blank=True)
    photo = models.FileField(upload_to="posts/", max_length=120, blank=True, help_text="posted beside the name (G6)")
    neighbourhood = models.ForeignKey(
        Neighbourhood,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="leaders",
        help_text="leads it (G2)",
    )
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="successors", help_text="handed over by"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["organisation_id", "id"]
        indexes = [models.Index(fields=["account", "ends_at"])]

    def __str__(self) -> str:
        return f"{self.public_name} {self.get_kind_display()}"


class StaffTerms(Named):
    """By what organisations and posts are found: what is posted in the stairwell, nothing that is kept sealed."""


from linli.people.children import Guardianship  # noqa: E402 - it speaks of accounts
from linli.people.delegating import Delegation, Effect  # noqa: E402 - they speak of posts
from linli.people.nominating import Nomination, NominationState, Objection  # noqa: E402 - they speak of posts
from linli.people.signing import (  # noqa: E402 - they speak of accounts
    Change,
    FactorChange,
    FactorRule,
    SignedIn,
    WechatBinding,
)

__all__ = [
    "Account",
    "Attempt",
    "Change",
    "Consent",
    "Delegation",
    "Effect",
    "FactorChange",
    "FactorRule",
    "Guardianship",
    "Nomination",
    "NominationState",
    "Objection",
    "OneTimeCode",
    "Organisation",
    "OrganisationKind",
    "Post",
    "PostKind",
    "PostQuerySet",
    "SignedIn",
    "StaffTerms",
    "WechatBinding",
]
