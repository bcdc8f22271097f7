"""Files of the Base Adresse Nationale: `adresses-XX.csv` or a commune’s own, `;` between columns, gzip or not.

The format of local files (BAL 1.x, AITF) says the same under other names; both are read.
"""

import csv
import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from connectors.addresses.model import Problem

# doc.adresse.data.gouv.fr, « Fichiers de la Base Adresse Nationale » ; AITF, « Format Base Adresse Locale » 1.4.
_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "number": ("numero",),
    "suffix": ("rep", "suffixe"),
    "street": ("nom_voie", "voie_nom"),
    "postcode": ("code_postal",),
    "citycode": ("code_insee", "commune_insee"),
    "city": ("nom_commune", "commune_nom"),
    "former": ("nom_ancienne_commune", "commune_deleguee_nom"),
    "place": ("nom_ld", "lieudit_complement_nom"),
    "lon": ("lon", "long"),
    "lat": ("lat",),
}
_NEEDED = ("number", "street", "city", "lon", "lat")
_NO_NUMBER = 99999
"""What local files write for a place without numbers."""
_LARGEST_LINE = 20_000

type Tell = Callable[[Problem], None]


class Line(NamedTuple):
    """A line of the file; `number` is None for a place without numbers."""

    number: int | None
    suffix: str
    street: str
    postcode: str
    citycode: str
    city: str
    former: str
    lon: float
    lat: float


class _Bad(Exception):
    """A line cannot be used; the message is French."""


def read_ban(path: Path, tell: Tell) -> Iterator[Line]:
    """The good lines of a file; each bad one is told, with its number."""

    def told(line: int, message: str) -> None:
        tell(Problem(path.name, line, message))

    lines = _lines(path, told)
    header = next(lines, (1, ""))[1]
    columns = _columns(header.removeprefix("\ufeff"), told)
    if columns is None:
        return
    for number, line in lines:
        if not line.strip():
            continue
        try:
            yield _line(next(csv.reader([line], delimiter=";"), []), columns)
        except _Bad as fault:
            told(number, str(fault))
        except csv.Error:
            told(number, "Cette ligne n’est pas lisible comme du CSV (colonnes séparées par « ; »).")


def _lines(path: Path, told: Callable[[int, str], None]) -> Iterator[tuple[int, str]]:
    """Each line with its number, from 1; a file that stops short gives what it holds."""
    foreign = False
    number = 0
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            for number, data in enumerate(gzip.GzipFile(fileobj=raw) if packed else raw, 1):
                if len(data) > _LARGEST_LINE:
                    told(
                        number, f"Cette ligne dépasse {_LARGEST_LINE} octets : elle n’est pas d’un fichier d’adresses."
                    )
                    continue
                try:
                    line = data.decode("utf-8")
                except UnicodeDecodeError:
                    if not foreign:
                        told(
                            number,
                            "Ce fichier n’est pas en UTF-8 : il est lu comme du windows-1252. Vérifiez les accents.",
                        )
                    foreign = True
                    line = data.decode("windows-1252", errors="replace")
                yield number, line.rstrip("\r\n")
    except (EOFError, zlib.error, gzip.BadGzipFile):
        told(number + 1, "L’archive gzip est tronquée ou abîmée : la suite est perdue. Téléchargez-la de nouveau.")
    except OSError as error:
        told(number + 1, f"Le fichier ne peut pas être lu ({error.strerror}). Vérifiez son nom et ses droits d’accès.")
    if number == 0:
        told(1, "Le fichier est vide.")


def _columns(header: str, told: Callable[[int, str], None]) -> dict[str, int] | None:
    """Where each of our columns stands; None when one that is needed is missing."""
    names = [name.strip().strip('"').casefold() for name in header.split(";")]
    found = {ours: names.index(name) for ours, all_names in _COLUMNS.items() for name in all_names if name in names}
    missing = [" ou ".join(f"« {name} »" for name in _COLUMNS[ours]) for ours in _NEEDED if ours not in found]
    if not missing:
        return found
    if header:
        many = len(missing) > 1
        said = f"Il manque {'les colonnes' if many else 'la colonne'} {', '.join(missing)}"
        told(1, f"{said} : prenez le fichier « adresses-XX.csv » de la BAN (colonnes séparées par « ; »).")
    return None


def _line(row: list[str], columns: Mapping[str, int]) -> Line:
    """A line understood; raises _Bad."""
    values = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
    if len(row) <= max(columns[name] for name in _NEEDED):
        raise _Bad(f"Cette ligne n’a que {len(row)} colonnes.")
    lon, lat = _degrees(values["lon"], "lon", 180), _degrees(values["lat"], "lat", 90)
    if not values["city"] or not (values["street"] or values.get("place")):
        raise _Bad("La voie ou la commune n’est pas dite.")
    if not values["number"].isdecimal():
        raise _Bad(f"« {values['number'][:20]} » n’est pas un numéro (colonne « numero »).")
    number = int(values["number"][:9])
    suffix = values.get("suffix", "").casefold()
    return Line(
        None if number in (0, _NO_NUMBER) else number, {"b": "bis", "t": "ter", "q": "quater"}.get(suffix, suffix),
        values["street"] or values["place"], values.get("postcode", ""), values.get("citycode", ""), values["city"],
        values.get("former", ""), lon, lat,
    )  # fmt: skip


def _degrees(text: str, column: str, most: int) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise _Bad(f"« {text[:20]} » n’est pas une coordonnée (colonne « {column} », en degrés).") from None
    if not -most <= value <= most:
        raise _Bad(f"{text[:20]} n’est pas en degrés (colonne « {column} ») : attendu de −{most} à {most}.")
    return value
