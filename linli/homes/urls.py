"""Addresses of the pages of homes: residents under /me/, staff's under /staff/."""

from __future__ import annotations

from django.urls import path

from linli.homes.views import resident, staff

app_name = "homes"

urlpatterns = [
    path("me/home/", resident.home, name="home"),
    path("me/home/<int:home_id>/leave/", resident.leave, name="leave"),
    path("staff/homes/", staff.waiting, name="waiting"),
    path("staff/homes/confirm/", staff.confirm, name="confirm"),
    path("staff/homes/<int:home_id>/decline/", staff.decline, name="decline"),
    path("staff/homes/<int:home_id>/end/", staff.end, name="end"),
]
