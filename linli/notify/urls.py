"""Addresses of the notify pages."""

from __future__ import annotations

from django.urls import path

from linli.notify.views import messages, notices

app_name = "notify"

urlpatterns = [
    path("messages/", messages.messages, name="messages"),
    path("messages/read/", messages.read, name="read"),
    path("staff/notices/", notices.notices, name="notices"),
    path("staff/notices/<int:notice_id>/end/", notices.end, name="notice_end"),
]
