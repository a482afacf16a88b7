"""The URL map: residents at the root, staff under /staff/."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("linli.web.urls")),
    path("", include("linli.people.urls")),
    path("", include("linli.places.urls")),
    path("", include("linli.catalog.urls")),
    path("", include("linli.notify.urls")),
    path("", include("linli.cases.urls")),
    path("", include("linli.insight.urls")),
]

handler400 = "linli.web.views.errors.bad_request"
handler403 = "linli.web.views.errors.forbidden"
handler404 = "linli.web.views.errors.not_found"
handler500 = "linli.web.views.errors.broken"
