"""What rooms above this one show on its pages: they register at start, so that this room need not know them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import Promise

from linli.people.models import Post
from linli.places.models import Division

Shown = tuple[str, dict[str, Any]]

leader_panels: list[Callable[[Division], Shown | None]] = []
"""For the page of who is posted as a leader in a community: a template with its context, or None."""

post_panels: list[Callable[[Post], Shown | None]] = []
"""For the page of one post, which heads read: a template with its context, or None."""

post_columns: list[tuple[str | Promise, Callable[[Sequence[Post]], dict[int, str]]]] = []
"""For lists of posts that go out: a column's title, and post → words of those of which there is something to say."""


def panels_of_leaders(community: Division) -> list[Shown]:
    """Return the panels of a community."""
    return [shown for panel in leader_panels if (shown := panel(community)) is not None]


def panels_of_post(post: Post) -> list[Shown]:
    """Return the panels of a post."""
    return [shown for panel in post_panels if (shown := panel(post)) is not None]
