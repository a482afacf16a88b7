"""A guardian's page of a child's account: say yes or no, look, copy, correct, hand on, take the consent back (PIPL art. 31)."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core import clock, personal
from linli.core.access import access
from linli.core.errors import LinliError, TooMany
from linli.core.forms import show_error
from linli.people.children import Guardianship
from linli.people.forms import GuardianForm
from linli.people.http import SignedRequest
from linli.people.proof import is_proved, proof_whence
from linli.people.services import code_prove, code_send
from linli.people.services.children import guardian_agree, guardian_decline
from linli.privacy.forms import LeaveForm, NumberForm, ProofForm
from linli.privacy.selectors.children import child_of
from linli.privacy.selectors.mine import stays_of
from linli.privacy.services import children as services
from linli.privacy.views.numbers import key_of, number_drop, number_keep, number_waiting

WAITING, STANDING = {"given_at": None}, {"given_at__isnull": False}


@access("signed_in")
@require_safe
def child(request: SignedRequest, guardianship_id: int) -> HttpResponse:
    """One child: what waits for a yes, or what stands on it."""
    row = child_of(request.user, guardianship_id)
    return _page(request, row, GuardianForm(coded=False))


@access("signed_in")
@require_POST
def agree(request: SignedRequest, guardianship_id: int) -> HttpResponse:
    """Yes, with month and tick; or no, and the wish is gone at once."""
    row = child_of(request.user, guardianship_id)
    if "decline" in request.POST and not row.given_at:
        guardian_decline(row)
        messages.success(request, _("没有开通，什么都没有留下。"))
        return redirect("homes:family")
    form = GuardianForm(request.POST, coded=False)
    if form.is_valid():
        try:
            guardian_agree(row, guardian=request.user, **form.cleaned_data)
        except LinliError as error:
            show_error(form, error)
            return _page(request, row, form, error.status)
        messages.success(request, _("已同意。孩子可以登录了；您随时可以在这里撤回。"))
        return redirect("privacy:child", row.pk)
    return _page(request, row, form, 422)


@access("signed_in")
@require_POST
def copy(request: SignedRequest, guardianship_id: int) -> HttpResponseBase:
    """Everything kept of the child, as one file (art. 45)."""
    row = child_of(request.user, guardianship_id, **STANDING)
    if not is_proved(request):
        return redirect("privacy:prove", "family")
    file = SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115 the answer closes it
    services.child_copy(request.user, row.pk, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"linli-{clock.now():%Y%m%d}.zip")


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: SignedRequest, guardianship_id: int) -> HttpResponse:
    """Another number for the child (art. 46): typed, proved by a code sent to it, taken over."""
    row = child_of(request.user, guardianship_id, **STANDING)
    if not is_proved(request):
        return redirect("privacy:prove", "family")
    key = key_of(row.pk)
    number = number_waiting(request, key)
    form = NumberForm(request.POST if "phone" in request.POST else None)
    proof = ProofForm(request.POST if "code" in request.POST else None)
    page = {"form": form, "proof": proof, "number": number, "child": row}
    try:
        if form.is_bound and form.is_valid():
            number = personal.normal_phone(form.cleaned_data["phone"])
            code_send(number, **proof_whence(request, number))
            number_keep(request, number, key)
            return redirect("privacy:child_phone", row.pk)
        if number and proof.is_bound and proof.is_valid():
            proved = code_prove(number, proof.cleaned_data["code"], **proof_whence(request, number))
            number_drop(request, key)
            services.child_phone(request.user, row.pk, proved)
            messages.success(request, _("号码已更正，孩子以后用新号码登录。"))
            return redirect("privacy:child", row.pk)
    except LinliError as error:
        if number_waiting(request, key) or form.is_bound:
            show_error(form if form.is_bound else proof, error)
        else:  # proved, and not to be had: another account has it
            page |= {"refused": error.message, "number": ""}
        return _refused(render(request, "privacy/phone.html", page, status=error.status), error)
    return render(request, "privacy/phone.html", page, status=422 if form.errors or proof.errors else 200)


@access("signed_in")
@require_POST
def part(request: SignedRequest, guardianship_id: int) -> HttpResponse:
    """Somebody else looks after the child, or it is not theirs: the child is asked for another guardian."""
    services.guardian_part(request.user, guardianship_id)
    messages.success(request, _("已交出。孩子下次登录要请另一位家长同意。"))
    return redirect("homes:family")


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: SignedRequest, guardianship_id: int) -> HttpResponse:
    """Take the consent back (art. 15, 16, 47): what goes, what stays and by which rule, then a tick and a code."""
    row = child_of(request.user, guardianship_id, **STANDING)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not is_proved(request):
            return redirect("privacy:prove", "family")
        if form.is_valid():
            services.consent_withdraw(request.user, row.pk)
            messages.success(request, _("已撤回，孩子的账户已注销。"))
            return redirect("homes:family")
    page = {"form": form, "stays": stays_of(row.account) if row.account else [], "child": row}
    page["proved"] = is_proved(request)
    return render(request, "privacy/leave.html", page, status=422 if form.errors else 200)


def _page(request: SignedRequest, row: Guardianship, form: GuardianForm, status: int = 200) -> HttpResponse:
    page = {"row": row, "form": form, "proved": is_proved(request)}
    return render(request, "privacy/child.html", page, status=status)


def _refused(response: HttpResponse, error: LinliError) -> HttpResponse:
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
