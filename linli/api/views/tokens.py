"""One's own tokens: which there are, a new one, away with one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.api import services
from linli.api.forms import SCOPES, TokenForm
from linli.api.models import Token
from linli.core.access import access
from linli.core.errors import Invalid
from linli.core.forms import show_error
from linli.people.http import SignedRequest
from linli.people.policies import grown_required


@access("signed_in")
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: SignedRequest) -> HttpResponse:
    """List one's tokens and make one; its secret is on this one answer and nowhere else."""
    grown_required(request.user)
    form = TokenForm(request.POST or None)
    secret = ""
    if request.method == "POST" and form.is_valid():
        try:
            _token, secret = services.token_make(request.user, **form.cleaned_data)
        except Invalid as error:
            show_error(form, error)
        else:
            form = TokenForm()
    rows = list(Token.objects.filter(owner=request.user)[:100])
    valid = {token.pk for token in services.tokens_valid(request.user)}
    names = dict(SCOPES)
    context = {
        "form": form,
        "secret": secret,
        "rows": [(row, row.pk in valid, [names.get(scope, scope) for scope in row.scopes]) for row in rows],
    }
    return render(request, "api/tokens.html", context, status=422 if form.errors else 200)


@access("signed_in")
@require_POST
def token_revoke(request: SignedRequest, token_id: int) -> HttpResponse:
    """End a token now."""
    token = services.token_revoke(request.user, token_id)
    messages.success(request, _("“%(name)s”的令牌已撤销，立即失效。") % {"name": token.name})
    return redirect("api:tokens")
