"""Votes as heads arrange them: opened, ballots on paper, counted, decided where the votes did not; never a count before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.core.access import access
from linli.core.errors import Invalid, LinliError, Missing
from linli.leaders import services
from linli.leaders.domain import LONGEST, SHORTEST
from linli.leaders.forms import PaperForm, RuleForm
from linli.leaders.models import Vote
from linli.leaders.selectors.papers import entrances_in, papers_given
from linli.leaders.selectors.votes import rule_of, seats_open, vote_managed, votes_staff
from linli.people.domain import Right
from linli.people.http import SignedRequest
from linli.people.models import Nomination
from linli.people.selectors import place_managed


@access("admin")
@require_safe
def votes(request: SignedRequest, code: str) -> HttpResponse:
    """What can be voted on, what runs, what was decided."""
    place = place_managed(request.standing, Right.ADMIN, code)
    rule, shown, papers = rule_of(place), votes_staff(place), papers_given(place)
    entrances = entrances_in(place) if any(one.vote.takes_ballots for one in shown) else []
    for one in shown:
        one.papers = papers.get(one.vote.id, 0)
        one.paper_form = PaperForm(entrances, auto_id=f"e{one.vote.id}_%s") if one.vote.takes_ballots else None
    page = {
        "place": place,
        "seats": seats_open(place),
        "votes": shown,
        "rule": rule,
        "rule_form": RuleForm(initial={"days": rule.days, "turnout": rule.turnout, "majority": rule.majority}),
        "least": SHORTEST,
        "most": LONGEST,
    }
    return render(request, "leaders/votes.html", page)


@access("admin")
@require_POST
def open_(request: SignedRequest, code: str) -> HttpResponse:
    """Open a vote on those that are ticked."""
    place = place_managed(request.standing, Right.ADMIN, code)
    ids = [int(pk) for pk in request.POST.getlist("nomination") if pk.isdecimal() and len(pk) < 19]
    wanted = list(Nomination.objects.filter(pk__in=ids, neighbourhood__community=place))
    days = _number(request.POST.get("days", ""))
    return _done(
        request,
        code,
        lambda: services.vote_open(wanted, days=days, acting=request.standing),
        _("投票开始了，已经告诉这里确认过住处的居民。"),
    )


@access("admin")
@require_POST
def rule(request: SignedRequest, code: str) -> HttpResponse:
    """How votes are held here from now on."""
    place = place_managed(request.standing, Right.ADMIN, code)
    form = RuleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填写天数和百分之几，都是数字。"))
        return redirect("leaders:votes", code)
    given = form.cleaned_data
    return _done(request, code, lambda: services.rule_set(place, **given, acting=request.standing), _("已保存。"))


@access("admin")
@require_POST
def decide(request: SignedRequest, code: str, vote_id: int, deed: str) -> HttpResponse:
    """Give out a ballot on paper or take it back, count, decide what was not decided, stop."""
    row, given, acting = vote_managed(request.standing, code, vote_id), request.POST, request.standing
    deeds: dict[str, tuple[Callable[[], object], str]] = {
        "paper": (lambda: _paper(request, row, back=False), _("已登记：这一户投纸质票，不能再用手机投。")),
        "back": (lambda: _paper(request, row, back=True), _("已登记：这一户退回了纸质票。")),
        "count": (lambda: services.vote_count(row, paper=_papers(given), acting=acting), _("已计票，结果已公布。")),
        "settle": (
            lambda: services.vote_settle(
                row, number=_number(given.get("number", "")), why=given.get("why", ""), acting=acting
            ),
            _("已决定，居民看得到理由。"),
        ),
        "stop": (
            lambda: services.vote_call_off(row, why=given.get("why", ""), acting=acting),
            _("已停止，票没有打开。"),
        ),
    }
    if deed not in deeds:
        raise Missing(_("没有这个操作。"))
    return _done(request, code, *deeds[deed])


def _paper(request: SignedRequest, row: Vote, *, back: bool) -> None:
    entrances = entrances_in(row.community)
    form = PaperForm(entrances, request.POST)
    if not form.is_valid():
        raise Invalid(_("请选单元，填门牌号。"))
    entrance = next(one for one in entrances if one.pk == form.cleaned_data["entrance"])
    services.paper_give(row, entrance, form.cleaned_data["door"], back=back, acting=request.standing)


def _papers(given: Mapping[str, str]) -> dict[int, int] | None:
    """Return what was counted out of the box; None where the form did not ask."""
    named = {int(name[5:]): words for name, words in given.items() if name[:5] == "paper" and name[5:].isdecimal()}
    if named and not given.get("seen"):
        raise Invalid(_("请两名工作人员一起开箱清点，再勾选。"))
    return {number: _number(words) for number, words in named.items()} or None


def _number(words: str) -> int:
    """Return a number of a form; one that no rule allows where there is none."""
    return int(words) if words.isdecimal() and len(words) < 7 else -1


def _done(request: SignedRequest, code: str, deed: Callable[[], object], said: str) -> HttpResponse:
    try:
        deed()
    except LinliError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, said)
    return redirect("leaders:votes", code)
