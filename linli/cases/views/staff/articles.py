"""Where the case meets what is known: articles that fit while somebody answers, and an answer that becomes an article."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.cases import selectors
from linli.cases.domain.facts import State
from linli.cases.domain.keeping import Answered, kept
from linli.cases.models import Case, Visibility
from linli.core.access import access
from linli.core.errors import Missing
from linli.knowledge.choices import Choices, owner_write
from linli.knowledge.domain.rights import reaches
from linli.knowledge.forms import ArticleForm
from linli.knowledge.models import Article
from linli.knowledge.selectors import articles_fitting
from linli.knowledge.words import answer_of
from linli.people.domain import Right, Standing

ANSWERING = ("answer", "resolve")
"""The deeds that tell a resident something an article may know."""
KEPT_FROM = (State.RESOLVED, State.CLOSED)


def offers_for(case: Case) -> list[tuple[Article, str]]:
    """Return the articles that fit a case, each with how it reads as an answer."""
    found = articles_fitting(f"{case.title}\n{case.body}", case.community, category=case.category)
    return [(article, answer_of(article.shown)) for article in found if article.shown]


@access("staff")
@require_safe
def fitting(request: HttpRequest, community_id: int, case_id: int, deed: str) -> HttpResponse:
    """The articles that fit, as a fragment that the form of a deed loads for itself."""
    case = selectors.case_for_staff(request.standing, community_id, case_id)  # type: ignore[attr-defined]
    if deed not in ANSWERING:
        raise Missing(_("没有这个操作。"))
    return render(request, "cases/staff/_articles.html", {"offers": offers_for(case)})


def may_keep(case: Case, standing: Standing) -> bool:
    """Whether a case's page offers to make its answer an article: it has one, and the reader may draft there.

    Never of a confidential case, whoever reads it. No query: what a unit may write about is asked when it does.
    """
    if case.visibility == Visibility.CONFIDENTIAL or case.state not in KEPT_FROM or not case.answer:
        return False
    hats = standing.hats_with(Right.DRAFT)
    return any(reaches(hat, case.community.path) or hat.organisation_id == case.lead_id for hat in hats)


@access("staff")
@require_safe
def keep(request: HttpRequest, community_id: int, case_id: int) -> HttpResponse:
    """The form of an article, filled in from a case's answer without personal data; nothing is saved yet."""
    standing: Standing = request.standing  # type: ignore[attr-defined]
    case = selectors.case_for_staff(standing, community_id, case_id)
    if not may_keep(case, standing):
        raise Missing(_("没有这个操作。"))
    choices = Choices(standing)
    form = ArticleForm(choices, initial=_first_values(case, standing))
    context = {
        "form": form,
        "article": None,
        "heads": bool(choices.heads),
        "origin": reverse("cases:case", args=[community_id, case_id]),
        "alike": articles_fitting(str(form.initial["question"]), case.community, category=case.category),
    }
    return render(request, "knowledge/staff/edit.html", context)


def _first_values(case: Case, standing: Standing) -> dict[str, object]:
    words = kept(
        Answered(
            title=case.public_title or case.title,
            answer=case.public_answer or case.answer,
            basis=_basis(case),
            is_private=case.visibility == Visibility.PRIVATE and not case.published_at,
            known=_known(case),
        )
    )
    subject = _(case.category.name) if case.category else ""
    day = timezone.localdate(case.resolved_at).isoformat() if case.resolved_at else ""
    source = _("%(lead)s %(day)s 答复，以窗口答复为准") % {"lead": case.lead.name, "day": day}
    own = [hat for hat in standing.hats_with(Right.DRAFT) if reaches(hat, case.community.path) or not hat.is_desk]
    return {
        "question": words.question or (_("%(subject)s怎么办？") % {"subject": subject} if subject else ""),
        "answer": words.answer,
        "phone": case.lead.phone,
        "source": words.basis or source,
        "place": case.community_id,
        "category": case.category_id,
        "owner": owner_write(min(own, key=lambda hat: hat.level).organisation_id, None),
    }


def _basis(case: Case) -> str:
    """What the last answer was based on."""
    said = [event.content.get("said", {}) for event in case.events.filter(name__in=ANSWERING).order_by("seq")]
    return str(said[-1].get("basis") or "") if said else ""


def _known(case: Case) -> tuple[str, ...]:
    """What the case holds of people, to be taken out of its words; none of it is shown."""
    people = [word for reporter in case.reporters.all() for word in (reporter.name, reporter.phone)]
    return tuple(word for word in (*people, case.address) if word)
