"""Addresses of the settings pages; `?place=` names the division."""

from __future__ import annotations

from django.urls import path

from linli.catalog.views import staff

app_name = "catalog"

urlpatterns = [
    path("staff/settings/limits/", staff.limits, name="limits"),
    path("staff/settings/limits/<slug:clock>/", staff.limit, name="limit"),
    path("staff/settings/limits/<slug:clock>/remove/", staff.limit_remove, name="limit_remove"),
    path("staff/settings/limits/<slug:clock>/of/<slug:urgency>/", staff.limit, name="limit_of"),
    path("staff/settings/limits/<slug:clock>/of/<slug:urgency>/remove/", staff.limit_remove, name="limit_of_remove"),
    path("staff/settings/tries/", staff.tries, name="tries"),
    path("staff/settings/tries/<slug:kind>/", staff.tries_of, name="tries_of"),
    path("staff/settings/tries/<slug:kind>/remove/", staff.tries_remove, name="tries_remove"),
    path("staff/settings/calendar/", staff.calendar, name="calendar"),
    path("staff/settings/calendar/<int:day_id>/remove/", staff.day_remove, name="day_remove"),
    path("staff/settings/responsibilities/", staff.responsibilities, name="responsibilities"),
    path(
        "staff/settings/responsibilities/<int:responsibility_id>/remove/",
        staff.responsibility_remove,
        name="responsibility_remove",
    ),
]
