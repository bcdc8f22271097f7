"""Bundles published under a former IR, brought to today's: their bytes never change, only what is read from them."""

from collections.abc import Callable, Mapping

from rules.codec.tree import Branch
from rules.upgrade.from_1 import from_1

_STEPS: Mapping[int, Callable[[Branch], Branch]] = {1: from_1}


def upgraded(tree: Branch) -> Branch:
    """The tree of a bundle, raised version by version as far as there are steps."""
    while isinstance(version := tree.get("ir"), int) and version in _STEPS:
        tree = _STEPS[version](tree)
    return tree
