"""`if`: who a rule speaks of."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from rules.fields import Fields, as_table, check_word, not_a_list, number_within
from rules.ir import All, AnyOf, Compare, Condition, Holds, Not, OneOf, Operator
from rules.log import Log, nearest
from rules.reading.values import Dated, value_name
from rules.source import Listing, Node, Scalar, Table
from rules.vocabulary import FACTS, Fact

_COMPARISONS: dict[str, Operator] = {"lt": "lt", "lte": "lte", "gt": "gt", "gte": "gte"}
CHOICES = ("is", "in", "not_in")
OPERATORS = (*CHOICES, *_COMPARISONS)
GROUPS = ("all", "any", "not", "right")


@dataclass(frozen=True, slots=True)
class Names:
    """What a condition may refer to, and the date on which its dated values are read."""

    rights: Collection[str] = ()
    values: Mapping[str, Dated | None] = field(default_factory=dict)
    day: date = date.min


def read_condition(node: Node, names: Names, log: Log) -> Condition | None:
    """A condition tree; nothing when a part of it could not be read (the log says which)."""
    table = as_table(node, node.place, log) if isinstance(node, Table) else None
    if table is None or not table.entries:
        log.add("condition_shape", node.place)
        return None
    if len(table.entries) > 1:
        log.add("condition_mixed", table.place)
        return None
    ((key, value),) = table.entries.values()
    if key.text in ("all", "any"):
        return _group(key, value, names, log)
    if key.text == "not":
        part = read_condition(value, names, log)
        return Not(part) if part else None
    if key.text == "right":
        return _right(value, names, log)
    return _leaf(key, value, names, log)


def _right(value: Node, names: Names, log: Log) -> Condition | None:
    """`{has: kind}`."""
    if isinstance(value, Scalar) and not value.empty:
        log.add("right_bare", value.place, word=value.text)
        return None
    table = as_table(value, value.place, log)
    kind = Fields(table, log, ("has",)).scalar("has", required=not table.entries) if table else None
    if kind is None:
        return None
    if kind.text not in names.rights:
        log.add_unknown("unknown_right", kind.place, kind.text, names.rights)
        return None
    return Holds(kind.text)


def _group(key: Scalar, value: Node, names: Names, log: Log) -> Condition | None:
    if not isinstance(value, Listing):
        not_a_list(value, key.text, log)
        return None
    if not value.items:
        log.add("empty_list", value.place, key=key.text)
        return None
    parts = [read_condition(item, names, log) for item in value.items]
    known = tuple(part for part in parts if part)
    if len(known) < len(parts):
        return None
    return All(known) if key.text == "all" else AnyOf(known)


def _leaf(key: Scalar, value: Node, names: Names, log: Log) -> Condition | None:
    """`{fact: {op: value, …}}`; several operators must all hold."""
    fact = FACTS.get(key.text)
    if fact is None:
        near = nearest(key.text, (*FACTS, *GROUPS))
        log.add("unknown_fact", key.place, near=near, word=key.text, known=", ".join(FACTS))
        return None
    if not isinstance(value, Table) or not value.entries:
        example = "{gt: 3500}" if fact.counts else f"{{in: [{fact.words[0]}]}}"
        log.add("compares_nothing", value.place, near=_meant(fact, value), key=fact.name, example=example)
        return None
    parts = [_test(fact, operator, operand, names, log) for operator, operand in value.entries.values()]
    known = tuple(part for part in parts if part)
    if len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else All(known)


def _meant(fact: Fact, value: Node) -> str | None:
    """The comparison that was meant by a bare word of this fact."""
    if fact.counts or not isinstance(value, Scalar):
        return None
    word = value.text if value.text in fact.words else nearest(value.text, fact.words)
    return f"{{is: {word}}}" if word else None


def _test(fact: Fact, operator: Scalar, operand: Node, names: Names, log: Log) -> Condition | None:
    allowed = OPERATORS if fact.counts or fact.ordered else CHOICES
    if operator.text.isdecimal() and isinstance(operand, Scalar) and operand.empty:
        log.add("decimal_comma", operator.place)
        return None
    if operator.text not in allowed:
        near = nearest(operator.text, allowed)
        known = ", ".join(allowed)
        log.add("unknown_operator", operator.place, near=near, word=operator.text, key=fact.name, known=known)
        return None
    if operator.text in ("in", "not_in"):
        return _choice(fact, operator, operand, names, log)
    value = _operand(fact, operator, operand, names, log)
    if value is None:
        return None
    if operator.text == "is":
        return OneOf(fact.name, (value,))
    return Compare(fact.name, _COMPARISONS[operator.text], value)


def _choice(fact: Fact, operator: Scalar, operand: Node, names: Names, log: Log) -> Condition | None:
    if not isinstance(operand, Listing):
        not_a_list(operand, operator.text, log)
        return None
    if not operand.items:
        log.add("empty_list", operand.place, key=operator.text)
        return None
    values = [_operand(fact, operator, item, names, log) for item in operand.items]
    known = {value for value in values if value is not None}
    if None in values:
        return None
    chosen = OneOf(fact.name, tuple(sorted(known, key=lambda value: fact.rank(value) or 0)))
    return Not(chosen) if operator.text == "not_in" else chosen


def _operand(fact: Fact, operator: Scalar, node: Node, names: Names, log: Log) -> int | str | None:
    """A value, written here or, as `{value: name}`, where it changes with the date."""
    log.draw(1, operator.place)
    name = value_name(node)
    if name is None:
        if isinstance(node, Scalar):
            return read_value(fact, node, log)
        log.add("not_a_word", node.place, key=operator.text)
        return None
    if name.text not in names.values:
        log.add_unknown("unknown_value", name.place, name.text, names.values)
    dated = names.values.get(name.text)
    return read_value(fact, dated.on(names.day), log) if dated else None


def read_value(fact: Fact, node: Scalar, log: Log) -> int | str | None:
    """A value this fact can have."""
    if fact.counts:
        return number_within(node, fact.name, (fact.low, fact.high, fact.unit), log)
    return check_word(node, fact.name, fact.words, log)
