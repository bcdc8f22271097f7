"""The French sentence of a rule: whom it closes or opens a zone to, at what hours, on which days."""

from collections.abc import Callable, Mapping, Sequence

from rules.ir import All, AnyOf, Block, Compare, Condition, Holds, Not, OneOf, Rule
from rules.model import Zone
from rules.texts.clockwise import listed, weekdays, windows
from rules.texts.typography import NO_BREAK, figure
from rules.vocabulary import CRITAIR

_KINDS: Mapping[str, tuple[str, str, str]] = {
    "zfe": ("ZFE", "fermée", "ouverte"),
    "ztl": ("ZTL", "fermée", "ouverte"),
    "pedestrian": ("Aire piétonne", "fermée", "ouverte"),
    "event": ("Périmètre", "fermé", "ouvert"),
    "dimension": ("Passage", "fermé", "ouvert"),
    "school": ("Rue scolaire", "fermée", "ouverte"),
    "bay_area": ("Aire de livraison", "fermée", "ouverte"),
}
_OTHER = ("Zone", "fermée", "ouverte")

_ACTIVITIES = {
    "transit": "au transit",
    "delivery": "aux livraisons",
    "pickup": "aux enlèvements",
    "works": "aux chantiers",
    "moving": "aux déménagements",
    "waste": "à la collecte des déchets",
    "supply": "à l’approvisionnement",
    "service": "aux interventions",
    "resident": "aux riverains",
    "emergency": "aux secours",
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
_SIDES = {"length_cm": "de long", "width_cm": "de large", "height_cm": "de haut"}
_MASSES = {"gvw_kg": "", "gcw_kg": "de PTRA", "axle_load_kg": "par essieu"}
_AMOUNTS: Mapping[str, Callable[[str], str]] = {
    "lt": lambda amount: f"de moins de {amount}",
    "lte": lambda amount: f"de {amount} au plus",
    "gt": lambda amount: f"de plus de {amount}",
    "gte": lambda amount: f"de {amount} et plus",
}


def rule_message(rule: Rule, zone: Zone) -> str:
    """The author's sentence, or one composed from the rule, about this zone."""
    if rule.message:
        return rule.message
    label, closed, opened = _KINDS.get(zone.kind, _OTHER)
    name = zone.name if zone.name.casefold().startswith(label.casefold()) else f"{label} {zone.name}"
    verb = closed if rule.effect == "prohibit" else opened
    whom = to_whom(rule.condition) if rule.condition else ""
    when = at_hours(rule.schedule)
    return f"{' '.join(part for part in (f'{name},', verb, whom, when) if part)}."


def to_whom(condition: Condition) -> str:  # noqa: PLR0911  # one answer a kind of condition
    """« aux plus de 3,5 t », « aux livraisons, sauf aux Crit’Air 4 et 5 »."""
    match condition:
        case Not(part):
            return f"sauf {to_whom(part)}"
        case AnyOf(parts):
            return listed([to_whom(part) for part in parts])
        case All(parts):
            return _together(parts)
        case Holds(kind):
            return f"aux titulaires du droit « {kind} »"
        case OneOf(fact, values) if fact == "activity":
            return listed([_ACTIVITIES[str(value)] for value in values])
        case Compare(fact, operator) if fact in _MASSES | _SIDES and operator in ("gt", "lt"):
            return f"aux {_trait(condition).removeprefix('de ')}"
        case OneOf() | Compare():
            return f"{'aux' if condition.fact == 'critair' else 'aux véhicules'} {_trait(condition)}"


def _together(parts: Sequence[Condition]) -> str:
    """What must all be true: what is done, by vehicles with which traits, then the exceptions."""
    traits = [part for part in parts if isinstance(part, OneOf | Compare) and part.fact != "activity"]
    excepted = [part for part in parts if isinstance(part, Not)]
    said = [to_whom(part) for part in parts if part not in (*traits, *excepted)]
    if len(traits) == 1 and not said:
        said = [to_whom(traits[0])]
    elif traits:
        vehicles = "véhicules" if said else "aux véhicules"
        said.append(f"{vehicles} {', '.join(_trait(part) for part in traits)}")
    return ", ".join([*said, *(to_whom(part) for part in excepted)])


def _trait(leaf: OneOf | Compare) -> str:
    """What a vehicle is, after « véhicules »."""
    if leaf.fact == "critair":
        return f"Crit’Air {listed([_class(value) for value in _classes(leaf)])}"
    if isinstance(leaf, Compare):
        return _AMOUNTS[leaf.operator](_amount(leaf.fact, int(leaf.bound)))
    if leaf.fact == "category":
        return f"de catégorie {listed([str(value) for value in leaf.values], 'ou')}"
    if leaf.fact == "energy":
        return listed([_ENERGIES[str(value)] for value in leaf.values], "ou")
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


def at_hours(schedule: Sequence[Block]) -> str:
    """« de 5 h à 23 h, du lundi au samedi hors jours fériés »; nothing for always."""
    return " et ".join(part for part in (_block(block) for block in schedule) if part)


def _block(block: Block) -> str:
    days = weekdays(block.days.weekdays)
    special = "hors jours fériés" if block.days.but else "les jours fériés" if block.days.only else ""
    return ", ".join(part for part in (windows(block.windows), " ".join(filter(None, (days, special)))) if part)
