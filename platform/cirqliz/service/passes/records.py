"""A pass with the right it shows, as it stands now."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.kinds import Terms
from cirqliz.core.passes.cose import Signer
from cirqliz.core.passes.number import number_of
from cirqliz.core.passes.payload import MOST_ZONES, Payload, kind_number
from cirqliz.core.passes.token import token_of
from cirqliz.service.acting import READERS, for_territory
from cirqliz.service.derogations import terms_of
from tenants.database import scoped
from tenants.who import Who

HIDDEN = "pass_without_plate"
"""The setting of a territory whose codes do not hold the plate in clear."""
READ = """
    SELECT p.id, p.territory, p.carrier, p.code, p.derogation, p.vehicle, p.plate, p.country, p.status, p.starts_at,
        p.ends_at, p.state, p.state_reason, p.state_at, p.state_by, p.issued_at, t.timezone, t.name AS place,
        p.phone, f.key AS device, COALESCE(f.label, '') AS label,
        d.kind, d.terms, d.zones, d.holder, d.state AS right_state, d.state_reason AS right_reason, d.quota_days,
        (SELECT count(*) FROM derogation_day y WHERE y.territory = d.territory AND y.derogation = d.id
            AND date_trunc('year', y.day) = date_trunc('year', $1::timestamptz AT TIME ZONE t.timezone)) AS used,
        EXISTS (SELECT FROM derogation_day y WHERE y.territory = d.territory AND y.derogation = d.id
            AND y.day = ($1::timestamptz AT TIME ZONE t.timezone)::date) AS used_today
    FROM pass p JOIN derogation d ON d.territory = p.territory AND d.id = p.derogation
    JOIN territory t ON t.slug = p.territory
    LEFT JOIN pass_phone f ON f.territory = p.territory AND f.id = p.phone
"""
"""Passes with their rights; the first value is the instant asked about."""


@dataclass(frozen=True, slots=True)
class Held:
    """A pass, the right it shows, and what became of both."""

    id: UUID
    territory: str
    carrier: UUID | None
    code: bytes
    derogation: UUID
    vehicle: UUID | None
    plate: str
    country: str
    status: int
    starts_at: datetime
    ends_at: datetime
    own_state: str
    own_reason: str
    issued_at: datetime
    timezone: str
    place: str
    kind: str
    terms: Terms
    zones: tuple[str, ...]
    holder: str
    right_state: str
    right_reason: str
    quota_days: int | None
    used: int
    used_today: bool
    phone: UUID | None = None
    """The telephone it is bound to, the key of that, and how its carrier calls it."""
    device: bytes | None = None
    label: str = ""

    @property
    def state(self) -> str:
        """`revoked`, `suspended`, `used_up`, or `active`: the gravest of its own, its right’s, and its days."""
        if self.own_state == "revoked" or self.right_state in ("revoked", "replaced") or self.is_keyless:
            return "revoked"
        if "suspended" in (self.own_state, self.right_state):
            return "suspended"
        return "used_up" if self.is_used_up else "active"

    @property
    def is_keyless(self) -> bool:
        """Whether the telephone that showed it is gone: signed without its key, it would be anybody’s."""
        return self.phone is not None and self.device is None

    @property
    def state_shown(self) -> Literal["active", "suspended", "revoked"]:
        """Its state as lists tell it: who has used up the days of the year waits as if it were suspended."""
        match self.state:
            case "active" | "revoked" as told:
                return told
            case _:
                return "suspended"

    @property
    def number(self) -> str:
        """What is typed where its code does not read."""
        return number_of(self.status, self.code)

    @property
    def is_used_up(self) -> bool:
        """Whether every day of the year is used, today not being one of them."""
        return self.quota_days is not None and self.used >= self.quota_days and not self.used_today

    @property
    def reason(self) -> str:
        """Why it does not stand, where somebody said so."""
        return self.own_reason if self.own_state != "active" else self.right_reason

    def shows_on(self, now: datetime) -> bool:
        """Whether it is worth showing: it stands, now or later."""
        return self.state == "active" and now < self.ends_at


@dataclass(frozen=True, slots=True)
class Zones:
    """The numbers of the zones of a territory, and whether its codes hold plates."""

    numbers: dict[str, int]
    hides_plate: bool

    def payload(self, held: Held, ends_at: datetime) -> Payload:
        """What a code of this pass says, until then at most."""
        numbers = sorted(self.numbers[zone] for zone in held.zones if zone in self.numbers)
        return Payload(
            held.code, None if self.hides_plate or not held.plate else held.plate, tuple(numbers[:MOST_ZONES]),
            held.starts_at, min(held.ends_at, ends_at), kind_number(held.kind), held.status,
            held.device,
        )  # fmt: skip


async def read_zones(connection: Connection, territory: str) -> Zones:
    """What codes of a territory are written with, in its open transaction."""
    rows = await connection.fetch("SELECT zone, no FROM zone_number WHERE territory = $1", territory)
    hides = await connection.fetchval(
        "SELECT active FROM derogation_setting WHERE territory = $1 AND item = $2", territory, HIDDEN
    )
    return Zones({row["zone"]: row["no"] for row in rows}, bool(hides))


async def hides_plates(who: Who) -> bool:
    """Whether the codes of the territory acted for hold no plate; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        return (await read_zones(connection, scope.territory)).hides_plate


def sign(held: Held, zones: Zones, signer: Signer) -> str:
    """Its token, signed now; the same bytes for the same pass and key."""
    return token_of(zones.payload(held, signer.ends_at), signer)


def held_of(row: Record) -> Held:
    """A row of `READ`."""
    return Held(
        row["id"], row["territory"], row["carrier"], bytes(row["code"]), row["derogation"], row["vehicle"],
        row["plate"], row["country"], row["status"], row["starts_at"], row["ends_at"], row["state"],
        row["state_reason"], row["issued_at"], row["timezone"], row["place"], row["kind"], terms_of(row["terms"]),
        tuple(json.loads(row["zones"])), row["holder"], row["right_state"], row["right_reason"], row["quota_days"],
        row["used"], row["used_today"], row["phone"], bytes(row["device"]) if row["device"] else None, row["label"],
    )  # fmt: skip


def all_held(rows: Sequence[Record]) -> tuple[Held, ...]:
    """Rows of `READ`."""
    return tuple(map(held_of, rows))
