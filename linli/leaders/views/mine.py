"""Training as a leader sees it: what is for my post, to come or not, and signing in at the session."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.leaders.forms import HereForm
from linli.leaders.selectors.training import mine_of, mine_required
from linli.leaders.services import training_here, training_sign_up
from linli.people.http import SignedRequest


@access("signed_in")
@require_safe
def trainings(request: SignedRequest) -> HttpResponse:
    """The sessions for the posts somebody holds."""
    return render(request, "leaders/my_trainings.html", {"rows": mine_of(request.user)})


@access("signed_in")
@require_POST
def sign_up(request: SignedRequest, training_id: int) -> HttpResponse:
    """I come, or I cannot."""
    mine = mine_required(request.user, training_id)
    up = request.POST.get("up") == "1"
    try:
        training_sign_up(mine, up=up)
    except LinliError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已报名。") if up else _("已取消报名。"))
    return redirect("leaders:my_trainings")


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: SignedRequest, training_id: int) -> HttpResponse:
    """I am there: the code of the day, typed or from the picture that was scanned."""
    mine = mine_required(request.user, training_id)
    form = HereForm(request.POST or None, initial={"code": request.GET.get("code", "")[:6]})
    if request.method == "POST" and form.is_valid():
        try:
            training_here(request.user, mine, form.cleaned_data["code"])
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已签到。"))
            return redirect("leaders:my_trainings")
    return render(request, "leaders/here.html", {"mine": mine, "form": form}, status=422 if form.errors else 200)
