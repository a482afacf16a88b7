"""Where each deed's rule is found: `decide` runs it, `precondition` says beforehand whether it can run at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from linli.cases.domain.facts import Case, Decision, Refusal, Situation
from linli.cases.domain.roles import check
from linli.cases.domain.table import DEEDS, Deed

Carried = Mapping[str, Any]
Rule = Callable[[Case, Situation, Carried], Decision]
Precondition = Callable[[Case, Situation], None]

_rules: dict[str, Rule] = {}
_preconditions: dict[str, Precondition] = {}


def decides(name: str, when: Precondition | None = None) -> Callable[[Rule], Rule]:
    """Register the rule of deed `name`; `when` raises Refusal where the deed cannot be done at present.

    Raises:
        KeyError: the table has no such deed.
    """

    def register(rule: Rule) -> Rule:
        _rules[DEEDS[name].name] = rule
        if when:
            _preconditions[name] = when
        return rule

    return register


def precondition(deed: Deed, case: Case, situation: Situation) -> None:
    """Refuse what could not be done whatever it carried.

    Raises:
        Refusal: why not.
    """
    if found := _preconditions.get(deed.name):
        found(case, situation)


def decide(name: str, case: Case, situation: Situation, carried: Carried) -> Decision:
    """Decide a deed: the table's row, then its precondition, what it must carry, and its rule.

    Args:
        name: a deed of the table other than submit.
        case: the case as it is now, lapses up to now already taken in.
        situation: who acts, and everything else a rule may look at.
        carried: values by name as the row's `carries` lists them; moments aware, ids integers.

    Raises:
        Refusal: why it may not be done; `field` names the carried value at fault.
        KeyError: no such deed.
    """
    deed = DEEDS[name]
    check(deed, case, situation)
    precondition(deed, case, situation)
    for carry in deed.carries:
        if carry.required and carried.get(carry.name) in (None, "", [], ()):
            raise Refusal("missing", carry.name)
    decision = _rules[name](case, situation, carried)
    state = decision.changes.get("state", case.state)
    if state != case.state and (case.state, state) not in deed.moves:
        raise AssertionError(f"{name} may not lead from {case.state} to {state}")
    return decision
