"""One deed: its form, and doing it. Whatever goes wrong, the words that were typed stay on the page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from linli.cases import selectors, words
from linli.cases.domain.table import DEEDS, Ask
from linli.cases.forms import DeedForm, deed_form
from linli.cases.models import Case
from linli.cases.services import Acting, case_act
from linli.cases.views.staff import sheet
from linli.cases.views.staff.answering import lines_of
from linli.cases.views.staff.articles import ANSWERING, offers_for
from linli.catalog.selectors import suggest
from linli.core.access import access
from linli.core.errors import Changed, Invalid, LinliError, Missing, Refused, TooMany
from linli.privacy.selectors.mine import agreed
from linli.privacy.words import SUGGESTIONS

# Where a rule's name for a value differs from the form's.
_FIELDS = {"files": "photos", "proof": "photos"}
_DONE = {"reveal": "identity"}
# What the link to a form may have chosen already.
_CHOSEN_BEFORE = {"what", "target_id"}


@access("staff")
def deed(request: HttpRequest, community_id: int, case_id: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it."""
    case = selectors.case_for_staff(request.standing, community_id, case_id)  # type: ignore[attr-defined]
    row = DEEDS.get(deed)
    if row is None or not row.by_hand or not row.from_:
        raise Missing(_("没有这个操作。"))
    acting = sheet.acting_of(request.standing)  # type: ignore[attr-defined]
    if request.method != "POST":
        if row not in selectors.deeds_offered(case, acting):
            return _impossible(request, case, acting, deed_form(row, case, acting), _("这一步现在不能做。"), status=409)
        form = deed_form(row, case, acting)
        for name in _CHOSEN_BEFORE & request.GET.keys() & form.fields.keys():
            form.initial[name] = request.GET[name]
        inline = "HX-Request" in request.headers
        template = "cases/staff/_deed_form.html" if inline else "cases/staff/deed.html"
        return render(request, template, {**_context(request, case, form), "inline": inline})
    if row.name in ANSWERING and ("look" in request.POST or "insert" in request.POST):
        return _look(request, case, deed_form(row, case, acting))
    if row.name in ANSWERING and "check" in request.POST:
        return _check(request, case, deed_form(row, case, acting))
    return _do(request, case, acting, deed_form(row, case, acting, request.POST, request.FILES))


def _check(request: HttpRequest, case: Case, form: DeedForm) -> HttpResponse:
    """Without a script: the form again with what the answer leaves open, and everything typed kept."""
    form.keep(request.POST)
    return render(
        request,
        "cases/staff/deed.html",
        {**_context(request, case, form), "lines": lines_of(case, request.POST.dict())},
    )


def _look(request: HttpRequest, case: Case, form: DeedForm) -> HttpResponse:
    """Without a script: the form again with the articles that fit, one of them put in, and everything typed kept."""
    form.keep(request.POST)
    offers = offers_for(case)
    for article, answer in offers:
        if article.shown and request.POST.get("insert") == str(article.pk):
            form.insert(answer, article.shown.source)
    return render(request, "cases/staff/deed.html", {**_context(request, case, form), "offers": offers, "looked": True})


def _do(request: HttpRequest, case: Case, acting: Acting, form: DeedForm) -> HttpResponse:
    if not form.is_valid():
        return render(request, "cases/staff/deed.html", _context(request, case, form), status=422)
    try:
        done = case_act(
            case.community_id,
            case.id,
            form.deed.name,
            acting=acting,
            carried=form.carried(),
            key=form.cleaned_data["key"],
            version=form.cleaned_data["version"],
            files=form.files_given(),
        )
    except Changed as error:
        return _changed(request, case, acting, form, error)
    except Invalid as error:
        for name, message in (error.fields or {"": error.message}).items():
            form.refuse(message, _FIELDS.get(name, name))
        return render(request, "cases/staff/deed.html", _context(request, case, form), status=error.status)
    except (Refused, TooMany) as error:
        return _impossible(request, case, acting, form, error.message, status=error.status)
    messages.success(request, _("已完成：%(deed)s") % {"deed": words.deed_name(form.deed.name)})
    return _onward(request, done, acting, form.deed.name)


def _onward(request: HttpRequest, case: Case, acting: Acting, deed: str) -> HttpResponse:
    """To the case, or to the inbox where it is no longer theirs to read."""
    try:
        selectors.case_for_staff(acting.standing, case.community_id, case.id)
    except Missing:
        return redirect("cases:inbox")
    response = redirect("cases:case", case.community_id, case.id)
    if deed in _DONE:
        response["Location"] += f"#{_DONE[deed]}"
    return response


def _changed(request: HttpRequest, case: Case, acting: Acting, form: DeedForm, error: LinliError) -> HttpResponse:
    """Somebody was first: show what they did, keep the words, let it be tried again if it still can be."""
    case = selectors.case_for_staff(acting.standing, case.community_id, case.id)
    if form.deed not in selectors.deeds_offered(case, acting):
        return _impossible(request, case, acting, form, error.message, status=error.status)
    seen = form.cleaned_data["version"]
    form = deed_form(form.deed, case, acting, request.POST, request.FILES)
    form.again(case.version)
    context = {**_context(request, case, form), "error": error, "changes": _since(case, acting, seen)}
    return render(request, "cases/staff/deed.html", context, status=error.status)


def _impossible(
    request: HttpRequest, case: Case, acting: Acting, form: DeedForm, message: str, *, status: int
) -> HttpResponse:
    """The deed is no longer allowed: say why, show the present state, and offer the typed words for a note."""
    typed = form.typed() if form.is_bound else ""
    context = {**_context(request, case, form), "message": message, "typed": typed}
    if form.is_bound:
        seen = str(form.data.get("version", ""))
        context["changes"] = _since(case, acting, int(seen)) if seen.isdecimal() else []
    note = DEEDS["note"]
    if typed and note in selectors.deeds_offered(case, acting):
        form = deed_form(note, case, acting)
        form.initial["text"] = typed
        context["note"] = form
    return render(request, "cases/staff/impossible.html", context, status=status)


def _since(case: Case, acting: Acting, version: int) -> list[selectors.Entry]:
    """What happened after the page was loaded."""
    return selectors.timeline(case, acting, resident=False)[version:]


def _context(request: HttpRequest, case: Case, form: DeedForm) -> dict[str, object]:
    context: dict[str, object] = {"case": case, "form": form}
    context |= {"name": form.deed.name, "title": words.deed_name(form.deed.name), "looks": form.deed.name in ANSWERING}
    if form.deed.name == "reject":
        context["answers"] = form.choices.route_answers()
    if any(carry.ask == Ask.CATEGORY for carry in form.deed.carries):
        allowed = agreed(request.user, SUGGESTIONS)  # type: ignore[arg-type]
        context["suggestion"] = suggest(f"{case.title} {case.body}") if allowed else None
    return context
