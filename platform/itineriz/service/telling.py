"""What was found becomes the answer, in French."""

from collections.abc import Iterator
from datetime import datetime

from itineriz.core import (
    Crossing,
    Instruction,
    LineString,
    Passage,
    RouteAnswer,
    StopAnswer,
    Why,
    passages,
)
from itineriz.service.detours import avoidance
from itineriz.service.found import Found
from itineriz.service.halts import Held
from itineriz.service.travel import Journey
from rules.model import Profile, Reason, Verdict, ZoneDecision
from rules.texts.typography import typeset
from tenants.answers import answer_in
from tenants.locate import ZoneRef


def tell(found: Found) -> RouteAnswer:
    """The answer to a demand."""
    journey = found.journey
    crossed = tuple(_crossing(found, passage) for passage in passages(found.steps or ()))
    avoided = tuple(
        avoidance(found.ground, ref, found.demand.passing, found.demand.depart_at, found.extras.get(ref))
        for ref in found.free.crossed
    )
    late = tuple(_late(found, crossed))
    doubtful = journey is not None and (
        found.steps is None or bool(found.breaches) or bool(late) or found.uncovered_m > 0
    )
    return RouteAnswer(
        feasible=found.feasible,
        rulebooks=tuple(book.ref for book in found.ground.books),
        geometry=None if journey is None else LineString([(x, y) for x, y in journey.points.tolist()]),
        distance_m=None if journey is None else round(journey.distance_m),
        duration_s=None if journey is None else round(journey.duration_s),
        instructions=() if journey is None else tuple(_instructions(journey)),
        stops=tuple(_stop(found, number, each) for number, each in enumerate(found.held)),
        zones_crossed=crossed,
        zones_avoided=avoided,
        next_departure=found.next_departure.astimezone(found.clock) if found.next_departure else None,
        unverified=doubtful,
        why=(*_refusals(found), *late),
    )


def _instructions(journey: Journey) -> Iterator[Instruction]:
    for number, (leg, first) in enumerate(zip(journey.legs, journey.firsts, strict=True)):
        for maneuver in leg.maneuvers:
            yield Instruction(
                text=typeset(maneuver.instruction),
                distance_m=round(maneuver.length * 1_000),
                duration_s=round(maneuver.time),
                index=first + maneuver.begin_shape_index,
                leg=number,
            )


def _stop(found: Found, number: int, held: Held) -> StopAnswer:
    asked, journey = held.asked, found.journey
    arrive_at = None
    lon, lat = (held.halt.lon, held.halt.lat) if held.halt is not None else asked.position
    if journey is not None:
        ends = journey.legs[0].points[0] if number == 0 else journey.legs[number - 1].points[-1]
        lon, lat = float(ends[0]), float(ends[1])
        arrive_at = found.at(journey.starts_s[number])
    return StopAnswer(
        served=held.served,
        verdict=held.answer.verdict.word,
        position=(lon, lat),
        snapped_m=round(found.ground.plane.metres(asked.position, (lon, lat))),
        arrive_at=arrive_at,
        activity=asked.activity,
        reasons=_reasons(held),
        needs=held.answer.needs,
        obligations=tuple(duty for _, duty in held.answer.obligations),
    )


def _reasons(held: Held) -> tuple[Reason, ...]:
    """The reasons of the zones that decide, gravest first, each once."""
    zones = sorted((zone for _, zone in held.answer.zones), key=lambda zone: -zone.verdict)
    return tuple(dict.fromkeys(reason for zone in zones for reason in zone.reasons))


def _crossing(found: Found, passage: Passage) -> Crossing:
    ref = ZoneRef(*passage.zone)
    decision, profile, at = _gravest(found, passage, ref)
    reason = decision.reasons[0] if decision.reasons else None
    return Crossing(
        territory=ref.territory,
        zone=ref.zone,
        name=found.ground.name_of(ref),
        enter_at=found.at(passage.enter_s),
        leave_at=found.at(passage.leave_s),
        verdict=decision.verdict.word,
        rule=reason.rule if reason else None,
        order=reason.order if reason else None,
        article=reason.article if reason else None,
        message=reason.message if reason else None,
        needs=decision.needs,
        right=found.ground.right_used(ref, profile, at, decision) if decision.verdict <= Verdict.CONDITIONAL else None,
        obligations=decision.obligations,
    )


def _gravest(found: Found, passage: Passage, ref: ZoneRef) -> tuple[ZoneDecision, Profile, datetime]:
    """The gravest said on entering or leaving, for what the stops inside are for, else for passing; to whom, when."""
    stops = [found.held[number] for leg in sorted(passage.legs) for number in (leg, leg + 1)]
    served = [found.demand.at(each.asked) for each in stops if ref in each.opens]
    instants = (found.at(passage.enter_s), found.at(passage.leave_s))
    asked = [(each, at) for at in instants for each in served or [found.demand.passing]]
    decided = ((found.ground.decide_zone(ref, profile, at), profile, at) for profile, at in asked)
    return max(decided, key=lambda told: told[0].verdict)


def _refusals(found: Found) -> Iterator[Why]:
    if found.refusal is not None:
        yield Why(found.refusal.code, typeset(found.refusal.title), typeset(found.refusal.detail))
        if found.free.crossed:
            yield Why("zones_in_the_way", _named(found, found.free.crossed), "Sans elles, un chemin existe.")
    for number, held in enumerate(found.held):
        if not held.served:
            title = f"L’arrêt n°\u00a0{number + 1} ne peut pas être servi à {_hour(found.at(0))}."
            yield Why("stop_refused", title, _because(held))
    if found.breaches:
        refs = sorted(found.breaches)
        yield Why("route_breaches", _named(found, refs), "Le trajet trouvé y entre : nous ne le proposons pas.")
    if found.journey is not None and found.steps is None:
        title = "Les rues empruntées n’ont pas pu être relues une à une."
        yield Why("route_unread", title, "Le tracé a été comparé aux zones, sans leurs heures de passage.")
    if found.uncovered_m > 0:
        title = f"Le trajet fait {round(found.uncovered_m)}\u00a0m là où nous n’avons aucun règlement."
        yield Why("outside_rulebooks", title, "Aucune règle n’y est connue : fiez-vous à la signalisation.")


def _because(held: Held) -> str:
    reasons = _reasons(held)
    if held.answer.needs:
        lacking = ", ".join(held.answer.labels[need] for need in held.answer.needs)
        return typeset(f"À vérifier : il manque {lacking}.")
    return reasons[0].message if reasons else "Aucune règle ne l’autorise."


def _named(found: Found, refs: "tuple[ZoneRef, ...] | list[ZoneRef]") -> str:
    names = ", ".join(found.ground.name_of(ref) for ref in refs)
    return f"Sur le chemin, fermé à ce véhicule\u00a0: {names}."


def _late(found: Found, crossed: tuple[Crossing, ...]) -> Iterator[Why]:
    """Zones and stops that are open at departure, and closed when the vehicle gets there."""
    detail = "Les zones sont vérifiées à l’heure du départ : avancez-le pour en être certain."
    for zone in crossed:
        if Verdict[zone.verdict.upper()] > Verdict.CONDITIONAL:
            title = f"{zone.name} ne sera plus ouverte au passage, à {_hour(zone.leave_at)}."
            yield Why("zone_closed_on_arrival", title, typeset(detail))
    journey = found.journey
    for number, held in enumerate(found.held):
        if journey is None or not held.served:
            continue
        at = found.at(journey.starts_s[number])
        asked = found.demand.at(held.asked)
        later = answer_in(found.ground.snapshot, asked, at, sorted(held.own), _covering(held))
        if later.verdict > Verdict.CONDITIONAL:
            title = f"L’arrêt n°\u00a0{number + 1} ne pourra plus être servi à l’arrivée, à {_hour(at)}."
            yield Why("stop_closed_on_arrival", title, typeset(detail))


def _covering(held: Held) -> frozenset[str]:
    return frozenset(ref.split("@")[0] for ref in held.answer.rulebooks)


def _hour(at: datetime) -> str:
    return f"{at.hour}\u00a0h" + (f"\u00a0{at.minute:02d}" if at.minute else "")
