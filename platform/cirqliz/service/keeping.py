"""Rights as they live: suspended, resumed, revoked; a broken-down vehicle replaced by its carrier."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.service.acting import by_order, for_carrier, for_territory
from cirqliz.service.derogations import Act, Derogations
from cirqliz.service.passes.issuing import issue
from cirqliz.service.passes.keeping import end_passes
from rules.canonical import Tree
from rules.eligible import is_eligible
from tenants.database import scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.who import Who

type Move = Literal["suspend", "resume", "revoke"]


@dataclass(frozen=True, slots=True)
class _Step:
    """From which states, to which, under which fact."""

    before: tuple[str, ...]
    after: str
    topic: str


_MOVES: dict[Move, _Step] = {
    "suspend": _Step(("active",), "suspended", "derogation.suspended"),
    "resume": _Step(("suspended",), "active", "derogation.resumed"),
    "revoke": _Step(("active", "suspended"), "revoked", "derogation.revoked"),
}
_STATES = {"active": "active", "suspended": "suspendue", "revoked": "retirée", "replaced": "remplacée"}


async def keep(on: Derogations, who: Who, derogation: UUID, act: Move, reason: str) -> None:
    """Suspend, resume or revoke a right; its next use is already told so. Raises Refused, NotFound, Conflict."""
    move, said = _MOVES[act], reason.strip()
    if len(said) > 2_000 or (act != "resume" and not said):
        raise Unreadable("reason", "Dites pourquoi, en 2\u00a0000 signes au plus.")
    async with scoped(for_territory(who)) as connection:
        row = await _lock(connection, derogation)
        if row["state"] not in move.before:
            raise Conflict(
                "derogation-state", f"Cette dérogation est déjà {_STATES[row['state']]}.", "Rechargez la page."
            )
        await connection.execute(
            "UPDATE derogation SET state = $2, state_reason = $3, state_at = $4, state_by = $5 WHERE id = $1",
            derogation, move.after, said, on.now(), who.person,
        )  # fmt: skip
        if move.after == "revoked":
            await end_passes(connection, derogation, said, at=on.now(), by=who.person)
        await Act(on, connection, who).note(move.topic, _body(row, before=row["state"]))


async def replace_vehicle(on: Derogations, who: Who, territory: str, derogation: UUID, vehicle: UUID) -> UUID:
    """Move a right to another vehicle of the fleet, its days used kept; the new right.

    Raises Refused, NotFound, Conflict.
    """
    carrier, _ = for_carrier(who)
    other = (await on.fleet.find_vehicles(carrier, [vehicle])).get(vehicle)
    if other is None:
        raise NotFound("vehicle-unknown", "Ce véhicule n’est pas dans votre flotte.")
    # Its carrier writes no right: the order lets a vehicle that broke down be replaced by one it suits as well.
    async with scoped(by_order(territory)) as connection:
        row = await _lock(connection, derogation, carrier)
        if row["holder"] != "vehicle" or row["vehicle"] == vehicle:
            raise Conflict("replace-holder", "Ce droit n’est pas celui d’un autre véhicule.")
        if row["state"] != "active":
            raise Conflict(
                "derogation-state", f"Cette dérogation est {_STATES[row['state']]}.", "Elle ne se remplace pas."
            )
        known = on.find_kind(territory, row["kind"])
        if known is None or is_eligible(known[0], other.facts) is not True:
            raise Conflict(
                "vehicle-unsuited", "Cette dérogation n’est pas pour ce véhicule.", "Choisissez-en un autre."
            )
        await connection.execute(
            "UPDATE derogation SET state = 'replaced', state_at = $2, state_by = $3 WHERE id = $1",
            derogation, on.now(), who.person,
        )  # fmt: skip
        made: UUID = await connection.fetchval(
            "INSERT INTO derogation (territory, carrier, request, reference, replaces, kind, terms, holder, vehicle,"
            " plate, country, zones, starts_on, ends_on, quota_days, granted_by, granted_at)"
            " SELECT territory, carrier, request, reference, id, kind, terms, holder, $2, $3, $4, zones,"
            " GREATEST(starts_on, $5), ends_on, quota_days, granted_by, granted_at"
            " FROM derogation WHERE id = $1 RETURNING id",
            derogation, vehicle, other.plate, other.country, on.today(territory),
        )  # fmt: skip
        await connection.execute(
            "INSERT INTO derogation_day (territory, carrier, derogation, day, source, at)"
            " SELECT territory, carrier, $2, day, source, at FROM derogation_day WHERE derogation = $1",
            derogation, made,
        )  # fmt: skip
        await end_passes(connection, derogation, "Le droit est passé à un autre véhicule.", at=on.now(), by=who.person)
        await issue(connection, territory, [made], on.now())
        await Act(on, connection, who).note("derogation.replaced", _body(row, by=str(made)))
    return made


async def _lock(connection: Connection, derogation: UUID, carrier: UUID | None = None) -> Record:
    row = await connection.fetchrow(
        "SELECT * FROM derogation WHERE id = $1 AND ($2::uuid IS NULL OR carrier = $2) FOR UPDATE", derogation, carrier
    )
    if row is None:
        raise NotFound("derogation-unknown", "Cette dérogation n’existe pas.")
    return row


def _body(row: Record, **more: str) -> dict[str, Tree]:
    carrier = str(row["carrier"]) if row["carrier"] else None
    return {"derogation": str(row["id"]), "carrier": carrier, **more}
