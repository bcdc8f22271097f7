"""Where a disc is set: the bay, found by its number, its code or a position, and locked first of all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from math import cos, radians
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Connection, Record

from numeriz.core.stay import NEAR_M, Limits, Means, Position, metres, where_is
from rules.model import Problem
from tenants.database import Scope
from tenants.errors import Conflict, NotFound, Unreadable

ROLE = "disc"
"""In which phones act: it writes stays and what is reported, nothing else."""
_COLUMNS = (
    "bay.id, bay.code, bay.name, bay.lon, bay.lat, bay.places, bay.active, bay.stay_max_min, bay.closed_until,"
    " bay.closed_reason, (SELECT timezone FROM territory WHERE slug = bay.territory) AS timezone"
)
_BY_ID = f"SELECT {_COLUMNS} FROM bay WHERE territory = $1 AND id = $2"  # noqa: S608  # a constant of ours
_BY_CODE = f"SELECT {_COLUMNS} FROM bay WHERE territory = $1 AND code = $2"  # noqa: S608  # the same
_AROUND = f"""
    SELECT {_COLUMNS} FROM bay WHERE territory = $1 AND lon BETWEEN $2 AND $3 AND lat BETWEEN $4 AND $5 AND active
"""  # noqa: S608  # the same
_METRES_A_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Ground:
    """A bay as a stay needs it."""

    territory: str
    id: UUID
    code: str
    name: str
    position: Position
    places: int
    active: bool
    stay_max_min: int | None
    closed_until: datetime | None
    closed_reason: str
    clock: ZoneInfo

    def check_open(self, at: datetime) -> None:
        """Raises Conflict where nobody may stop."""
        if not self.active:
            raise Conflict("bay-gone", "Cette aire n’existe plus.", "Choisissez-en une autre sur la carte.")
        if self.closed_until is not None and at < self.closed_until:
            why = f"{self.closed_reason.rstrip('.')}. " if self.closed_reason else ""
            raise Conflict("bay-closed", "Cette aire est fermée pour le moment.", f"{why}Choisissez-en une autre.")

    def sign(self) -> Limits:
        """What its sign says."""
        if self.stay_max_min is None:
            return Limits()
        return Limits("conditional", self.stay_max_min, source="sign")


def disc(territory: str) -> Scope:
    """The scope in which phones act."""
    return Scope(territory, role=ROLE)


def _ground(territory: str, row: Record) -> Ground:
    return Ground(
        territory, row["id"], row["code"], row["name"], (row["lon"], row["lat"]), row["places"], row["active"],
        row["stay_max_min"], row["closed_until"], row["closed_reason"], ZoneInfo(row["timezone"]),
    )  # fmt: skip


async def get_ground(connection: Connection, territory: str, bay: UUID, *, lock: bool = False) -> Ground:
    """The bay of this number, nobody else writing there until the end where it is locked; raises NotFound."""
    row = await connection.fetchrow(f"{_BY_ID} FOR NO KEY UPDATE OF bay" if lock else _BY_ID, territory, bay)
    if row is None:
        raise NotFound("bay-unknown", "Cette aire n’existe pas ici.", "Choisissez-la sur la carte, ou tapez son code.")
    return _ground(territory, row)


async def get_coded(connection: Connection, territory: str, code: str) -> Ground:
    """The bay whose sign has this code; raises NotFound."""
    row = await connection.fetchrow(_BY_CODE, territory, code.strip().upper())
    if row is None:
        raise NotFound("bay-unknown", "Aucune aire n’a ce code ici.", "Relisez-le sur le panneau.")
    return _ground(territory, row)


async def get_nearest(connection: Connection, territory: str, position: Position) -> Ground:
    """The bay somebody stands at; raises NotFound where there is none."""
    lon, lat = position
    high = NEAR_M / _METRES_A_DEGREE
    wide = high / max(0.01, cos(radians(lat)))
    rows = await connection.fetch(_AROUND, territory, lon - wide, lon + wide, lat - high, lat + high)
    found = [_ground(territory, row) for row in rows]
    near = [ground for ground in found if metres(position, ground.position) <= NEAR_M]
    if not near:
        raise NotFound("bay-none-near", "Aucune aire à moins de 200\u00a0m.", "Choisissez-en une sur la carte.")
    return min(near, key=lambda ground: metres(position, ground.position))


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
        away = metres(position, ground.position)
        said = f"{away / 1000:.1f}".replace(".", ",") + "\u00a0km" if away >= 1000 else f"{round(away, -1):.0f}\u00a0m"
        raise Conflict(
            "bay-far", f"Votre téléphone se croit à {said} de cette aire.",
            "Si vous y êtes, lisez le code du panneau, ou tapez-le.",
        )  # fmt: skip
    code, title = _NOT_HERE[where]
    problem = Problem(code, title, "L’ordre est longitude, latitude.", pointer="/position")
    raise Unreadable(code, title, "Lisez le code du panneau, ou tapez-le.", problems=(problem,))
