"""Who may write an article, and who may let residents read it: whoever knows writes, whoever answers for the place publishes.

See docs/decisions/029-whoever-knows-writes.md.
"""

from __future__ import annotations

from linli.people.domain import Hat, Right, Standing


def reaches(hat: Hat, path: str) -> bool:
    """Whether a place (lineage of codes) lies in a desk's territory; a grid's desk reaches its whole community."""
    return hat.is_desk and path.startswith(hat.path)


def writing_hat(
    standing: Standing, path: str, *, owner_id: int | None, answering: frozenset[int] = frozenset()
) -> Hat | None:
    """Return the post from which somebody may write an article that holds in a place, or None.

    A grid's team writes for its community and changes what is its own; a desk above changes everything in its
    territory; a unit or department writes what is its own about what it answers for.

    Args:
        standing: who.
        path: lineage of the place.
        owner_id: the organisation that owns the article; None for a new one.
        answering: the organisations that answer for its category there.
    """
    found = []
    for hat in standing.hats_with(Right.DRAFT):
        own = owner_id in (None, hat.organisation_id)
        if hat.covers(path, None) or (own and (reaches(hat, path) or _unit_answers(hat, answering))):
            found.append(hat)
    return min(found, key=lambda hat: (hat.organisation_id != owner_id, hat.level), default=None)


def _unit_answers(hat: Hat, answering: frozenset[int]) -> bool:
    return not hat.is_desk and hat.organisation_id in answering


def publishing_hat(standing: Standing, path: str) -> Hat | None:
    """Return the post of a head from which somebody may publish or withdraw in a place, the nearest one; or None."""
    hats = [hat for hat in standing.hats_with(Right.PUBLISH) if hat.covers(path, None)]
    return min(hats, key=lambda hat: hat.level, default=None)


def reads_drafts(standing: Standing, path: str, owner_id: int) -> bool:
    """Whether somebody reads what is not published yet: whoever writes for the place, and the owner."""
    hats = standing.hats_with(Right.DRAFT)
    return any(hat.organisation_id == owner_id or reaches(hat, path) for hat in hats)
