"""Addresses of the shell: the front page, language and elder mode."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "web"

urlpatterns: list[URLPattern] = []
