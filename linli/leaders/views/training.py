"""Training as heads arrange it: sessions, the day's code, who came, and who never did."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core import clock
from linli.core.access import access
from linli.core.errors import LinliError, Missing
from linli.core.forms import show_error
from linli.leaders.forms import TrainingForm
from linli.leaders.selectors.training import (
    KINDS,
    attended_by,
    code_counts,
    day_code,
    leaders_of,
    lines_of,
    training_managed,
    trainings_of,
)
from linli.leaders.services import attendance_set, leaders_list, training_cancel, training_make
from linli.people.domain import LEADS, Right
from linli.people.http import SignedRequest
from linli.people.models import Post
from linli.people.selectors import place_managed
from linli.places.qr import qr_svg

MOST_LINES = 300


def post_panel(post: Post) -> tuple[str, dict[str, object]] | None:
    """What a leader attended, for the page of the post that heads read."""
    if post.kind not in KINDS:
        return None
    return "leaders/_post.html", {"attended": attended_by([post])[post.pk], "line": lines_of([post])[0]}


@access("admin")
@require_http_methods(["GET", "HEAD", "POST"])
def trainings(request: SignedRequest, code: str) -> HttpResponse:
    """The sessions of a community, a new one, and who has attended none since their post began."""
    place = place_managed(request.standing, Right.ADMIN, code)
    form = TrainingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = training_make(place, **form.cleaned_data, acting=request.standing)
        except LinliError as error:
            show_error(form, error)
        else:
            messages.success(request, _("已发出，这些岗位的人都收到了消息。"))
            return redirect("leaders:training", place.code, made.id)
    lines = lines_of(list(leaders_of(place, LEADS)))
    never = [line for line in lines if line.latest is None]
    page = {
        "place": place,
        "form": form,
        "trainings": trainings_of(place),
        "never": never[:MOST_LINES],
        "count": len(never),
        "all": len(lines),
    }
    return render(request, "leaders/trainings.html", page, status=422 if form.errors else 200)


@access("admin")
@require_safe
def training(request: SignedRequest, code: str, training_id: int) -> HttpResponse:
    """One session: the code of the day while it takes place, who is on the list, who came."""
    row = training_managed(request.standing, code, training_id)
    now = clock.now()
    digits = day_code(row, now) if code_counts(row, now) else ""
    address = f"{settings.LINLI_BASE_URL}{reverse('leaders:here', args=[row.id])}?code={digits}"
    page = {
        "place": row.community,
        "training": row,
        "kinds": _kinds(row.kinds),
        "lines": lines_of(list(leaders_of(row.community, row.kinds)), row),
        "begun": row.starts_at <= now,
        "digits": digits,
        "qr": mark_safe(qr_svg(address).decode()) if digits else "",
    }
    return render(request, "leaders/training.html", page)


@access("admin")
@require_POST
def decide(request: SignedRequest, code: str, training_id: int, deed: str) -> HttpResponse:
    """Put leaders on the list, write down who came, cancel."""
    row, acting = training_managed(request.standing, code, training_id), request.standing
    posts = [int(pk) for pk in request.POST.getlist("post") if pk.isdecimal() and len(pk) < 19]
    deeds: dict[str, Callable[[], object]] = {
        "list": lambda: leaders_list(row, posts, acting=acting),
        "came": lambda: attendance_set(row, posts, acting=acting),
        "cancel": lambda: training_cancel(row, why=request.POST.get("why", ""), acting=acting),
    }
    if deed not in deeds:
        raise Missing(_("没有这个操作。"))
    try:
        deeds[deed]()
    except LinliError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("已保存。"))
    return redirect("leaders:training", code, training_id)


def _kinds(kinds: list[str]) -> str:
    names = dict(TrainingForm.KINDS)
    return "、".join(str(names[kind]) for kind in kinds if kind in names)
