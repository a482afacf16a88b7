"""Addresses of the pages of homes: residents under /me/, staff's under /staff/."""

from __future__ import annotations

from django.urls import path

from linli.homes.views import family, resident, staff

app_name = "homes"

urlpatterns = [
    path("me/home/", resident.home, name="home"),
    path("me/home/<int:home_id>/leave/", resident.leave, name="leave"),
    path("me/family/", family.family, name="family"),
    path("me/family/<int:authority_id>/prove/", family.prove, name="family_prove"),
    path("me/family/<int:authority_id>/end/", family.end, name="family_end"),
    path("staff/homes/family/<int:authority_id>/", staff.paper, name="family_paper"),
    path("staff/homes/", staff.waiting, name="waiting"),
    path("staff/homes/confirm/", staff.confirm, name="confirm"),
    path("staff/homes/<int:home_id>/decline/", staff.decline, name="decline"),
    path("staff/homes/<int:home_id>/end/", staff.end, name="end"),
]
