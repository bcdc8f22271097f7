"""The words of this package: an address found, and what an index holds."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from connectors.addresses.words import Number

type Progress = Callable[[str, float], None]
"""Called with what is being done (French) and the share done, 0 to 1."""
type Kind = Literal["housenumber", "street", "locality", "municipality", "poi"]
"""The types of GeoCodeJSON that we use."""
type Accuracy = Literal["numéro", "rue", "lieu"]
type Provider = Literal["osm", "ban", "geoplateforme"]

ACCURACY: dict[Kind, Accuracy] = {
    "housenumber": "numéro", "street": "rue", "locality": "lieu", "municipality": "lieu", "poi": "lieu",
}  # fmt: skip
CREDIT: dict[Provider, str] = {
    "osm": "© les contributeurs d’OpenStreetMap, ODbL",
    "ban": "Base Adresse Nationale, Licence Ouverte 2.0 (Etalab)",
    "geoplateforme": "Géoplateforme (IGN) et Base Adresse Nationale, Licence Ouverte 2.0 (Etalab)",
}


class AddressesBroken(Exception):
    """The index could not be made or read; the message is French, names the file and says how to mend it."""


@dataclass(frozen=True, slots=True)
class Place:
    """What has a name and a position: a street (its midpoint), a commune, a quarter, a shop."""

    kind: Kind
    name: str
    lon: float
    lat: float
    city: str = ""
    postcode: str = ""
    citycode: str = ""
    """INSEE."""
    housenumber: str = ""
    """A place’s own number, in `street`."""
    street: str = ""
    source: Provider = "osm"


@dataclass(frozen=True, slots=True)
class House:
    """A house number of a street."""

    number: Number
    label: str
    lon: float
    lat: float
    postcode: str
    source: Provider


@dataclass(frozen=True, slots=True)
class Address:
    """An answer: `score` is 0 to 1, `distance_m` is from the point asked or the centre given."""

    kind: Kind
    accuracy: Accuracy
    label: str
    name: str
    lon: float
    lat: float
    score: float
    source: Provider
    housenumber: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    citycode: str | None = None
    distance_m: float | None = None
    between: tuple[str, str] | None = None
    """Of a street whose number asked is unknown: the known numbers around it on that side; the position is between."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was left out, or read with a doubt; the message is French."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        """As a compiler says it."""
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class IndexSummary:
    """What an index holds, and what could not be read."""

    streets: int
    housenumbers: int
    places: int
    """Communes, quarters, named places."""
    unplaced: int
    """House numbers whose street the map does not say."""
    problems: tuple[Problem, ...] = ()
    more_problems: int = 0
    """Lines with a problem beyond those listed."""
    built: bool = True
    """False when the same sources had already given this index."""


def label_of(number: str | None, name: str, postcode: str | None, city: str | None) -> str:
    """« 12 bis Rue Grimaldi 98000 Monaco »."""
    return " ".join(part for part in (number, name, postcode, "" if city == name else city) if part)
