"""Files of lists that cannot be opened, or were made to harm: each its answer."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbooks import workbook

from connectors.sheets import LARGEST_FILE, read_rows
from rules.model import Problem


def is_known(title: str) -> bool:
    """Whether a title is ours, for these lists."""
    return title == "Plaque"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 no workbook", "file_workbook_unreadable"),
        (b"\xd0\xcf\x11\xe0 an old one", "file_workbook_old"),
        (b"\x00\x01\x02\x00\x00", "file_encoding"),
        (b"a" * (LARGEST_FILE + 1), "file_large"),
    ],
)
def test_what_cannot_be_opened_is_told(data: bytes, code: str) -> None:
    """With what to do."""
    found = read_rows(data, is_known)
    assert isinstance(found, Problem)
    assert (found.code, bool(found.hint)) == (code, True)


def test_a_workbook_that_swells_is_refused() -> None:
    """A small file that unpacks to a great one."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("xl/worksheets/sheet1.xml", b"\0" * 70_000_000)
    found = read_rows(packed.getvalue(), is_known)
    assert isinstance(found, Problem)
    assert found.code == "file_workbook_large"


@pytest.mark.parametrize("cell", ["B1048576", "XFD3"])
def test_a_cell_far_from_the_others_costs_nothing(cell: str) -> None:
    """All the cells between are not made: the workbook is refused, with what to do."""
    far = f'<row r="{cell.lstrip("BDFX")}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row>'
    found = read_rows(workbook(("Plaque", "Type"), ("AB-123-CD", "frigo"), more=far), is_known)
    assert isinstance(found, Problem)
    assert found.code == "file_workbook_large"


@given(st.lists(st.tuples(st.integers(4, 2_000), st.integers(0, 255)), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_damaged_workbook_is_answered(changes: list[tuple[int, int]]) -> None:
    """Read or told, never an exception."""
    data = bytearray(workbook(("Plaque", "Type"), ("AB-123-CD", "frigo")))
    for place, byte in changes:
        data[place % (len(data) - 4) + 4] = byte
    assert isinstance(read_rows(bytes(data), is_known), Problem | tuple)
