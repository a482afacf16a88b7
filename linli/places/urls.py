"""Addresses of the places pages: the door link at the root, staff's under /staff/places/."""

from __future__ import annotations

from django.urls import path

from linli.places.views import resident
from linli.places.views.staff import doors, grids, imports, overview

app_name = "places"

urlpatterns = [
    path("d/<str:token>/", resident.door, name="door"),
    path("staff/places/", overview.communities, name="map"),
    path("staff/places/templates/<slug:kind>.xlsx", imports.template, name="template"),
    path("staff/places/<str:code>/", overview.community, name="community"),
    path("staff/places/<str:code>/grids/", grids.grids, name="grids"),
    path("staff/places/<str:code>/import/", imports.imports, name="import"),
    path("staff/places/<str:code>/import/<int:upload_id>/", imports.report, name="import_report"),
    path("staff/places/<str:code>/import/<int:upload_id>/take/", imports.take, name="import_take"),
    path("staff/places/<str:code>/import/<int:upload_id>/errors.xlsx", imports.errors, name="import_errors"),
    path("staff/places/<str:code>/doors/", doors.doors, name="doors"),
    path("staff/places/<str:code>/doors/issue/", doors.issue_all, name="doors_issue"),
    path("staff/places/<str:code>/doors/<int:entrance_id>/issue/", doors.issue, name="door_issue"),
    path("staff/places/<str:code>/doors/<int:entrance_id>/revoke/", doors.revoke, name="door_revoke"),
    path("staff/places/<str:code>/doors/<int:entrance_id>/qr.<slug:form>", doors.qr, name="door_qr"),
]
