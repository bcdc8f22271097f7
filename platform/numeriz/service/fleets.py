"""What a carrier reads of the discs of its own vehicles: those running, and what was; never of people."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Record

from numeriz.core.sentences import sentence_of
from numeriz.core.stay import Phase, Span
from numeriz.service.standing import Refused
from tenants.database import Scope, scoped
from tenants.who import Caller

KEEPERS = ("owner", "dispatcher")
MOST = 5_000
_COLUMNS = """
    SELECT stay.territory, stay.id, stay.bay, stay.place, stay.kind, stay.plate, stay.vehicle, stay.starts_at,
        stay.ends_at, stay.due_at, stay.regulated_from, stay.ended_at, stay.ended_by, stay.excess, stay.reason,
        territory.timezone, territory.name AS territory_name
    FROM stay JOIN territory ON territory.slug = stay.territory
"""
_RUNNING = f"""
    {_COLUMNS} WHERE stay.carrier = $1 AND stay.ended_at IS NULL AND stay.ends_at > $2
    ORDER BY stay.due_at NULLS LAST, stay.id LIMIT 500
"""
_PAST = f"""
    {_COLUMNS} WHERE stay.carrier = $1 AND stay.kind = 'stay' AND stay.starts_at >= $2 AND stay.starts_at < $3
        AND ($4 = '' OR stay.plate LIKE '%' || $4 || '%') AND ($5 = '' OR stay.territory = $5)
        AND (stay.starts_at, stay.id) < ($6, $7)
    ORDER BY stay.starts_at DESC, stay.id DESC LIMIT $8
"""


@dataclass(frozen=True, slots=True)
class FleetStay:
    """A disc of one of its vehicles; the plate is blank past its term."""

    id: UUID
    territory: str
    territory_name: str
    bay: UUID | None
    plate: str
    vehicle: UUID | None
    span: Span
    ended_by: str
    excess: bool
    reason: str
    clock: ZoneInfo

    def phase(self, now: datetime) -> Phase:
        """What it is now."""
        return self.span.phase(now)

    def sentence(self, now: datetime) -> str:
        """The same in words."""
        return sentence_of(self.span, now, self.clock, excess=self.excess, ended_by=self.ended_by)

    @property
    def minutes(self) -> int | None:
        """How long it was, once ended."""
        end = self.span.ended_at
        return round((end - self.span.starts_at).total_seconds() / 60) if end else None


@dataclass(frozen=True, slots=True)
class Sought:
    """What of the past is looked for."""

    start: datetime
    end: datetime
    plate: str = ""
    territory: str = ""
    before: tuple[datetime, UUID] | None = None


def carrier_of(caller: Caller) -> UUID:
    """The carrier acted for; raises Refused."""
    role = caller.acting
    if role is None or not role.carrier or role.name not in KEEPERS:
        raise Refused(
            "stays-carrier", "Ces disques sont ceux d’un transporteur.",
            "Agissez dans votre rôle de responsable ou d’exploitant, depuis votre compte.",
        )  # fmt: skip
    return UUID(role.carrier)


async def list_running(caller: Caller, now: datetime) -> tuple[FleetStay, ...]:
    """The discs and holds of its vehicles, the first to end first; raises Refused."""
    carrier = carrier_of(caller)
    async with scoped(Scope(carrier=str(carrier), role="dispatcher")) as connection:
        return tuple(map(_of, await connection.fetch(_RUNNING, carrier, now)))


async def list_past(caller: Caller, sought: Sought, most: int = MOST) -> tuple[FleetStay, ...]:
    """Those that began then, the last first; raises Refused."""
    carrier, before = carrier_of(caller), sought.before or (sought.end, UUID(int=2**128 - 1))
    async with scoped(Scope(carrier=str(carrier), role="dispatcher")) as connection:
        rows = await connection.fetch(
            _PAST, carrier, sought.start, sought.end, sought.plate, sought.territory, *before, most
        )
    return tuple(map(_of, rows))


def _of(row: Record) -> FleetStay:
    span = Span(
        row["starts_at"], row["ends_at"], row["due_at"], row["regulated_from"], row["ended_at"], row["kind"] == "hold"
    )
    return FleetStay(
        row["id"], row["territory"], row["territory_name"], row["bay"], row["plate"], row["vehicle"], span,
        row["ended_by"] or "", row["excess"], row["reason"], ZoneInfo(row["timezone"]),
    )  # fmt: skip


async def names_of_bays(stays: tuple[FleetStay, ...]) -> dict[UUID, str]:
    """The names of the bays of these, one territory after the other: they are public."""
    names: dict[UUID, str] = {}
    for territory in sorted({stay.territory for stay in stays}):
        bays = [stay.bay for stay in stays if stay.territory == territory and stay.bay]
        async with scoped(Scope(territory)) as connection:
            rows = await connection.fetch(
                "SELECT id, name FROM bay WHERE territory = $1 AND id = ANY ($2)", territory, bays
            )
        names |= {row["id"]: row["name"] for row in rows}
    return names
