"""Knowledge as staff look after it: what there is, one article with its history, writing, publishing, withdrawing."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core import clock
from linli.core.access import access
from linli.core.errors import Changed, LinliError, Refused
from linli.core.forms import show_error
from linli.knowledge import selectors, services
from linli.knowledge.choices import Choices
from linli.knowledge.domain.rights import publishing_hat
from linli.knowledge.domain.validity import review_is_due
from linli.knowledge.forms import ArticleForm, ReviewForm, WithdrawForm
from linli.knowledge.history import changes_between, history
from linli.knowledge.models import Article
from linli.knowledge.policies import may_write
from linli.knowledge.words import BOXES
from linli.people.http import SignedRequest
from linli.text.query import condition_of

PAGE = 30
READ_AND_WRITE = ["GET", "HEAD", "POST"]


@access("draft")
@require_safe
def articles(request: SignedRequest) -> HttpResponse:
    """The articles of one's places, in boxes, with what readers said of them."""
    on, box, asked = clock.today(), request.GET.get("box", ""), request.GET.get("q", "").strip()
    found = selectors.articles_for_staff(request.standing)
    boxes = [(name, BOXES[name], count) for name, count in selectors.counts_by_box(found, on)]
    rows = selectors.in_box(found, box, on)
    if asked and (condition := condition_of(asked)):
        rows = rows.filter(terms__terms__meet=condition)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    counts = selectors.counts_of(article.shown_id for article in page if article.shown_id)
    listed = [(article, counts.get(article.shown_id or 0, (0, 0))) for article in page]
    context = {"page": page, "listed": listed, "boxes": boxes, "box": box, "q": asked, "today": on}
    return render(request, "knowledge/staff/articles.html", context)


@access("draft")
@require_safe
def article(request: SignedRequest, article_id: int) -> HttpResponse:
    """One article: what residents read, what is written and not published, its history, and what readers lack."""
    return _page(request, selectors.article_for_staff(request.standing, article_id))


def _page(
    request: SignedRequest,
    article: Article,
    withdraw: WithdrawForm | None = None,
    review: ReviewForm | None = None,
) -> HttpResponse:
    latest, shown, standing = article.latest, article.shown, request.standing
    assert latest is not None
    heads = publishing_hat(standing, latest.place.path) is not None
    versions = selectors.versions_of(article, standing)
    context = {
        "article": article,
        "version": versions[0] if versions else latest,
        "shown": shown,
        "today": clock.today(),
        "pending": heads and article.latest_id != article.shown_id,
        "may_edit": may_write(standing, latest.place, latest.category, latest.owner_id) is not None,
        "heads": heads,
        "stale": shown is not None and review_is_due(shown.review_on, clock.today()),
        "over": shown is not None and shown.valid_to is not None and shown.valid_to < clock.today(),
        "history": history(versions),
        "feedback": selectors.counts_of([shown.pk]).get(shown.pk, (0, 0)) if shown else (0, 0),
        "lacking": selectors.feedback_of(shown)[:20] if shown else [],
        "withdraw": withdraw or WithdrawForm(),
        "review": review or ReviewForm(),
    }
    status = 422 if (withdraw and withdraw.errors) or (review and review.errors) else 200
    return render(request, "knowledge/staff/article.html", context, status=status)


@access("draft")
@require_http_methods(READ_AND_WRITE)
def new(request: SignedRequest) -> HttpResponse:
    """Write an article; a head may publish it with the same press."""
    form = ArticleForm(Choices(request.standing), request.POST or None)
    return _write(request, form, None)


@access("draft")
@require_http_methods(READ_AND_WRITE)
def edit(request: SignedRequest, article_id: int) -> HttpResponse:
    """Change an article: a version of its own, beside what residents read until it is published."""
    found = selectors.article_for_staff(request.standing, article_id)
    latest = found.latest
    assert latest is not None
    if may_write(request.standing, latest.place, latest.category, latest.owner_id) is None:
        raise Refused(_("这条知识由“%(owner)s”负责，请告诉他们要改什么。") % {"owner": latest.owner})
    return _write(request, ArticleForm(Choices(request.standing, latest), request.POST or None), found)


def _write(request: SignedRequest, form: ArticleForm, article: Article | None) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                version = services.article_write(
                    form.content(),
                    acting=request.standing,
                    article_id=article.pk if article else None,
                    seen=form.cleaned_data["seen"],
                    note=form.cleaned_data.get("note", ""),
                    key=form.cleaned_data["key"] or None,
                )
            except Changed as error:
                assert article is not None and article.latest is not None
                form.again(article.latest.number)
                form.refuse({}, error.message)
                status = error.status
            except LinliError as error:
                form.refuse(error.fields, error.message)
            else:
                return _written(request, version.article_id)
    return render(request, "knowledge/staff/edit.html", writing_page(request, form, article), status=status)


def writing_page(request: SignedRequest, form: ArticleForm, article: Article | None = None) -> dict[str, object]:
    """Return what the page for writing shows; a case's answer comes in by it as well."""
    return {"form": form, "article": article, "heads": bool(form.choices.heads)}


def _written(request: SignedRequest, article_id: int) -> HttpResponse:
    if request.POST.get("do") != "publish":
        messages.success(request, _("已保存，还没有发布。"))
        return redirect("knowledge:article", article_id)
    return _publish(request, article_id)


@access("draft")
@require_POST
def publish(request: SignedRequest, article_id: int) -> HttpResponse:
    """Let residents read what was written last."""
    selectors.article_for_staff(request.standing, article_id)
    seen = request.POST.get("seen", "")
    return _publish(request, article_id, int(seen) if seen.isdecimal() and len(seen) < 6 else None)


def _publish(request: SignedRequest, article_id: int, seen: int | None = None) -> HttpResponse:
    try:
        services.article_publish(article_id, acting=request.standing, seen=seen)
    except LinliError as error:
        messages.warning(request, error.message)
    else:
        messages.success(request, _("已发布，居民现在就能看到。"))
    return redirect("knowledge:article", article_id)


@access("draft")
@require_POST
def withdraw(request: SignedRequest, article_id: int) -> HttpResponse:
    """Take an article away from residents, saying why."""
    found = selectors.article_for_staff(request.standing, article_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            services.article_withdraw(article_id, acting=request.standing, why=form.cleaned_data["why"])
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已撤下，居民不再看到它。"))
            return redirect("knowledge:article", article_id)
    return _page(request, found, withdraw=form)


@access("draft")
@require_POST
def review(request: SignedRequest, article_id: int) -> HttpResponse:
    """Say that it is still right, and when to look again."""
    found = selectors.article_for_staff(request.standing, article_id)
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            services.article_review(article_id, form.cleaned_data["review_on"], acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已复核。"))
            return redirect("knowledge:article", article_id)
    return _page(request, found, review=form)


@access("draft")
@require_safe
def versions(request: SignedRequest, article_id: int) -> HttpResponse:
    """Two versions beside each other: `?from=1&to=3`; a version alone is compared with the one before it."""
    found = selectors.article_for_staff(request.standing, article_id)
    all_of_it = selectors.versions_of(found, request.standing)
    context = {"article": found, "versions": all_of_it, **changes_between(all_of_it, request.GET)}
    return render(request, "knowledge/staff/versions.html", context)
