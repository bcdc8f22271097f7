"""Whatever value is put in a file, the reader sees that very value and the other lines are the same bytes."""

# ruff: noqa: E501 - the traps read as the table they are.

from pathlib import Path

import pytest
from commented import COMMENTED, edited, group, said, section
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.edits.references import declarations
from rules.edits.revise import At, Put, Unset
from rules.edits.tree import Unformed, Value, read_tree

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tenants" / "territories").rglob("*.yaml"))

TRAPS = ["on", "24:00", "1e3", "a: b", "# non", "a #b", "010", "1_000", "~", "null", "yes", "- x", "? y", "[a", "{b", "*c",
         "&d", "!e", "|", ">", "%f", "@g", "`h", "'i", '"j', "k'l", 'm"n', "o\\p", " q", "r ", "deux\nlignes", "é’«»", "😀 z",
         "2026-02-30", "=", "<<", "0x1F", ".5", "true", "", "a\tb", "trois\n\nlignes\n", "---", "...", "key:", ":v", ","]  # fmt: skip


@pytest.mark.parametrize("value", TRAPS)
@pytest.mark.parametrize(
    "at",
    [At("rules", "ztl", ("message",)), At("rules", "ztl", ("article",)), At("rules", "livraison", ("message",)),
     At("rules", "gabarit", ("quote",)), At("orders", "A-1", ("title",)), At("orders", "A-2", ("title",))],
)  # fmt: skip
def test_whatever_is_written_is_read_back(value: str, at: At) -> None:
    """In a block, in a flow, in quotes or not: the house's reader, and no type of YAML, sees the very text."""
    text = edited(COMMENTED, Put(at, value))
    assert isinstance(at.fields[0], str)
    members = section(text, at.section)
    found = next(one for key, one in members.items() if at.name in (key, group(one).get("id")))
    assert group(found)[at.fields[0]] == value
    assert text.count("#") >= COMMENTED.count("#")


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u2028", "\ufeff", "a\rb"])
def test_signs_that_no_file_holds_are_refused(sign: str) -> None:
    """A sentence says so."""
    with pytest.raises(Unformed, match="caractère"):
        edited(COMMENTED, Put(At("rules", "ztl", ("message",)), sign))


words = st.one_of(st.sampled_from(TRAPS), st.text("ab é:#'\"-,[]{}\n", max_size=12))
values: st.SearchStrategy[Value] = st.recursive(
    words, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["x", "on", "y z", "é"]), inner, max_size=3), max_leaves=5
)  # fmt: skip


def lines_of(text: str, chosen: str, number: int) -> tuple[int, int]:
    """The lines of a member of a section, from and until, and the comments below it."""
    root = read_tree(text)
    leaf, node = list(declarations(root, chosen))[number]
    return text.count("\n", 0, min(leaf.start, node.start)), text.count("\n", 0, max(leaf.end, node.end)) + 1


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_only_the_lines_of_the_node_change(data: st.DataObject) -> None:
    """Whatever is put wherever: the other lines are the same bytes, and the file says just what was wanted."""
    text = data.draw(st.sampled_from([COMMENTED, *(path.read_text(encoding="utf-8") for path in FILES)]))
    tree = said(text)
    assert isinstance(tree, dict)
    sections = [name for name in ("orders", "zones", "rules", "tests", "rights", "calendars") if tree.get(name)]
    if not sections:
        return
    chosen = data.draw(st.sampled_from(sections))
    members = section(text, chosen)
    number = data.draw(st.integers(0, len(members) - 1))
    name = list(members)[number]
    held = tree[chosen]
    item = group(held[number] if isinstance(held, list) else group(held)[str(name)])
    key = data.draw(st.sampled_from([*item, "message", "note"]))
    value = data.draw(values)
    gone = key in item and len(item) > 1 and data.draw(st.booleans())
    after = edited(text, Unset(At(chosen, name, (key,))) if gone else Put(At(chosen, name, (key,)), value))
    if gone:
        del item[key]
    else:
        item[key] = value
    assert said(after) == tree
    start, end = lines_of(text, chosen, number)
    before, now = text.split("\n"), after.split("\n")
    assert now[:start] == before[:start]
    assert now[len(now) - (len(before) - end) :] == before[end:]
