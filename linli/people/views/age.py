"""The one question at a first sign-in, and the one at 14: two buttons each, no birthday."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from linli.core.access import access
from linli.core.errors import LinliError
from linli.people.selectors import account_by_phone
from linli.people.services.children import Step, account_of_age, grown_agree, step_of
from linli.people.views.answers import refused_with
from linli.people.views.entering import KEPT, child_stop, enter, number_proved, stop


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def age(request: HttpRequest) -> HttpResponse:
    """14 already, or not yet (PIPL art. 31)."""
    number = number_proved(request)
    if not number:
        return redirect("people:sign_in")
    target, answer = request.session[KEPT]["next"], request.POST.get("age", "")
    if answer == "under":
        return child_stop(request, number, target)
    page = {"refused": ""}
    if answer == "over":
        try:
            account = account_of_age(number)
            step = step_of(account)  # made meanwhile by a guardian, on the other phone
            return stop(request, number, step) if step != Step.NONE else enter(request, account, target)
        except LinliError as error:
            return refused_with(error, render(request, "people/age.html", {"refused": error.message}))
    return render(request, "people/age.html", page, status=422 if request.method == "POST" else 200)


@access("public")
@require_http_methods(["GET", "HEAD", "POST"])
def grown(request: HttpRequest) -> HttpResponse:
    """The guardian's consent has run out with the month of turning 14: one's own, or none."""
    number = number_proved(request)
    account = account_by_phone(number) if number else None
    if account is None or step_of(account) != Step.GROWN:
        return redirect("people:sign_in")
    if request.method == "POST":
        try:
            grown_agree(account)
            account.refresh_from_db()
            return enter(request, account, request.session[KEPT]["next"])
        except LinliError as error:
            return refused_with(error, render(request, "people/grown.html", {"refused": error.message}))
    return render(request, "people/grown.html")
