"""Files of the Base Adresse Nationale: `adresses-XX.csv` or a commune’s own, `;` between columns, gzip or not.

The format of local files (BAL 1.x, AITF) says the same under other names; both are read.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from connectors.addresses.model import AddressesBroken, Problem
from connectors.disk import fault_of
from rules.texts.typography import typeset

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
_REMEDY = (
    "Donnez un fichier « adresses-XX.csv » d’adresse.data.gouv.fr, ou celui d’une commune "
    "(colonnes numero, nom_voie, nom_commune, lon et lat, séparées par « ; »)."
)

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


def check_ban(path: Path) -> Mapping[str, int]:
    """Where each of our columns stands, by the first line alone; raises AddressesBroken when it is no such file."""
    try:
        # A pipe would be waited on for ever.
        if path.exists() and not path.is_file():
            raise _foreign(path, "c’est un dossier" if path.is_dir() else "ce n’est pas un fichier")
        with _opened(path) as file:
            first = file.readline(_LARGEST_LINE)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _foreign(path, "l’archive gzip est tronquée ou abîmée", line=1) from error
    except OSError as error:
        raise AddressesBroken(typeset(f"{path} : {fault_of(error)}. Vérifiez ses droits d’accès.")) from error
    if not first:
        raise _foreign(path, "le fichier est vide", line=1)
    names = [name.strip().strip('"').casefold() for name in first.decode("utf-8-sig", errors="replace").split(";")]
    found = {ours: names.index(name) for ours, known in _COLUMNS.items() for name in known if name in names}
    missing = [" ou ".join(f"« {name} »" for name in _COLUMNS[ours]) for ours in _NEEDED if ours not in found]
    if missing:
        said = f"{'les colonnes' if len(missing) > 1 else 'la colonne'} {', '.join(missing)}"
        raise _foreign(path, f"ce n’est pas un fichier de la Base Adresse Nationale, il y manque {said}", line=1)
    return found


def read_ban(path: Path, tell: Tell) -> Iterator[Line]:
    """The good lines of a file; each bad one is told, with its number. Raises AddressesBroken as `check_ban` does."""

    def told(line: int, message: str) -> None:
        tell(Problem(path.name, line, message))

    columns = check_ban(path)
    for number, line in islice(_lines(path, told), 1, None):
        if not line.strip():
            continue
        try:
            yield _line(next(csv.reader([line], delimiter=";"), []), columns)
        except _Bad as fault:
            told(number, str(fault))
        except csv.Error:
            told(number, "Cette ligne n’est pas lisible comme du CSV (colonnes séparées par « ; »).")


def _foreign(path: Path, fault: str, *, line: int | None = None) -> AddressesBroken:
    place = f", ligne {line}" if line else ""
    return AddressesBroken(f"{path}{place}{typeset(f' : {fault}. {_REMEDY}')}")


def _opened(path: Path) -> io.BufferedIOBase:
    """The content of a file, gzip or not."""
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path) if packed else path.open("rb")


def _lines(path: Path, told: Callable[[int, str], None]) -> Iterator[tuple[int, str]]:
    """Each line with its number, from 1; a file that stops short gives what it holds."""
    foreign = False
    number = 0
    try:
        with _opened(path) as file:
            for number, data in enumerate(file, 1):
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
        told(number + 1, f"La lecture s’est arrêtée : {fault_of(error)}. La suite est perdue.")


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
