"""The URL map: residents at the root, staff under /staff/, three addresses for machines."""

from __future__ import annotations

from django.urls import include, path

from linli.api.urls import v1
from linli.config.watching import views as watching

# What is asked most stands first: each line that does not fit costs the next.
urlpatterns = [
    path("api/v1/", v1),
    path("", include("linli.cases.urls")),
    path("", include("linli.web.urls")),
    path("", include("linli.people.urls")),
    path("", include("linli.privacy.urls")),
    path("", include("linli.places.urls")),
    path("", include("linli.catalog.urls")),
    path("", include("linli.notify.urls")),
    path("", include("linli.homes.urls")),
    path("", include("linli.leaders.urls")),
    path("", include("linli.knowledge.urls")),
    path("", include("linli.hot.urls")),
    path("", include("linli.partners.urls")),
    path("", include("linli.ledgers.urls")),
    path("", include("linli.insight.urls")),
    path("", include("linli.api.urls")),
    path("healthz", watching.health, name="health"),
    path("readyz", watching.ready, name="ready"),
    path("metrics", watching.metrics, name="metrics"),
]

handler400 = "linli.web.views.errors.bad_request"
handler403 = "linli.web.views.errors.forbidden"
handler404 = "linli.web.views.errors.not_found"
handler500 = "linli.web.views.errors.broken"
