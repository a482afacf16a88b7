"""Addresses of the interfaces, and of the page where tokens are made."""

from __future__ import annotations

from django.urls import URLPattern, include, path, re_path

from linli.api.open311 import views
from linli.api.v1.api import api
from linli.api.views import hooks, tokens

app_name = "api"


def _mark(patterns: list[URLPattern]) -> list[URLPattern]:
    """Say of every operation that a rule guards it; which one stands at the operation, and is tested there."""
    for pattern in patterns:
        pattern.callback.access = "api"  # type: ignore[attr-defined]
    return patterns


_operations, _app, _namespace = api.urls
v1 = (_mark(list(_operations)), "v1", "v1")  # type: ignore[arg-type]

_geo = "open311/v2/"
open311 = [
    re_path(rf"^{_geo}discovery\.(?P<form>json|xml)$", views.discovery, name="discovery"),
    re_path(rf"^{_geo}services\.(?P<form>json|xml)$", views.service_list, name="services"),
    re_path(rf"^{_geo}services/(?P<code>[-\w]+)\.(?P<form>json|xml)$", views.service_definition, name="service"),
    re_path(rf"^{_geo}requests\.(?P<form>json|xml)$", views.request_list, name="requests"),
    re_path(rf"^{_geo}requests/(?P<request_id>[-\w]+)\.(?P<form>json|xml)$", views.request_one, name="request"),
    re_path(rf"^{_geo}tokens/(?P<token_id>[-\w]+)\.(?P<form>json|xml)$", views.token, name="token"),
]

urlpatterns = [
    path("", include((open311, "open311"))),
    path("staff/hooks/", hooks.hooks, name="hooks"),
    path("staff/hooks/<int:hook_id>/", hooks.hook, name="hook"),
    path("staff/hooks/<int:hook_id>/end/", hooks.hook_end, name="hook_end"),
    path("staff/hooks/<int:hook_id>/replay/", hooks.hook_replay, name="hook_replay"),
    path("me/tokens/", tokens.tokens, name="tokens"),
    path("me/tokens/<int:token_id>/revoke/", tokens.token_revoke, name="token_revoke"),
]
