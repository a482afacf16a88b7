"""Counts of a place, its kinds of skill, and lists brought in."""

from __future__ import annotations

from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.audit.services import audit_note
from linli.core.access import access
from linli.core.errors import Invalid, LinliError, Missing
from linli.core.forms import show_error
from linli.partners import selectors, services
from linli.partners.forms import SkillForm
from linli.partners.importing import KINDS, scope_of
from linli.partners.views.tabs import tabs
from linli.people.domain import Right
from linli.people.http import SignedRequest
from linli.people.selectors import place_managed
from linli.places.importing.runner import run_importer
from linli.places.importing.templates import write_template_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_BYTES = 10 * 1024 * 1024
MOST_SHOWN = 200


@access("figures")
@require_safe
def figures(request: SignedRequest) -> HttpResponse:
    """How many have registered where."""
    place = place_managed(request.standing, Right.FIGURES, request.GET.get("place", ""))
    rows, whole = selectors.figures_of(place)
    context = {"tabs": tabs(request), "place": place, "rows": rows, "whole": whole}
    return render(request, "partners/staff/figures.html", context)


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def skills(request: SignedRequest) -> HttpResponse:
    """The kinds of skill of a place; add one."""
    place = place_managed(request.standing, Right.ADMIN, request.GET.get("place", ""))
    form = SkillForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.skill_add(place, form.cleaned_data["name"], acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已保存。"))
            return redirect("partners:skills")
    context = {"tabs": tabs(request), "place": place, "form": form}
    context["kinds"] = selectors.skills_in(place).select_related("place").defer("place__outline")
    return render(request, "partners/staff/skills.html", context, status=422 if form.errors else 200)


@access("admin")
@require_POST
def retire(request: SignedRequest, skill_id: int) -> HttpResponse:
    """Take a kind out of use."""
    services.skill_retire(skill_id, acting=request.standing)
    messages.success(request, _("已保存。"))
    return redirect("partners:skills")


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: SignedRequest) -> HttpResponse:
    """Take a list of units or members, or with "dry_run" only look through it."""
    place = place_managed(request.standing, Right.ADMIN, request.GET.get("place", ""))
    context = {"tabs": tabs(request), "place": place, "kinds": [(key, kind.title) for key, kind in KINDS.items()]}
    if request.method != "POST":
        return render(request, "partners/staff/import.html", context)
    kind = request.POST.get("kind", "")
    context["chosen"] = kind
    try:
        file = request.FILES.get("file")
        if file is None or kind not in KINDS:
            raise Invalid(_("请先选择文件。"))
        if (file.size or 0) > MOST_BYTES:
            raise Invalid(_("文件超过 10 MB。请分成几个文件。"))
        dry_run = request.POST.get("dry_run") == "1"
        importer = KINDS[kind](scope_of(place), acting=request.standing)
        with transaction.atomic():
            result = run_importer(importer, file, dry_run=dry_run)  # type: ignore[arg-type]
            if not dry_run:
                said: dict[str, Any] = {"created": result.created, "updated": result.updated}
                audit_note("partners_imported", place, request.standing, list=kind, rejected=result.rejected, **said)
    except Invalid as error:
        return render(request, "partners/staff/import.html", context | {"fault": error.message}, status=422)
    errors = result.errors[:MOST_SHOWN]
    context |= {"result": result, "errors": errors, "more": len(result.errors) - len(errors)}
    return render(request, "partners/staff/import.html", context)


@access("admin")
@require_safe
def template(request: SignedRequest, kind: str) -> HttpResponseBase:
    """Send the empty list of a kind."""
    if kind not in KINDS:
        raise Missing(_("没有这种表格。"))
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_template_of(str(KINDS[kind].title), KINDS[kind].columns, target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{kind}-template.xlsx", content_type=XLSX)
