"""Knowledge for residents (C3): look something up, read it with its source and date, say whether it was enough."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.catalog.models import Category
from linli.core import clock
from linli.core.access import access
from linli.knowledge import selectors
from linli.knowledge.domain.content import documents_of, phones_of
from linli.knowledge.domain.validity import Validity, review_is_due, validity
from linli.knowledge.forms import FeedbackForm
from linli.knowledge.models import Article
from linli.knowledge.services import feedback_give
from linli.knowledge.unanswered import unanswered_keep
from linli.people.client import client_address, network_of
from linli.people.services.tries import try_count
from linli.places.here import here
from linli.places.models import Division
from linli.places.selectors import communities_in_use
from linli.text.marking import Marker

PAGE = 30
MOST_ASKED = 100
FEEDBACK_AN_HOUR = 60
"""From one address: a whole station's visitors may share one, a program that votes does not get far."""


@access("public")
@require_safe
def shown_list(request: HttpRequest) -> HttpResponse:
    """What is known here: by subject, of one category, or what holds the words looked for."""
    place = _place(request)
    asked, code = request.GET.get("q", "").strip()[:MOST_ASKED], request.GET.get("category", "")
    category = get_object_or_404(Category, code=code, active=True) if code else None
    context: dict[str, object] = {"place": place, "q": asked, "category": category}
    if asked:
        found, whole = selectors.articles_search(asked, place, category)
        marker = Marker(asked)
        pairs = [(article, marker.pieces(article.shown.question)) for article in found if article.shown]
        context |= {"found": pairs, "whole": whole}
    elif category is not None:
        rows = selectors.articles_shown(place).filter(shown__category=category).order_by("-shown__published_at", "pk")
        context["page"] = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    else:
        context["subjects"] = selectors.subjects_shown(place)
    return render(request, "knowledge/resident/list.html", context)


def _place(request: HttpRequest) -> Division | None:
    """The community that is asked for, else the one somebody came by."""
    if code := request.GET.get("community", ""):
        return get_object_or_404(communities_in_use(), code=code)
    known = here(request)
    return known.community if known else None


@access("public")
@require_safe
def shown(request: HttpRequest, article_id: int) -> HttpResponse:
    """One article: what to do, what to bring, whom to call, on what basis, as of when."""
    return _page(request, selectors.article_shown(article_id))


def _page(request: HttpRequest, article: Article, form: FeedbackForm | None = None) -> HttpResponse:
    version = article.shown
    assert version is not None
    on = clock.today()
    context = {
        "article": article,
        "version": version,
        "documents": documents_of(version.documents),
        "phones": phones_of(version.phone),
        "over": validity(version.valid_from, version.valid_to, on) is Validity.OVER,
        "coming": validity(version.valid_from, version.valid_to, on) is Validity.COMING,
        "stale": review_is_due(version.review_on, on),
        "said": request.session.get(_said(version.pk)),
        "form": form or FeedbackForm(),
    }
    return render(request, "knowledge/resident/article.html", context, status=422 if form and form.errors else 200)


def _said(version_id: int) -> str:
    return f"enough-{version_id}"


@access("public")
@require_POST
def feedback(request: HttpRequest, article_id: int) -> HttpResponse:
    """Keep whether it was enough; where it was not, the words go along to the report that is offered."""
    article = selectors.article_shown(article_id)
    assert article.shown is not None
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return _page(request, article, form)
    try_count("article_feedback", network_of(client_address(request)), most=FEEDBACK_AN_HOUR, window=timedelta(hours=1))
    enough, words = form.cleaned_data["enough"], form.cleaned_data["words"]
    feedback_give(article.pk, who=_reader(request), enough=enough, words=words)
    request.session[_said(article.shown.pk)] = "yes" if enough else "no"
    if enough:
        messages.success(request, _("谢谢，您的话帮我们知道哪些写清楚了。"))
    else:
        unanswered_keep(request, article.shown.question, words)
    return redirect("knowledge:shown", article.pk)


def _reader(request: HttpRequest) -> str:
    """Whoever is signed in is one reader on every device; anybody else is one in each browser."""
    if request.user.is_authenticated:
        return f"account {request.user.pk}"
    if request.session.session_key is None:
        request.session.create()
    return f"session {request.session.session_key}"
