"""How somebody is signed in: the browsers in which they are."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.core import clock
from linli.core.fields import BlindIndexField, PersonalField


class Way(models.TextChoices):
    """By what somebody signed in."""

    CODE = "code", _("短信验证码")
    PASSWORD = "password", _("密码")
    PASSKEY = "passkey", _("通行密钥")
    WECHAT = "wechat", _("微信")
    DEMO = "demo", _("演示")


class SignedIn(models.Model):
    """A browser in which somebody is signed in, so that they can see it and end it. Of the browser only its kind is kept."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="signed_in")
    key = models.CharField(max_length=40, unique=True, help_text="of the session, as the table of sessions has it")
    browser = models.CharField(max_length=30, blank=True, help_text="program/system, as people.browsers reads them")
    way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    since = models.DateTimeField(default=clock.now)
    seen_at = models.DateTimeField(db_index=True, help_text="to the hour")

    def __str__(self) -> str:
        return f"{self.browser} since {self.since:%Y-%m-%d}"


class FactorRule(models.Model):
    """Whether heads must hold a second factor in a place and everything below it; the nearest place's word goes."""

    place = models.OneToOneField("places.Division", on_delete=models.CASCADE, related_name="+")
    required = models.BooleanField()
    set_at = models.DateTimeField(default=clock.now)
    set_by = models.ForeignKey("people.Post", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.place_id}: {self.required}"


class Change(models.TextChoices):
    """What was done to somebody's ways of signing in."""

    TOTP = "totp", _("添加了动态口令")
    PASSKEY = "passkey", _("添加了通行密钥")
    CODES = "codes", _("换了备用码")
    REMOVED = "removed", _("删除了一种验证方式")
    PASSWORD = "password", _("设置了密码")
    NO_PASSWORD = "no_password", _("删除了密码")
    RESET = "reset", _("由他人重置")
    BOUND = "bound", _("绑定了微信")
    UNBOUND = "unbound", _("解绑了微信")


class FactorChange(models.Model):
    """That somebody's ways of signing in were changed, by whom: they read it, and whoever asks after an incident."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="factor_changes")
    kind = models.CharField(max_length=12, choices=Change.choices)
    at = models.DateTimeField(default=clock.now)
    by_post = models.ForeignKey(
        "people.Post", on_delete=models.PROTECT, null=True, related_name="+", help_text="where another did it"
    )
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class WechatBinding(models.Model):
    """That an account signs in inside WeChat: by which openid of the installation's official account."""

    account = models.OneToOneField("people.Account", on_delete=models.CASCADE, related_name="wechat")
    openid = PersonalField()
    openid_index = BlindIndexField(unique=True)
    bound_at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"since {self.bound_at:%Y-%m-%d}"
