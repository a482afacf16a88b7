"""Who acts, as services are told it by pages, the shell and the sweep."""

from __future__ import annotations

from dataclasses import dataclass, field

from linli.cases.domain.facts import Actor
from linli.cases.models import Case, Exclusion
from linli.people.domain import NOBODY, Standing


@dataclass(frozen=True, slots=True)
class Acting:
    """A standing, the reporter row that is theirs (by account or by the case's code), and the channel they come by."""

    standing: Standing = field(default_factory=lambda: NOBODY)
    reporter_id: int | None = None
    channel: str = "web"
    is_sweep: bool = False

    def towards(self, case: Case) -> Actor:
        """Return the actor as the rules of this case see them; one query where the case is confidential."""
        excluded = (
            case.visibility == "confidential"
            and self.standing.account_id is not None
            and Exclusion.objects.filter(
                community_id=case.community_id, case_id=case.id, account_id=self.standing.account_id
            ).exists()
        )
        return Actor(self.standing, self.reporter_id, self.is_sweep, excluded)


SWEEP = Acting(channel="sweep", is_sweep=True)
