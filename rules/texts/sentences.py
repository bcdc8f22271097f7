"""The French sentence of a rule: whom it closes or opens a zone to, at what hours, on which days."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Never

from rules.ir import All, AnyOf, Block, Compare, Condition, Holds, Not, OneOf, Rule
from rules.model import DaySet, Duty, RightKind, Zone
from rules.texts import bodies
from rules.texts.clockwise import listed, on_days, windows
from rules.texts.typography import NARROW, NO_BREAK, figure
from rules.vocabulary import CRITAIR, SECONDARY_ROAD

_KINDS: Mapping[str, tuple[str, str, str]] = {
    "zfe": ("ZFE", "fermée", "ouverte"),
    "ztl": ("ZTL", "fermée", "ouverte"),
    "pedestrian": ("Aire piétonne", "fermée", "ouverte"),
    "event": ("Périmètre", "fermé", "ouvert"),
    "dimension": ("Passage", "fermé", "ouvert"),
    "school": ("Rue scolaire", "fermée", "ouverte"),
    "bay_area": ("Aire de livraison", "fermée", "ouverte"),
    SECONDARY_ROAD: ("Voie secondaire", "fermée", "ouverte"),
}
_OTHER = ("Zone", "fermée", "ouverte")

_ACTIVITIES = {
    "transit": "le transit",
    "delivery": "les livraisons",
    "pickup": "les enlèvements",
    "works": "les chantiers",
    "moving": "les déménagements",
    "waste": "la collecte des déchets",
    "supply": "l’approvisionnement",
    "service": "les interventions",
    "resident": "les riverains",
    "emergency": "les secours",
}
_ENERGIES = {
    "diesel": "au gazole",
    "petrol": "à l’essence",
    "electric": "électriques",
    "hydrogen": "à l’hydrogène",
    "cng": "au gaz naturel comprimé",
    "lng": "au gaz naturel liquéfié",
    "lpg": "au GPL",
    "hybrid_petrol": "hybrides à essence",
    "hybrid_diesel": "hybrides au gazole",
    "e85": "au superéthanol E85",
    "b100": "au biodiesel B100",
}
_LOADS = {
    "none": "ne transportant pas de marchandises dangereuses",
    "adr": "transportant des marchandises dangereuses",
}
_WORDED = {"energy": _ENERGIES, "dangerous_goods": _LOADS}
_NOUNS = {"activity": _ACTIVITIES, "body": {body: many for body, (_, many) in bodies.NAMES.items()}}
"""Facts whose words say whom by themselves."""
_SIDES = {"length_cm": "de long", "width_cm": "de large", "height_cm": "de haut"}
_MASSES = {"gvw_kg": "", "gcw_kg": "de PTRA", "axle_load_kg": "par essieu"}
_AMOUNTS: Mapping[str, Callable[[str], str]] = {
    "lt": lambda amount: f"de moins de {amount}",
    "lte": lambda amount: f"de {amount} au plus",
    "gt": lambda amount: f"de plus de {amount}",
    "gte": lambda amount: f"de {amount} et plus",
}


_DUTIES: Mapping[str, str] = {
    "pass": "laissez-passer exigé",
    "booking": "réservation exigée",
    "declaration": "déclaration exigée",
    "disc": "disque exigé",
    "stay_min": "arrêt limité à {amount}_min",
    "speed_kmh": "vitesse limitée à {amount}_km/h",
    "visits_per_day": "{amount}_passage{s} par jour au plus",
    "no_return_min": "retour possible après {amount}_min",
    "hold_min": "réservation limitée à {amount}_min",
    "extension_min": "prolongation limitée à {amount}_min",
}
_NONE: Mapping[str, Never] = MappingProxyType({})

type Rights = Mapping[str, RightKind]
type DaySets = Mapping[str, DaySet]
type Case = Callable[[str], str]
"""A noun with its article, after a preposition."""


def rule_message(rule: Rule, zone: Zone, rights: Rights = _NONE, days: DaySets = _NONE) -> str:
    """The author's sentence, or one composed from the rule, about this zone; rights and days give their names."""
    if rule.message:
        return rule.message
    label, closed, opened = _KINDS.get(zone.kind, _OTHER)
    name = zone.name if zone.name.casefold().startswith(label.casefold()) else f"{label} {zone.name}"
    asked = listed([duty_words(duty) for duty in rule.duties])
    asks = rule.effect in ("limit", "require")
    whom = to_whom(rule.condition, rights, towards if asks else to) if rule.condition else ""
    verb = asked if asks else closed if rule.effect == "prohibit" else opened
    said = " ".join(part for part in (f"{name},", verb, whom, at_hours(rule.schedule, days)) if part)
    return f"{said}, {asked}." if asked and not asks else f"{said}."


def duty_words(duty: Duty) -> str:
    """« arrêt limité à 30 min », « laissez-passer exigé »."""
    plural = "s" if duty.amount and duty.amount > 1 else ""
    return _DUTIES[duty.kind].format(amount=duty.amount, s=plural).replace("_", NO_BREAK)


def to(noun: str) -> str:
    """« aux livraisons », « au transit », « à la collecte »."""
    return _contracted(noun, "à", {"le": "au", "les": "aux"})


def of(noun: str) -> str:
    """« des livraisons », « du transit », « de la collecte »."""
    return _contracted(noun, "de", {"le": "du", "les": "des"})


def towards(noun: str) -> str:
    """« pour les livraisons »."""
    return f"pour {noun}"


def _contracted(noun: str, preposition: str, merged: Mapping[str, str]) -> str:
    article, _, rest = noun.partition(" ")
    return f"{merged[article]} {rest}" if article in merged else f"{preposition} {noun}"


def to_whom(condition: Condition, rights: Rights = _NONE, case: Case = to) -> str:
    """« aux plus de 3,5 t », « aux livraisons, sauf aux Crit’Air 4 et 5 »."""
    match condition:
        case Not(part):
            return f"sauf {to_whom(part, rights, case)}"
        case AnyOf(parts):
            return listed([to_whom(part, rights, case) for part in parts])
        case All(parts):
            return _together(parts, rights, case)
        case OneOf(fact, values) if fact in _NOUNS:
            return _each([_NOUNS[fact][str(value)] for value in values], case)
        case Holds(kind):
            name = rights[kind].name if kind in rights else f"le droit «{NARROW}{kind}{NARROW}»"
            return case(f"les titulaires {of(name)}")
        case OneOf() | Compare():
            return case(_vehicles(condition))


def _each(nouns: Sequence[str], case: Case) -> str:
    """« aux livraisons et aux enlèvements », « pour les livraisons et les enlèvements »."""
    return case(listed(nouns)) if case is towards else listed([case(noun) for noun in nouns])


def _vehicles(leaf: OneOf | Compare) -> str:
    """« les plus de 3,5 t », « les Crit’Air 4 et 5 », « les véhicules au gazole »."""
    if isinstance(leaf, Compare) and leaf.fact in _MASSES | _SIDES and leaf.operator in ("gt", "lt"):
        return f"les {_trait(leaf).removeprefix('de ')}"
    return f"{'les' if leaf.fact == 'critair' else 'les véhicules'} {_trait(leaf)}"


def _together(parts: Sequence[Condition], rights: Rights, case: Case) -> str:
    """What must all be true: what is done, by vehicles with which traits, then the exceptions."""
    traits = [part for part in parts if isinstance(part, OneOf | Compare) and part.fact != "activity"]
    excepted = [part for part in parts if isinstance(part, Not)]
    said = [to_whom(part, rights, case) for part in parts if part not in (*traits, *excepted)]
    built = next((part for part in traits if isinstance(part, OneOf) and part.fact == "body"), None)
    if len(traits) == 1 and not said:
        said = [to_whom(traits[0], rights, case)]
    elif traits:
        nouns = [_NOUNS["body"][str(value)] for value in built.values] if built else ["les véhicules"]
        vehicles = listed([noun.removeprefix("les ") for noun in nouns]) if said else _each(nouns, case)
        rest = ", ".join(_trait(part) for part in traits if part is not built)
        # Of several nouns, what follows is said of each.
        said.append(f"{vehicles}, {rest}" if rest and len(nouns) > 1 else f"{vehicles} {rest}".rstrip())
    return ", ".join([*said, *(to_whom(part, rights, case) for part in excepted)])


def _trait(leaf: OneOf | Compare) -> str:
    """What a vehicle is, after « véhicules »."""
    if leaf.fact == "critair":
        return f"Crit’Air {listed([_class(value) for value in _classes(leaf)])}"
    if isinstance(leaf, Compare):
        return _AMOUNTS[leaf.operator](_amount(leaf.fact, int(leaf.bound)))
    if leaf.fact == "category":
        return f"de catégorie {listed([str(value) for value in leaf.values], 'ou')}"
    if leaf.fact == "body":
        return f"de carrosserie {listed([bodies.bare(str(value)) for value in leaf.values], 'ou')}"
    if leaf.fact in _WORDED:
        return listed([_WORDED[leaf.fact][str(value)] for value in leaf.values], "ou")
    return f"de {listed([_amount(leaf.fact, int(value)) for value in leaf.values], 'ou')}"


def _classes(leaf: OneOf | Compare) -> tuple[str, ...]:
    if isinstance(leaf, OneOf):
        return tuple(str(value) for value in leaf.values)
    bound = CRITAIR.index(str(leaf.bound))
    spans = {"lt": (0, bound), "lte": (0, bound + 1), "gt": (bound + 1, None), "gte": (bound, None)}
    start, end = spans[leaf.operator]
    return CRITAIR[start:end]


def _class(value: str) -> str:
    return {"EL": "électriques", "NC": "non classés"}.get(value, value)


def _amount(fact: str, value: int) -> str:
    if fact in _SIDES:
        return f"{_decimal(value, 100)}{NO_BREAK}m {_SIDES[fact]}"
    if value < 1000:
        return f"{value}{NO_BREAK}kg {_MASSES[fact]}".rstrip()
    return f"{_decimal(value, 1000)}{NO_BREAK}t {_MASSES[fact]}".rstrip()


def _decimal(value: int, unit: int) -> str:
    """« 3,5 », « 1 240 »."""
    whole, rest = divmod(value, unit)
    digits = f"{rest:0{len(str(unit)) - 1}d}".rstrip("0")
    return figure(whole) + (f",{digits}" if digits else "")


def at_hours(schedule: Sequence[Block], days: DaySets = _NONE) -> str:
    """« de 5 h à 23 h, du lundi au samedi hors jours fériés »; nothing for always."""
    return " et ".join(part for part in (_block(block, days) for block in schedule) if part)


def _block(block: Block, days: DaySets) -> str:
    names = {name: held.name for name, held in days.items()}
    return ", ".join(part for part in (windows(block.windows), on_days(block.days, names)) if part)
