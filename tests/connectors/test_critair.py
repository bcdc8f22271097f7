"""The Crit’Air table: every line understood, and none that was not read decides."""

from pathlib import Path

import pytest

from connectors.critair import read_nomenclature
from rules.vocabulary import CRITAIR


def test_every_line_is_understood() -> None:
    """Forty lines, each of a class we know, its dates in order."""
    table = read_nomenclature()
    assert len(table) == 40
    for line in table:
        assert line.critair in CRITAIR
        assert line.first is None or line.last is None or line.first <= line.last
        assert line.norms <= {"0", "1", "2", "3", "4", "5", "6", "sans"}


def test_what_was_not_read_says_so() -> None:
    """The lines from memory are marked, the first line was read."""
    table = read_nomenclature()
    assert table[0].read
    assert sum(not line.read for line in table) == 13


def test_a_file_that_is_not_the_table_is_refused(tmp_path: Path) -> None:
    """A date that does not exist, or a column that is missing."""
    file = tmp_path / "x.csv"
    file.write_text("categorie,energies\nVP,essence\n", encoding="utf-8")
    with pytest.raises(KeyError):
        read_nomenclature(file)
