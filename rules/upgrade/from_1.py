"""IR 1 to 2: blocks and calendars test sets of days by name, orders have dated statuses."""

from collections.abc import Mapping

from rules.canonical import Tree
from rules.codec.tree import Branch, as_branch, items, twig

_TESTS: Mapping[Tree, Mapping[str, Tree]] = {
    "any": {},
    "except": {"but": ("public_holiday",)},
    "only": {"only": ("public_holiday",)},
}


def from_1(tree: Branch) -> Branch:
    """The tree as IR 2 writes it."""
    return {
        **tree,
        "ir": 2,
        "orders": {name: _order(as_branch(order)) for name, order in twig(tree, "orders").items()},
        "calendars": {name: _days(as_branch(calendar)) for name, calendar in twig(tree, "calendars").items()},
        "rules": [_rule(as_branch(rule)) for rule in items(tree, "rules")],
    }


def _order(order: Branch) -> Branch:
    kept = {key: value for key, value in order.items() if key != "status"}
    return {**kept, "statuses": [{"status": order["status"]}]}


def _rule(rule: Branch) -> Branch:
    blocks = [as_branch(block) for block in items(rule, "schedule")]
    schedule: Tree = [{"windows": block["windows"], "days": _days(block)} for block in blocks]
    return {**rule, "schedule": schedule} if blocks else rule


def _days(branch: Branch) -> Branch:
    return {"weekdays": branch["days"], **_TESTS[branch["holidays"]]}
