"""What suggests a category: its versions side by side, learning another, using or taking back any. For the highest desk's heads."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.audit.services import audit_note
from linli.cases.selectors.decided import decisions_by_category
from linli.cases.tasks import categories_learn
from linli.catalog.learning import MOST_DECISIONS, model_use, too_few_why, usable_of
from linli.catalog.selectors import category_models
from linli.core.access import access
from linli.core.errors import Missing
from linli.people.http import SignedRequest


@access("top")
@require_safe
def versions(request: SignedRequest) -> HttpResponse:
    """Show every version with its figures beside those of what was used then, on the same held-out decisions."""
    rows = list(category_models())
    wanted = "" if rows else too_few_why(decisions_by_category()) or _("经人确认的类别已经够了，可以训练。")
    return render(request, "cases/staff/categories.html", {"rows": rows, "wanted": wanted})


@access("top")
@require_POST
def learn(request: SignedRequest) -> HttpResponse:
    """Let the worker make a version, and say of how many decisions; with too few, how many are wanted."""
    often = decisions_by_category()
    if wanted := too_few_why(often):
        messages.error(request, wanted)
        return redirect("cases:categories")
    with transaction.atomic():
        categories_learn.enqueue()
        audit_note("model_learnt", None, request.standing)
    said = {"n": min(usable_of(often), MOST_DECISIONS)}
    messages.success(request, _("已开始训练，从 %(n)s 件经人确认的类别中学习，约需一两分钟，完成后出现在这里。") % said)
    return redirect("cases:categories")


@access("top")
@require_POST
def use(request: SignedRequest) -> HttpResponse:
    """Use a version, or none."""
    given = request.POST.get("version", "")
    if given and not (given.isascii() and given.isdigit() and len(given) < 10):
        raise Missing(_("没有这个版本。"))
    model_use(int(given) if given else None, request.standing)
    messages.success(request, _("已切换，马上生效。"))
    return redirect("cases:categories")
