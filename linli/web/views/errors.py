"""Pages for what went wrong: each says what it is and what to do; a refused form gives its text back."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from linli.core.errors import LinliError
from linli.core.faults import Fault, fault_of
from linli.core.problems import problem, wants_problem

MOST_KEPT = 20_000
COME_AGAIN = 60  # seconds


def _page(request: HttpRequest, status: int, title: str, message: str, **more: object) -> HttpResponse:
    if wants_problem(request):
        return problem(status, HTTPStatus(status).name.lower(), message)
    error = LinliError(message)
    return render(request, "web/error.html", {"error": error, "title": title, **more}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _page(
        request,
        HTTPStatus.NOT_FOUND,
        _("没有找到这一页"),
        _("地址可能写错了，或者内容已经不在。请从首页重新进入；如果是扫码来的，请联系社区核对门牌码。"),
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return _page(
        request,
        HTTPStatus.FORBIDDEN,
        _("没有权限"),
        _("您没有权限查看此页面。如果您认为应当可以，请联系社区工作人员。"),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: too much, or broken on its way."""
    return _page(
        request, HTTPStatus.BAD_REQUEST, _("没有收到完整的内容"), _("请返回上一页再试一次；如果照片很大，请减少张数。")
    )


def broken(request: HttpRequest) -> HttpResponse:
    """500, or 503 where the machine and not the program failed: without database or session, for either may be what broke."""
    fault = fault_of(sys.exc_info()[1])
    if fault is not None:
        return _unavailable(request, fault)
    if wants_problem(request):
        return problem(500, "broken", _("系统出错，已经记录。请稍后再试。"))
    return HttpResponse(render_to_string("web/broken.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _unavailable(request: HttpRequest, fault: Fault) -> HttpResponse:
    """503: nothing was half done. What was written stands in a form that sends it again, under the same key."""
    words = {
        Fault.AWAY: _("数据库暂时连不上或者太忙，这一步没有办成，也没有办一半。"),
        Fault.FULL: _("服务器暂时存不下新内容，这一步没有办成，也没有办一半。"),
    }[fault]
    if wants_problem(request):
        response = problem(503, "unavailable", words + _("请稍后用同一个 Idempotency-Key 再试。"))
    else:
        page = {"words": words, "path": request.get_full_path(), "fields": [], "files": False, "token": ""}
        if request.method == "POST":
            page |= {"fields": _sent(request), "files": bool(request.FILES), "token": get_token(request)}
        response = HttpResponse(render_to_string("web/unavailable.html", page), status=503)
    response.headers["Retry-After"] = str(COME_AGAIN)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what a form held; nothing of a sign-in code, which is not kept on any page."""
    return [
        (name, value[:MOST_KEPT])
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "code")
        for value in values
    ]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came too late or from elsewhere: nothing was done, and what was written is shown to be copied."""
    kept = [
        (name, value[:MOST_KEPT])
        for name, values in request.POST.lists()
        if name not in ("csrfmiddlewaretoken", "next", "key") and "code" not in name
        for value in values
        if len(value) > 10
    ]
    return render(
        request,
        "web/csrf.html",
        {
            "title": _("页面放得太久，没有提交成功"),
            "error": LinliError(_("请返回上一页，刷新后再提交一次。您写的文字还在下面，可以复制。")),
            "kept": kept,
        },
        status=HTTPStatus.FORBIDDEN,
    )
