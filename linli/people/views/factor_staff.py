"""Second factors of a place's heads and staff: required or not, and reset where one was lost."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.people import selectors
from linli.people.domain import Right
from linli.people.forms import ResetForm
from linli.people.http import SignedRequest
from linli.people.services.factor_rules import factor_rule_set
from linli.people.services.resetting import factors_reset
from linli.people.views.staff import posts_of_place


@access("admin")
@require_POST
def rule(request: SignedRequest, code: str) -> HttpResponse:
    """Require a second factor of the heads of a place, or leave it to them."""
    place = selectors.place_managed(request.standing, Right.ADMIN, code)
    required = request.POST.get("required") == "1"
    factor_rule_set(place, required, request.user, request.standing)
    messages.success(request, _("负责人必须用两步验证了。") if required else _("两步验证由负责人自己决定了。"))
    return redirect(posts_of_place(place.code))


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: SignedRequest, post_id: int) -> HttpResponse:
    """Take away the factors of somebody who lost them."""
    post = selectors.post_managed(request.standing, post_id)
    form = ResetForm(request.POST or None)
    back = posts_of_place(post.organisation.place.code)
    if request.method == "POST" and form.is_valid():
        try:
            factors_reset(post.account, request.standing, form.cleaned_data["why"])
        except LinliError as error:
            show_error(form, error)
        else:
            words = _("%(name)s的两步验证已重置，并已通知本人。") % {"name": post.public_name}
            messages.success(request, words)
            return redirect(back)
    page = {"form": form, "post": post, "back": back, "own": post.account_id == request.user.pk}
    return render(request, "people/factors_reset.html", page, status=422 if form.errors else 200)
