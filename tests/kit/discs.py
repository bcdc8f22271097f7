"""A territory with bays, phones, and discs set there."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from secrets import token_bytes
from typing import Protocol

import httpx

from numeriz.core.bay import Bay
from numeriz.core.stay import Limits, Told
from numeriz.service.asked import Set
from numeriz.service.grounds import Ground
from numeriz.service.kept import print_of
from numeriz.service.stays import Stays
from tenants.database import Scope, scoped

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
HERE = (7.2700, 43.7000)


@dataclass
class Town:
    """A territory of its own, what holds at its bays, and its clock."""

    slug: str
    at: datetime = AT
    limits: Limits = field(default_factory=lambda: Limits("conditional", 30, source="rule"))

    @property
    def stays(self) -> Stays:
        """The service."""
        return Stays(lambda: self.at, self._limits)

    async def _limits(self, _ground: Ground, _facts: object, _at: datetime) -> Limits:
        return self.limits

    def turn(self, **by: float) -> None:
        """Later."""
        self.at += timedelta(**by)

    async def bay(self, places: int = 1, **more: object) -> uuid.UUID:
        """A bay there."""
        number = uuid.uuid4()
        row: dict[str, object] = {"lon": HERE[0], "lat": HERE[1], "stay_max_min": 30} | more
        code = f"{number.int % 10**8:08d}"
        async with scoped(Scope(self.slug, role="admin")) as connection:
            await connection.execute(
                "INSERT INTO bay (territory, id, code, reference, name, lon, lat, places, stay_max_min, published_at,"
                " updated_at) VALUES ($1, $2, $3, $3, 'Rue des Essais', $4, $5, $6, $7, $8, $8)",
                self.slug, number, code, row["lon"], row["lat"], places, row["stay_max_min"], self.at,
            )  # fmt: skip
        return number

    async def change(self, bay: uuid.UUID, column: str, value: object) -> None:
        """Something of a bay is otherwise."""
        async with scoped(Scope(self.slug, role="admin")) as connection:
            await connection.execute(
                f"UPDATE bay SET {column} = $3 WHERE territory = $1 AND id = $2", self.slug, bay, value
            )

    def asked(self, bay: uuid.UUID | None, **more: object) -> Set:
        """A disc to be set there now, at the sign."""
        told = Set(uuid.uuid4(), self.slug, Told(self.at, 0.0), "sign", bay=bay)
        return replace(told, **more)  # type: ignore[arg-type]

    async def facts(self, *topics: str) -> list[str]:
        """The topics said there, in order."""
        async with scoped(Scope(self.slug)) as connection:
            rows = await connection.fetch("SELECT topic FROM fact WHERE territory = $1 ORDER BY number", self.slug)
        return [row["topic"] for row in rows if not topics or row["topic"] in topics]

    async def rows(self, columns: str = "*") -> list[dict[str, object]]:
        """Every stay and hold kept there, the first first."""
        async with scoped(Scope(self.slug)) as connection:
            rows = await connection.fetch(
                f"SELECT {columns} FROM stay WHERE territory = $1 ORDER BY starts_at, id", self.slug
            )
        return [dict(row) for row in rows]


class RuledTown(Protocol):
    """A territory whose rules and bays are its own."""

    slug: str

    async def bay(self) -> Bay:
        """A bay of its inventory."""
        ...


class Doors(Protocol):
    """The product, asked over HTTP."""

    http: httpx.AsyncClient


def some_phone() -> bytes:
    """What is kept of the secret of another phone each time."""
    return print_of(token_bytes(32))


async def some_town(timezone: str = "Europe/Paris") -> Town:
    """A territory that nobody else has."""
    slug = f"disque-{uuid.uuid4().hex[:8]}"
    async with scoped(Scope(slug, door="test")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, $2)", slug, timezone
        )  # fmt: skip
    return Town(slug)
