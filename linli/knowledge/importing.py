"""Articles from a spreadsheet: each row a version written by whoever brings it in, published where they may."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.audit.services import audit_note, widest
from linli.catalog.models import Category
from linli.catalog.names import category_names
from linli.core import clock
from linli.core.errors import LinliError
from linli.knowledge.domain.content import FIELDS, Content
from linli.knowledge.domain.rights import publishing_hat
from linli.knowledge.domain.validity import REVIEW_EVERY
from linli.knowledge.models import Article, State, Version
from linli.knowledge.selectors import articles_for_staff
from linli.knowledge.services import article_publish, article_write
from linli.knowledge.sheets import COLUMNS
from linli.people.domain import Hat, Right, Standing
from linli.people.models import Organisation
from linli.people.selectors import organisations_covering
from linli.places.importing.columns import header_key
from linli.places.importing.kinds import Importer
from linli.places.importing.results import CellFault, ImportResult
from linli.places.importing.runner import run_importer
from linli.places.importing.scope import Scope
from linli.places.importing.sheets import SheetRow
from linli.places.models import Division
from linli.places.records import Tally

# Where a list's name for a value differs from the content's.
_COLUMNS = {"place_id": "place", "category_id": "category", "owner_id": "owner"}


def articles_import(file: BinaryIO, *, acting: Standing, dry_run: bool = False) -> ImportResult:
    """Bring in a list of articles, in one transaction; a row that cannot be taken is listed with why.

    The same list brought in twice changes nothing: a row with a number is that article, one without is the article that
    asks the same for the same place.

    Raises:
        Invalid: the file cannot be read as such a list.
    """
    with transaction.atomic():
        found = run_importer(ArticleImporter(acting), file, dry_run=dry_run)
        if not dry_run:
            said: dict[str, Any] = {"created": found.created, "updated": found.updated, "rejected": found.rejected}
            audit_note("articles_imported", widest(acting), acting, **said)
    return found


class ArticleImporter(Importer):
    """Articles, written in the name of whoever brings them in."""

    key = "articles"
    title = gettext_lazy("知识")
    columns = COLUMNS

    def __init__(self, acting: Standing) -> None:
        super().__init__(Scope())
        self.acting, self.tally = acting, Tally()
        self.hats = acting.hats_with(Right.DRAFT)
        self.categories = category_names()

    def take(self, row: SheetRow, values: dict[str, Any]) -> None:
        """Write the row, and publish it where it says so and they may."""
        try:
            with transaction.atomic():
                self._write(row, values)
        except LinliError as error:
            name, words = next(iter(error.fields.items()), ("question", error.message))
            raise CellFault(words, "", _COLUMNS.get(name, name)) from None

    def write(self) -> Tally:
        """Each row was written when it was taken, so that its faults are its own."""
        return self.tally

    def _write(self, row: SheetRow, values: dict[str, Any]) -> None:
        place = self._place(values["place"])
        article = self._article(values, place)
        last = article.latest if article else None
        content = self._content(values, place, last)
        self.once((place.pk, content.question), row, content)
        version = article_write(content, acting=self.acting, article_id=article.pk if article else None)
        wants = values.get("state") == State.PUBLISHED and publishing_hat(self.acting, place.path) is not None
        publishes = wants and (article is None or article.shown_id != version.pk)
        if publishes:
            article_publish(version.article_id, acting=self.acting)
        if last is None:
            self.tally.created += 1
        elif version.pk != last.pk or publishes:
            self.tally.updated += 1
        else:
            self.tally.unchanged += 1

    def _place(self, named: str) -> Division:
        if not named:
            return Division.objects.defer("outline").get(pk=self._first_hat().place_id)
        near = Q(path__startswith="-")
        for hat in self.hats:
            near |= Q(path__startswith=hat.path) | Q(code__in=[code for code in hat.path.split("/") if code])
        found = list(Division.objects.filter(near, Q(code=named) | Q(name=named)).defer("outline")[:2])
        if len(found) != 1:
            what = _("有几个同名的地方。") if found else _("没有这个地方，或者它不在您的范围内。")
            raise CellFault(what, _("请填写 12 位区划代码。"), "place")
        return found[0]

    def _first_hat(self) -> Hat:
        return min(self.hats, key=lambda hat: hat.level)

    def _article(self, values: dict[str, Any], place: Division) -> Article | None:
        known = articles_for_staff(self.acting)
        if number := values.get("number"):
            found = known.filter(pk=number).first()
            if found is None:
                raise CellFault(_("没有这个编号的知识，或者您不能查看。"), _("新写的请把编号留空。"), "number")
            return found
        return known.filter(latest__place=place, latest__question=values["question"].strip()).first()

    def _content(self, values: dict[str, Any], place: Division, last: Version | None) -> Content:
        owner = self._owner(values["owner"], place, last)
        content = Content(
            **{name: values[name] for name in FIELDS if isinstance(values.get(name), str)},
            place_id=place.pk,
            category_id=self._category(values["category"]).pk,
            owner_id=owner,
            valid_from=values["valid_from"] or (last.valid_from if last else clock.today()),
            valid_to=values["valid_to"],
            review_on=values["review_on"] or (last.review_on if last else clock.today() + timedelta(days=REVIEW_EVERY)),
        )
        return replace(content, keeper_id=last.keeper_id) if last and last.owner_id == owner else content

    def _category(self, named: str) -> Category:
        found = self.categories.get(header_key(named), [])
        if len(found) != 1:
            raise CellFault(_("没有这个类别。"), _("请按模板“填写说明”页中的名称填写。"), "category")
        return found[0]

    def _owner(self, named: str, place: Division, last: Version | None) -> int:
        if not named:
            return last.owner_id if last else self._first_hat().organisation_id
        if last and last.owner.name == named:
            return last.owner_id
        own = Q(pk__in=[hat.organisation_id for hat in self.hats])
        near = Q(pk__in=organisations_covering(place.path).values("pk"))
        found = list(Organisation.objects.filter(own | near, name=named)[:2])
        if len(found) != 1:
            raise CellFault(_("没有这个单位，或有几个同名的。"), _("请核对名称，或留空。"), "owner")
        return found[0].pk
