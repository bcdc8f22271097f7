"""Stays as the database keeps them: rows read, told to their phone, found again."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Connection, Record

from numeriz.core.sentences import sentence_of
from numeriz.core.stay import Limits, Phase, Span
from tenants.database import NOBODY, scoped
from tenants.errors import NotFound

_ROW = """
    SELECT stay.*, bay.code AS bay_code, bay.name AS bay_name, territory.timezone FROM stay
    LEFT JOIN bay ON bay.territory = stay.territory AND bay.id = stay.bay
    JOIN territory ON territory.slug = stay.territory
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A stay, or a hold, as its phone is told of it; `new` is false for one that was known already."""

    id: UUID
    territory: str
    bay: UUID | None
    bay_code: str
    bay_name: str
    place: int | None
    span: Span
    limits: Limits
    extended_min: int
    excess: bool
    ended_by: str
    clock: ZoneInfo
    reason: str
    new: bool = False

    def phase(self, now: datetime) -> Phase:
        """What it is now."""
        return self.span.phase(now)

    def sentence(self, now: datetime) -> str:
        """The same in words."""
        return sentence_of(self.span, now, self.clock, excess=self.excess, ended_by=self.ended_by)

    @property
    def extendable_min(self) -> int:
        """By how much it may still be extended."""
        if self.span.held or self.span.ended_at is not None or self.span.due_at is None:
            return 0
        return max(0, self.limits.extension_min - self.extended_min)


def print_of(secret: bytes) -> bytes:
    """What is kept of the secret of a phone."""
    return sha256(secret).digest()


def kept_of(row: Record, *, new: bool = False) -> Kept:
    """A row of `_ROW`."""
    span = Span(
        row["starts_at"], row["ends_at"], row["due_at"], row["regulated_from"], row["ended_at"], row["kind"] == "hold"
    )
    limits = Limits(
        row["verdict"], row["stay_min"], row["no_return_min"], None, row["extension_min"], None, row["regulated_from"],
        row["source"],
    )  # fmt: skip
    return Kept(
        row["id"], row["territory"], row["bay"], row["bay_code"] or "", row["bay_name"] or "", row["place"], span,
        limits, row["extended_min"], row["excess"], row["ended_by"] or "", ZoneInfo(row["timezone"]),
        row["reason"], new,
    )  # fmt: skip


async def read_kept(connection: Connection, territory: str, stay: UUID, *, new: bool = False) -> Kept:
    """A stay of this territory; raises NotFound."""
    row = await connection.fetchrow(f"{_ROW} WHERE stay.territory = $1 AND stay.id = $2", territory, stay)
    if row is None:
        raise unknown()
    return kept_of(row, new=new)


async def list_kept(connection: Connection, territory: str, phone: bytes, since: datetime) -> tuple[Kept, ...]:
    """The stays a phone set there since, the last first."""
    rows = await connection.fetch(
        f"{_ROW} WHERE stay.territory = $1 AND stay.phone = $2 AND stay.starts_at >= $3"
        " ORDER BY stay.starts_at DESC, stay.id LIMIT 100",
        territory, phone, since,
    )  # fmt: skip
    return tuple(map(kept_of, rows))


async def territory_of(phone: bytes, stay: UUID) -> str:
    """In which territory this phone set this disc; raises NotFound."""
    async with scoped(NOBODY) as connection:
        found: str | None = await connection.fetchval(
            "SELECT territory FROM disc WHERE id = $1 AND phone = $2", stay, phone
        )
    if found is None:
        raise unknown()
    return found


async def territories_of(phone: bytes, since: datetime) -> tuple[str, ...]:
    """Where a phone set discs since."""
    async with scoped(NOBODY) as connection:
        rows = await connection.fetch(
            "SELECT DISTINCT territory FROM disc WHERE phone = $1 AND set_at >= $2 ORDER BY 1", phone, since
        )
    return tuple(row["territory"] for row in rows)


def unknown() -> NotFound:
    """What is said of a disc that does not exist, or is another phone’s."""
    return NotFound("stay-unknown", "Ce disque n’existe pas, ou a été posé par un autre téléphone.")
