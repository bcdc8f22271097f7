"""Lines followed through changes."""

import pytest

from rules.edits.anchors import followed
from rules.edits.changes import change
from rules.edits.merge import difference

TEXT = "un\ndeux\ntrois\nquatre\n"


@pytest.mark.parametrize(
    ("after", "now"),
    [
        ("un\ndeux\ntrois\nquatre\n", 3),
        ("zéro\nun\ndeux\ntrois\nquatre\n", 4),
        ("un\ndeux\ndeux et demi\ntrois\nquatre\n", 4),
        ("un\ndeux\nTROIS\nquatre\n", 3),
        ("un\nDEUX\nTROIS\nQUATRE\n", 3),
        ("deux\ntrois\nquatre\n", 2),
        ("trois\n", 1),
        ("un\ndeux\nquatre\n", 3),
        ("un\ndeux\ntrois\nquatre\ncinq\n", 3),
        ("", 1),
        ("😀\n😀\nun\ndeux\ntrois\n", 5),
    ],
)
def test_a_line_stays_beside_what_it_was(after: str, now: int) -> None:
    """Pushed by what comes before, kept by what comes after or in its place."""
    assert followed(TEXT, [3], [difference(TEXT, after)]) == {3: now}


def test_what_is_typed_pushes_lines() -> None:
    """Sign by sign, as an editor sends it: a line break before, then words on the line itself."""
    first = change(TEXT, [(2, 2, "\n")])
    second = change(first.apply(TEXT), [(9, 9, "# ")])
    assert second.apply(first.apply(TEXT)) == "un\n\ndeux\n# trois\nquatre\n"
    assert followed(TEXT, [1, 3, 4], [first, second]) == {1: 1, 3: 4, 4: 5}


def test_other_line_ends() -> None:
    """They count one, as editors count them."""
    text = TEXT.replace("\n", "\r\n")
    assert followed(text, [3], [difference(text, "zéro\r\n" + text)]) == {3: 4}
