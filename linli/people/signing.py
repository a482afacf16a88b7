"""How somebody is signed in: the browsers in which they are."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.core import clock


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
