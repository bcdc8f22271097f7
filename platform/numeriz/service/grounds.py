"""Where a disc is set: the bay, found by its number, its code or a position, and locked first of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Connection, Record

from numeriz.core.bay import Bay
from numeriz.core.codes import read_code
from numeriz.core.distance import around, metres
from numeriz.core.stay import NEAR_M, Limits, Means, Position, where_is
from numeriz.service.rows import LISTED, bay_of
from rules.model import Problem
from tenants.database import Scope
from tenants.errors import Conflict, NotFound, Unreadable

ROLE = "disc"
"""In which phones act: it writes stays and what is reported, nothing else."""
_COLUMNS = f"{LISTED}, (SELECT timezone FROM territory WHERE slug = bay.territory) AS timezone"  # noqa: S608
_STANDING = f"SELECT {_COLUMNS} FROM bay WHERE territory = $1 AND removed_at IS NULL"  # noqa: S608  # constants of ours
_BY_ID = f"{_STANDING} AND id = $2"
_BY_CODE = f"{_STANDING} AND code = $2"
_AROUND = f"{_STANDING} AND active AND lon BETWEEN $2 AND $3 AND lat BETWEEN $4 AND $5"


@dataclass(frozen=True, slots=True)
class Ground:
    """A bay as a stay needs it, and the clock of its territory."""

    bay: Bay
    clock: ZoneInfo

    @property
    def territory(self) -> str:
        """Where."""
        return self.bay.territory

    @property
    def id(self) -> UUID:
        """Which."""
        return self.bay.id

    @property
    def position(self) -> Position:
        """The middle of it."""
        return (self.bay.lon, self.bay.lat)

    def check_open(self, at: datetime) -> None:
        """Raises Conflict where nobody may stop."""
        if not self.bay.active:
            raise Conflict("bay-gone", "Cette aire n’est plus en service.", "Choisissez-en une autre sur la carte.")
        if self.bay.is_closed(at):
            why = f"{self.bay.closed_reason.rstrip('.')}. " if self.bay.closed_reason else ""
            raise Conflict("bay-closed", "Cette aire est fermée pour le moment.", f"{why}Choisissez-en une autre.")

    def sign(self) -> Limits:
        """What its sign says, whatever the hour."""
        minutes = self.bay.stay_max_min
        return Limits() if minutes is None else Limits("conditional", minutes, source="sign")


def disc(territory: str) -> Scope:
    """The scope in which phones act."""
    return Scope(territory, role=ROLE)


def _ground(row: Record) -> Ground:
    return Ground(bay_of(row), ZoneInfo(row["timezone"]))


async def get_ground(connection: Connection, territory: str, bay: UUID, *, lock: bool = False) -> Ground:
    """The bay of this number, nobody else writing there until the end where it is locked; raises NotFound."""
    row = await connection.fetchrow(f"{_BY_ID} FOR NO KEY UPDATE OF bay" if lock else _BY_ID, territory, bay)
    if row is None:
        raise NotFound("bay-unknown", "Cette aire n’existe pas ici.", "Choisissez-la sur la carte, ou tapez son code.")
    return _ground(row)


async def get_coded(connection: Connection, territory: str, code: str) -> Ground:
    """The bay whose sign has this code; raises NotFound."""
    row = await connection.fetchrow(_BY_CODE, territory, read_code(code) or code.strip().upper())
    if row is None:
        raise NotFound("bay-unknown", "Aucune aire n’a ce code ici.", "Relisez-le sur le panneau.")
    return _ground(row)


async def get_nearest(connection: Connection, territory: str, position: Position) -> Ground:
    """The bay somebody stands at; raises NotFound where there is none."""
    west, south, east, north = around(*position, NEAR_M)
    rows = await connection.fetch(_AROUND, territory, west, east, south, north)
    found = [_ground(row) for row in rows]
    near = [ground for ground in found if metres(*position, *ground.position) <= NEAR_M]
    if not near:
        raise NotFound("bay-none-near", "Aucune aire à moins de 200\u00a0m.", "Choisissez-en une sur la carte.")
    return min(near, key=lambda ground: metres(*position, *ground.position))


_NOT_HERE: Mapping[str, tuple[str, str]] = {
    "reversed": ("position-reversed", "Longitude et latitude semblent inversées."),
    "elsewhere": ("position-elsewhere", "Cette position est à plus de 100\u00a0km de l’aire."),
}


def check_near(ground: Ground, position: Position | None, means: Means) -> None:
    """Raises Conflict for who is far, Unreadable for a position that cannot be."""
    where = where_is(position, ground.position, means)
    if where == "near":
        return
    if where == "unsaid":
        problem = Problem("position-missing", "La position manque.", pointer="/position")
        raise Unreadable("position-missing", "La position manque.", problems=(problem,))
    if position is not None and where == "far":
        away = metres(*position, *ground.position)
        said = f"{away / 1000:.1f}".replace(".", ",") + "\u00a0km" if away >= 1000 else f"{round(away, -1):.0f}\u00a0m"
        raise Conflict(
            "bay-far", f"Votre téléphone se croit à {said} de cette aire.",
            "Si vous y êtes, lisez le code du panneau, ou tapez-le.",
        )  # fmt: skip
    code, title = _NOT_HERE[where]
    problem = Problem(code, title, "L’ordre est longitude, latitude.", pointer="/position")
    raise Unreadable(code, title, "Lisez le code du panneau, ou tapez-le.", problems=(problem,))
