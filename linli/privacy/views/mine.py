"""One's own data (PIPL art. 15, 16, 24, 44-47): what is kept and why, who read it, copy, correct, refuse, leave.

What hands data out or cannot be undone asks for a one-time code first: whoever finds a phone unlocked is not its owner.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile

from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core import clock, personal
from linli.core.access import access
from linli.core.errors import Invalid, LinliError, TooMany
from linli.core.forms import show_error
from linli.people.http import SignedRequest
from linli.people.proof import is_proved, proof_keep, proof_whence
from linli.people.services import code_prove, code_send
from linli.privacy.forms import LeaveForm, NumberForm, ProofForm
from linli.privacy.selectors import mine as selectors
from linli.privacy.services import mine as services
from linli.privacy.views.numbers import number_drop, number_keep, number_waiting
from linli.privacy.words import SUGGESTIONS

WAYS = {
    "copy": "privacy:mine",
    "phone": "privacy:phone",
    "leave": "privacy:leave",
    "security": "people:security",
    "family": "homes:family",
}


@access("signed_in")
@require_safe
def mine(request: SignedRequest) -> HttpResponse:
    """What is kept of whoever asks, and what they may do about it."""
    account = request.user
    page = {
        "kept": selectors.kept_of_residents(),
        "readings": selectors.readings_of(account),
        "consents": selectors.consents_of(account),
        "used": selectors.rights_used(account),
        "suggestions": selectors.agreed(account, SUGGESTIONS),
        "proved": is_proved(request),
        "account": account,
    }
    return render(request, "privacy/mine.html", page)


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: SignedRequest, way: str) -> HttpResponse:
    """Send a code to the account's own number; right, the next minutes are open."""
    target = WAYS.get(way)
    if target is None:
        return redirect("privacy:mine")
    form = ProofForm(request.POST if "code" in request.POST else None)
    page = {"form": form, "phone": request.user.phone, "way": way, "sent": "send" in request.POST or form.is_bound}
    status = 200
    try:
        if "send" in request.POST:
            code_send(request.user.phone, **proof_whence(request, request.user.phone))
        elif form.is_bound and form.is_valid():
            code_prove(request.user.phone, form.cleaned_data["code"], **proof_whence(request, request.user.phone))
            proof_keep(request)
            messages.success(request, _("已确认是您本人，10分钟内可以接着办。"))
            return redirect(target)
    except LinliError as error:
        return _refused(request, "privacy/prove.html", {**page, "refused": error.message}, error)
    if form.errors:
        status = 422
    return render(request, "privacy/prove.html", page, status=status)


def _refused(request: SignedRequest, template: str, page: dict[str, object], error: LinliError) -> HttpResponse:
    response = render(request, template, page, status=error.status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


@access("signed_in")
@require_POST
def copy(request: SignedRequest) -> HttpResponseBase:
    """Everything kept of them, as one file (art. 45)."""
    if not is_proved(request):
        return redirect("privacy:prove", "copy")
    file = SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115 the answer closes it
    services.copy_write(request.user, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"linli-{clock.now():%Y%m%d}.zip")


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: SignedRequest) -> HttpResponse:
    """Another number (art. 46): typed, proved by a code sent to it, taken over."""
    if not is_proved(request):
        return redirect("privacy:prove", "phone")
    number = number_waiting(request)
    form = NumberForm(request.POST if "phone" in request.POST else None)
    proof = ProofForm(request.POST if "code" in request.POST else None)
    page = {"form": form, "proof": proof, "number": number}
    try:
        if form.is_bound and form.is_valid():
            number = personal.normal_phone(form.cleaned_data["phone"])
            code_send(number, **proof_whence(request, number))
            number_keep(request, number)
            return redirect("privacy:phone")
        if number and proof.is_bound and proof.is_valid():
            services.phone_correct(
                request.user, code_prove(number, proof.cleaned_data["code"], **proof_whence(request, number))
            )
            number_drop(request)
            messages.success(request, _("号码已更正，以后用新号码登录。"))
            return redirect("privacy:mine")
    except LinliError as error:
        if form.is_bound:
            show_error(form, error)
        elif isinstance(error, Invalid) and "phone" in error.fields:
            number_drop(request)
            page |= {"refused": error.message, "number": ""}
        else:
            show_error(proof, error)
        return _refused(request, "privacy/phone.html", page, error)
    return render(request, "privacy/phone.html", page, status=422 if form.errors or proof.errors else 200)


@access("signed_in")
@require_POST
def choice(request: SignedRequest) -> HttpResponse:
    """Take an agreement back, or give it again."""
    purpose = request.POST.get("purpose", "")
    if purpose in services.CHOICES:
        services.choice_set(request.user, purpose, request.POST.get("agreed") == "1")
        messages.success(request, _("已保存。"))
    return redirect("privacy:mine")


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedRequest) -> HttpResponse:
    """Delete the account (art. 47): what goes, what stays and by which rule, then a tick and a code."""
    form = LeaveForm(request.POST if request.method == "POST" else None)
    page = {"form": form, "stays": selectors.stays_of(request.user), "proved": is_proved(request)}
    if request.method == "POST":
        if not is_proved(request):
            return redirect("privacy:prove", "leave")
        if form.is_valid():
            try:
                services.account_leave(request.user)
            except LinliError as error:
                return _refused(request, "privacy/leave.html", {**page, "refused": error.message}, error)
            logout(request)
            messages.success(request, _("账户已注销。您仍可不登录报事，或用号码和查询码查看报过的事。"))
            return redirect("web:home")
    return render(request, "privacy/leave.html", page, status=422 if form.errors else 200)
