"""Lowered rules to and from the tree that the canonical bundle is written from."""

from collections.abc import Mapping, Sequence
from datetime import date

from rules.canonical import Tree
from rules.ir import (
    All,
    AnyOf,
    Block,
    Calendar,
    Compare,
    Condition,
    Effect,
    Holidays,
    Not,
    OneOf,
    Operator,
    Rule,
    Trial,
)
from rules.model import Order

type Branch = Mapping[str, Tree]

_EFFECTS: Mapping[str, Effect] = {"prohibit": "prohibit", "allow": "allow"}
_HOLIDAYS: Mapping[str, Holidays] = {"any": "any", "except": "except", "only": "only"}
_OPERATORS: Mapping[str, Operator] = {"lt": "lt", "lte": "lte", "gt": "gt", "gte": "gte"}


def filled(**fields: Tree | None) -> dict[str, Tree]:
    """A branch without its absent and empty fields."""
    return {name: value for name, value in fields.items() if value is not None and value not in ((), [], {}, "")}


def text(branch: Branch, key: str) -> str:
    """A string of a branch."""
    return _expect(branch[key], str)


def text_or_none(branch: Branch, key: str) -> str | None:
    """A string of a branch, if it is there."""
    return text(branch, key) if key in branch else None


def number(branch: Branch, key: str) -> int:
    """A whole number of a branch."""
    return _expect(branch[key], int)


def twig(branch: Branch, key: str) -> Branch:
    """A branch of a branch; empty when absent."""
    return as_branch(branch.get(key, {}))


def as_branch(tree: Tree) -> Branch:
    """A tree known to be a branch."""
    if not isinstance(tree, Mapping):
        raise TypeError(f"a branch was expected, not {tree!r}")
    return tree


def items(branch: Branch, key: str) -> Sequence[Tree]:
    """A list of a branch; empty when absent."""
    return as_list(branch.get(key, ()))


def as_list(tree: Tree) -> Sequence[Tree]:
    """A tree known to be a list."""
    if isinstance(tree, str | int | Mapping):
        raise TypeError(f"a list was expected, not {tree!r}")
    return tree


def _expect[T: (int, str)](tree: Tree, kind: type[T]) -> T:
    if not isinstance(tree, kind):
        raise TypeError(f"{kind.__name__} was expected, not {tree!r}")
    return tree


def words(branch: Branch, key: str) -> tuple[str, ...]:
    """A list of strings of a branch; empty when absent."""
    return tuple(item for item in items(branch, key) if isinstance(item, str))


def numbers(branch: Branch, key: str) -> tuple[int, ...]:
    """A list of whole numbers of a branch; empty when absent."""
    return tuple(item for item in items(branch, key) if isinstance(item, int))


def day(branch: Branch, key: str) -> date | None:
    """A date of a branch, if it is there."""
    return date.fromisoformat(text(branch, key)) if key in branch else None


def iso(value: date | None) -> str | None:
    """A date as the bundle writes it."""
    return value.isoformat() if value else None


def condition_tree(condition: Condition) -> Tree:
    """A condition as the bundle writes it."""
    match condition:
        case All(parts):
            return {"all": [condition_tree(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_tree(part) for part in parts]}
        case Not(part):
            return {"not": condition_tree(part)}
        case OneOf(fact, values):
            return {"fact": fact, "in": values}
        case Compare(fact, operator, bound):
            return {"fact": fact, "op": operator, "to": bound}


def read_condition(branch: Branch) -> Condition:
    """A condition of the bundle."""
    if "all" in branch:
        return All(tuple(read_condition(as_branch(part)) for part in items(branch, "all")))
    if "any" in branch:
        return AnyOf(tuple(read_condition(as_branch(part)) for part in items(branch, "any")))
    if "not" in branch:
        return Not(read_condition(twig(branch, "not")))
    if "in" in branch:
        values = tuple(value for value in items(branch, "in") if isinstance(value, str | int))
        return OneOf(text(branch, "fact"), values)
    bound = branch["to"]
    return Compare(
        text(branch, "fact"), _OPERATORS[text(branch, "op")], bound if isinstance(bound, int) else _expect(bound, str)
    )


def block_tree(block: Block) -> Tree:
    """A block of a schedule as the bundle writes it."""
    return {"days": block.days, "holidays": block.holidays, "windows": block.windows}


def read_block(branch: Branch) -> Block:
    """A block of the bundle."""
    pairs = (as_list(pair) for pair in items(branch, "windows"))
    windows = tuple((_expect(start, int), _expect(end, int)) for start, end in pairs)
    return Block(windows, numbers(branch, "days"), _HOLIDAYS[text(branch, "holidays")])


def rule_tree(rule: Rule) -> Tree:
    """A rule as the bundle writes it."""
    return filled(
        id=rule.id,
        do=rule.effect,
        zones=rule.zones,
        order=rule.order,
        article=rule.article,
        overrides=rule.overrides,
        tags=rule.tags,
        condition=condition_tree(rule.condition) if rule.condition else None,
        schedule=[block_tree(block) for block in rule.schedule],
        valid_from=iso(rule.valid_from),
        valid_to=iso(rule.valid_to),
        quote=rule.quote,
        message=rule.message,
        to_verify=1 if rule.to_verify else None,
    )


def read_rule(branch: Branch) -> Rule:
    """A rule of the bundle."""
    return Rule(
        id=text(branch, "id"),
        effect=_EFFECTS[text(branch, "do")],
        zones=words(branch, "zones"),
        order=text(branch, "order"),
        article=text(branch, "article"),
        overrides=words(branch, "overrides"),
        tags=words(branch, "tags"),
        condition=read_condition(twig(branch, "condition")) if "condition" in branch else None,
        schedule=tuple(read_block(as_branch(block)) for block in items(branch, "schedule")),
        valid_from=day(branch, "valid_from"),
        valid_to=day(branch, "valid_to"),
        quote=text_or_none(branch, "quote"),
        message=text_or_none(branch, "message"),
        to_verify="to_verify" in branch,
    )


def order_tree(order: Order) -> Tree:
    """An order as the bundle writes it."""
    return filled(
        title=order.title,
        signed=iso(order.signed),
        authority=order.authority,
        url=order.url,
        basis=order.basis,
        status=order.status,
    )


def read_order(name: str, branch: Branch) -> Order:
    """An order of the bundle."""
    return Order(
        id=name,
        title=text(branch, "title"),
        signed=day(branch, "signed"),
        authority=text_or_none(branch, "authority"),
        url=text_or_none(branch, "url"),
        basis=text_or_none(branch, "basis"),
        status=text(branch, "status"),
    )


def calendar_tree(calendar: Calendar) -> Tree:
    """A calendar as the bundle writes it."""
    return {"days": calendar.days, "holidays": calendar.holidays}


def read_calendar(name: str, branch: Branch) -> Calendar:
    """A calendar of the bundle."""
    return Calendar(name, numbers(branch, "days"), _HOLIDAYS[text(branch, "holidays")])


def trial_tree(trial: Trial) -> Tree:
    """A test as the bundle writes it; an expectation of nothing differs from no expectation."""
    tree = filled(name=trial.name, at=trial.at, zones=trial.zones, facts=trial.facts, expect=trial.expect)
    if trial.by is not None:
        tree["by"] = trial.by
    if trial.needs is not None:
        tree["needs"] = trial.needs
    return tree


def read_trial(branch: Branch) -> Trial:
    """A test of the bundle."""
    facts = {name: value for name, value in twig(branch, "facts").items() if isinstance(value, str | int)}
    return Trial(
        name=text(branch, "name"),
        at=text(branch, "at"),
        zones=words(branch, "zones"),
        facts=facts,
        expect=text(branch, "expect"),
        by=words(branch, "by") if "by" in branch else None,
        needs=words(branch, "needs") if "needs" in branch else None,
    )
