"""Any list, text or workbook, as lines and cells."""

from connectors.sheets.text import WORKBOOK_MARKS, Known, cut, decode
from connectors.sheets.workbooks import read_workbook
from rules.model import Problem
from rules.written.lines import Row

LARGEST_FILE = 10_000_000


def read_rows(data: bytes, known: Known) -> tuple[Row, ...] | Problem:
    """The lines that are not blank; what is pasted comes in UTF-8. `known` tells the titles that are ours."""
    if len(data) > LARGEST_FILE:
        said = f"Ce fichier dépasse {LARGEST_FILE // 1_000_000}\u00a0Mo."
        return Problem("file_large", said, "Coupez-le en plusieurs fichiers, ou retirez-en les images.")
    if data.startswith(WORKBOOK_MARKS):
        return read_workbook(data)
    text = decode(data)
    return text if isinstance(text, Problem) else cut(text, known)
