"""The model that suggests a category learns from what people decided: a version each time, compared, and taken back at will."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.catalog.models import CategoryModel
from linli.catalog.selectors import words_kept
from linli.catalog.services import words_changed
from linli.core import clock
from linli.core.errors import Invalid, Missing
from linli.people.domain import Standing
from linli.text.sorting.certainty import promised
from linli.text.sorting.figures import figures_of
from linli.text.sorting.grams import folded
from linli.text.sorting.keeping import model_bytes, model_read
from linli.text.sorting.model import Model, Verdict

LEAST_DECISIONS = 200
"""Fewer teach less than the catalog's own words know."""
LEAST_EACH = 5
"""A category decided more seldom is left to people: its two or three texts would be learnt by heart."""
HELD_OUT_OF = 5
"""One decision of so many is never learnt from, by any version."""
MOST_DECISIONS = 200_000
"""The newest: what older ones taught is in their numbers, and training stays under some minutes."""
MOST_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Decided:
    """A text and the category (its code) that a person gave it, the oldest first in a list."""

    code: str
    text: str


def model_learn(decisions: Sequence[Decided]) -> CategoryModel:
    """Make a version of what people decided, and let it be used where it does no worse than what is used now.

    A fifth is held out for ever, drawn by the texts themselves: no version has learnt from these, so that this one, the
    one in use and the catalog's words are compared on what none of them has seen.

    Raises:
        Invalid: too few decisions to learn from.
    """
    often = Counter(each.code for each in decisions)
    if too_few := too_few_why(often):
        raise Invalid(too_few)
    usable = [each for each in decisions if often[each.code] >= LEAST_EACH][-MOST_DECISIONS:]
    from linli.text.sorting.training import train  # needs scikit-learn, which pages do not

    unseen = [each for each in usable if held_out(each.text)]
    learnt = [each for each in usable if not held_out(each.text)]
    candidate = train([(each.code, each.text) for each in learnt])
    running = CategoryModel.objects.filter(in_use=True).first()
    figures = {
        "candidate": _judged(candidate, unseen),
        "words": _by_words(unseen),
        "agreed": _agreed(candidate, unseen),
    }
    if running is not None:
        figures["running"] = {**_judged(model_read(bytes(running.data)), unseen), "version": running.pk}
    better = _right(figures["candidate"]) >= _right(figures["running"] if running else figures["words"])
    with transaction.atomic():
        made = CategoryModel.objects.create(
            data=model_bytes(candidate),
            decisions=len(usable),
            figures={**figures, "held_out": len(unseen), "better": better, "cross_validated": _short(candidate.facts)},
        )
        if better:
            model_use(made.pk)
            made.refresh_from_db(fields=["in_use", "used_since"])
        spare = CategoryModel.objects.filter(in_use=False).values_list("pk", flat=True)[MOST_VERSIONS:]
        CategoryModel.objects.filter(pk__in=list(spare)).delete()
    return made


def usable_of(often: Mapping[str, int]) -> int:
    """Return how many of the decisions can be learnt from.

    Args:
        often: how often each category was decided.
    """
    return sum(count for count in often.values() if count >= LEAST_EACH)


def too_few_why(often: Mapping[str, int]) -> str:
    """Return in words what is still wanted before anything can be learnt, "" where there is enough."""
    usable, kinds = usable_of(often), sum(count >= LEAST_EACH for count in often.values())
    if usable >= LEAST_DECISIONS and kinds > 1:
        return ""
    said = {"count": usable, "least": LEAST_DECISIONS, "each": LEAST_EACH, "wanted": max(LEAST_DECISIONS - usable, 0)}
    if usable < LEAST_DECISIONS:
        return (
            _(
                "可以学习的有 %(count)s 件（每个类别至少 %(each)s 件才算），要 %(least)s 件，还差 %(wanted)s 件；在此之前按类别词表判断。"
            )
            % said
        )
    return _("可以学习的 %(count)s 件都是同一个类别，至少要两个类别、每个 %(each)s 件；在此之前按类别词表判断。") % said


def held_out(text: str) -> bool:
    """Whether no version may learn from a text. The same for copies, whatever their spaces, marks and numbers."""
    bare = "".join(character for character in folded(text) if character.isalpha())
    return int.from_bytes(sha256(bare.encode()).digest()[:8]) % HELD_OUT_OF == 0


def model_use(version: int | None, acting: Standing | None = None) -> None:
    """Use a version from now on, in all processes; None: none, so that the catalog's words decide.

    Raises:
        Missing: there is no such version.
    """
    with transaction.atomic():
        CategoryModel.objects.filter(in_use=True).update(in_use=False)
        if version is not None:
            found = CategoryModel.objects.filter(pk=version).update(in_use=True, used_since=clock.now())
            if not found:
                raise Missing(_("没有版本 %(version)s。") % {"version": version})
        words_changed()
        audit_note("model_used", None, acting, version=version or 0)


def _judged(model: Model, decisions: Sequence[Decided]) -> dict[str, Any]:
    verdicts = list(model.classify([each.text for each in decisions]))
    return _without_classes(figures_of([each.code for each in decisions], verdicts))


def _by_words(decisions: Sequence[Decided]) -> dict[str, Any]:
    lexicon = words_kept().categories
    verdicts = [Verdict(lexicon.best(each.text)[0], 0.0, False) for each in decisions]
    return _without_classes(figures_of([each.code for each in decisions], verdicts))


def _agreed(model: Model, decisions: Sequence[Decided]) -> dict[str, Any]:
    """Return how often the catalog's words are right where they say what the model holds likely and does not vouch for.

    Two that agree are not certain for that: they read the same words. They may be called so once these held-out decisions keep
    the model's own promise, and only for the words that the catalog has now.
    """
    kept = words_kept()
    verdicts = zip(decisions, model.classify([each.text for each in decisions]), strict=True)
    agreeing = [
        each.code == verdict.label
        for each, verdict in verdicts
        if not verdict.certain and kept.categories.best(each.text)[0] == verdict.label
    ]
    many, right = len(agreeing), sum(agreeing)
    certain = bool(many) and bool(promised(np.array([right]), np.array([many]))[0])
    return {"many": many, "right": right, "certain": certain, "words": kept.digest}


def _short(facts: dict[str, Any]) -> dict[str, Any]:
    return _without_classes(facts.get("cross_validated", {}))


def _without_classes(figures: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if name != "per_class"}


def _right(figures: dict[str, Any]) -> float:
    return float(figures["accuracy"] or 0)
