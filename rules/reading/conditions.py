"""`if`: who a rule speaks of."""

from rules.fields import as_table, check_word, whole_number
from rules.ir import All, AnyOf, Compare, Condition, Not, OneOf, Operator
from rules.log import Log, nearest
from rules.source import Listing, Node, Scalar, Table
from rules.texts.typography import figure
from rules.vocabulary import FACTS, Fact

_COMPARISONS: dict[str, Operator] = {"lt": "lt", "lte": "lte", "gt": "gt", "gte": "gte"}
_CHOICES = ("is", "in", "not_in")


def read_condition(node: Node, log: Log) -> Condition | None:
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
        return _group(key, value, log)
    if key.text == "not":
        part = read_condition(value, log)
        return Not(part) if part else None
    if key.text == "right":
        log.add("not_yet", key.place, word=key.text)
        return None
    return _leaf(key, value, log)


def _group(key: Scalar, value: Node, log: Log) -> Condition | None:
    if not isinstance(value, Listing):
        log.add("not_a_list", value.place, key=key.text)
        return None
    if not value.items:
        log.add("empty_list", value.place, key=key.text)
        return None
    parts = [read_condition(item, log) for item in value.items]
    known = tuple(part for part in parts if part)
    if len(known) < len(parts):
        return None
    return All(known) if key.text == "all" else AnyOf(known)


def _leaf(key: Scalar, value: Node, log: Log) -> Condition | None:
    """`{fact: {op: value, …}}`; several operators must all hold."""
    fact = FACTS.get(key.text)
    if fact is None:
        near = nearest(key.text, (*FACTS, "all", "any", "not"))
        log.add("unknown_fact", key.place, near=near, word=key.text, known=", ".join(FACTS))
        return None
    if not isinstance(value, Table) or not value.entries:
        log.add("condition_shape", value.place)
        return None
    parts = [_test(fact, operator, operand, log) for operator, operand in value.entries.values()]
    known = tuple(part for part in parts if part)
    if len(known) < len(parts):
        return None
    return known[0] if len(known) == 1 else All(known)


def _test(fact: Fact, operator: Scalar, operand: Node, log: Log) -> Condition | None:
    allowed = (*_CHOICES, *_COMPARISONS) if fact.counts or fact.ordered else _CHOICES
    if operator.text not in allowed:
        near = nearest(operator.text, allowed)
        known = ", ".join(allowed)
        log.add("unknown_operator", operator.place, near=near, word=operator.text, key=fact.name, known=known)
        return None
    if operator.text in ("in", "not_in"):
        return _choice(fact, operator, operand, log)
    if not isinstance(operand, Scalar):
        log.add("not_a_word", operand.place, key=operator.text)
        return None
    value = read_value(fact, operand, log)
    if value is None:
        return None
    if operator.text == "is":
        return OneOf(fact.name, (value,))
    return Compare(fact.name, _COMPARISONS[operator.text], value)


def _choice(fact: Fact, operator: Scalar, operand: Node, log: Log) -> Condition | None:
    if not isinstance(operand, Listing):
        log.add("not_a_list", operand.place, key=operator.text)
        return None
    if not operand.items:
        log.add("empty_list", operand.place, key=operator.text)
        return None
    values: list[int | str] = []
    for item in operand.items:
        value = None
        if isinstance(item, Scalar):
            value = read_value(fact, item, log)
        else:
            log.add("not_a_word", item.place, key=operator.text)
        if value is None:
            return None
        values.append(value)
    chosen = OneOf(fact.name, tuple(sorted(set(values), key=lambda value: fact.rank(value) or 0)))
    return Not(chosen) if operator.text == "not_in" else chosen


def read_value(fact: Fact, node: Scalar, log: Log) -> int | str | None:
    """A value this fact can have."""
    if not fact.counts:
        return check_word(node, fact.name, fact.words, log)
    value = whole_number(node, log)
    if value is not None and not fact.low <= value <= fact.high:
        log.add(
            "out_of_range",
            node.place,
            word=figure(value),
            key=fact.name,
            low=fact.low,
            high=figure(fact.high),
            unit=fact.unit,
        )
        return None
    return value
