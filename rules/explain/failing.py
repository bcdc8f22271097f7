"""The first thing that fails in a condition, negations carried down to the facts."""

from dataclasses import dataclass
from typing import Literal

from rules.ir import All, AnyOf, Compare, Condition, Holds, Not, OneOf, Operator, Rule
from rules.model import Right
from rules.truth import Moment

_OPPOSITE: dict[Operator, Operator] = {"lt": "gte", "gte": "lt", "gt": "lte", "lte": "gt"}

type Refused = Literal["expired", "elsewhere", "used_up"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One fact or right that a condition asks for and does not get."""

    leaf: OneOf | Compare | Holds
    negated: bool = False


def failing(moment: Moment, rule: Rule, condition: Condition, *, negated: bool = False) -> tuple[Wanted, ...]:
    """What a false condition (or the negation of a true one) asks for in vain: the first thing, or the choices left."""
    match condition:
        case Not(part):
            return failing(moment, rule, part, negated=not negated)
        case All(parts) | AnyOf(parts):
            blamed = [part for part in parts if moment.holds(part, rule) is negated]
            if isinstance(condition, All) is not negated:
                blamed = blamed[:1]
            found = (one for part in blamed for one in failing(moment, rule, part, negated=negated))
            return tuple(dict.fromkeys(found))
        case Compare(fact, operator, bound):
            return (Wanted(Compare(fact, _OPPOSITE[operator], bound) if negated else condition),)
        case OneOf() | Holds():
            return (Wanted(condition, negated),)


def refused(moment: Moment, rule: Rule, kind: str) -> Refused | None:
    """Why a right of this kind that is held does not count for a rule; nothing when none is held here."""
    own = [right for right in moment.profile.rights if right.kind == kind and _is_ours(moment, right)]
    if not own:
        return None
    today = [right for right in own if _covers(moment, right)]
    if not today:
        return "expired"
    spoken = moment.zones & set(rule.zones)
    here = [right for right in today if not right.zones or spoken <= set(right.zones)]
    return "used_up" if here else "elsewhere"


def _is_ours(moment: Moment, right: Right) -> bool:
    return right.territory in (None, moment.bundle.territory.slug)


def _covers(moment: Moment, right: Right) -> bool:
    return (right.start is None or right.start <= moment.today) and (right.end is None or moment.today < right.end)
