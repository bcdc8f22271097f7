"""A hearing is opened, or dropped; where the law lets it, the right is suspended at once and heard afterwards."""

import json
from collections.abc import Mapping
from datetime import date
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.hearings import Measure, Opening, Stage
from cirqliz.service.acting import for_territory
from cirqliz.service.derogations import Act, Derogations
from cirqliz.service.hearings.reading import unknown
from cirqliz.service.keeping import body_of, go_on, lock_right, moved, stop
from rules.canonical import Tree
from tenants.database import scoped
from tenants.errors import Conflict, Unreadable
from tenants.who import Who

_TOPICS: dict[Measure, str] = {"suspend": "derogation.suspending", "revoke": "derogation.revoking"}
_BEFORE: dict[Measure, tuple[str, ...]] = {"suspend": ("active",), "revoke": ("active", "suspended")}


async def open_hearing(on: Derogations, who: Who, derogation: UUID, opening: Opening, today: date) -> UUID:
    """Tell the holder of a right what is meant, and until when they may answer; its number.

    With a ground the right serves no longer from this instant. Raises Refused, NotFound, Conflict.
    """
    async with scoped(for_territory(who)) as connection:
        row = await lock_right(connection, derogation)
        if row["state"] not in (("active",) if opening.ground else _BEFORE[opening.measure]):
            raise moved(row)
        if row["ends_on"] is not None and row["ends_on"] <= today:
            raise Conflict("derogation-over", "Le terme de ce droit est passé.", "Il n’y a rien à arrêter.")
        made: UUID | None = await connection.fetchval(
            "INSERT INTO hearing (territory, carrier, derogation, measure, reason, ground, urgency, due_on, opened_by,"
            " opened_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id",
            row["territory"], row["carrier"], derogation, opening.measure, opening.reason, opening.ground,
            opening.urgency, opening.due_on, who.person, on.now(),
        )  # fmt: skip
        if made is None:
            hint = "Suivez celle qui est en cours, sur la page du droit."
            raise Conflict("hearing-open", "Une procédure est déjà ouverte pour ce droit.", hint)
        act = Act(on, connection, who)
        if opening.ground:
            await stop(act, row, "suspend", opening.reason, by=str(made))
        topic = "derogation.hearing" if opening.ground else _TOPICS[opening.measure]
        await act.note(topic, body_of(row, hearing=str(made)))
    return made


async def drop_hearing(on: Derogations, who: Who, hearing: UUID, reason: str) -> None:
    """Give up what was meant; a right suspended at once serves again. Raises Refused, NotFound, Conflict."""
    said = reason.replace("\0", "").strip()
    if len(said) > 2_000:
        raise Unreadable("reason", "2\u00a0000 signes au plus.")
    async with scoped(for_territory(who)) as connection:
        right, row = await lock_live(connection, hearing)
        act = Act(on, connection, who)
        await end(act, row, "dropped", {"measure": None, "reason": said})
        if row["ground"] and right["state"] == "suspended":
            await go_on(act, right)
        await act.note("derogation.spared", body_of(right, hearing=str(hearing)))


async def lock_live(connection: Connection, hearing: UUID) -> tuple[Record, Record]:
    """The right, then the hearing about it, both held; raises NotFound, Conflict for one that is over."""
    about = await connection.fetchval("SELECT derogation FROM hearing WHERE id = $1", hearing)
    if about is None:
        raise unknown()
    # In this order everywhere: a right, then what is heard of it.
    right = await lock_right(connection, about)
    row = await connection.fetchrow("SELECT * FROM hearing WHERE id = $1 FOR UPDATE", hearing)
    if row is None or row["derogation"] != about:
        raise Conflict("hearing-moved", "Le véhicule de ce droit vient de changer.", "Rechargez la page.")
    if row["state"] not in ("open", "heard"):
        raise Conflict("hearing-over", "Cette procédure est close.", "Rechargez la page pour voir ce qui en est.")
    return right, row


async def end(act: Act, row: Record, state: Stage, outcome: Mapping[str, Tree]) -> None:
    """Write how it ended; what one person proposed and took alone is no proposal."""
    await act.connection.execute(
        "UPDATE hearing SET state = $2, outcome = $3, ended_by = $4, ended_at = $5,"
        " proposed = CASE WHEN proposed_by = $4 THEN NULL ELSE proposed END,"
        " proposed_at = CASE WHEN proposed_by = $4 THEN NULL ELSE proposed_at END,"
        " proposed_by = NULLIF(proposed_by, $4) WHERE id = $1",
        row["id"], state, json.dumps(outcome), act.person, act.on.now(),
    )  # fmt: skip
