"""Why a route is not feasible, or not certain, in French."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from itineriz.core import Why
from itineriz.service.found import Found
from itineriz.service.halts import Held
from rules.model import Reason
from rules.texts.clockwise import hour
from rules.texts.typography import NO_BREAK, typeset
from tenants.locate import ZoneRef


def whys(found: Found) -> Iterator[Why]:
    """All that keeps the answer from being a plain yes."""
    if found.refusal is not None:
        yield Why(found.refusal.code, typeset(found.refusal.title), typeset(found.refusal.detail))
        if found.blocking:
            yield Why("zones_in_the_way", _named(found, found.blocking), "Sans elles, un chemin existe.")
    for number, held in enumerate(found.plan.held):
        if not held.served:
            title = f"L’arrêt n°{NO_BREAK}{number + 1} ne peut pas être servi à {clock_time(found, held.at)}."
            yield Why("stop_refused", title, _because(held))
    if found.stuck:
        detail = f"Après {found.trials} essais, le trajet entre encore dans une zone fermée : nous ne le proposons pas."
        yield Why("route_breaches", _named(found, sorted(found.stuck)), typeset(detail))
    if found.journey is not None and found.steps is None:
        title = "Les rues empruntées n’ont pas pu être relues une à une."
        yield Why("route_unread", title, "Le tracé a été comparé aux zones, à toute heure du trajet.")
    if found.uncovered_m > 0:
        title = f"Le trajet fait {round(found.uncovered_m)}{NO_BREAK}m là où nous n’avons aucun règlement."
        yield Why("outside_rulebooks", title, "Aucune règle n’y est connue : fiez-vous à la signalisation.")


def reasons_of(held: Held) -> tuple[Reason, ...]:
    """The reasons of the zones that decide, gravest first, each once."""
    zones = sorted((zone for _, zone in held.answer.zones), key=lambda zone: -zone.verdict)
    return tuple(dict.fromkeys(reason for zone in zones for reason in zone.reasons))


def clock_time(found: Found, at: datetime) -> str:
    """« 10 h 58 » by the wall clock of the streets."""
    local = at.astimezone(found.trip.clock)
    return hour(local.hour * 60 + local.minute)


def _because(held: Held) -> str:
    reasons = reasons_of(held)
    if held.answer.needs:
        lacking = ", ".join(held.answer.labels[need] for need in held.answer.needs)
        return typeset(f"À vérifier : il manque {lacking}.")
    return reasons[0].message if reasons else "Aucune règle ne l’autorise."


def _named(found: Found, refs: Iterable[ZoneRef]) -> str:
    names = ", ".join(found.trip.ground.name_of(ref) for ref in refs)
    return f"Sur le chemin, fermé à ce véhicule à cette heure{NO_BREAK}: {names}."
