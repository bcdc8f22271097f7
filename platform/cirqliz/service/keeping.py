"""Rights as they live: stopped once their holder was heard, resumed; a broken-down vehicle replaced by its carrier."""

from uuid import UUID

from asyncpg import Connection, Record

from cirqliz.core.hearings import Measure
from cirqliz.service.acting import by_order, for_carrier, for_territory
from cirqliz.service.derogations import Act, Derogations
from cirqliz.service.passes.issuing import issue
from cirqliz.service.passes.keeping import end_passes
from rules.canonical import Tree
from rules.eligible import is_eligible
from tenants.database import scoped
from tenants.errors import Conflict, NotFound
from tenants.who import Who

_TOPICS: dict[Measure, tuple[str, str]] = {
    "suspend": ("suspended", "derogation.suspended"), "revoke": ("revoked", "derogation.revoked"),
}  # fmt: skip
_STATES = {"active": "active", "suspended": "suspendue", "revoked": "retirée", "replaced": "remplacée"}


async def stop(act: Act, row: Record, measure: Measure, reason: str, **more: str) -> None:
    """Suspend or revoke a right whose row is locked: once committed, its next use is told so. Raises Conflict."""
    if row["state"] not in ("active", "suspended"):
        raise moved(row)
    after, topic = _TOPICS[measure]
    await _write(act, row, after, reason)
    if measure == "revoke":
        assert act.person is not None
        await end_passes(act.connection, row["id"], reason, at=act.on.now(), by=act.person)
    await act.note(topic, body_of(row, before=row["state"], **more))


async def resume(on: Derogations, who: Who, derogation: UUID) -> None:
    """Have a suspended right serve again; raises Refused, NotFound, Conflict."""
    async with scoped(for_territory(who)) as connection:
        row = await lock_right(connection, derogation)
        if await connection.fetchval(
            "SELECT true FROM hearing WHERE derogation = $1 AND state IN ('open', 'heard') AND ground <> ''", derogation
        ):
            hint = "Décidez, ou n’y donnez pas suite\u00a0: le droit reprend alors."
            raise Conflict("hearing-urgent", "Ce droit est suspendu d’urgence, et son titulaire est à entendre.", hint)
        await go_on(Act(on, connection, who), row)


async def go_on(act: Act, row: Record) -> None:
    """Have a right whose row is locked serve again; raises Conflict where it is not suspended."""
    if row["state"] != "suspended":
        raise moved(row)
    await _write(act, row, "active", "")
    await act.note("derogation.resumed", body_of(row, before=row["state"]))


async def _write(act: Act, row: Record, state: str, reason: str) -> None:
    await act.connection.execute(
        "UPDATE derogation SET state = $2, state_reason = $3, state_at = $4, state_by = $5 WHERE id = $1",
        row["id"], state, reason, act.on.now(), act.person,
    )  # fmt: skip


def moved(row: Record) -> Conflict:
    """The right is in another state than the one that was read."""
    return Conflict("derogation-state", f"Cette dérogation est déjà {_STATES[row['state']]}.", "Rechargez la page.")


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
        row = await lock_right(connection, derogation, carrier)
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
        await _hand_over(connection, derogation, made)
        await end_passes(connection, derogation, "Le droit est passé à un autre véhicule.", at=on.now(), by=who.person)
        await issue(connection, territory, [made], on.now())
        await Act(on, connection, who).note("derogation.replaced", body_of(row, by=str(made)))
    return made


async def _hand_over(connection: Connection, before: UUID, after: UUID) -> None:
    """The days used go along, and who is to be heard: a right does not escape by changing its vehicle."""
    await connection.execute(
        "INSERT INTO derogation_day (territory, carrier, derogation, day, source, at)"
        " SELECT territory, carrier, $2, day, source, at FROM derogation_day WHERE derogation = $1",
        before, after,
    )  # fmt: skip
    await connection.execute(
        "UPDATE hearing SET derogation = $2 WHERE derogation = $1 AND state IN ('open', 'heard')", before, after
    )


async def lock_right(connection: Connection, derogation: UUID, carrier: UUID | None = None) -> Record:
    """The row of a right, of this carrier where one is named, held until the transaction ends; raises NotFound."""
    row = await connection.fetchrow(
        "SELECT * FROM derogation WHERE id = $1 AND ($2::uuid IS NULL OR carrier = $2) FOR UPDATE", derogation, carrier
    )
    if row is None:
        raise NotFound("derogation-unknown", "Cette dérogation n’existe pas.")
    return row


def body_of(row: Record, **more: str) -> dict[str, Tree]:
    """What a fact about a right says."""
    carrier = str(row["carrier"]) if row["carrier"] else None
    return {"derogation": str(row["id"]), "carrier": carrier, **more}
