"""What a file of tracés holds, and what keeps one from being used."""

from collections.abc import Mapping
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry

MOST_VERTICES = 1_000_000
MOST_FEATURES = 200
"""Somebody looks at each of them before it is taken."""
MOST_ATTRIBUTES = 40
LONGEST_VALUE = 200


class Unusable(Exception):
    """A file that cannot be taken: `message` and `hint` in French, for whoever sent it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Feature:
    """One object of a file, by its rank from 1, in the file's own coordinates."""

    number: int
    attributes: Mapping[str, str]
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Skipped:
    """An object that is no tracé, and what to do."""

    number: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Layer:
    """A file read whole; `crs` is what it says of its projection (a code or WKT), empty when it is silent."""

    kind: str
    features: tuple[Feature, ...]
    skipped: tuple[Skipped, ...] = ()
    crs: str = ""


def attributes_of(pairs: Mapping[str, object]) -> dict[str, str]:
    """Attributes as short texts; those that are empty, or no single value, left out."""
    kept = {}
    for name, value in list(pairs.items())[:MOST_ATTRIBUTES]:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            text = " ".join(str(value).replace("\0", "").split())[:LONGEST_VALUE]
            if text:
                kept[" ".join(str(name).replace("\0", "").split())[:60]] = text
    return kept


def too_many_vertices() -> Unusable:
    """Refused before it is read."""
    return Unusable("Ce fichier a plus d’un million de sommets.", "Simplifiez-le, ou n’exportez que les zones utiles.")


def check_count(count: int) -> None:
    """Raises Unusable for more objects than anybody looks at, or for none."""
    if count > MOST_FEATURES:
        said = f"Ce fichier a {count} objets\u00a0; {MOST_FEATURES} au plus."
        raise Unusable(said, "N’exportez que ceux qui deviennent des zones.")
    if count == 0:
        raise Unusable("Ce fichier ne contient aucun tracé.", "Vérifiez l’export\u00a0: des surfaces ou des lignes.")
