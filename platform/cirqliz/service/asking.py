"""Asking: many vehicles and territories at once, one transaction a territory, once however often it is sent."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from cirqliz.core.kinds import FURTHEST, Terms
from cirqliz.needs import FleetVehicle
from cirqliz.service.acting import by_order, for_carrier, with_territory
from cirqliz.service.deciding import grant_of_right
from cirqliz.service.derogations import Act, Derogations, Request, request_of
from rules.canonical import Tree
from rules.eligible import is_eligible, list_lacking
from rules.model import Problem
from rules.texts import french
from tenants.database import scoped
from tenants.errors import Unreadable
from tenants.who import Caller

MOST = 1_000
"""Wishes in one batch."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A right wished for in a territory, for a vehicle, or for the carrier itself where the kind is its own."""

    territory: str
    kind: str
    vehicle: UUID | None
    starts_on: date
    ends_on: date | None = None
    zones: tuple[str, ...] = ()
    activity: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class _Ready:
    wish: Wish
    terms: Terms
    vehicle: FleetVehicle | None


async def ask(on: Derogations, who: Caller, batch: UUID, wishes: Sequence[Wish]) -> tuple[Request, ...]:
    """Ask for all of these; what the order itself grants is granted at once.

    Asked again under the same batch, nothing is asked twice. Raises Refused, Unreadable with all that is wrong.
    """
    carrier, _ = for_carrier(who)
    if not 0 < len(wishes) <= MOST:
        raise Unreadable("wishes-count", "Demandez de une à mille dérogations à la fois.")
    ids = {wish.vehicle for wish in wishes if wish.vehicle is not None}
    vehicles = await on.fleet.find_vehicles(carrier, ids)
    ready, problems = _check(on, wishes, vehicles)
    if problems:
        raise Unreadable("wishes-wrong", "Cette demande est à corriger.", problems=tuple(problems))
    found: list[Request] = []
    for slug, those in groupby(sorted(ready, key=lambda one: one.wish.territory), lambda one: one.wish.territory):
        found += await _ask_one(on, who, batch, slug, tuple(those))
    return tuple(found)


async def _ask_one(
    on: Derogations, who: Caller, batch: UUID, slug: str, ready: Sequence[_Ready]
) -> tuple[Request, ...]:
    carrier, role = for_carrier(who)
    scope = with_territory(slug, carrier, role)
    async with scoped(scope) as connection:
        act = Act(on, connection, who)
        new: list[Tree] = [str(made) for one in ready if (made := await _insert(act, carrier, batch, one))]
        if new:
            await act.note("derogation.asked", {"batch": str(batch), "requests": new})
    if any(one.terms.decided_by == "automatic" for one in ready):
        async with scoped(by_order(slug)) as connection:
            await grant_of_right(connection, carrier, batch, on.now())
    async with scoped(scope) as connection:
        rows = await connection.fetch(
            "SELECT * FROM request WHERE territory = $1 AND carrier = $2 AND batch = $3 ORDER BY kind, plate, id",
            slug, carrier, batch,
        )  # fmt: skip
    return tuple(map(request_of, rows))


async def _insert(act: Act, carrier: UUID, batch: UUID, one: _Ready) -> UUID | None:
    """The request that was made; None when this batch has it already."""
    wish, terms, vehicle = one.wish, one.terms, one.vehicle
    made: UUID | None = await act.connection.fetchval(
        "INSERT INTO request (territory, carrier, batch, holder, vehicle, plate, country, facts, kind, terms,"
        " activity, reason, starts_on, ends_on, zones, asked_by, asked_at, due_on) VALUES ($1, $2, $3, $4, $5,"
        " $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT DO NOTHING RETURNING id",
        wish.territory, carrier, batch, "vehicle" if vehicle else "carrier", vehicle.id if vehicle else None,
        vehicle.plate if vehicle else "", vehicle.country if vehicle else "FR",
        json.dumps(dict(vehicle.facts) if vehicle else {}), wish.kind, json.dumps(terms.tree()),
        wish.activity, wish.reason, wish.starts_on, terms.end(wish.starts_on, wish.ends_on),
        json.dumps(wish.zones), act.person, act.on.now(), terms.due(act.on.today(wish.territory)),
    )  # fmt: skip
    return made


def _check(
    on: Derogations, wishes: Sequence[Wish], vehicles: Mapping[UUID, FleetVehicle]
) -> tuple[list[_Ready], list[Problem]]:
    ready, problems = [], []
    for number, wish in enumerate(wishes):
        vehicle = vehicles.get(wish.vehicle) if wish.vehicle is not None else None
        faults = [
            Problem(code, message, hint, pointer=f"/wishes/{number}")
            for code, message, hint in _faults(on, wish, vehicle)
        ]
        problems += faults
        known = on.find_kind(wish.territory, wish.kind)
        if not faults and known:
            ready.append(_Ready(wish, known[1], vehicle))
    return ready, problems


def _faults(on: Derogations, wish: Wish, vehicle: FleetVehicle | None) -> Iterator[tuple[str, str, str]]:
    """What keeps a wish from being asked: a code, a sentence, the way out."""
    if (known := on.find_kind(wish.territory, wish.kind)) is None:
        yield (
            "kind-unknown",
            "Cette dérogation n’existe pas dans ce territoire.",
            "Choisissez parmi celles qu’il propose.",
        )
        return
    kind, terms = known
    if wish.vehicle is not None and vehicle is None:
        yield "vehicle-unknown", "Ce véhicule n’est pas dans votre flotte.", "Ajoutez-le d’abord à votre flotte."
        return
    if (kind.holder == "vehicle") != (vehicle is not None):
        said = "un véhicule" if kind.holder == "vehicle" else "l’entreprise, sans véhicule"
        yield "holder-other", f"Cette dérogation se demande pour {said}.", "Corrigez le titulaire."
        return
    if vehicle is not None and (suits := is_eligible(kind, vehicle.facts)) is not True:
        if suits is False:
            yield (
                "vehicle-unsuited",
                "Cette dérogation n’est pas pour ce véhicule.",
                f"Voyez l’article {terms.article}.",
            )
        else:
            book = on.current().rulebooks[wish.territory]
            lacking = ", ".join(french.need(need, book.bundle) for need in list_lacking(kind, vehicle.facts))
            yield "facts-missing", f"Il manque une information sur ce véhicule\u00a0: {lacking}.", "Complétez sa fiche."
    yield from _faults_of_days(wish, terms, on.today(wish.territory))
    zones = on.current().rulebooks[wish.territory].bundle.zones
    if any(zone not in zones for zone in wish.zones):
        yield "zone-unknown", "Une de ces zones n’existe pas dans ce territoire.", "Choisissez parmi ses zones."
    if len(wish.reason) > 2_000:
        yield "reason-long", "Ce motif est trop long.", "2\u00a0000 signes au plus."


def _faults_of_days(wish: Wish, terms: Terms, today: date) -> Iterator[tuple[str, str, str]]:
    if max(wish.starts_on, wish.ends_on or wish.starts_on) >= FURTHEST:
        yield "day-far", "Un de ces jours est trop lointain.", "Vérifiez les années."
        return
    end = terms.end(wish.starts_on, wish.ends_on)
    if wish.starts_on < today:
        yield "starts-past", "Le premier jour est déjà passé.", "Choisissez aujourd’hui ou plus tard."
    if end is not None and end <= wish.starts_on:
        yield "no-day", "Cette demande n’a aucun jour.", "Choisissez une fin après le premier jour."
