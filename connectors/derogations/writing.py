"""Derogations as a file: CSV, JSON, or a data package that carries its schema; what cannot be told is told apart."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from connectors.derogations.columns import STATUSES, Line, line_of
from connectors.derogations.counting import count_open
from connectors.derogations.records import Derogation
from connectors.derogations.schemas import NAMES, Field, Variant, fields_of, schema_of

type Form = Literal["csv", "json", "datapackage"]

FORMS: tuple[Form, ...] = ("csv", "json", "datapackage")
COMPUTED = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a file does not tell of a derogation; without `column`, the whole of it."""

    id: str
    column: str | None
    message: str


def write(
    records: Iterable[Derogation], variant: Variant, form: Form, made_at: datetime
) -> tuple[bytes, tuple[Loss, ...]]:
    """The file, valid by the schema of its variant, and what it could not tell."""
    losses: list[Loss] = []
    fields = fields_of(variant)
    if variant == "open":
        lines: Sequence[Line] = _counted(records, made_at)
    else:
        fitted = (_fitted(record, fields, losses) for record in records)
        lines = [line for line in fitted if line is not None]
    if form == "json":
        return _json(lines, fields, variant, made_at), tuple(losses)
    table = _csv(lines, fields)
    return (table if form == "csv" else _package(table, variant, made_at)), tuple(losses)


def _counted(records: Iterable[Derogation], made_at: datetime) -> list[Line]:
    words = {ours: theirs for theirs, ours in STATUSES.items()}
    return [
        {
            "territoire_siren": count.siren,
            "type_code": count.kind,
            "statut": next((theirs for ours, theirs in words.items() if ours == count.status), count.status),
            "derogations": str(count.derogations),
            "date_maj": made_at.astimezone(UTC).date().isoformat(),
        }
        for count in count_open(records)
    ]


def _fitted(record: Derogation, fields: Sequence[Field], losses: list[Loss]) -> Line | None:
    """The cells the schema accepts; nothing when one that it requires is not among them."""
    told = line_of(record)
    line: dict[str, str] = {}
    for field in fields:
        text = " ".join(told[field.name].split())
        if text and not field.accepts(text):
            losses.append(Loss(record.id, field.name, f"« {text[:40]} » n’est pas admis par le schéma."))
            text = ""
        if field.required and not text:
            losses.append(Loss(record.id, None, f"Sans « {field.name} », cette dérogation n’est pas dans le fichier."))
            return None
        line[field.name] = text
    return line


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(COMPUTED) else text


def _csv(lines: Iterable[Line], fields: Sequence[Field]) -> bytes:
    """UTF-8, commas, as schema.data.gouv.fr asks."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    names = [field.name for field in fields]
    writer.writerow(names)
    writer.writerows([guarded(line[name]) for name in names] for line in lines)
    return file.getvalue().encode()


def _json(lines: Iterable[Line], fields: Sequence[Field], variant: Variant, made_at: datetime) -> bytes:
    schema = json.loads(schema_of(variant))
    whole = {
        "schema": schema["name"],
        "version": schema["version"],
        "variante": NAMES[variant],
        "date": made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "derogations": [
            {field.name: _typed(field, line[field.name]) for field in fields if line[field.name]} for line in lines
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _typed(field: Field, text: str) -> int | str:
    return int(text) if field.type == "integer" else text


def _package(table: bytes, variant: Variant, made_at: datetime) -> bytes:
    schema = json.loads(schema_of(variant))
    resource: Mapping[str, object] = {
        "name": "derogations",
        "path": "derogations.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }
    moment = made_at.astimezone(UTC)
    package = {
        "name": schema["name"],
        "title": schema["title"],
        "version": schema["version"],
        "created": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resources": [resource],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in (
            ("datapackage.json", json.dumps(package, ensure_ascii=False, indent=1).encode()),
            ("derogations.csv", table),
        ):
            folder.writestr(zipfile.ZipInfo(name, moment.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
