"""What the law wants said of a route (décret n° 2022-1119): ZFE, lorry restrictions, voies secondaires, emissions."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from connectors.valhalla.costing import costing_of, is_lorry, is_marked
from itineriz.core import Avoidance, Crossing, Demand, Emissions, Notice, RouteAnswer
from itineriz.service.emissions import Silence, estimate
from itineriz.service.ground import Ground
from rules.cells import leaves_of
from rules.ir import Holds, OneOf, Rule
from rules.model import Facts, Verdict, Zone
from rules.texts.clockwise import hour
from rules.texts.quantities import decimal, quantity
from rules.texts.typography import NO_BREAK, typeset
from rules.vocabulary import NEED_LABELS, SECONDARY_ROAD
from tenants.locate import ZoneRef

ZFE = "zfe"

_SIZES = frozenset({"gvw_kg", "gcw_kg", "axle_load_kg", "length_cm", "width_cm", "height_cm"})
_LORRIES = frozenset({"N2", "N3"})
_SAID = ("height_cm", "width_cm", "length_cm", "gvw_kg", "axle_load_kg")
_PREVAILS = "Une restriction absente d’OpenStreetMap n’est pas connue : la signalisation prime."
_UNREAD = "Celles de certaines heures et les catégories de tunnels ne sont pas lues."
_MAINLAND, _CORSICA = "Europe/Paris", ("2A", "2B")
_VERDICTS: Mapping[str, str] = {
    Verdict.ALLOWED.word: "permise à ce véhicule",
    Verdict.CONDITIONAL.word: "permise à ce véhicule sous conditions",
    Verdict.UNKNOWN.word: "à vérifier pour ce véhicule",
    Verdict.FORBIDDEN.word: "interdite à ce véhicule",
}


def surround(ground: Ground, demand: Demand, answer: RouteAnswer) -> RouteAnswer:
    """The answer with its emissions and with what the law wants said of it."""
    if answer.geometry is None:
        return replace(answer, notices=tuple(_zones(ground, demand, answer)))
    stretches = [(each.distance_m, each.duration_s) for each in answer.instructions]
    told = estimate(demand.facts, stretches, french_grid=_on_french_grid(ground, demand.territory))
    emissions = None if isinstance(told, Silence) else told
    answer = replace(answer, emissions=emissions)
    return replace(answer, notices=(*_zones(ground, demand, answer), *_signs(demand.facts), _gas(told)))


def _on_french_grid(ground: Ground, territory: str) -> bool:
    """Whether the factor of mainland France's electricity holds."""
    book = ground.snapshot.rulebooks.get(territory)
    if book is None:
        return False
    told = book.bundle.territory
    return told.timezone == _MAINLAND and not any(code.startswith(_CORSICA) for code in told.members)


def _zones(ground: Ground, demand: Demand, answer: RouteAnswer) -> Iterator[Notice]:
    """Each zone met, once, under the duty its kind falls under."""
    lorry = is_lorry(demand.facts)
    met: dict[ZoneRef, Crossing | Avoidance] = {}
    found: tuple[Crossing | Avoidance, ...] = (*answer.zones_crossed, *answer.zones_avoided)
    for zone in found:
        met.setdefault(ZoneRef(zone.territory, zone.zone), zone)
    for ref, zone in met.items():
        known = ground.snapshot.rulebooks[ref.territory].bundle
        if ref.zone not in known.zones:
            continue  # land that no zone holds
        rules = [rule for rule in known.rules if ref.zone in rule.zones]
        order = zone.order or next((rule.order for rule in rules if rule.effect != "allow"), None)
        if said := _about(known.zones[ref.zone], zone, lorry=lorry and _aims_at_lorries(rules)):
            code, title = said
            yield Notice(code, typeset(title), typeset(_detail(zone)), ref.territory, order)
    yield from _refused(ground, demand, answer, met)


def _refused(ground: Ground, demand: Demand, answer: RouteAnswer, met: Mapping[ZoneRef, object]) -> Iterator[Notice]:
    """The ZFE that hold a stop which is not served, when the way neither enters nor avoids them."""
    for number, (asked, stop) in enumerate(zip(demand.stops, answer.stops, strict=True), 1):
        for ref in ground.snapshot.locator.zones_at(*asked.position) if not stop.served else ():
            bundle = ground.snapshot.rulebooks[ref.territory].bundle
            if ref not in met and bundle.zones[ref.zone].kind == ZFE:
                title = f"L’arrêt n° {number} est dans une zone à faibles émissions : {bundle.zones[ref.zone].name}."
                said = ground.decide_zone(ref, demand.at(asked), stop.arrive_at or demand.depart_at)
                reason = next(iter(said.reasons), None)
                order = reason.order if reason else next((r.order for r in bundle.rules if ref.zone in r.zones), None)
                detail = f"{_capital(_VERDICTS[said.verdict.word])}. {reason.message if reason else ''}".rstrip()
                yield Notice("zfe_stop", typeset(title), typeset(detail), ref.territory, order)


def _about(kind: Zone, zone: Crossing | Avoidance, *, lorry: bool) -> tuple[str, str] | None:
    """The code and title of a zone's notice; None when no duty speaks of it."""
    crossed = isinstance(zone, Crossing)
    if kind.kind == ZFE:
        told = "Zone à faibles émissions sur le trajet" if crossed else "Zone à faibles émissions évitée"
        return ("zfe_crossed" if crossed else "zfe_avoided"), f"{told} : {zone.name}."
    if kind.kind == SECONDARY_ROAD:
        return ("secondary_road", f"Le trajet emprunte des voies secondaires : {zone.name}.") if crossed else None
    if lorry:
        told = "sur le trajet" if crossed else "évitée"
        return ("lorry_zone", f"Restriction de circulation des poids lourds {told} : {zone.name}.")
    return None


def _detail(zone: Crossing | Avoidance) -> str:
    said = _VERDICTS[zone.verdict]
    if isinstance(zone, Crossing):
        enter, leave = _hour(zone.enter_at), _hour(zone.leave_at)
        said = f"À {enter}, {said}" if enter == leave else f"De {enter} à {leave}, {said}"
    lacking = ", ".join(NEED_LABELS.get(need, need) for need in zone.needs)
    if lacking:
        return f"{_capital(said)} : il manque {lacking}."
    return f"{_capital(said)}. {zone.message or ''}".rstrip()


def _aims_at_lorries(rules: list[Rule]) -> bool:
    """Whether some of these rules speak of a vehicle's size or weight, or of lorries by their category."""
    for leaf in leaves_of(rules):
        if isinstance(leaf, Holds):
            continue
        if leaf.fact in _SIZES:
            return True
        if isinstance(leaf, OneOf) and leaf.fact == "category" and not _LORRIES.isdisjoint(map(str, leaf.values)):
            return True
    return False


def _signs(facts: Facts) -> Iterator[Notice]:
    """For lorries and marked loads, which signs the way obeys."""
    if is_lorry(facts):
        yield _lorry(facts)
    elif costing_of(facts).options.get("hazmat"):
        title = "Le trajet respecte les interdictions aux marchandises dangereuses connues d’OpenStreetMap."
        lorries = "Il respecte aussi les interdictions aux poids lourds à certaines heures ou sauf desserte."
        detail = f"{_UNREAD} {lorries} {_PREVAILS}"
        yield Notice("dangerous_goods_signs", title, typeset(detail), None, None)


def _lorry(facts: Facts) -> Notice:
    known = ", ".join(quantity(name, value, "fr") for name in _SAID if isinstance(value := facts.get(name), int))
    sizes = f"Gabarit retenu : {known} ; " if known else ""
    load = ""
    if is_marked(facts):
        load = f"Les interdictions aux marchandises dangereuses sont respectées. {_UNREAD} "
    elif "dangerous_goods" not in facts:
        load = "Aucune marchandise dangereuse n’est déclarée : leurs interdictions n’ont pas été regardées. "
    detail = f"{sizes}ce qui manque est pris au plus grand que la loi permet. {load}{_PREVAILS}"
    title = "Le trajet respecte les limites et les interdictions aux poids lourds connues d’OpenStreetMap."
    return Notice("lorry_signs", title, typeset(_capital(detail)), None, None)


def _gas(told: Emissions | Silence) -> Notice:
    """The emissions in words, since what is proposed is ranked by them."""
    if isinstance(told, Silence):
        return Notice(
            "gas_unknown", "Les émissions de ce trajet ne sont pas estimées.", typeset(told.reason), None, None
        )
    around = "" if told.low_g == told.high_g else f"De {mass(told.low_g)} à {mass(told.high_g)} selon le véhicule. "
    detail = f"{around}{told.method} Les autres façons de faire ce trajet se classent par ces émissions."
    return Notice("gas", f"Environ {mass(told.co2e_g)} de CO₂e pour ce trajet.", typeset(detail), None, None)


def mass(grams: int) -> str:
    """« 40 g », « 1,24 kg »."""
    return f"{grams}{NO_BREAK}g" if grams < 100 else f"{decimal(round(grams, -1), 1_000, 'fr')}{NO_BREAK}kg"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _hour(at: datetime) -> str:
    return hour(at.hour * 60 + at.minute)
