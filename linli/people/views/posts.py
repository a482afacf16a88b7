"""One post: its page, handed over, its holder moved, what is posted of them; the photo that everybody sees."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from linli.core import clock
from linli.core.access import access
from linli.core.errors import LinliError
from linli.core.forms import show_error
from linli.people import selectors
from linli.people.forms import HandOverForm, MoveForm, PostedForm
from linli.people.http import SignedRequest
from linli.people.models import Post
from linli.people.panels import panels_of_post
from linli.people.services import account_get_or_create, post_hand_over, post_move, post_update
from linli.people.views.staff import kinds_name, posts_of_place

READ_AND_WRITE = ["GET", "HEAD", "POST"]


@access("admin")
@require_safe
def post(request: SignedRequest, post_id: int) -> HttpResponse:
    """Who holds it from when to when, what is posted of them, who held it before; and what can be done about it."""
    found = selectors.post_managed(request.standing, post_id)
    now = clock.now()
    page = {
        "post": found,
        "now": now,
        "ended": found.ends_at is not None and found.ends_at <= now,
        "begun": found.starts_at <= now,
        "own": found.account_id == request.user.pk,
        "deputies": kinds_name(found.deputies.order_by("-starts_at")),
        "others": kinds_name(selectors.posts_before_and_after(found)),
        "panels": panels_of_post(found),
        "back": posts_of_place(found.organisation.place.code),
    }
    return render(request, "people/post.html", page)


@access("admin")
@require_http_methods(READ_AND_WRITE)
def hand_over(request: SignedRequest, post_id: int) -> HttpResponse:
    """Let somebody take a post over with everything that lies on it."""
    post = selectors.post_managed(request.standing, post_id)
    form = HandOverForm(request.POST or None, request.FILES or None)
    back = reverse("people:post", args=[post.pk])
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            account = account_get_or_create(given.pop("phone"), given["public_name"])
            successor, handed = post_hand_over(post, account=account, acting=request.standing, **given)
        except LinliError as error:
            show_error(form, error)
        else:
            count = handed.get("cases", 0)
            done = ngettext(
                "已移交给%(name)s，%(count)s 件在办诉求一并移交；%(before)s的权限同时收回。",
                "已移交给%(name)s，%(count)s 件在办诉求一并移交；%(before)s的权限同时收回。",
                count,
            )
            names = {"name": successor.public_name, "before": post.public_name, "count": count}
            messages.success(request, done % names)
            return redirect("people:post", successor.pk)
    note = _("%(name)s的岗位立即结束，在办的诉求、关注和热点问题一次移交给接任的人。") % {"name": post.public_name}
    return _page(request, post, form, _("移交岗位"), back, note)


@access("admin")
@require_http_methods(READ_AND_WRITE)
def move(request: SignedRequest, post_id: int) -> HttpResponse:
    """Let a holder take the same post elsewhere."""
    post = selectors.post_managed(request.standing, post_id)
    form = MoveForm(request.POST or None, organisations=selectors.organisations_for_move(request.standing, post))
    back = reverse("people:post", args=[post.pk])
    if request.method == "POST" and form.is_valid():
        to = form.cleaned_data["organisation"]
        try:
            moved = post_move(post, to, acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("%(name)s已调到%(to)s。") % {"name": post.public_name, "to": to.name})
            return redirect("people:post", moved.pk)
    note = _("%(name)s手上的诉求留在原单位，由同事接着办；没有同事的，由上一级接着办。") % {"name": post.public_name}
    return _page(request, post, form, _("调岗"), back, note)


@access("signed_in")
@require_http_methods(READ_AND_WRITE)
def edit(request: SignedRequest, post_id: int) -> HttpResponse:
    """Change what is posted: one's own promise and photo, or those of a post that one arranges."""
    post = selectors.post_editable(request.user, request.standing, post_id)
    written = {"public_phone": post.public_phone, "promise": post.promise}
    form = PostedForm(request.POST or None, request.FILES or None, initial=written)
    own = post.account_id == request.user.pk
    back = "/me/" if own else reverse("people:post", args=[post.pk])
    if request.method == "POST" and form.is_valid():
        try:
            post_update(post, account=request.user, acting=request.standing, **form.cleaned_data)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已保存，居民现在看到的就是新的内容。"))
            return redirect(back)
    template = "people/my_post.html" if own else "people/post_form.html"
    return _page(request, post, form, _("公示内容"), back, "", template)


@access("public")
@require_safe
def photo(request: HttpRequest, post_id: int) -> HttpResponseBase:
    """The portrait of somebody who is on a post now; it goes with the post."""
    post = selectors.post_shown(post_id)
    response = FileResponse(post.photo.open("rb"), content_type="image/jpeg", filename=f"post-{post.pk}.jpg")
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, max-age=300"
    return response


def _page(
    request: HttpRequest,
    post: Post,
    form: HandOverForm | MoveForm | PostedForm,
    title: str,
    back: str,
    note: str,
    template: str = "people/post_form.html",
) -> HttpResponse:
    page = {"form": form, "organisation": post.organisation, "of": post, "note": note, "back": back, "title": title}
    return render(request, template, page, status=422 if form.errors else 200)
