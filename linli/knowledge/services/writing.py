"""Writing an article: every change is a version of its own, which residents read once somebody publishes it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.services import audit_note
from linli.catalog.models import Category
from linli.core import clock
from linli.core.errors import Changed, Invalid
from linli.knowledge.domain.content import FIELDS, MOST, Content, faults, tidied
from linli.knowledge.models import Article, ArticleTerms, Version
from linli.knowledge.policies import writing_required
from linli.knowledge.words import faults_words
from linli.people.domain import Right, Standing
from linli.people.models import Post
from linli.people.selectors import organisations_covering
from linli.places.models import Division
from linli.text.terms import RULES, names_of, words_of


@transaction.atomic
def article_write(
    content: Content,
    *,
    acting: Standing,
    article_id: int | None = None,
    seen: int | None = None,
    note: str = "",
    key: str | None = None,
) -> Version:
    """Write an article, or change one; what residents read stays as it is until `article_publish`.

    Args:
        content: what it is to say.
        acting: who writes.
        article_id: the article to change; a new one, where None.
        seen: the number of the version the writer started from; None where no page was seen (import).
        note: why it is changed.
        key: idempotency key; the same key writes once, however often it is sent.

    Returns:
        The version written; the last one, where nothing is different.

    Raises:
        Refused: they may not write this there, or not change it.
        Invalid: something is missing, too long, or does not go together; `fields` names where.
        Changed: somebody else wrote after `seen`.
    """
    if key and (done := Version.objects.filter(key=key).first()):
        return done
    content = _checked(content, note)
    place = Division.objects.defer("outline").get(pk=content.place_id)
    category = Category.objects.get(pk=content.category_id)
    article = article_lock(article_id, seen) if article_id is not None else Article()
    owner_id = None
    if (last := article.latest) is not None:
        owner_id = last.owner_id
        writing_required(acting, last.place, last.category, owner_id)
        if last.content() == content:
            return last
    hat = writing_required(acting, place, category, owner_id)
    _owner_fits(acting, content, place, owner_id)
    if last is None:
        article.created_at = clock.now()
        article.save()
    version = Version.objects.create(
        article=article,
        number=last.number + 1 if last else 1,
        **{name: getattr(content, name) for name in FIELDS},
        note=note.strip(),
        written_at=clock.now(),
        written_by_id=acting.account_id or 0,
        written_for_id=hat.organisation_id,
        key=key,
    )
    article.latest = version
    article.save(update_fields=["latest"])
    terms_write(article)
    audit_note("article_written", place, acting, article.pk, hat=hat, version=version.number)
    return version


def article_lock(article_id: int, seen: int | None = None) -> Article:
    """Return an article with its versions, locked until the transaction ends.

    Raises:
        Changed: its last version is not the one that was seen.
    """
    article = Article.objects.select_for_update().get(pk=article_id)
    article.latest = Version.objects.select_related("place", "category").get(latest_of=article)
    if seen is not None and article.latest.number != seen:
        raise Changed(_("在您填写时，有人改过这条知识。请看看新的版本，再决定是否保存；您填写的内容还在。"))
    return article


def terms_write(article: Article) -> None:
    """Let an article be found by what residents read; before they read anything, by what was written last."""
    version = article.shown or article.latest
    assert version is not None
    terms = names_of(version.question) | words_of(f"{version.answer}\n{version.documents}\n{version.source}")
    ArticleTerms.objects.update_or_create(article=article, defaults={"terms": terms, "rules": RULES})


def _checked(content: Content, note: str) -> Content:
    content = tidied(content)
    wrong = faults_words(faults(content))
    if len(note.strip()) > MOST["note"]:
        wrong |= faults_words([("note", "long")])
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)
    return content


def _owner_fits(acting: Standing, content: Content, place: Division, before: int | None) -> None:
    """Whoever writes answers for it; only a head may put it into the hands of another organisation of the place."""
    own = {hat.organisation_id for hat in acting.hats_with(Right.DRAFT)}
    if content.owner_id not in own and content.owner_id != before:
        heads = any(hat.covers(place.path, None) for hat in acting.hats_with(Right.PUBLISH))
        if not heads or not organisations_covering(place.path).filter(pk=content.owner_id).exists():
            raise Invalid.at("owner", _("负责单位只能是您所在的单位；由其他单位负责的，请书记、主任来定。"))
    keeper = content.keeper_id
    if keeper is not None and not Post.objects.filter(pk=keeper, organisation=content.owner_id).exists():
        raise Invalid.at("owner", _("这个岗位不在负责单位里，请重新选择。"))
