"""A pasted or uploaded list cut into cells, whatever its encoding and separator; each line stands alone."""

import codecs
import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from accounts.core.headings import Column, read_columns, recognise
from accounts.core.plates import read_plate
from rules.model import Problem

MOST_LINES = 10_000
LONGEST_LINE = 5_000
_SEPARATORS = ("\t", ";", ",")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the file with its number; `fault` names what keeps it from being cut (`quote`, `long`)."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Columns and lines."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def decode(data: bytes) -> str | Problem:
    """The text of a file in UTF-8, UTF-16 or windows-1252."""
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
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


def read_sheet(text: str) -> Sheet | tuple[Problem, ...]:
    """The columns and lines of a text, or what keeps the whole from being read."""
    lines = [(number, line) for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1) if line.strip()]
    if not lines:
        return (Problem("file_empty", "Il n’y a rien à lire.", "Collez au moins une plaque par ligne."),)
    separator = _separator([line for _, line in lines[:5]])
    titles = _cut(*lines[0], separator).cells
    if _only_plates(titles, lines, separator):
        columns: tuple[Column, ...] | tuple[Problem, ...] = (Column("Plaque", "plate"),)
    else:
        columns, lines = read_columns(titles), lines[1:]
    problems = [each for each in columns if isinstance(each, Problem)]
    if len(lines) > MOST_LINES:
        said = f"Ce fichier a {len(lines)} lignes, au plus {MOST_LINES} sont lues à la fois."
        problems.append(Problem("file_long", said, "Coupez-le en plusieurs fichiers.", line=lines[MOST_LINES][0]))
    if not lines:
        problems.append(Problem("file_empty", "Il n’y a que des titres.", "Ajoutez une ligne par véhicule.", line=1))
    if problems:
        return tuple(problems)
    kept = tuple(column for column in columns if isinstance(column, Column))
    return Sheet(kept, tuple(_cut(number, line, separator) for number, line in lines))


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of plain text is nil."""
    head = data[:400]
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 4:
        return "utf-16-le"
    return "utf-16-be" if len(head) >= 4 and head[0::2].count(0) > len(head) // 4 else None


def _separator(lines: Sequence[str]) -> str:
    """What cuts the first line into the most columns we know; then what is met most."""
    known = {
        each: sum(recognise(title).fact is not None for title in _cut(1, lines[0], each).cells) for each in _SEPARATORS
    }
    return max(_SEPARATORS, key=lambda each: (known[each], lines[0].count(each)))


def _only_plates(titles: Sequence[str], lines: Sequence[tuple[int, str]], separator: str) -> bool:
    """Whether the text is plates and nothing else, without a line of titles."""
    if recognise(titles[0]).fact is not None:
        return False
    firsts = _plates(lines[:20], separator)
    return len([title for title in titles if title.strip()]) == 1 and any(firsts)


def _plates(lines: Sequence[tuple[int, str]], separator: str) -> Iterator[bool]:
    for number, line in lines:
        yield not isinstance(read_plate(_cut(number, line, separator).cells[0]), Problem)


def _cut(number: int, line: str, separator: str) -> Row:
    if len(line) > LONGEST_LINE:
        return Row(number, (line[:80],), "long")
    if line.count('"') % 2:
        return Row(number, tuple(cell.strip() for cell in line.split(separator)), "quote")
    cells = next(csv.reader([line], delimiter=separator), [])
    return Row(number, tuple(cell.strip() for cell in cells) or ("",))
