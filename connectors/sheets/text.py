"""A pasted or uploaded text cut into cells, whatever its encoding and separator; each line stands alone."""

import codecs
import csv
from collections.abc import Callable, Sequence

from rules.model import Problem
from rules.written.lines import Row

LONGEST_LINE = 5_000
WORKBOOK_MARKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How workbooks begin: of a zip, and of the older format."""
_SEPARATORS = ("\t", ";", ",")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

type Known = Callable[[str], bool]
"""Whether a title is that of a column we know."""


def decode(data: bytes) -> str | Problem:
    """The text of a file in UTF-8, UTF-16 or windows-1252."""
    if data.startswith(WORKBOOK_MARKS):
        return Problem(
            "file_workbook",
            "C’est un classeur de tableur, pas un fichier CSV.",
            "Dans le tableur : Fichier, Enregistrer sous, CSV. Ou copiez les cellules et collez-les ici.",
        )
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or _wide(data)
    for name in (encoding,) if encoding else ("utf-8", "windows-1252"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return Problem(
        "file_encoding",
        "Ce fichier n’est pas un texte lisible.",
        "Enregistrez-le en CSV, codage UTF-8, puis déposez-le de nouveau.",
    )


def cut(text: str, known: Known) -> tuple[Row, ...]:
    """The lines that are not blank, cut by what makes the most columns we know of the first."""
    lines = [(number, line) for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1) if line.strip()]
    separator = _separator(lines[0][1], known) if lines else ""
    return tuple(_cut(number, line, separator) for number, line in lines)


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of plain text is nil."""
    head = data[:400]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    return "utf-16-be" if len(head) >= 4 and head[0::2].count(0) > len(head) // 4 else None


def _separator(first: str, known: Known) -> str:
    """What cuts the first line into the most columns we know; then what is met most."""
    columns = {each: _count(_cut(1, first, each).cells, known) for each in _SEPARATORS}
    return max(_SEPARATORS, key=lambda each: (columns[each], first.count(each)))


def _count(titles: Sequence[str], known: Known) -> int:
    return sum(known(title) for title in titles)


def _cut(number: int, line: str, separator: str) -> Row:
    if len(line) > LONGEST_LINE:
        return Row(number, (line[:80],), "long")
    if line.count('"') % 2:
        return Row(number, tuple(cell.strip() for cell in line.split(separator)), "quote")
    cells = next(csv.reader([line], delimiter=separator), [])
    return Row(number, tuple(cell.strip() for cell in cells) or ("",))
