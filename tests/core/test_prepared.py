"""Statements that are put together once give what the queryset would give, with the values of each call."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Lower
from django.db.models.signals import post_init

from linli.cases.models import Case, Event, Handler
from linli.core import clock
from linli.core.ids import new_id
from linli.core.personal import digest
from linli.core.prepared import prepared
from linli.core.writing import gathered, insert, update
from linli.people.models import Account, Organisation, Post
from linli.places.models import Division

pytestmark = pytest.mark.django_db


@prepared
def by_codes(codes: list[str]) -> QuerySet[Division]:
    return Division.objects.filter(code__in=codes).order_by("code")


@prepared
def named(level: int, name: str, active: bool) -> QuerySet[Organisation]:
    found = Organisation.objects.filter(level=level, name=name, active=active)
    return found.select_related("place").defer("place__outline")


def test_finds_by_lists_of_any_length(cast):
    codes = list(Division.objects.order_by("code").values_list("code", flat=True))
    for size in range(len(codes) + 1):
        assert [division.code for division in by_codes(codes[:size])] == codes[:size]
    assert by_codes([codes[0]] * 3) == [Division.objects.get(code=codes[0])]


def test_gives_the_rows_with_what_belongs_to_them_in_one_query(cast, django_assert_num_queries):
    organisation = Organisation.objects.select_related("place").first()
    assert organisation is not None
    for _ in range(3):
        with django_assert_num_queries(1):
            found = named.one(organisation.level, organisation.name, True)
            assert found == organisation
            assert found.place.name == organisation.place.name
    assert "outline" in found.place.get_deferred_fields()
    assert named.one(organisation.level, organisation.name, False) is None
    assert named(organisation.level, "nobody", True) == []


SHAPES = {
    "rows with what they belong to, some of it absent": lambda name: Organisation.objects.filter(
        parent__name=name
    ).select_related("place__parent", "grid", "parent"),
    "rows without some columns": lambda name: Organisation.objects.filter(parent__name=name).defer("duties", "phone"),
    "rows with something counted": lambda name: Organisation.objects.filter(parent__name=name).annotate(
        n=Count("posts")
    ),
    "dictionaries": lambda name: Organisation.objects.filter(parent__name=name).values("kind", "id", n=Count("posts")),
    "tuples": lambda name: Organisation.objects.filter(parent__name=name).values_list("kind", "id"),
    "single values": lambda name: Post.objects.filter(organisation__parent__name=name).values_list(
        "starts_at", flat=True
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_gives_what_the_queryset_gives(cast, shape):
    above = Organisation.objects.filter(kind="community").exclude(children=None).first().name
    plain = list(SHAPES[shape](above).order_by("id"))
    kept = prepared(lambda name: SHAPES[shape](name).order_by("id"))(above)
    assert plain and kept == plain
    if isinstance(plain[0], Organisation):
        for one, two in zip(plain, kept, strict=True):
            assert {**one.__dict__, "_state": 0} == {**two.__dict__, "_state": 0}
            assert (one._state.adding, one._state.db) == (two._state.adding, two._state.db)
            assert one._state.fields_cache == two._state.fields_cache
            assert one.get_deferred_fields() == two.get_deferred_fields()


def test_rows_that_somebody_wants_to_hear_of_are_left_to_django(cast):
    def heard(**kwargs: object) -> None: ...

    post_init.connect(heard, sender=Organisation)
    try:
        with pytest.raises(TypeError, match="Organisation"):
            prepared(lambda name: Organisation.objects.filter(name=name))("x")
    finally:
        post_init.disconnect(heard, sender=Organisation)


def test_rows_of_one_call_are_not_those_of_the_next(cast):
    first, second = Organisation.objects.order_by("id")[:2]
    assert named.one(first.level, first.name, True) is not named.one(first.level, first.name, True)
    assert named.one(second.level, second.name, True) == second


def test_moments_are_values(cast):
    @prepared
    def held(moment: object) -> QuerySet[Post]:
        return Post.objects.filter(starts_at__lte=moment).values_list("id", flat=True)

    post = Post.objects.order_by("starts_at").first()
    assert post is not None
    assert post.pk in held(post.starts_at)
    assert held(post.starts_at.replace(year=1999)) == []


def test_bytes_are_values(cast):
    @prepared
    def known(index: bytes) -> QuerySet[Account]:
        return Account.objects.filter(phone_index=index)

    for account in Account.objects.exclude(phone_index=None)[:2]:
        assert known(digest(account.phone)) == [account]
    assert known(digest("13000000000")) == []


@pytest.mark.parametrize(
    "build",
    [
        lambda text: Division.objects.filter(name__contains=text),
        lambda text: Division.objects.filter(name=text, pk__in=Post.objects.filter(starts_at__lt=clock.now())),
        lambda text: Division.objects.all(),
        lambda text: Division.objects.filter(name=text).prefetch_related("children"),
    ],
    ids=["changes its value", "reads the clock", "forgets its value", "prefetches"],
)
def test_refuses_what_cannot_be_kept(build):
    with pytest.raises(TypeError):
        prepared(build)("somewhere")


def test_refuses_values_it_does_not_know(cast):
    with pytest.raises(TypeError):
        by_codes([Lower("code")])
    with pytest.raises(TypeError):
        named(1.5, "x", True)


def test_writes_a_row_as_the_model_would(cast):
    case = cast.submit()
    kept = Event.objects.filter(case_id=case.id).first()
    assert kept is not None
    again = Event.objects.get(pk=kept.pk)
    again.id, again.key, again.seq = new_id(), "another", 99
    again._state.adding = True
    insert(again)
    found = Event.objects.get(pk=again.pk)
    for field in Event._meta.concrete_fields:
        assert getattr(found, field.attname) == getattr(again, field.attname), field.attname
    assert not again._state.adding


def test_writes_columns_of_one_row(cast):
    case, other = cast.submit(), cast.submit()
    update(Case, case.pk, {"title": "another", "answer": "x", "closed_at": case.submitted_at, "lon": None})
    case.refresh_from_db()
    assert (case.title, case.answer, case.closed_at) == ("another", "x", case.submitted_at)
    assert Case.objects.get(pk=other.pk).title != "another"
    update(Case, case.pk, {})
    with pytest.raises(DatabaseError):
        update(Handler, (case.community_id, 1), {"task": "nothing"})


@pytest.mark.django_db(transaction=True)
def test_threads_keep_their_own(cast):
    code = Division.objects.order_by("code").first().code  # type: ignore[union-attr]
    assert len(by_codes([code])) == 1

    def ask(_number: int) -> list[str]:
        try:
            return [division.code for _ in range(20) for division in by_codes([code])]
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [[code] * 20] * 4


def test_what_is_gathered_is_written_at_the_end_and_the_last_word_counts(cast, django_assert_num_queries):
    first, second = cast.submit(), cast.submit()
    events = [Event.objects.filter(case_id=case.id).get() for case in (first, second)]
    with django_assert_num_queries(2), gathered():
        for case, event in zip((first, second), events, strict=True):
            event.id, event.key, event.seq = new_id(), f"again {case.id}", 2
            insert(event)
            update(Case, case.pk, {"title": "once", "version": 2})
            update(Case, case.pk, {"title": f"twice {case.id}"})
    for case in (first, second):
        case.refresh_from_db()
        assert (case.title, case.version) == (f"twice {case.id}", 2)
        assert Event.objects.filter(case_id=case.id).count() == 2


def test_what_is_gathered_is_forgotten_where_the_block_fails(cast):
    case = cast.submit()
    with pytest.raises(ZeroDivisionError), gathered():
        update(Case, case.pk, {"title": "never"})
        raise ZeroDivisionError
    case.refresh_from_db()
    assert case.title != "never"
    with pytest.raises(DatabaseError), transaction.atomic(), gathered():
        update(Case, case.pk, {"title": "never"})
        update(Case, (case.community_id, 1), {"title": "never"})
    case.refresh_from_db()
    assert case.title != "never"
    update(Case, case.pk, {"title": "at once"})
    case.refresh_from_db()
    assert case.title == "at once"
