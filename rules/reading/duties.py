"""`require` and `limit`: what a rule asks of those it lets in."""

from rules.fields import Fields, check_word, not_a_list
from rules.ir import Effect
from rules.log import Log
from rules.model import Duty
from rules.source import Listing, Node, Scalar, Table
from rules.vocabulary import DUTIES, LIMITS, REQUIREMENTS

KEYS = ("require", "limit")
_ASKED: dict[Effect, tuple[str, ...]] = {"allow": KEYS, "limit": ("limit",), "require": ("require",), "prohibit": ()}


def read_duties(fields: Fields, effect: Effect | None, log: Log) -> tuple[Duty, ...]:
    """The duties of a rule, in the order of the vocabulary; those its effect cannot carry are reported."""
    for key in KEYS:
        if effect and fields.has(key) and key not in _ASKED[effect]:
            log.add("duty_misplaced", fields.table.entries[key][0].place, key=key, word=effect)
    if effect in KEYS and not fields.has(effect):
        log.add("duty_missing", fields.place, word=effect)
    return in_order([*_requirements(fields, log), *_limits(fields.table_of("limit"), log)])


def _requirements(fields: Fields, log: Log) -> list[Duty]:
    words = (check_word(node, "require", REQUIREMENTS, log) for node in fields.names("require"))
    return [Duty(word) for word in words if word]


def _limits(table: Table | None, log: Log) -> list[Duty]:
    if table is None:
        return []
    if not table.entries:
        log.add("empty", table.place, key="limit")
    fields = Fields(table, log, tuple(LIMITS))
    found = ((kind, fields.number(kind, bounds)) for kind, bounds in LIMITS.items())
    return [Duty(kind, amount) for kind, amount in found if amount is not None]


def read_obligations(node: Node, log: Log) -> tuple[Duty, ...]:
    """The duties a test expects: `[pass, {stay_min: 30}]`; an empty list expects none."""
    if not isinstance(node, Listing):
        not_a_list(node, "obligations", log)
        return ()
    found: list[Duty] = []
    for item in node.items:
        if isinstance(item, Table):
            found += _limits(item, log)
        elif isinstance(item, Scalar) and (word := check_word(item, "obligations", DUTIES, log)):
            if word in LIMITS:
                log.add("duty_without_amount", item.place, word=word)
            else:
                found.append(Duty(word))
        elif not isinstance(item, Scalar):
            log.add("not_a_word", item.place, key="obligations")
    return in_order(found)


def in_order(duties: list[Duty]) -> tuple[Duty, ...]:
    """Duties in the order of the vocabulary."""
    return tuple(sorted(duties, key=lambda duty: DUTIES.index(duty.kind)))
