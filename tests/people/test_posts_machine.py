"""Whatever is done to posts and delegations, in whatever order: no open case is left without a holder, and nobody reads without a right."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from linli.cases.acting import Acting
from linli.cases.domain.facts import OPEN
from linli.cases.models import Case
from linli.cases.selectors.visible import cases_visible
from linli.cases.services import case_act
from linli.cases.verify import verify_all
from linli.core import clock
from linli.core.errors import LinliError
from linli.people.domain import CALLED_KINDS, HANDLING_KINDS, Right, kinds_in
from linli.people.models import Account, Delegation, Organisation, Post
from linli.people.rights import rights_of
from linli.people.selectors import standing_of
from linli.people.services import (
    delegation_end,
    delegation_make,
    organisation_add,
    organisation_close,
    organisation_update,
    post_deputise,
    post_end,
    post_hand_over,
    post_move,
    post_start,
)
from tests.cast import MORNING, Cast, account, key

ORGANISATIONS = ("one", "two", "community", "street", "property")
PEOPLE = st.integers(0, 4)
HOURS = st.sampled_from((1, 5, 30))


class Posts(RuleBasedStateMachine):
    """A community with two grids, a property company and the desks above, five people, and requests."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = MORNING
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.people = [account(f"新人{number}", 500 + number) for number in range(5)]

    def teardown(self) -> None:
        """Take back what this example did."""
        with clock.at(self.now):
            assert list(verify_all()) == []
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def _try(self, service: Any, *args: Any, **kwargs: Any) -> None:
        try:
            with clock.at(self.now), transaction.atomic():
                service(*args, **kwargs)
        except LinliError:
            pass  # refused with words: nothing has changed

    def _post(self, number: int) -> Post:
        posts = list(Post.objects.current(self.now).order_by("pk"))
        return posts[number % len(posts)]

    @rule(name=st.sampled_from(ORGANISATIONS), kind=st.integers(0, 30), who=PEOPLE, hours=HOURS | st.none())
    def appoint(self, name: str, kind: int, who: int, hours: int | None) -> None:
        """Somebody takes a post, for good or for some hours."""
        organisation = self.cast.organisations[name]
        kinds = kinds_in(organisation.kind)
        ends_at = self.now + timedelta(hours=hours) if hours else None
        given = {"kind": kinds[kind % len(kinds)], "account": self.people[who], "public_name": f"新人{who}"}
        self._try(post_start, organisation=organisation, ends_at=ends_at, **given)

    @rule(number=st.integers(0, 30))
    def end(self, number: int) -> None:
        """A post ends."""
        self._try(post_end, self._post(number))

    @rule(number=st.integers(0, 30), who=PEOPLE, after=HOURS, hours=HOURS)
    def deputise(self, number: int, who: int, after: int, hours: int) -> None:
        """Somebody stands in, from later on, for some hours."""
        starts_at = self.now + timedelta(hours=after)
        span = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=hours)}
        self._try(post_deputise, self._post(number), account=self.people[who], public_name=f"新人{who}", **span)

    @rule(number=st.integers(0, 30), who=PEOPLE)
    def hand_over(self, number: int, who: int) -> None:
        """A post is handed over."""
        self._try(post_hand_over, self._post(number), account=self.people[who], public_name=f"新人{who}")

    @rule(number=st.integers(0, 30), grid=st.sampled_from(("one", "two")))
    def move_grid(self, number: int, grid: str) -> None:
        """Whoever is on a grid goes to the other."""
        self._try(post_move, self._post(number), self.cast.organisations[grid])

    @rule(
        effect=st.sampled_from(("given", "taken")),
        right=st.sampled_from(tuple(Right)),
        by=st.integers(0, 30),
        to=st.integers(0, 30) | st.sampled_from(("grid_worker", "officer", "building_leader")),
        hours=HOURS | st.none(),
    )
    def delegate(self, effect: str, right: Right, by: int, to: int | str, hours: int | None) -> None:
        """Somebody on a post gives a right to a post or a kind of post, or takes it, whether that is theirs to do or not."""
        with clock.at(self.now):
            acting = standing_of(self._post(by).account)
        whom = {"post": self._post(to)} if isinstance(to, int) else {"kind": to, "place": self.cast.community}
        ends_at = self.now + timedelta(hours=hours) if hours else None
        self._try(delegation_make, effect, right, **whom, ends_at=ends_at, why="试一试", acting=acting)

    @rule(number=st.integers(0, 9), by=st.integers(0, 30))
    def delegate_no_more(self, number: int, by: int) -> None:
        """Somebody ends a delegation."""
        rows = list(Delegation.objects.order_by("pk"))
        if rows:
            with clock.at(self.now):
                acting = standing_of(self._post(by).account)
            self._try(delegation_end, rows[number % len(rows)], acting=acting)

    @rule(number=st.integers(0, 30), grid=st.sampled_from((None, "one", "two")))
    def reorganise(self, number: int, grid: str | None) -> None:
        """A called organisation is closed, or opens again, or is said to belong to another grid or kind."""
        rows = list(Organisation.objects.filter(kind__in=CALLED_KINDS).order_by("pk"))
        one = rows[number % len(rows)]
        said = {
            "name": one.name,
            "within": self.cast.grids[grid] if grid and one.place == self.cast.community else None,
        }
        if number % 3 == 0 and one.active:
            self._try(organisation_close, one)
        elif not one.active:
            self._try(organisation_add, one.place, kind=one.kind, **said)
        else:
            self._try(organisation_update, one, kind=CALLED_KINDS[number % len(CALLED_KINDS)], **said)

    @rule(
        name=st.sampled_from(("楼前新单位", "河边新单位")), kind=st.sampled_from(CALLED_KINDS), who=PEOPLE | st.none()
    )
    def found(self, name: str, kind: str, who: int | None) -> None:
        """A new organisation is listed, and somebody is on its post, or nobody yet."""
        self._try(organisation_add, self.cast.community, kind=kind, name=name)
        made = Organisation.objects.filter(name=name, active=True).first()
        if made is not None and who is not None:
            given = {"kind": kinds_in(made.kind)[0], "account": self.people[who], "public_name": f"新人{who}"}
            self._try(post_start, organisation=made, **given)

    @rule(number=st.integers(0, 9), to=st.integers(0, 30), who=st.integers(0, 30))
    def call_in(self, number: int, to: int, who: int) -> None:
        """Somebody on a post hands a request to whatever organisation there is."""
        cases, rows = list(Case.objects.order_by("id")), list(Organisation.objects.order_by("pk"))
        if not cases:
            return
        case, post = cases[number % len(cases)], self._post(who)
        carried = {"to": rows[to % len(rows)].pk, "task": "修好"}
        with clock.at(self.now):
            acting = Acting(standing_of(Account.objects.get(pk=post.account_id)))
        self._try(case_act, case.community_id, case.id, "dispatch", acting=acting, carried=carried, key=key())

    @rule(grid=st.sampled_from(("one", "two")))
    def report(self, grid: str) -> None:
        """A resident reports something."""
        with clock.at(self.now):
            self.cast.submit(grid=grid)

    @rule(number=st.integers(0, 9), deed=st.sampled_from(("accept", "report_up", "dispatch")), who=st.integers(0, 30))
    def act(self, number: int, deed: str, who: int) -> None:
        """Somebody on a post does something with a request, so that it lies with others than its grid."""
        cases = list(Case.objects.order_by("id"))
        if not cases:
            return
        case, post = cases[number % len(cases)], self._post(who)
        carried = {"why": "请上级办", "to": self.cast.id_of("property"), "task": "修好"}
        with clock.at(self.now):
            acting = Acting(standing_of(Account.objects.get(pk=post.account_id)))
        self._try(case_act, case.community_id, case.id, deed, acting=acting, carried=carried, key=key())

    @rule(hours=HOURS)
    def wait(self, hours: int) -> None:
        """Time passes; posts begin and end by themselves."""
        self.now += timedelta(hours=hours)

    @invariant()
    def every_open_case_has_a_holder(self) -> None:
        """Somebody is there who can act for whoever leads it."""
        with clock.at(self.now):
            held = {
                hat.organisation_id for one in Account.objects.all() for hat in standing_of(one).hats_with(Right.HANDLE)
            }
        for case in Case.objects.filter(state__in=OPEN):
            assert case.lead_id in held, f"nobody holds {case.number}, led by {case.lead}"

    @invariant()
    def nobody_reads_without_a_right(self) -> None:
        """What somebody sees is what their posts, read plainly, say."""
        posts = list(Post.objects.current(self.now).filter(kind__in=HANDLING_KINDS))
        organisations = {one.pk: one for one in Organisation.objects.select_related("place")}
        cases = list(Case.objects.prefetch_related("handlers"))
        for one in Account.objects.all():
            own = {post.organisation_id for post in posts if post.account_id == one.pk}
            own |= self._below_nobody(own, {post.organisation_id for post in posts}, organisations)
            with clock.at(self.now):
                seen = set(cases_visible(standing_of(one)).values_list("id", flat=True))
            for case in cases:
                called = {part.organisation_id for part in case.handlers.all()}
                right = own & {case.lead_id, *called} or any(self._covers(organisations[pk], case) for pk in own)
                assert (case.id in seen) == bool(right), f"{one} and {case.number}"

    @invariant()
    def nobody_has_a_right_that_nobody_there_could_lend(self) -> None:
        """What a post carries beyond its table is lent by a head who carries it, and covers the place, at this moment."""
        with clock.at(self.now):
            standings = {one.pk: standing_of(one) for one in Account.objects.all()}
        hats = [hat for standing in standings.values() for hat in standing.hats if not hat.for_vacant]
        grids = {one.pk: one.grid_id for one in Organisation.objects.all()}
        for hat in hats:
            table = rights_of(hat.post_kind, hat.organisation_kind)
            assert hat.may(Right.HANDLE) == (Right.HANDLE in table)
            assert hat.may(Right.ADMIN) == (Right.ADMIN in table)
            for right in Right:
                if hat.may(right) and right not in table:
                    lenders = [
                        head
                        for head in hats
                        if head.may(Right.ADMIN)
                        and head.may(right)
                        and right in rights_of(head.post_kind, head.organisation_kind)
                        and head.covers(hat.path, grids[hat.organisation_id])
                    ]
                    assert lenders, f"{hat} has {right} from nobody"

    def _covers(self, organisation: Organisation, case: Case) -> bool:
        if organisation.kind == "grid":
            return organisation.grid_id == case.grid_id
        return organisation.kind in ("community", "street", "district", "city") and case.path.startswith(
            organisation.place.path
        )

    def _below_nobody(self, own: set[int], held: set[int], organisations: dict[int, Organisation]) -> set[int]:
        """Organisations that nobody holds, whose nearest desk above that somebody holds is one's own."""
        once = set(
            Post.objects.filter(kind__in=HANDLING_KINDS, starts_at__lte=self.now).values_list("organisation", flat=True)
        )
        found = set()
        for one in organisations.values():
            if one.pk in held or (one.kind in ("property", "department") and one.pk not in once):
                continue
            above = one.parent_id
            while above is not None and above not in held:
                above = organisations[above].parent_id
            if above in own:
                found.add(one.pk)
        return found


@pytest.mark.parametrize("examples", [25])
def test_no_sequence_of_post_changes_leaves_a_case_without_a_holder_or_a_reader_without_a_right(
    cast: Cast, examples: int
) -> None:
    class OfThisCast(Posts):
        pass

    OfThisCast.cast = cast
    healthy = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        OfThisCast,
        settings=settings(max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=healthy),
    )
