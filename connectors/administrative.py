"""Who may be a territory: the EPCI, the établissements publics territoriaux and the communes, dated.

A registry package carries the table, or an archive of the operator's own, of the same shape.
"""

import gzip
import tarfile
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import msgspec
from rapidfuzz import fuzz, process

from connectors import npm
from connectors.addresses.words import words
from connectors.kept import keep_once, trouble_of
from connectors.registry import Package, RegistrySilent

type Fetch = Callable[[Path], Path]
"""Puts the archive in a folder and gives its path."""
type Kind = Literal["CC", "CA", "CU", "METRO", "MET69", "EPT", "COM", "SYN"]
"""`SYN` is a syndicate, which no table of ours knows."""

OWN = "decoupage-administratif.tgz"
"""What an operator may put beside ours, and is then preferred: a newer archive of the same package."""
PACKAGE = Package(
    name="@etalab/decoupage-administratif",
    version="6.0.0",
    archive="etalab-decoupage-administratif-6.0.0.tgz",
    digest="c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
    label="la table des communes et des EPCI",
)
OURS = "decoupage-administratif-6.0.0.tgz"
NOTE = "decoupage-administratif-6.0.0.txt"
_NOTE_TEXT = """\
decoupage-administratif-6.0.0.tgz : communes, EPCI à fiscalité propre et établissements publics territoriaux au
1er janvier 2026, avec leurs SIREN, leurs membres et leurs populations.
Source : paquet npm @etalab/decoupage-administratif 6.0.0, pris tel quel ; seuls ses fichiers de données sont lus. Les
données sont celles de l’Insee et de la DGCL (Licence Ouverte 2.0). Les syndicats n’y sont pas.
Pour une autre année, déposez ici l’archive d’une autre version du paquet, sous le nom decoupage-administratif.tgz.
"""
_LARGEST = 60_000_000
_LIKE = 72.0
"""A name less alike than that (of 100) is not what was meant."""


class TableMissing(Exception):
    """There is no usable table; the message is French and says how to mend it."""


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today."""

    insee: str
    name: str
    department: str
    siren: str | None
    """None overseas where communes have none in the table."""
    population: int


@dataclass(frozen=True, slots=True)
class Authority:
    """Who may open a territory."""

    siren: str
    name: str
    kind: Kind
    members: tuple[Commune, ...]

    @property
    def population(self) -> int:
        """Of all its members."""
        return sum(member.population for member in self.members)

    @property
    def departments(self) -> tuple[str, ...]:
        """The most populous first."""
        counts: dict[str, int] = {}
        for member in self.members:
            counts[member.department] = counts.get(member.department, 0) + member.population
        return tuple(sorted(counts, key=lambda code: (-counts[code], code)))


class _Row(msgspec.Struct):
    code: str
    nom: str
    type: str = ""
    siren: str | None = None
    departement: str = ""
    population: int = 0
    chef_lieu: str | None = msgspec.field(name="chefLieu", default=None)
    commune: str | None = None
    """That an arrondissement is a part of."""
    former: list[str] = msgspec.field(name="anciensCodes", default=[])


class _Group(msgspec.Struct):
    code: str
    nom: str
    type: Kind
    membres: list[_Row]


class _Card(msgspec.Struct):
    version: str


@dataclass(frozen=True)
class Table:
    """The table whole, in memory."""

    version: str
    """Of the package: 6.0.0 is the year 2026."""
    communes: Mapping[str, Commune]
    """By INSEE code."""
    groupings: Mapping[str, Authority]
    """EPCI and EPT, by SIREN."""
    former: Mapping[str, str]
    """The commune of today, by the INSEE code of one that is not any more."""

    @cached_property
    def authorities(self) -> Mapping[str, Authority]:
        """Everybody, by SIREN: groupings first, then communes."""
        single = {
            commune.siren: Authority(commune.siren, commune.name, "COM", (commune,))
            for commune in self.communes.values()
            if commune.siren
        }
        return {**single, **self.groupings}

    def find(self, number: str) -> Authority | None:
        """Whoever has this SIREN, or is the commune of this INSEE code."""
        if (commune := self.communes.get(number)) is not None:
            return Authority(commune.siren or "", commune.name, "COM", (commune,))
        return self.authorities.get(number)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {siren: " ".join(words(authority.name)) for siren, authority in self.authorities.items()}

    def search(self, text: str, most: int = 12) -> tuple[Authority, ...]:
        """Those whose name is like this one, accents and typing errors aside: the nearest, then the most populous."""
        wanted = " ".join(words(text))
        if len(wanted) < 2:
            return ()
        found = process.extract(
            wanted, self._names, scorer=_likeness, processor=None, limit=most * 8, score_cutoff=_LIKE
        )
        ranked = sorted(found, key=lambda hit: (-round(hit[1] / 4), -self.authorities[hit[2]].population))
        return tuple(self.authorities[siren] for _, _, siren in ranked[:most])


def _likeness(wanted: str, name: str, **_: float | None) -> float:
    """How alike two names are, 0 to 100: as a whole, or by the words that were typed."""
    part = fuzz.partial_ratio(wanted, name) if len(wanted) < len(name) else 0.0
    among = (0.95 * fuzz.token_sort_ratio(wanted, name), 0.9 * fuzz.token_set_ratio(wanted, name), 0.85 * part)
    return max(fuzz.ratio(wanted, name), *among)


def has_table(folder: Path) -> bool:
    """Whether a table lies in this folder, to be read without fetching anything."""
    return any((folder / name).exists() for name in (OWN, OURS))


def read_table(folder: Path, *, fetch: Fetch | None = None) -> Table:
    """The table of this folder, fetched at the first need; raises TableMissing."""
    own = folder / OWN
    try:
        return _read(own if own.exists() else _ours(folder, fetch or download))
    except (TableMissing, RegistrySilent) as error:
        raise TableMissing(f"{error} Vous pouvez aussi déposer l’archive ici : {own}") from error
    except OSError as error:
        raise TableMissing(trouble_of(error, folder, "quelques mégaoctets")) from error


def download(folder: Path) -> Path:
    """Fetch the archive; raises RegistrySilent."""
    return npm.download(PACKAGE, folder)


def _ours(folder: Path, fetch: Fetch) -> Path:
    """Our archive in this folder, which must read before it is kept."""

    def make(aside: Path) -> Path:
        archive = fetch(aside)
        _read(archive)
        return archive

    return keep_once(folder / OURS, (NOTE, _NOTE_TEXT), make)


def _read(path: Path) -> Table:
    try:
        with tarfile.open(path, "r:gz") as archive:
            rows = msgspec.json.decode(_member(archive, "data/communes.json"), type=list[_Row])
            groups = [
                *msgspec.json.decode(_member(archive, "data/epci.json"), type=list[_Group]),
                *msgspec.json.decode(_member(archive, "data/ept.json"), type=list[_Group]),
            ]
            card = msgspec.json.decode(_member(archive, "package.json"), type=_Card)
    except (tarfile.TarError, gzip.BadGzipFile, KeyError, EOFError, zlib.error, msgspec.MsgspecError) as error:
        raise TableMissing(f"{path} est tronqué, abîmé, ou n’a pas la forme attendue : supprimez-le.") from error
    communes = _communes(rows)
    groupings = {
        group.code: Authority(group.code, group.nom, group.type, _members(group.membres, communes)) for group in groups
    }
    return Table(card.version, communes, groupings, _former(rows, communes))


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.getmember(f"package/{name}")
    file = archive.extractfile(member) if member.isreg() and member.size <= _LARGEST else None
    return file.read() if file else b""


def _communes(rows: Iterable[_Row]) -> Mapping[str, Commune]:
    """Those of today: neither delegated nor associated ones, nor the arrondissements of Paris, Lyon and Marseille."""
    return {
        row.code: Commune(row.code, row.nom, row.departement, row.siren, row.population)
        for row in rows
        if row.type == "commune-actuelle"
    }


def _former(rows: Iterable[_Row], communes: Mapping[str, Commune]) -> Mapping[str, str]:
    """Where those of before have gone."""
    pairs = [(code, row.chef_lieu or row.commune or row.code) for row in rows for code in (row.code, *row.former)]
    return {code: now for code, now in pairs if code not in communes and now in communes}


def _members(rows: Iterable[_Row], communes: Mapping[str, Commune]) -> tuple[Commune, ...]:
    return tuple(sorted((communes[row.code] for row in rows), key=lambda commune: commune.insee))
