"""Files in our schema read back, whoever wrote them: CSV, JSON, data package; every problem by line and column."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from connectors.derogations.columns import check_when, record_of
from connectors.derogations.records import Derogation
from connectors.derogations.schemas import Field, fields_of
from connectors.derogations.writing import COMPUTED
from connectors.sheets import decode
from rules.model import Problem

LARGEST_FILE = 50_000_000
_TABLE = "derogations.csv"
_WANTED = "Donnez un fichier CSV, JSON ou « datapackage » dans le schéma derogation-zfe."


@dataclass(frozen=True, slots=True)
class Report:
    """What was wrong; a line with a problem is not among the records, but for columns that are not ours."""

    lines: int
    problems: tuple[Problem, ...]


type Cells = tuple[int, Mapping[str, str]]
"""The number of a line, and its cells by column."""


class _File(msgspec.Struct):
    derogations: tuple[dict[str, str | int], ...]


def read(data: bytes) -> tuple[tuple[Derogation, ...], Report]:
    """The derogations of a file of the control or carrier variant."""
    found = _cells(data)
    if isinstance(found, Problem):
        return (), Report(0, (found,))
    titles, lines = found
    fields = {field.name: field for field in fields_of("carrier")}
    problems = list(_title_problems(titles, fields))
    if any(problem.code != "column_unknown" for problem in problems):
        return (), Report(len(lines), tuple(problems))
    records: list[Derogation] = []
    seen: dict[str, int] = {}
    for number, cells in lines:
        faults = [*_faults(number, cells, titles, fields), *_twice(number, cells, seen)]
        problems += faults
        if not faults:
            records.append(record_of(cells))
    return tuple(records), Report(len(lines), tuple(problems))


def _cells(data: bytes) -> tuple[Sequence[str], Sequence[Cells]] | Problem:
    if len(data) > LARGEST_FILE:
        return Problem("file_large", f"Ce fichier dépasse {LARGEST_FILE // 1_000_000}\u00a0Mo.", "Coupez-le.")
    if data.startswith(b"PK"):
        unpacked = _unpacked(data)
        if isinstance(unpacked, Problem):
            return unpacked
        data = unpacked
    if data.lstrip()[:1] == b"{":
        return _json(data)
    text = decode(data)
    return text if isinstance(text, Problem) else _csv(text)


def _unpacked(data: bytes) -> bytes | Problem:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            entry = folder.getinfo(_TABLE)
            if entry.file_size > LARGEST_FILE:
                return Problem("file_large", "Le tableau de ce fichier est trop grand.", "Coupez-le.")
            return folder.read(entry)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, OSError):
        return Problem("file_package", f"Ce fichier ne contient pas de tableau « {_TABLE} » lisible.", _WANTED)


def _json(data: bytes) -> tuple[Sequence[str], Sequence[Cells]] | Problem:
    try:
        listed = msgspec.json.decode(data, type=_File).derogations
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Problem("file_json", "Ce JSON n’a pas de liste « derogations » lisible.", _WANTED)
    titles = tuple(dict.fromkeys(name for each in listed for name in each)) or _names()
    missing = tuple(field.name for field in fields_of("carrier") if field.required and field.name not in titles)
    lines = [(number, {name: str(value) for name, value in each.items()}) for number, each in enumerate(listed, 1)]
    return (*titles, *missing), lines


def _names() -> tuple[str, ...]:
    return tuple(field.name for field in fields_of("carrier"))


def _csv(text: str) -> tuple[Sequence[str], Sequence[Cells]] | Problem:
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count))
    try:
        titles = [title.strip() for title in next(reader, [])]
        lines = []
        for row in reader:
            if any(row):
                cells = {title: _unguarded(cell.strip()) for title, cell in zip(titles, row, strict=False)}
                lines.append((reader.line_num, cells))
    except csv.Error:
        said = "Un guillemet n’est pas refermé, ou une cellule est trop longue."
        return Problem("file_csv", said, _WANTED, line=reader.line_num)
    return titles, lines


def _unguarded(text: str) -> str:
    return text[1:] if text[:1] == "'" and text[1:2] in COMPUTED else text


def _title_problems(titles: Sequence[str], fields: Mapping[str, Field]) -> Iterator[Problem]:
    for place, title in enumerate(titles, 1):
        if title not in fields:
            said = f"La colonne « {title[:40]} » n’est pas du schéma : elle est ignorée."
            yield Problem("column_unknown", said, line=1, column=place)
        elif title in titles[: place - 1]:
            yield Problem("column_twice", f"La colonne « {title} » est là deux fois.", line=1, column=place)
    for field in fields.values():
        if field.required and field.name not in titles:
            yield Problem("column_missing", f"La colonne « {field.name} » manque.", _WANTED, line=1)


def _faults(
    number: int, cells: Mapping[str, str], titles: Sequence[str], fields: Mapping[str, Field]
) -> Iterator[Problem]:
    for place, title in enumerate(titles, 1):
        field = fields.get(title)
        text = cells.get(title, "")
        if field is None or (not text and not field.required):
            continue
        if not text:
            yield Problem("cell_missing", f"« {title} » manque.", line=number, column=place)
        elif not field.accepts(text) or (field.type in ("date", "datetime") and not check_when(field.type, text)):
            said = f"« {text[:40]} » n’est pas admis dans « {title} »."
            yield Problem("cell_refused", said, _hint(field), line=number, column=place)


def _hint(field: Field) -> str | None:
    if field.words:
        return f"Valeurs admises : {', '.join(field.words)}."
    hints = {
        "date": "Écrivez une date « 2026-11-30 ».",
        "datetime": "Écrivez un instant en temps universel « 2026-11-30T08:00:00Z ».",
        "integer": f"Écrivez un nombre entier, de {field.low} à {field.high}.",
    }
    return hints.get(field.type)


def _twice(number: int, cells: Mapping[str, str], seen: dict[str, int]) -> Iterator[Problem]:
    name = cells.get("derogation_id", "")
    if name and seen.setdefault(name, number) != number:
        yield Problem("line_twice", f"Cette dérogation est déjà à la ligne {seen[name]}.", line=number, column=1)
