"""The addresses of Linli and two more: one that shows what it must not, one that nobody has a place for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from linli.cases.models import Case
from linli.config.urls import handler403, handler404, handler500
from linli.config.urls import urlpatterns as everything
from linli.core.access import access

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]


@access("staff")
def every_title(request: HttpRequest) -> HttpResponse:
    """What somebody writes who forgets the selector."""
    return HttpResponse("、".join(case.title for case in Case.objects.all()))


urlpatterns = [*everything, path("staff/titles/", every_title, name="every_title")]
