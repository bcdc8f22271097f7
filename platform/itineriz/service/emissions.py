"""Greenhouse gas of a way: the cycles a vehicle may be of, at the pace of each stretch, with its energy upstream."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.emissions import SOURCE, VehicleClass, vehicle_classes
from itineriz.core import Emissions
from rules.model import Facts
from rules.vocabulary import NEED_LABELS

type Stretch = tuple[float, float]
"""Metres, and seconds they take."""

LIGHT_KG, MEDIUM_KG, HEAVIEST_KG = 3_500, 12_000, 44_000
"""N1 ends at 3.5 t and N2 at 12 t (code de la route, art. R311-1); 44 t are the most on the road (art. R312-4)."""

LONGEST_RIGID_CM = 1_200
"""Directive 96/53/EC, annex I."""

_FROM_KG = 26_000
"""The lightest articulated lorry that the tables stand for."""

_ENERGIES = {"diesel": "gazole", "petrol": "essence", "cng": "gaz naturel", "electric": "électricité"}


@dataclass(frozen=True, slots=True)
class Silence:
    """Why nothing is said of emissions, in French."""

    reason: str


def estimate(facts: Facts, stretches: Sequence[Stretch], *, french_grid: bool) -> Emissions | Silence:
    """Grams of CO₂e of a way, between the least and the most of the classes the vehicle may be of; the middle is told.

    The factor of electricity is mainland France's: elsewhere (`french_grid` false) a battery counts for what it emits
    in use, nothing, and the method says so.
    """
    category = facts.get("category")
    if isinstance(category, str) and category[0] != "N":
        return Silence(
            f"Aucun facteur n’est connu ici pour la catégorie {category} : seuls ceux des véhicules de fret."
        )
    span = _mass(facts)
    if span is None:
        return Silence(f"Il manque {NEED_LABELS['category']} ou {NEED_LABELS['gvw_kg']}.")
    may_be = [each for each in vehicle_classes() if _fits(each, facts, span)]
    if not may_be:
        return Silence("Aucun facteur n’est connu ici pour cette énergie, cette vignette et ce poids.")
    grams = [_grams(each, stretches, french_grid=french_grid) for each in may_be]
    low, high = round(min(grams)), round(max(grams))
    return Emissions((low + high) // 2, low, high, _method(may_be, french_grid=french_grid), SOURCE)


def _mass(facts: Facts) -> tuple[int, int] | None:
    """The vehicle's PTAC, over and up to, in kg; None when nothing tells."""
    known = facts.get("gvw_kg")
    if isinstance(known, int):
        return known - 1, known
    bounds = {"N1": (0, LIGHT_KG), "N2": (LIGHT_KG, MEDIUM_KG), "N3": (MEDIUM_KG, HEAVIEST_KG)}
    return bounds.get(str(facts.get("category")))


def _fits(each: VehicleClass, facts: Facts, span: tuple[int, int]) -> bool:
    """Whether the vehicle may be of this class; what is not known excludes nothing."""
    over, upto = span
    if each.frame == "articulated":
        over, upto = _train(facts, span)
    elif (length := facts.get("length_cm")) is not None and int(length) > LONGEST_RIGID_CM:
        return False
    if (each.frame == "van") != (upto <= LIGHT_KG):
        return False
    told = (facts.get("energy", each.energy), facts.get("critair", each.critair))
    return each.over_kg < upto and over < each.upto_kg and told == (each.energy, each.critair)


def _train(facts: Facts, span: tuple[int, int]) -> tuple[int, int]:
    """The mass of tractor and trailer together; nothing for a lorry that draws none to speak of."""
    drawn, length = facts.get("gcw_kg"), facts.get("length_cm")
    known = (int(drawn) - 1, int(drawn)) if drawn is not None else None
    if length is not None:
        # Longer than any rigid lorry, it is articulated whatever its tractor weighs.
        return known or (_FROM_KG, HEAVIEST_KG) if int(length) > LONGEST_RIGID_CM else (0, 0)
    return known or span


def _grams(each: VehicleClass, stretches: Sequence[Stretch], *, french_grid: bool) -> float:
    drawn = sum(each.at_pace(metres, seconds) for metres, seconds in stretches)
    if each.energy == "electric":
        return drawn * each.made_of.upstream_kg if french_grid else 0.0
    return drawn * each.made_of.whole


def _method(may_be: Sequence[VehicleClass], *, french_grid: bool) -> str:
    return " ".join(_sentences(may_be, french_grid=french_grid))


def _sentences(may_be: Sequence[VehicleClass], *, french_grid: bool) -> Iterator[str]:
    energies = dict.fromkeys(_ENERGIES[each.energy] for each in may_be)
    classes = "d’une classe" if len(may_be) == 1 else f"de {len(may_be)} classes"
    yield (
        f"CO₂ {classes} HBEFA 4 ({', '.join(energies)}) à l’allure de chaque manœuvre, amont de l’énergie compris ; "
        "charge moyenne, route plate, sans embouteillage ni méthane."
    )
    if not french_grid and "électricité" in energies:
        yield "La production d’électricité n’est pas comptée : aucun facteur n’est connu pour ce territoire."
