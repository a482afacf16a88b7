"""Who may act for whom in a family: on what ground, from - until (Civil Code art. 34, 161-165; PIPL art. 13, 31)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.fields import BlindIndexField, PersonalField
from linli.people.asking import AskedByCode
from linli.people.models import Account, Post
from linli.places.models import Grid


class Kin(models.TextChoices):
    """Who is acted for, as the one who acts calls them."""

    PARENT = "parent", _("父母")
    GRANDPARENT = "grandparent", _("祖父母、外祖父母")
    SPOUSE = "spouse", _("配偶")
    CHILD = "child", _("未满18岁的孩子")
    OTHER = "other", _("其他亲属")


class Ground(models.TextChoices):
    """What an authority rests on."""

    CODE = "code", _("本人手机确认")
    PAPER = "paper", _("网格员看过证明")


class PaperKind(models.TextChoices):
    """What the grid's worker saw; only its kind is kept, never a copy (PIPL art. 6)."""

    MANDATE = "mandate", _("本人签名的授权委托书")
    REGISTER = "register", _("户口簿")
    BIRTH = "birth", _("出生医学证明")
    MARRIAGE = "marriage", _("结婚证")
    GUARDIAN = "guardian", _("监护证明")
    PRESENT = "present", _("本人在场，当面同意")


class AuthorityState(models.TextChoices):
    """Where it stands; a valid one lasts from - until."""

    WAITING = "waiting", _("等确认")
    VALID = "valid", _("有效")
    DECLINED = "declined", _("未确认")


class AuthorityQuerySet(models.QuerySet["Authority"]):
    """Authorities by time."""

    def current(self, moment: Any = None) -> AuthorityQuerySet:
        """Those that have begun and not ended at `moment` (now, where None)."""
        moment = moment or clock.now()
        return self.filter(state=AuthorityState.VALID, starts_at__lte=moment, ends_at__gt=moment)


class Authority(AskedByCode):
    """Somebody acts for one of their family. It lets them report for that person and follow what they reported; no more."""

    actor = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="acts_for")
    served = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="acted_for_by")
    name = PersonalField()
    phone = PersonalField()
    phone_index = BlindIndexField(db_index=True)
    kin = models.CharField(max_length=12, choices=Kin.choices)
    ground = models.CharField(max_length=6, choices=Ground.choices)
    paper = models.CharField(max_length=10, choices=PaperKind.choices, blank=True)
    grid = models.ForeignKey(
        Grid, on_delete=models.PROTECT, null=True, related_name="+", help_text="who looks at papers"
    )
    state = models.CharField(max_length=10, choices=AuthorityState.choices, default=AuthorityState.WAITING)
    until = models.DateField(help_text="the last day")
    asked_at = models.DateTimeField(default=clock.now)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    ended_by = models.CharField(max_length=6, blank=True, help_text="actor, served or grid")
    why = models.CharField(max_length=200, blank=True)

    objects = AuthorityQuerySet.as_manager()

    class Meta:
        app_label = "homes"
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["grid"], condition=Q(state="waiting", ground="paper"), name="authority_waits")]

    def __str__(self) -> str:
        return f"authority {self.pk}"

    @property
    def is_current(self) -> bool:
        """Whether it holds now."""
        now = clock.now()
        begun = self.state == AuthorityState.VALID and self.starts_at is not None and self.starts_at <= now
        return begun and self.ends_at is not None and self.ends_at > now
