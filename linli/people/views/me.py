"""What somebody sees and changes of themselves."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.core import clock
from linli.core.access import access
from linli.core.preferences import preferences_remember
from linli.people.children import Guardianship
from linli.people.forms import MeForm
from linli.people.http import SignedRequest
from linli.people.selectors import posts_of
from linli.people.services import account_update


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: SignedRequest) -> HttpResponse:
    """Name, language, elder mode; posts held."""
    account = request.user
    initial = {
        "name": account.name,
        "language": account.language or request.LANGUAGE_CODE,
        "elder_mode": account.elder_mode,
    }
    form = MeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        account_update(account, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        response = redirect("people:me")
        preferences_remember(response, language=account.language, elder=account.elder_mode)
        return response
    child = Guardianship.objects.filter(account=account).first() if account.is_child else None
    page = {"child": child, "form": form, "account": account, "posts": posts_of(account), "now": clock.now()}
    return render(request, "people/me.html", page, status=422 if form.errors else 200)
