"""RFC 8785 (JSON Canonicalization Scheme) for trees of whole numbers and strings."""

import json
from collections.abc import Mapping, Sequence

type Tree = int | str | Sequence[Tree] | Mapping[str, Tree]


def canonical(tree: Tree) -> bytes:
    """The one byte string of this tree; two equal trees give equal bytes."""
    return json.dumps(_sorted(tree), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _sorted(tree: Tree) -> Tree:
    """The tree with its keys in the order of their UTF-16 code units, as the standard asks."""
    if isinstance(tree, Mapping):
        return {key: _sorted(tree[key]) for key in _keys(tree)}
    if isinstance(tree, str | int):
        return tree
    return [_sorted(item) for item in tree]


def _keys(tree: Mapping[str, Tree]) -> list[str]:
    if all(map(str.isascii, tree)):
        return sorted(tree)
    return sorted(tree, key=lambda key: key.encode("utf-16-be"))
