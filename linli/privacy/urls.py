"""Addresses of the privacy pages."""

from __future__ import annotations

from django.urls import path

from linli.privacy.views import mine, terms

app_name = "privacy"

urlpatterns = [
    path("staff/settings/terms/", terms.terms, name="terms"),
    path("me/data/", mine.mine, name="mine"),
    path("me/data/prove/<slug:way>/", mine.prove, name="prove"),
    path("me/data/copy/", mine.copy, name="copy"),
    path("me/data/phone/", mine.phone, name="phone"),
    path("me/data/choice/", mine.choice, name="choice"),
    path("me/data/leave/", mine.leave, name="leave"),
]
