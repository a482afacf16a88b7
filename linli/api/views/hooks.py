"""One's own hooks: which there are, a new one, what was sent, and what is to be sent again."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.api.forms import HookForm
from linli.api.hooks import services
from linli.api.models import CallState, Hook
from linli.core.access import access
from linli.core.errors import LinliError, Missing
from linli.core.forms import show_error
from linli.people.http import SignedRequest

PAGE = 50


@access("staff")
@require_http_methods(["GET", "HEAD", "POST"])
def hooks(request: SignedRequest) -> HttpResponse:
    """List one's hooks and make one; its secret is on this one answer and nowhere else."""
    form = HookForm(request.standing, request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = services.hook_make(request.user, request.standing, **form.cleaned_data)
        except LinliError as error:
            show_error(form, error)
        else:
            form = HookForm(request.standing)
    rows = Hook.objects.filter(owner=request.user).select_related("place")[:100]
    page = {"form": form, "made": made, "rows": rows}
    return render(request, "api/hooks.html", page, status=422 if form.errors else 200)


@access("staff")
@require_safe
def hook(request: SignedRequest, hook_id: int) -> HttpResponse:
    """What was sent to a hook, newest first."""
    found = services.hook_of(request.user, hook_id)
    page = Paginator(found.calls.order_by("-created_at", "-id"), PAGE).get_page(request.GET.get("page"))
    failed = found.calls.filter(state=CallState.FAILED).count()
    return render(request, "api/hook.html", {"hook": found, "page": page, "failed": failed})


@access("staff")
@require_POST
def hook_end(request: SignedRequest, hook_id: int) -> HttpResponse:
    """Send nothing more there."""
    found = services.hook_of(request.user, hook_id)
    services.hook_end(found, request.standing)
    messages.success(request, _("“%(name)s”已停用，不再推送。") % {"name": found.name})
    return redirect("api:hooks")


@access("staff")
@require_POST
def hook_replay(request: SignedRequest, hook_id: int) -> HttpResponse:
    """Send again: one call, or all that have failed."""
    found = services.hook_of(request.user, hook_id)
    calls = None
    if chosen := request.POST.get("call", ""):
        calls = (
            list(found.calls.filter(id=int(chosen)))
            if chosen.isascii() and chosen.isdigit() and len(chosen) < 19
            else []
        )
        if not calls:
            raise Missing(_("没有这条推送记录。"))
    count = services.calls_replay(found, calls, acting=request.standing)
    messages.success(request, _("已重新排队 %(count)s 条。") % {"count": count})
    return redirect("api:hook", found.pk)
