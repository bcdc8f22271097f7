"""The first sheet of a workbook (xlsx, xlsm, xlsb, xls, ods), its cells as a person would have typed them."""

import io
import zipfile
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook

from rules.model import Problem
from rules.written.lines import Row

MOST_UNPACKED = 60_000_000
"""Bytes of all that a workbook holds, unpacked: more than any list of holders."""
MOST_ROWS = 200_000
_UNREADABLE = Problem(
    "file_workbook_unreadable",
    "Ce classeur ne peut pas être ouvert : il est abîmé, ou protégé par un mot de passe.",
    "Enregistrez-le de nouveau sans mot de passe, ou en CSV.",
)
_TOO_LARGE = Problem(
    "file_workbook_large",
    "Ce classeur est trop grand pour être lu.",
    "Gardez une seule feuille, sans image, ou enregistrez-la en CSV.",
)

type Value = int | float | str | bool | time | date | datetime | timedelta


def read_workbook(data: bytes) -> tuple[Row, ...] | Problem:
    """The lines that are not blank, by their numbers in the sheet."""
    if not _is_bounded(data):
        return _TOO_LARGE
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheet = book.get_sheet_by_index(0)
        if sheet.total_height > MOST_ROWS:
            return _TOO_LARGE
        lines = sheet.to_python(skip_empty_area=False)
    except (CalamineError, IndexError, ValueError):
        return _UNREADABLE
    rows = (Row(number, tuple(typed(cell) for cell in line)) for number, line in enumerate(lines, 1))
    return tuple(row for row in rows if any(row.cells))


def typed(value: Value) -> str:
    """A cell as it would be typed in French: whole numbers without decimals, days in ISO 8601."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    return " ".join(str(value).split())


def _is_bounded(data: bytes) -> bool:
    if not data.startswith(b"PK"):
        return len(data) <= MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return sum(each.file_size for each in packed.infolist()) <= MOST_UNPACKED
    except zipfile.BadZipFile:
        # The reader says that it cannot be opened.
        return True
