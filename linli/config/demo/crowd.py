"""Many invented people of the demo at once: for a street with two thousand on its posts, not for those who play in the year."""

from __future__ import annotations

from datetime import datetime

from linli.config.demo.cast import FAMILY, GIVEN
from linli.core import personal
from linli.people.models import Account, Organisation, Post, PostKind
from linli.places.models import Neighbourhood


class Crowd:
    """Invented people on posts, kept until all are known and then written together."""

    def __init__(self, numbers: str, since: datetime) -> None:
        """`numbers`: the first seven digits of their phones, which nobody has; `since`: when all of them began."""
        self._numbers, self._since = numbers, since
        self._accounts: list[Account] = []
        self._posts: list[Post] = []

    def post(
        self, organisation: Organisation, kind: PostKind, promise: str = "", neighbourhood: Neighbourhood | None = None
    ) -> None:
        """Let somebody new hold a post."""
        number = len(self._accounts) + 1
        name = FAMILY[number % len(FAMILY)] + GIVEN[number // len(FAMILY) % len(GIVEN)]
        phone = f"{self._numbers}{number:04d}"
        account = Account(phone=phone, phone_index=personal.blind(phone), name=name, created_at=self._since)
        self._accounts.append(account)
        self._posts.append(
            Post(
                organisation=organisation,
                kind=kind,
                account=account,
                public_name=name,
                promise=promise,
                neighbourhood=neighbourhood,
                starts_at=self._since,
            )
        )

    def save(self) -> None:
        """Write accounts, then posts."""
        Account.objects.bulk_create(self._accounts, batch_size=500)
        for post in self._posts:
            post.account = post.account  # its key is known only now
        Post.objects.bulk_create(self._posts, batch_size=500)
