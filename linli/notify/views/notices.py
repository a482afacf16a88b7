"""Notices to a place, written and taken down by its desks."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.core import clock
from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.notify import selectors
from linli.notify.forms import NoticeForm
from linli.notify.services import notice_end, notice_post
from linli.people.http import SignedRequest

A_PAGE = 20


@access("notices")
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: SignedRequest) -> HttpResponse:
    """The notices of one's territory, and a form for another."""
    where = selectors.notice_places(request.standing)
    form = NoticeForm(request.POST or None, where=[(key, name) for key, (name, _place, _grid) in where.items()])
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        _name, place, grid = where[given.pop("where")]
        try:
            notice_post(acting=request.standing, place=place, grid=grid, **given)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("公告已发布，居民现在就能看到。"))
            return redirect("notify:notices")
    page = Paginator(selectors.notices_of(request.standing), A_PAGE).get_page(request.GET.get("page"))
    shown = {"form": form, "page": page, "now": clock.now()}
    return render(request, "notify/notices.html", shown, status=422 if form.errors else 200)


@access("notices")
@require_POST
def end(request: SignedRequest, notice_id: int) -> HttpResponse:
    """Take a notice down."""
    notice_end(selectors.notice_managed(request.standing, notice_id), acting=request.standing)
    messages.success(request, _("公告已撤下。"))
    return redirect("notify:notices")
