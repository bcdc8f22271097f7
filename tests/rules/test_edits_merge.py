"""Whole texts put together: nothing of either is lost, and what must be looked at is said by line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.edits.merge import Conflict, difference, merge

BASE = "a\nb\nc\nd\ne\n"

MERGES = [
    ("a\nB\nc\nd\ne\n", "a\nb\nc\nD\ne\n", "a\nB\nc\nD\ne\n", ()),
    ("a\nB\nc\nd\ne\n", "a\nB\nc\nd\ne\n", "a\nB\nc\nd\ne\n", ()),
    (BASE, "b\nc\nd\ne\nf\n", "b\nc\nd\ne\nf\n", ()),
    ("a\nB\nc\nd\ne\n", "a\nβ\nc\nd\ne\n", "a\nB\nβ\nc\nd\ne\n", (Conflict(2, ("B",), ("β",)),)),
    ("a\nc\nd\ne\n", "a\nβ\nc\nd\ne\n", "a\nβ\nc\nd\ne\n", (Conflict(2, (), ("β",)),)),
    ("x\n" + BASE, "y\n" + BASE, "x\ny\n" + BASE, (Conflict(1, ("x",), ("y",)),)),
    ("a\nb\nB\nc\nd\ne\n", "a\r\nb\r\nc\r\nd\r\ne\r\nf\r\n", "a\r\nb\r\nB\r\nc\r\nd\r\ne\r\nf\r\n", ()),
]  # fmt: skip


@pytest.mark.parametrize(("mine", "theirs", "text", "conflicts"), MERGES)
def test_two_texts_become_one(mine: str, theirs: str, text: str, conflicts: tuple[Conflict, ...]) -> None:
    """Apart, both go in; at one place, both are kept and told."""
    merged = merge(BASE, mine, theirs)
    assert (merged.text, merged.conflicts) == (text, conflicts)


texts = st.text("ab\n é😀", max_size=30)


@settings(max_examples=400, deadline=None)
@given(texts, texts)
def test_the_difference_leads_from_one_to_the_other(before: str, after: str) -> None:
    """Whatever the two texts."""
    assert difference(before, after).apply(before) == after


@settings(max_examples=300, deadline=None)
@given(texts, texts, texts)
def test_nothing_new_is_lost(base: str, mine: str, theirs: str) -> None:
    """Each line that one of the two wrote is in the text; alone, one's text is the text."""
    merged = merge(base, mine, theirs)
    for line in {*mine.split("\n"), *theirs.split("\n")} - {*base.split("\n")}:
        assert line in merged.text.split("\n")
    assert merge(base, mine, base).text == mine
    assert merge(base, base, theirs).text == theirs
    assert merge(base, mine, mine).text == mine


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a\nb", "a\nc\nb\n"),
        ("🚲 é\nb\n", "🚲 è\nb"),
        ("x\n" * 50, "x\n" * 49),
        ("a\r\nb\r\n", "a\nc\n"),
    ],
)
def test_a_difference_keeps_the_line_ends_of_the_first(before: str, after: str) -> None:
    """It leads from one text to the other."""
    assert difference(before, after).apply(before).replace("\r\n", "\n") == after


def test_a_difference_is_small() -> None:
    """A word in a line is a word."""
    assert difference("a\nle chat\nb", "a\nle chien\nb").written() == [7, [2, "ien"], 2]
