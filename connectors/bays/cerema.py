"""Cerema’s aire-livraison 1.0.0, written; what a bay says that the schema has no place for is told."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

FIELDS = (
    "ARR_PRESENT", "ARR_URL", "ACTIVE", "UUID", "ID", "NOM", "DATE_MAJ", "LONGITUDE", "LATITUDE", "GEOM_WKT",
    "ADRESSE", "CODE_POSTAL", "COMMUNE", "DISPOSITION", "PARITE_TROTTOIR", "LOCALISATION", "LONGUEUR", "LARGEUR",
    "MARQUAGE_ETAT", "MARQUAGE_CONFORMITE", "TYPE", "PANNEAU_PRESENT", "PANNEAU_ETAT", "DUREE_MAX", "DUREE_CONTROLE",
    "TEMPORALITE_CDS", "TEMPORALITE_OSM", "EQUIPEMENTS", "IRVE_PUISSANCE", "ABAISSEMENT_TROTTOIR", "COMMENTAIRE",
)  # fmt: skip
"""The columns of version 1.0.0, in its order."""
_ADDRESS = re.compile(r"""[a-zA-Z0-9\-–'’«»°"\s\dÀ-ÿ(),.]+""")
_POSTCODE = re.compile(r"([013-9][0-9]|2[AB1-9])[0-9]{3}")
COMPUTED = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula, at the start of a text."""


@dataclass(frozen=True, slots=True)
class Record:
    """A bay in the words of the schema, empty where nobody said; `more` is what it has no column for, by our name."""

    said: Mapping[str, str]
    updated_at: datetime
    more: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Loss:
    """What the file does not tell of a bay."""

    reference: str
    column: str
    message: str


def write_cerema(records: Iterable[Record]) -> tuple[bytes, tuple[Loss, ...]]:
    """The file, and what it could not say."""
    losses: list[Loss] = []
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for record in records:
        said = {**record.said, "DATE_MAJ": record.updated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
        losses += _unsaid(said, record.more)
        writer.writerow(_cells(said))
    return out.getvalue().encode(), tuple(losses)


def wkt_of(ring: Sequence[Sequence[float]]) -> str:
    """The outline as the schema writes it."""
    return f"POLYGON(({', '.join(f'{lon:.7f} {lat:.7f}' for lon, lat, *_ in ring)}))"


def _cells(said: dict[str, str]) -> Iterator[str]:
    if not _ADDRESS.fullmatch(said.get("ADRESSE", "")):
        said["ADRESSE"] = ""
    if not _POSTCODE.fullmatch(said.get("CODE_POSTAL", "")):
        said["CODE_POSTAL"] = ""
    for name in FIELDS:
        cell = said.get(name, "")
        numeric = name in ("LONGITUDE", "LATITUDE")
        yield f"'{cell}" if cell.startswith(COMPUTED) and not numeric else cell


def _unsaid(said: Mapping[str, str], more: Mapping[str, str]) -> Iterator[Loss]:
    reference = said.get("ID", "")
    address, postcode = said.get("ADRESSE", ""), said.get("CODE_POSTAL", "")
    if address and not _ADDRESS.fullmatch(address):
        yield Loss(reference, "ADRESSE", "Cette adresse a un signe que le schéma n’admet pas : elle est laissée vide.")
    if postcode and not _POSTCODE.fullmatch(postcode):
        yield Loss(reference, "CODE_POSTAL", "Le schéma refuse ce code postal (ceux de Corse) : il est laissé vide.")
    for name, message in more.items():
        yield Loss(reference, name, message)
