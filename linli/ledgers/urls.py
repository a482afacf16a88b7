"""Addresses of the ledgers' pages, all of them staff's."""

from __future__ import annotations

from django.urls import path

from linli.ledgers.views import imports, ledgers, resources

app_name = "ledgers"

urlpatterns = [
    path("staff/ledgers/", ledgers.home, name="home"),
    path("staff/ledgers/<str:code>/<slug:name>/", ledgers.ledger, name="ledger"),
    path("staff/ledgers/<str:code>/<slug:name>/template.xlsx", ledgers.template, name="template"),
    path("staff/ledgers/<str:code>/<slug:name>/ledger.xlsx", ledgers.export, name="export"),
    path("staff/ledgers/<str:code>/<slug:name>/import/", imports.send, name="import"),
    path("staff/ledgers/<str:code>/<slug:name>/import/<int:upload_id>/", imports.shown, name="upload"),
    path("staff/ledgers/<str:code>/<slug:name>/import/<int:upload_id>/take/", imports.take, name="take"),
    path("staff/ledgers/<str:code>/<slug:name>/import/<int:upload_id>/cancel/", imports.cancel, name="cancel"),
    path("staff/ledgers/<str:code>/<slug:name>/import/<int:upload_id>/errors.xlsx", imports.errors, name="errors"),
    path("staff/resources/", resources.listed, name="resources"),
    path("staff/resources/<str:code>/add/", resources.add, name="resource_add"),
    path("staff/resources/<str:code>/kinds/", resources.kinds, name="kinds"),
    path("staff/resources/<int:community_id>/<int:resource_id>/", resources.edit, name="resource"),
    path("staff/resources/<int:community_id>/<int:resource_id>/contact/", resources.contact, name="contact"),
    path("staff/resources/<int:community_id>/<int:resource_id>/end/", resources.end, name="resource_end"),
]
