"""RFC 8785 (JSON Canonicalization Scheme) for trees of whole numbers, strings, truth values and null."""

import json
import re
from collections.abc import Mapping, Sequence

type Tree = int | str | Sequence[Tree] | Mapping[str, Tree] | None

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def canonical(tree: Tree) -> bytes:
    """The one byte string of this tree; two equal trees give equal bytes."""
    text = _written(tree, sort=True)
    # Keys go by UTF-16 code units; code points go the same way as long as none needs two units.
    if not text.isascii() and _ASTRAL.search(text):
        text = _written(_sorted(tree), sort=False)
    return text.encode("utf-8")


def _written(tree: Tree, *, sort: bool) -> str:
    return json.dumps(tree, ensure_ascii=False, sort_keys=sort, separators=(",", ":"), default=dict)


def _sorted(tree: Tree) -> Tree:
    """The tree with its keys in the order of their UTF-16 code units, as the standard asks."""
    if isinstance(tree, Mapping):
        return {key: _sorted(tree[key]) for key in sorted(tree, key=lambda key: key.encode("utf-16-be"))}
    if tree is None or isinstance(tree, str | int):
        return tree
    return [_sorted(item) for item in tree]
