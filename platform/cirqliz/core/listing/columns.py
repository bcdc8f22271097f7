"""Which column of a list says what: proposed from its title or its values, corrected, remembered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cirqliz.core.listing.days import read_day
from rules.model import Problem
from rules.written.columns import Column, remembered
from rules.written.columns import correct as columns_as
from rules.written.folding import fold
from rules.written.lines import Row
from rules.written.plates import read_plate

FIELDS: Mapping[str, str] = {
    "plate": "Plaque", "country": "Pays", "kind": "Type", "start": "Début", "end": "Fin", "quota": "Jours par an",
    "used": "Jours utilisés", "status": "État", "holder": "Titulaire", "siret": "SIRET", "zone": "Zone",
    "number": "Numéro",
}  # fmt: skip
"""What is read, with its French name."""
POSITION = "position"
"""Coordinates: recognised so that it is told that they are not read."""
_SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "plate": (
        "plaque", "immatriculation", "immat", "immatriculations", "numero d immatriculation", "n d immatriculation",
        "no d immatriculation", "n immatriculation", "plaque d immatriculation", "vehicule", "plate", "plate number",
        "license plate", "licence plate", "registration", "registration number", "number plate", "vrm", "vehicle",
    ),
    "country": ("pays", "pays immatriculation", "pays d immatriculation", "country", "nationalite"),
    "kind": (
        "type", "type de derogation", "derogation", "motif", "categorie", "nature", "type code", "type libelle",
        "categorie de derogation", "kind", "exemption", "exemption type", "category", "permit type",
        "type of exemption",
    ),
    "start": (
        "debut", "date debut", "date de debut", "du", "valable du", "a partir du", "debut de validite", "date d effet",
        "date de debut de validite", "debut validite", "from", "start", "start date", "valid from", "effective date",
    ),
    "end": (
        "fin", "date fin", "date de fin", "au", "jusqu au", "valable jusqu au", "fin de validite", "fin validite",
        "date de fin de validite", "echeance", "expiration", "date d expiration", "to", "until", "end", "end date",
        "valid to", "valid until", "expiry", "expiry date", "expires",
    ),
    "quota": (
        "quota", "quota jours an", "jours par an", "nombre de jours", "nb jours", "jours autorises", "quota annuel",
        "jours", "allowance", "days", "days per year", "days allowed", "quota days",
    ),
    "used": (
        "utilises", "jours utilises", "jours consommes", "consommes", "nb jours utilises", "jours pris", "consommation",
        "used", "days used", "used days",
    ),
    "status": ("statut", "etat", "status", "state", "situation", "decision"),
    "holder": (
        "titulaire", "beneficiaire", "demandeur", "entreprise", "societe", "raison sociale", "nom", "nom du titulaire",
        "transporteur", "holder", "company", "name", "applicant", "organisation", "beneficiary",
    ),
    "siret": (
        "siret", "siren", "n siret", "numero siret", "no siret", "titulaire siren", "siret siren", "company number",
    ),
    "zone": ("zone", "zones", "perimetre", "secteur", "aire", "zfe", "ztl", "zfe id", "area", "perimeter", "zone s"),
    "number": (
        "numero", "n", "no", "reference", "ref", "numero de derogation", "n de derogation", "identifiant", "id",
        "numero de dossier", "dossier", "number", "permit number", "derogation id",
    ),
    POSITION: (
        "x", "y", "x l93", "y l93", "xl93", "yl93", "x lambert", "y lambert", "x lambert 93", "y lambert 93",
        "lambert x", "lambert y", "coord x", "coord y", "coordonnee x", "coordonnee y", "longitude", "latitude", "lon",
        "lng", "lat", "geom", "geometry", "geometrie", "wkt", "coordonnees", "coordinates", "position",
    ),
}  # fmt: skip
_FIELD_OF: Mapping[str, str] = {word: name for name, words in _SYNONYMS.items() for word in words}
_LOOKED_AT = 20
_LAMBERT_X, _LAMBERT_Y = (100_000.0, 1_300_000.0), (6_000_000.0, 7_200_000.0)
"""Metres, over metropolitan France in Lambert-93 (EPSG:2154)."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What somebody once chose, by folded words: the field of a title (empty: none), the kind meant by a text."""

    columns: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)


def is_known(title: str) -> bool:
    """Whether a title names what we read."""
    return fold(title) in _FIELD_OF


def propose(rows: Sequence[Row], memory: Memory | None = None) -> tuple[tuple[Column, ...], Sequence[Row]]:
    """What each column seems to say, and the lines under the titles; without titles, by their values."""
    if not rows:
        return (), ()
    if _has_titles(rows[0], memory or Memory()):
        titles, lines = rows[0].cells, rows[1:]
    else:
        titles, lines = _places(len(rows[0].cells)), rows
    named = [_by_title(title, memory or Memory()) for title in titles]
    fields: list[str | None] = []
    for place, said in enumerate(named):
        # A title says more than values do, the first of two alike more than the second.
        taken = {*named, *fields} if said is None else set(fields)
        values = [row.cells[place] for row in lines[:_LOOKED_AT] if place < len(row.cells) and row.cells[place]]
        found = _by_values(values, taken) if said is None and values else said
        fields.append(found if found == POSITION or found not in taken else None)
    return tuple(Column(title, said or None) for title, said in zip(titles, fields, strict=True)), lines


def correct(columns: Sequence[Column], chosen: Mapping[int, str]) -> tuple[Column, ...]:
    """The columns as somebody says they are, by their place from 1; an empty name sets one aside."""
    return columns_as(columns, chosen, FIELDS)


def remember(columns: Sequence[Column], memory: Memory, kinds: Mapping[str, str]) -> Memory:
    """What was chosen, for the next list; `kinds` are by the text that the list writes."""
    return Memory(
        {**memory.columns, **remembered(columns)},
        {**memory.kinds, **{fold(text): kind for text, kind in kinds.items()}},
    )


def column_problems(columns: Sequence[Column]) -> Iterator[Problem]:
    """What keeps the list from being read, then what is not read of it."""
    fields = [column.field for column in columns]
    for name in FIELDS:
        if fields.count(name) > 1:
            places = [str(place) for place, other in enumerate(fields, 1) if other == name]
            said = f"Les colonnes {' et '.join(places)} disent toutes deux « {FIELDS[name]} »."
            yield Problem("column_twice", said, "Mettez-en une de côté.", line=1, column=int(places[1]))
    if "plate" not in fields and "siret" not in fields:
        said = "Aucune colonne ne dit la plaque, ni le SIRET du titulaire."
        yield Problem("column_plate", said, "Choisissez la colonne qui porte les plaques.", line=1, column=1)
    for place, column in enumerate(columns, 1):
        if column.field == POSITION:
            said = f"La colonne « {column.title} » porte des coordonnées : elle n’est pas lue."
            hint = "Une dérogation vaut dans des zones, pas en un point. Rien d’autre n’est perdu."
            yield Problem("column_position", said, hint, line=1, column=place)


def _has_titles(first: Row, memory: Memory) -> bool:
    if any(is_known(cell) or fold(cell) in memory.columns for cell in first.cells if cell):
        return True
    return not any(_is_plate(cell) or _is_day(cell) for cell in first.cells if cell)


def _places(count: int) -> tuple[str, ...]:
    """Titles for a list without any: how many there are tells one shape from another."""
    return tuple(f"Colonne {place} sur {count}" for place in range(1, count + 1))


def _by_title(title: str, memory: Memory) -> str | None:
    """What its title says; empty when somebody once set it aside."""
    words = fold(title)
    return memory.columns.get(words, _FIELD_OF.get(words))


def _by_values(values: Sequence[str], taken: set[str | None]) -> str | None:
    """What a column without a title that we know says."""
    if _is_lambert(values):
        return POSITION
    if _most(_is_plate(value) for value in values):
        return "plate"
    if _most(_is_day(value) and not value.isdigit() for value in values):
        return "end" if "start" in taken else "start"
    return None


def _is_lambert(values: Sequence[str]) -> bool:
    """Whether these are lengths in metres as Lambert-93 has them; a plain whole number may be anything else."""
    found = [float(value.replace(",", ".")) for value in values if re.fullmatch(r"[0-9]{6,7}([.,][0-9]+)?", value)]
    if len(found) < len(values):
        return False
    return all(low <= number <= high for low, high in (_LAMBERT_Y,) for number in found) or (
        all(_LAMBERT_X[0] <= number <= _LAMBERT_X[1] for number in found) and any(not n.is_integer() for n in found)
    )


def _is_plate(text: str) -> bool:
    return not isinstance(read_plate(text), Problem)


def _is_day(text: str) -> bool:
    return not isinstance(read_day(text), Problem)


def _most(said: Iterator[bool]) -> bool:
    told = list(said)
    return 2 * sum(told) > len(told)
