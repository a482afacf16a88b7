"""Addresses of the shell: the front page, language and elder mode, staff's search."""

from __future__ import annotations

from django.urls import path

from linli.web.views import home, preferences, search

app_name = "web"

urlpatterns = [
    path("", home.home, name="home"),
    path("language/", preferences.language, name="language"),
    path("elder/", preferences.elder, name="elder"),
    path("staff/search/", search.search, name="search"),
    path("manifest.webmanifest", home.manifest, name="manifest"),
]
