"""The first sheet of a workbook (xlsx, xlsm), its cells as a person would have typed them; row by row, in bounds."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time

from openpyxl import load_workbook

from rules.model import Problem
from rules.written.lines import Row

MOST_UNPACKED = 60_000_000
"""Bytes of all that a workbook holds, unpacked: more than any list of holders."""
MOST_ROWS, MOST_COLUMNS = 60_000, 200
_OLD = Problem(
    "file_workbook_old",
    "C’est un classeur d’un ancien format (.xls).",
    "Enregistrez-le au format .xlsx, ou en CSV, puis déposez-le de nouveau.",
)
_UNREADABLE = Problem(
    "file_workbook_unreadable",
    "Ce classeur ne peut pas être ouvert : il est abîmé, protégé par un mot de passe, ou n’est pas un .xlsx.",
    "Enregistrez-le de nouveau au format .xlsx, sans mot de passe, ou en CSV.",
)
_TOO_LARGE = Problem(
    "file_workbook_large",
    "Ce classeur est trop grand pour être lu.",
    "Gardez une seule feuille, sans image ni cellule loin des autres, ou enregistrez-la en CSV.",
)


def read_workbook(data: bytes) -> tuple[Row, ...] | Problem:
    """The lines that are not blank, by their numbers in the sheet."""
    if not data.startswith(b"PK"):
        return _OLD
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                return _TOO_LARGE
        with warnings.catch_warnings():
            # It warns of styles and extensions, which are not read.
            warnings.simplefilter("ignore")
            rows = tuple(_rows(data))
    except OverflowError:
        return _TOO_LARGE
    except Exception:
        # A file that somebody damaged, or made to harm, fails in any of the parsers beneath; none says which errors.
        return _UNREADABLE
    return rows


def typed(value: object) -> str:
    """A cell as it would be typed in French: whole numbers without decimals, days in ISO 8601."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value).replace(".", ",")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else " ".join(str(value).split())


def _rows(data: bytes) -> Iterator[Row]:
    """Raises OverflowError beyond the bounds: a cell far from the others makes all those between."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    # What the file says of its own size may be wrong.
    sheet.reset_dimensions()
    for number, line in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > MOST_ROWS or len(line) > MOST_COLUMNS:
            raise OverflowError
        cells = [typed(value) for value in line]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield Row(number, tuple(cells))
