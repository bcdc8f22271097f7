"""A vehicle as somebody describes it, in text: understood whole, or every problem at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from accounts.core.measures import fits, read_day, read_measure
from accounts.core.spellings import plug_in_of, read_norm, read_plug_in, read_word
from rules.model import Problem
from rules.vocabulary import FACTS, VEHICLE_FACTS
from rules.written.countries import read_country
from rules.written.plates import Plate, read_plate

CERTIFICATE_FACTS = ("euro", "first_registered", "plug_in")
"""What the Crit’Air class is computed from, beside category and energy."""
FLEET_FACTS = (*(name for name in VEHICLE_FACTS if name != "dangerous_goods"), *CERTIFICATE_FACTS)
"""What is told of a vehicle; dangerous goods are told of a load."""
FIELDS = ("plate", "country", "name", *FLEET_FACTS)
LONGEST_NAME = 80
LABELS: Mapping[str, str] = {
    "plate": "Plaque", "country": "Pays", "name": "Nom", "category": "Catégorie", "gvw_kg": "PTAC", "gcw_kg": "PTRA",
    "length_cm": "Longueur", "width_cm": "Largeur", "height_cm": "Hauteur", "axle_load_kg": "Charge à l’essieu",
    "critair": "Crit’Air", "energy": "Énergie", "body": "Carrosserie", "euro": "Norme Euro",
    "first_registered": "Première immatriculation", "plug_in": "Rechargeable",
}  # fmt: skip
_WEIGHTS = {"N1": (0, 3_500), "N2": (3_500, 12_000), "N3": (12_000, 72_000)}
"""Code de la route, R. 311-1: over, and up to."""

type FactValue = int | str
type FactMap = Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class Draft:
    """A vehicle understood."""

    plate: Plate
    name: str = ""
    facts: FactMap = field(default_factory=dict)


def read_draft(
    cells: Mapping[str, str], today: date, units: Mapping[str, str | None] | None = None
) -> Draft | tuple[Problem, ...]:
    """The vehicle these cells describe; an empty one is unknown. `units` are those that columns are headed with."""
    problems: list[Problem] = []
    plate = _plate(cells, problems)
    name = " ".join(unguarded(cells.get("name", "")).split())
    if len(name) > LONGEST_NAME:
        problems.append(Problem("name_long", f"Ce nom dépasse {LONGEST_NAME} signes.", "Abrégez-le.", pointer="/name"))
    facts: dict[str, FactValue] = {}
    for fact in FLEET_FACTS:
        text = cells.get(fact, "").strip()
        if not text:
            continue
        value = _fact(fact, text, today, (units or {}).get(fact))
        if isinstance(value, Problem):
            problems.append(value)
        else:
            facts[fact] = value
    plugged = plug_in_of(cells.get("energy", ""))
    if plugged and "plug_in" not in facts:
        facts["plug_in"] = plugged
    problems += check_facts(facts)
    return tuple(problems) if problems or plate is None else Draft(plate, name, facts)


def check_facts(facts: FactMap) -> list[Problem]:
    """What cannot be true together."""
    category, weight = facts.get("category"), facts.get("gvw_kg")
    if isinstance(category, str) and isinstance(weight, int) and category in _WEIGHTS:
        over, upto = _WEIGHTS[category]
        if not over < weight <= upto:
            goes = {"N1": "va jusqu’à 3,5", "N2": "va de plus de 3,5 à 12", "N3": "commence au-delà de 12"}[category]
            said = f"{category} {goes}\u00a0t, le PTAC dit {_tonnes(weight)}."
            return [Problem("weight_category", said, "Relisez J et F.2 sur la carte grise.", pointer="/facts/gvw_kg")]
    return []


def unguarded(text: str) -> str:
    """A cell without the apostrophe that our own export writes before what a spreadsheet would compute."""
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@\t\r") else text


def _plate(cells: Mapping[str, str], problems: list[Problem]) -> Plate | None:
    country = read_country(cells.get("country", ""))
    if isinstance(country, Problem):
        problems.append(country)
        return None
    plate = read_plate(unguarded(cells.get("plate", "")), country)
    if isinstance(plate, Problem):
        problems.append(plate)
        return None
    return plate


def _fact(name: str, text: str, today: date, unit: str | None) -> FactValue | Problem:
    if name == "first_registered":
        day = read_day(text, today)
        return day if isinstance(day, Problem) else day.isoformat()
    if name == "euro":
        return read_norm(text)
    if name == "plug_in":
        return read_plug_in(text)
    if FACTS[name].counts:
        return read_measure(name, text, unit if fits(name, unit) else None)
    return read_word(name, text)


def _tonnes(kilograms: int) -> str:
    return f"{kilograms / 1000:g}".replace(".", ",") + "\u00a0t"
