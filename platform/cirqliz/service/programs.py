"""What programs read page by page, either side its own: what changed since they last asked, in an order that stays."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from uuid import UUID

from asyncpg import Record

from cirqliz.core.passes.number import number_of
from cirqliz.service.acting import HOLDERS, READERS
from cirqliz.service.derogations import Request, request_of
from cirqliz.service.passes.statuses import name_of
from cirqliz.service.refusals import Refused
from tenants.database import Scope, scoped
from tenants.errors import Unreadable
from tenants.who import Caller

MOST_LISTED = 200
STATES = ("open", "question", "granted", "refused", "withdrawn")
RIGHT_STATES = ("active", "suspended", "revoked", "replaced")
PASS_STATES = ("active", "suspended", "revoked")
OVERLAP = timedelta(minutes=1)
"""What was being written while we answered: it is told again rather than lost."""
_OF: dict[str, str] = {
    "request": "SELECT r.*, 0 AS used FROM request r",
    "derogation": "SELECT r.*, (SELECT count(*) FROM derogation_day y WHERE y.territory = r.territory"
    " AND y.derogation = r.id AND y.day >= date_trunc('year', $6::timestamptz)::date) AS used FROM derogation r",
}
_OF["shown"] = """
    SELECT * FROM (SELECT p.territory, p.id, p.derogation, p.vehicle, p.code, p.status, p.plate, p.country,
        p.starts_at, p.ends_at, p.issued_at, d.kind, d.terms, d.zones,
        GREATEST(p.changed_at, d.changed_at) AS changed_at,
        CASE WHEN 'revoked' IN (p.state, d.state) OR d.state = 'replaced' THEN 'revoked'
            WHEN 'suspended' IN (p.state, d.state) THEN 'suspended' ELSE 'active' END AS state,
        CASE WHEN p.state = 'active' THEN d.state_reason ELSE p.state_reason END AS state_reason
    FROM pass p JOIN derogation d ON d.territory = p.territory AND d.id = p.derogation) r
"""
_PAGE = """
    {what} WHERE (r.changed_at, r.id) > ($1, $2) AND r.state = ANY ($3)
        AND ($4::text IS NULL OR r.territory = $4) AND $6::timestamptz IS NOT NULL
    ORDER BY r.changed_at, r.id LIMIT $5
"""


@dataclass(frozen=True, slots=True)
class Sought:
    """What is asked for: these states, changed since, of a territory, after a cursor."""

    states: tuple[str, ...]
    since: datetime | None = None
    territory: str | None = None
    after: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class Held:
    """A derogation as it stands; `ends_on` is the day after the last one, `used` are the days of this year."""

    territory: str
    id: UUID
    request: UUID | None
    replaces: UUID | None
    kind: str
    name: str
    article: str
    holder: str
    vehicle: UUID | None
    plate: str
    country: str
    zones: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    quota_days: int | None
    used: int
    state: str
    state_reason: str
    changed_at: datetime

    @classmethod
    def of(cls, row: Record) -> "Held":
        """A row of `derogation`, the days used counted."""
        terms = json.loads(row["terms"])
        return cls(
            row["territory"], row["id"], row["request"], row["replaces"], row["kind"],
            terms.get("name") or row["kind"], terms.get("article", ""), row["holder"], row["vehicle"], row["plate"],
            row["country"], tuple(json.loads(row["zones"])), row["starts_on"], row["ends_on"], row["quota_days"],
            row["used"], row["state"], row["state_reason"], row["changed_at"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A pass as it stands: revoked with its right, suspended with it; `number` is what is printed below its code."""

    territory: str
    id: UUID
    derogation: UUID
    vehicle: UUID | None
    number: str
    plate: str
    country: str
    kind: str
    name: str
    article: str
    zones: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    state: Literal["active", "suspended", "revoked"]
    state_reason: str
    status_list: str
    issued_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, row: Record) -> "Shown":
        """A row of passes with their rights."""
        terms = json.loads(row["terms"])
        return cls(
            row["territory"], row["id"], row["derogation"], row["vehicle"],
            number_of(row["status"], bytes(row["code"])), row["plate"], row["country"], row["kind"],
            terms.get("name") or row["kind"], terms.get("article", ""), tuple(json.loads(row["zones"])),
            row["starts_at"], row["ends_at"], row["state"], row["state_reason"],
            name_of(row["territory"], row["status"]), row["issued_at"], row["changed_at"],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some of them, where the next begin, and what to ask `since` next time."""

    found: tuple[T, ...]
    following: str | None
    since: datetime


async def list_requests(who: Caller, sought: Sought, now: datetime) -> Page[Request]:
    """The requests of a carrier, or of a territory, the last changed last; raises Refused, Unreadable."""
    rows, following = await _page(who, "request", sought, STATES, now)
    return Page(tuple(map(request_of, rows)), following, now - OVERLAP)


async def list_derogations(who: Caller, sought: Sought, now: datetime) -> Page[Held]:
    """The derogations of a carrier, or of a territory, the last changed last; raises Refused, Unreadable."""
    rows, following = await _page(who, "derogation", sought, RIGHT_STATES, now)
    return Page(tuple(map(Held.of, rows)), following, now - OVERLAP)


async def list_passes(who: Caller, sought: Sought, now: datetime) -> Page[Shown]:
    """The passes of a carrier, or of a territory, the last changed last; raises Refused, Unreadable."""
    rows, following = await _page(who, "shown", sought, PASS_STATES, now)
    return Page(tuple(map(Shown.of, rows)), following, now - OVERLAP)


def reading(who: Caller) -> Scope:
    """The scope of either side, in a role that reads; raises Refused."""
    role = who.acting
    if role is None or role.name not in (*HOLDERS, *READERS):
        raise Refused("derogation-side", "Ces dérogations sont celles d’un transporteur ou d’un territoire.")
    return who.scope()


async def _page(
    who: Caller, table: str, sought: Sought, known: tuple[str, ...], now: datetime
) -> tuple[list[Record], str | None]:
    scope = reading(who)
    if odd := [state for state in sought.states if state not in known]:
        raise Unreadable(
            "state-unknown", f"Cet état n’existe pas\u00a0: {odd[0][:20]}.", f"Choix\u00a0: {', '.join(known)}."
        )
    start = _read(sought.after) if sought.after else (sought.since or now - timedelta(days=36_500), UUID(int=0))
    async with scoped(scope) as connection:
        rows: list[Record] = await connection.fetch(
            _PAGE.format(what=_OF[table]), *start, list(sought.states or known), sought.territory,
            sought.limit + 1, now,
        )  # fmt: skip
    more = len(rows) > sought.limit
    return rows[: sought.limit], _cursor(rows[sought.limit - 1]) if more else None


def _cursor(row: Record) -> str:
    said = f"{row['changed_at'].isoformat()} {row['id']}"
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _read(cursor: str) -> tuple[datetime, UUID]:
    try:
        said = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        at, _, number = said.partition(" ")
        return datetime.fromisoformat(at).astimezone(UTC), UUID(number)
    except (ValueError, OverflowError, binascii.Error):
        raise Unreadable("cursor", "Cette suite ne se lit pas.", "Donnez « next » tel qu’il a été reçu.") from None
