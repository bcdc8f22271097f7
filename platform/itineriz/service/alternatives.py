"""The other ways to make a trip, each routed and proved: shorter, later, another vehicle, a right, a cargo bike."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from itineriz.core import Alternative, Change, Demand, Kind, RightToAsk, RouteAnswer, ranked
from itineriz.service.cargo import by_cargo_bike
from itineriz.service.ground import Ground
from itineriz.service.notices import mass
from itineriz.service.rights import rights_to_try
from rules.model import Facts, Right
from rules.texts.clockwise import hour, long_date
from rules.texts.quantities import decimal
from rules.texts.typography import NO_BREAK, typeset

AT_ONCE = 3
"""Routes asked together: the others wait, so that one caller does not take the whole router."""


class Find(Protocol):
    """Routes a demand and proves it, with advice on when to leave if wanted."""

    async def __call__(self, demand: Demand, *, advised: bool = False) -> RouteAnswer:
        """The answer."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Another vehicle that could come; the label has its article: « un fourgon électrique »."""

    label: str
    facts: Facts
    asked: bool = True
    """The caller's own: told even if it is no better."""


_VAN: Facts = {"category": "N1", "gvw_kg": 3500, "length_cm": 600, "width_cm": 205, "height_cm": 260,
              "body": "box"}  # fmt: skip
PRESETS = (
    Offer("un fourgon électrique", {**_VAN, "critair": "EL", "energy": "electric"}, asked=False),
    Offer(f"un fourgon de 3,5{NO_BREAK}t", {**_VAN, "critair": "2", "energy": "diesel"}, asked=False),
)
"""What a carrier may have besides; told when it is better than what was asked."""


@dataclass(frozen=True, slots=True)
class _Try:
    """A changed demand, and what to call it."""

    kind: Kind
    label: str
    message: str
    demand: Demand
    change: Change
    asked: bool = True


async def alternatives(find: Find, ground: Ground, demand: Demand, offers: Sequence[Offer]) -> tuple[Alternative, ...]:
    """The trip as asked and its alternatives, ranked."""
    asked = await find(demand, advised=True)
    first = _told(_Try("as_asked", "Comme demandé", "", demand, Change()), asked, None)
    gate = asyncio.Semaphore(AT_ONCE)

    async def tried(one: _Try) -> Alternative:
        async with gate:
            return _told(one, await find(one.demand), asked)

    tries = [*_tries(ground, demand, asked, offers)]
    found = await asyncio.gather(*map(tried, tries))
    bike = await by_cargo_bike(ground, demand)
    useful = [each for one, each in zip(tries, found, strict=True) if one.asked or _is_better(each, first)]
    return ranked([first, *useful, *([bike] if bike else [])])


def _tries(ground: Ground, demand: Demand, asked: RouteAnswer, offers: Sequence[Offer]) -> Iterator[_Try]:
    yield _Try("shortest", "Au plus court", "", replace(demand, shortest=True), Change(), asked=False)
    later = asked.advice.depart_at if asked.advice else asked.next_departure
    if later is not None:
        said = asked.advice.message if asked.advice else ""
        day = (
            "" if later.date() == demand.depart_at.astimezone(later.tzinfo).date() else f" le {long_date(later.date())}"
        )
        label = f"Partir{day} à {hour(later.hour * 60 + later.minute)}"
        yield _Try("later", label, said, replace(demand, depart_at=later), Change(depart_at=later))
    for offer in offers or PRESETS:
        facts = offer.facts if offer.asked else {**offer.facts, **_load(demand.facts)}
        if dict(facts) != dict(demand.facts):
            rights = tuple(right for right in demand.rights if _is_carriers(ground, right))
            changed = replace(demand, facts=facts, rights=rights)
            yield _Try("vehicle", f"Avec {offer.label}", "", changed, Change(vehicle=facts), offer.asked)
    for asking in rights_to_try(ground, demand, asked):
        label = f"Avec {' et '.join(one.name for one in asking.ask)}"
        changed = replace(demand, rights=(*demand.rights, *asking.granted))
        yield _Try("right", label, _to_ask(asking.ask), changed, Change(rights=asking.ask), asked=False)


def _load(facts: Facts) -> Facts:
    """What is carried, which goes from one vehicle to another."""
    return {name: value for name, value in facts.items() if name == "dangerous_goods"}


def _is_carriers(ground: Ground, right: Right) -> bool:
    """Whether a right follows the carrier from one vehicle to another."""
    books = [book for book in ground.books if right.territory in (None, book.territory)]
    kinds = [book.bundle.rights[right.kind] for book in books if right.kind in book.bundle.rights]
    return bool(kinds) and all(kind.holder == "carrier" for kind in kinds)


def _is_better(each: Alternative, asked: Alternative) -> bool:
    """Whether an alternative nobody asked for is worth telling."""
    if not each.feasible:
        return False
    if not asked.feasible:
        return True
    shorter = each.distance_m is not None and asked.distance_m is not None and each.distance_m < asked.distance_m
    cleaner = each.co2e_g is not None and asked.co2e_g is not None and each.co2e_g < asked.co2e_g
    return shorter or cleaner


def _told(one: _Try, answer: RouteAnswer, asked: RouteAnswer | None) -> Alternative:
    departs = answer.stops[0].depart_at or answer.stops[0].arrive_at or one.demand.depart_at
    reached = answer.stops[-1].arrive_at
    return Alternative(
        kind=one.kind,
        label=one.label,
        message=typeset(" ".join(each for each in (one.message, *_said(answer, asked, one.message)) if each)),
        depart_at=departs,
        arrive_at=reached,
        feasible=answer.feasible,
        unverified=answer.unverified,
        distance_m=answer.distance_m,
        duration_s=answer.duration_s,
        co2e_g=answer.emissions.co2e_g if answer.emissions else None,
        geometry=answer.geometry,
        change=one.change,
    )


def _said(answer: RouteAnswer, asked: RouteAnswer | None, already: str) -> Iterator[str]:
    """What the way is worth, beside the one asked for when there is one, after what was said `already`."""
    if not answer.feasible:
        yield " ".join(why.title for why in answer.why[:2])
        return
    if asked is not None and not asked.feasible and not already:
        yield "Tous les arrêts sont servis."
    if answer.distance_m is None or answer.duration_s is None:
        return
    minutes = f"{round(answer.duration_s / 60)} min"
    gas = f", {mass(answer.emissions.co2e_g)} de CO₂e" if answer.emissions else ""
    yield f"{decimal(round(answer.distance_m, -2), 1_000, 'fr')} km, {minutes}{gas}."


def _to_ask(rights: Sequence[RightToAsk]) -> str:
    said = []
    for right in rights:
        delay = "" if right.delay_days is None else f", délai de {right.delay_days} jours"
        said.append(f"À demander : {right.name} ({right.order}, article {right.article}{delay}).")
    return " ".join(said)
