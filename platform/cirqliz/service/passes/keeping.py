"""A territory stops one pass, its right going on, and lets it serve again; all go with their right."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

from asyncpg import Connection

from cirqliz.service.acting import for_territory
from cirqliz.service.derogations import Act, Derogations
from cirqliz.service.passes.records import HIDDEN
from tenants.database import scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Who

type Move = Literal["suspend", "resume", "revoke"]
_MOVES: dict[Move, tuple[tuple[str, ...], str, str]] = {
    "suspend": (("active",), "suspended", "pass.suspended"),
    "resume": (("suspended",), "active", "pass.resumed"),
    "revoke": (("active", "suspended"), "revoked", "pass.revoked"),
}
_STATES = {"active": "en service", "suspended": "suspendu", "revoked": "retiré"}


async def move_pass(on: Derogations, who: Who, number: UUID, act: Move, reason: str) -> None:
    """Suspend, resume or take back one pass; the next scan is already told so. Raises Refused, NotFound, Conflict."""
    (before, after, topic), said = _MOVES[act], reason.strip()
    if len(said) > 2_000 or (act != "resume" and not said):
        raise Unreadable("reason", "Dites pourquoi, en 2\u00a0000 signes au plus.")
    async with scoped(for_territory(who)) as connection:
        row = await connection.fetchrow("SELECT state, carrier FROM pass WHERE id = $1 FOR UPDATE", number)
        if row is None:
            raise NotFound("pass-unknown", "Ce laissez-passer n’existe pas.", "Voyez la liste.")
        if row["state"] not in before:
            raise Conflict("pass-state", f"Ce laissez-passer est déjà {_STATES[row['state']]}.", "Rechargez la page.")
        await connection.execute(
            "UPDATE pass SET state = $2, state_reason = $3, state_at = $4, state_by = $5 WHERE id = $1",
            number, after, said, on.now(), who.person,
        )  # fmt: skip
        if act == "revoke":
            await _end_phones(connection, [number], on.now())
        carrier = str(row["carrier"]) if row["carrier"] else None
        await Act(on, connection, who).note(topic, {"pass": str(number), "carrier": carrier})


async def end_passes(connection: Connection, derogation: UUID, reason: str, *, at: datetime, by: UUID) -> None:
    """Take back what shows a right, in the open transaction that takes it back: plates then go at the same term."""
    rows = await connection.fetch(
        "UPDATE pass SET state = 'revoked', state_reason = $2, state_at = $3, state_by = $4"
        " WHERE derogation = $1 AND state <> 'revoked' RETURNING id",
        derogation, reason, at, by,
    )  # fmt: skip
    await _end_phones(connection, [row["id"] for row in rows], at)


async def _end_phones(connection: Connection, passes: Sequence[UUID], at: datetime) -> None:
    """What was shown by telephones is shown no more: their names and keys then go at the same term."""
    await connection.execute(
        "UPDATE pass_phone f SET state = 'ended', ended_at = $2 FROM pass p WHERE p.territory = f.territory"
        " AND p.phone = f.id AND p.id = ANY ($1) AND f.state <> 'ended'",
        passes, at,
    )  # fmt: skip


async def hide_plates(on: Derogations, who: Who, hidden: bool) -> None:  # what is chosen
    """Have the codes of a territory hold no plate in clear, or hold it again; raises Refused."""
    scope = for_territory(who, ("admin",))
    async with scoped(scope) as connection:
        await connection.execute(
            "INSERT INTO derogation_setting (territory, item, active, set_by, set_at) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (territory, item) DO UPDATE SET active = $3, set_by = $4, set_at = $5",
            scope.territory, HIDDEN, hidden, who.person, on.now(),
        )  # fmt: skip
        await Act(on, connection, who).note("pass.plates", {"hidden": hidden})
