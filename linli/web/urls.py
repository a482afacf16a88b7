"""Addresses of the shell: the front page, language and elder mode, staff's search, the log."""

from __future__ import annotations

from django.urls import path

from linli.web.views import home, log, preferences, rooms, search

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("language/", preferences.language, name="language"),
    path("elder/", preferences.elder, name="elder"),
    path("staff/search/", search.search, name="search"),
    path("staff/all/", rooms.rooms, name="rooms"),
    path("staff/log/", log.log, name="log"),
    path("staff/log/export/", log.export, name="log_export"),
    path("manifest.webmanifest", home.manifest, name="manifest"),
]
