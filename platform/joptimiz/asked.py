"""What the carriers of the demonstration ask for, some of it answered: no desk is empty at the first visit."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from accounts.core.demonstration import PLACES
from accounts.service.demonstration import find_newcomer
from accounts.service.organisations import list_carriers, names_of
from accounts.service.vehicles import Asked, Vehicle, list_vehicles
from cirqliz.core.hearings import Opening
from cirqliz.service.asking import Wish, ask
from cirqliz.service.carrying import list_held
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.derogations import Derogations
from cirqliz.service.hearings.opening import open_hearing
from cirqliz.service.passes.issuing import issue_for
from rules.eligible import is_eligible
from tenants.errors import Conflict
from tenants.who import Role, Who

FIRST = PLACES["carrier"]
SHOWN = 6
"""How many of its vehicles show a pass."""


@dataclass(frozen=True, slots=True)
class _Still:
    """The hour of something that was asked before."""

    at: datetime

    def __call__(self) -> datetime:
        """That hour."""
        return self.at


@dataclass(frozen=True, slots=True)
class _Asked:
    """A kind asked for by some of the carriers, so many days ago; for how many vehicles of each, none for itself."""

    territory: str
    kind: str
    by: Sequence[str]
    ago: int
    vehicles: int = 0
    reason: str = ""
    answer: Decision | None = None


def _small(*numbers: int) -> tuple[str, ...]:
    return tuple(f"Petit transporteur {number}" for number in numbers)


GRANTED = Decision(granted=True, reason="")
MEANT = "Le véhicule a servi hors du périmètre du chantier."
TO_ANSWER = timedelta(days=15)
REFUSED = Decision(granted=False, reason="Il manque une pièce\u00a0: Extrait Kbis.", article="7")
ASKED = (
    _Asked("riviera", "artisan", (FIRST,), 40, reason="Dépannages en centre-ville.", answer=GRANTED),
    _Asked("riviera", "artisan", _small(5), 33, answer=REFUSED),
    _Asked("riviera", "artisan", _small(1), 18, reason="Pose de menuiseries, plusieurs chantiers par semaine."),
    _Asked("riviera", "artisan", _small(2, 3), 9),
    _Asked("riviera", "chantier", _small(4), 6, 3, "Réfection d’une toiture, rue piétonne."),
    _Asked("riviera", "chantier", _small(5), 30, 1, "Ravalement d’une façade.", GRANTED),
    _Asked("riviera", "occasionnel", _small(1, 2, 3), 1, 1),
    _Asked("riviera", "journee", _small(6), 0, 1, "Livraison d’un piano."),
    _Asked("martinique-centre", "artisan", (FIRST, *_small(1, 4)), 4, reason="Entretien de commerces du centre."),
    _Asked("lyon", "petit-rouleur", _small(1, 3), 2, 1),
)  # fmt: skip


async def ask_some(on: Derogations, now: datetime) -> None:
    """Ask for all of it, where the territory is there; each once, at the start of a new demonstration."""
    asker, carriers = await find_newcomer("responsable"), await list_carriers()
    if asker is None:
        return
    named = {name: carrier for carrier, name in (await names_of(set(carriers))).items()}
    for one in ASKED:
        then = replace(on, now=_Still(now - timedelta(days=one.ago)))
        if then.current().rulebooks.get(one.territory) is None or then.find_kind(one.territory, one.kind) is None:
            continue
        for name in one.by:
            await _ask(then, asker, named, name, one)
    await _show_some(on, asker, named)
    await _hear_some(on, asker, named)


async def _show_some(on: Derogations, asker: Who, named: Mapping[str, UUID]) -> None:
    """Passes of the first carrier’s own rights, for some of its vehicles."""
    if FIRST not in named:
        return
    role = Role("owner", carrier=str(named[FIRST]))
    who = replace(asker, roles=(role,), acting=role)
    fleet = (await list_vehicles(who, Asked(limit=SHOWN))).vehicles
    for held in await list_held(who):
        for vehicle in fleet if held.vehicle is None and held.state == "active" else ():
            # Some vehicles are not of those a kind is for.
            with suppress(Conflict):
                await issue_for(on, who, held.territory, held.id, vehicle.id)


async def _hear_some(on: Derogations, asker: Who, named: Mapping[str, UUID]) -> None:
    """The holder of one right is asked what they say to its suspension."""
    (name,), officer = _small(5), await find_newcomer("territoire")
    if name not in named or officer is None:
        return
    role = Role("owner", carrier=str(named[name]))
    for held in await list_held(replace(asker, roles=(role,), acting=role)):
        if held.kind == "chantier" and held.state == "active":
            admin, today = Role("admin", held.territory), on.today(held.territory)
            meant = Opening("suspend", MEANT, today + TO_ANSWER)
            await open_hearing(on, replace(officer, roles=(admin,), acting=admin), held.id, meant, today)


async def _ask(on: Derogations, asker: Who, named: Mapping[str, UUID], name: str, one: _Asked) -> None:
    if name not in named:
        return
    role = Role("owner", carrier=str(named[name]))
    who = replace(asker, roles=(role,), acting=role)
    today = on.today(one.territory)
    vehicles = [vehicle.id for vehicle in await _suited(on, who, one)][: one.vehicles] if one.vehicles else [None]
    wishes = [Wish(one.territory, one.kind, vehicle, today, reason=one.reason) for vehicle in vehicles]
    made = await ask(on, who, uuid4(), wishes) if wishes else ()
    if one.answer is not None:
        await _answer(on, one.territory, [request.id for request in made], one.answer)


async def _answer(on: Derogations, territory: str, requests: Sequence[UUID], answer: Decision) -> None:
    """As its administrator answers, eleven days later."""
    officer = await find_newcomer("territoire")
    if officer is not None:
        role = Role("admin", territory)
        then = replace(on, now=_Still(on.now() + timedelta(days=11)))
        await decide(then, replace(officer, roles=(role,), acting=role), requests, answer)


async def _suited(on: Derogations, who: Who, one: _Asked) -> list[Vehicle]:
    """The vehicles of a carrier that the kind is for."""
    known = on.find_kind(one.territory, one.kind)
    fleet = await list_vehicles(who, Asked(limit=200))
    return [
        vehicle for vehicle in fleet.vehicles
        if known and known[0].holder == "vehicle" and is_eligible(known[0], vehicle.stated.facts) is True
    ]  # fmt: skip
