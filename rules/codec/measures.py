"""Rules and their tests, to and from the bundle's tree."""

from collections.abc import Mapping

from rules.canonical import Tree
from rules.codec.tree import (
    Branch,
    as_branch,
    day,
    expect,
    filled,
    iso,
    items,
    number,
    number_or_none,
    numbers,
    pairs,
    text,
    text_or_none,
    twig,
    words,
)  # fmt: skip
from rules.ir import (
    All,
    AnyOf,
    Block,
    Compare,
    Condition,
    Days,
    Effect,
    Holds,
    Not,
    OneOf,
    Operator,
    OtherReading,
    Rule,
    Trial,
)  # fmt: skip
from rules.model import Duty, Right

_EFFECTS: Mapping[str, Effect] = {"prohibit": "prohibit", "allow": "allow", "limit": "limit", "require": "require"}
_OPERATORS: Mapping[str, Operator] = {"lt": "lt", "lte": "lte", "gt": "gt", "gte": "gte"}


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
        case Holds(kind):
            return {"right": kind}
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
    if "right" in branch:
        return Holds(text(branch, "right"))
    if "in" in branch:
        values = tuple(value for value in items(branch, "in") if isinstance(value, str | int))
        return OneOf(text(branch, "fact"), values)
    bound = branch["to"]
    return Compare(
        text(branch, "fact"), _OPERATORS[text(branch, "op")], bound if isinstance(bound, int) else expect(bound, str)
    )


def days_tree(days: Days) -> Tree:
    """A choice of days as the bundle writes it."""
    return filled(weekdays=days.weekdays, nth=days.nth, spans=days.spans, only=days.only, but=days.but)


def read_days(branch: Branch) -> Days:
    """A choice of days of the bundle."""
    return Days(
        numbers(branch, "weekdays"), pairs(branch, "nth"), pairs(branch, "spans"),
        words(branch, "only"), words(branch, "but"),
    )  # fmt: skip


def block_tree(block: Block) -> Tree:
    """A block of a schedule as the bundle writes it."""
    return {"days": days_tree(block.days), "windows": block.windows}


def read_block(branch: Branch) -> Block:
    """A block of the bundle."""
    return Block(pairs(branch, "windows"), read_days(twig(branch, "days")))


def _schedule(branch: Branch) -> tuple[Block, ...]:
    return tuple(read_block(as_branch(block)) for block in items(branch, "schedule"))


def duty_tree(duty: Duty) -> Tree:
    """A duty as the bundle writes it."""
    return filled(kind=duty.kind, amount=duty.amount)


def read_duty(branch: Branch) -> Duty:
    """A duty of the bundle."""
    return Duty(text(branch, "kind"), number_or_none(branch, "amount"))


def _duties(branch: Branch) -> tuple[Duty, ...]:
    return tuple(read_duty(as_branch(duty)) for duty in items(branch, "duties"))


def _other_tree(other: OtherReading) -> Tree:
    return filled(
        text=other.text,
        condition=condition_tree(other.condition) if other.condition else None,
        schedule=[block_tree(block) for block in other.schedule],
    )


def _read_other(branch: Branch) -> OtherReading:
    condition = read_condition(twig(branch, "condition")) if "condition" in branch else None
    return OtherReading(text(branch, "text"), condition, _schedule(branch))


def rule_tree(rule: Rule) -> Tree:
    """A rule as the bundle writes it."""
    return filled(
        id=rule.id,
        origin=rule.origin,
        do=rule.effect,
        zones=rule.zones,
        order=rule.order,
        article=rule.article,
        overrides=rule.overrides,
        tags=rule.tags,
        condition=condition_tree(rule.condition) if rule.condition else None,
        schedule=[block_tree(block) for block in rule.schedule],
        duties=[duty_tree(duty) for duty in rule.duties],
        valid_from=iso(rule.valid_from),
        valid_to=iso(rule.valid_to),
        trigger=rule.trigger,
        other=_other_tree(rule.other) if rule.other else None,
        basis=rule.basis,
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
        origin=text_or_none(branch, "origin") or "",
        schedule=_schedule(branch),
        duties=_duties(branch),
        valid_from=day(branch, "valid_from"),
        valid_to=day(branch, "valid_to"),
        trigger=text_or_none(branch, "trigger"),
        other=_read_other(twig(branch, "other")) if "other" in branch else None,
        basis=text_or_none(branch, "basis"),
        quote=text_or_none(branch, "quote"),
        message=text_or_none(branch, "message"),
        to_verify="to_verify" in branch,
    )


def held_tree(right: Right) -> Tree:
    """A right held, as a test of the bundle writes it."""
    return filled(
        kind=right.kind,
        zones=right.zones,
        start=iso(right.start),
        end=iso(right.end),
        days_left=right.days_left,
    )


def read_held(branch: Branch) -> Right:
    """A right held in a test of the bundle."""
    return Right(
        kind=text(branch, "kind"),
        zones=words(branch, "zones"),
        start=day(branch, "start"),
        end=day(branch, "end"),
        days_left=number_or_none(branch, "days_left"),
    )


def trial_tree(trial: Trial) -> Tree:
    """A test as the bundle writes it; an expectation of nothing differs from no expectation."""
    tree = filled(
        name=trial.name, at=trial.at, zones=trial.zones, facts=trial.facts, expect=trial.expect,
        rights=[held_tree(right) for right in trial.rights], triggers=trial.triggers,
    )  # fmt: skip
    if trial.by is not None:
        tree["by"] = trial.by
    if trial.needs is not None:
        tree["needs"] = trial.needs
    if trial.duties is not None:
        tree["duties"] = [duty_tree(duty) for duty in trial.duties]
    if trial.doubt is not None:
        tree["doubt"] = int(trial.doubt)
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
        rights=tuple(read_held(as_branch(right)) for right in items(branch, "rights")),
        triggers=words(branch, "triggers"),
        duties=_duties(branch) if "duties" in branch else None,
        doubt=bool(number(branch, "doubt")) if "doubt" in branch else None,
    )
