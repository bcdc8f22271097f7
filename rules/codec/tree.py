"""The branches of a bundle's tree, typed as they are read."""

from collections.abc import Mapping, Sequence
from datetime import date

from rules.canonical import Tree

type Branch = Mapping[str, Tree]


def filled(**fields: Tree | None) -> dict[str, Tree]:
    """A branch without its absent and empty fields."""
    return {name: value for name, value in fields.items() if value or (value is not None and value == 0)}


def text(branch: Branch, key: str) -> str:
    """A string of a branch."""
    return expect(branch[key], str)


def text_or_none(branch: Branch, key: str) -> str | None:
    """A string of a branch, if it is there."""
    return text(branch, key) if key in branch else None


def number(branch: Branch, key: str) -> int:
    """A whole number of a branch."""
    return expect(branch[key], int)


def number_or_none(branch: Branch, key: str) -> int | None:
    """A whole number of a branch, if it is there."""
    return number(branch, key) if key in branch else None


def twig(branch: Branch, key: str) -> Branch:
    """A branch of a branch; empty when absent."""
    return as_branch(branch.get(key, {}))


def as_branch(tree: Tree) -> Branch:
    """A tree known to be a branch."""
    if not isinstance(tree, dict):
        raise TypeError(f"a branch was expected, not {tree!r}")
    return tree


def items(branch: Branch, key: str) -> Sequence[Tree]:
    """A list of a branch; empty when absent."""
    return as_list(branch.get(key, ()))


def as_list(tree: Tree) -> Sequence[Tree]:
    """A tree known to be a list."""
    if isinstance(tree, list) or isinstance(tree, tuple):  # noqa: SIM101 - on every leaf of a bundle: a union is slow
        return tree
    raise TypeError(f"a list was expected, not {tree!r}")


def expect[T: (int, str)](tree: Tree, kind: type[T]) -> T:
    """A tree known to be a number or a string."""
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


def pairs(branch: Branch, key: str) -> tuple[tuple[int, int], ...]:
    """A list of pairs of whole numbers of a branch; empty when absent."""
    found = (as_list(pair) for pair in items(branch, key))
    return tuple((expect(first, int), expect(second, int)) for first, second in found)
