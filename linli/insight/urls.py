"""Addresses of the insight pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from linli.insight.views import dashboard, ledger

app_name = "insight"

urlpatterns: list[URLPattern] = [
    path("staff/dashboard/", dashboard.dashboard, name="dashboard"),
    path("staff/ledger/", ledger.ledger, name="ledger"),
    path("staff/ledger/download/", ledger.download, name="ledger_download"),
    path("staff/ledger/template/", ledger.template, name="ledger_template"),
]
