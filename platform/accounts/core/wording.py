"""Facts as a person reads them, and reads them back."""

from collections.abc import Mapping
from datetime import date

from accounts.core.critair import NO_NORM
from rules.texts.bodies import CHOICES

ENERGY_WORDS: Mapping[str, str] = {
    "diesel": "Gazole", "petrol": "Essence", "electric": "Électrique", "hydrogen": "Hydrogène", "cng": "Gaz (GNC)",
    "lng": "Gaz (GNL)", "lpg": "GPL", "hybrid_petrol": "Hybride essence", "hybrid_diesel": "Hybride gazole",
    "e85": "E85", "b100": "B100",
}  # fmt: skip
BODY_WORDS = CHOICES
CRITAIR_WORDS: Mapping[str, str] = {
    "EL": "Crit’Air\u00a0E", **{n: f"Crit’Air\u00a0{n}" for n in "12345"}, "NC": "Non classé",
}  # fmt: skip
CATEGORY_WORDS: Mapping[str, str] = {
    "N1": "N1, marchandises jusqu’à 3,5\u00a0t", "N2": "N2, de 3,5 à 12\u00a0t", "N3": "N3, plus de 12\u00a0t",
    "M1": "M1, voiture", "M2": "M2, minibus", "M3": "M3, autocar, autobus", "L1": "L1, cyclomoteur",
    "L2": "L2, cyclomoteur à 3 roues", "L3": "L3, moto", "L4": "L4, side-car", "L5": "L5, tricycle",
    "L6": "L6, quadricycle léger", "L7": "L7, quadricycle",
}  # fmt: skip
EURO_WORDS: Mapping[str, str] = {**{n: f"Euro\u00a0{n}" for n in "6543210"}, NO_NORM: "Non indiquée"}
PLUG_WORDS: Mapping[str, str] = {"yes": "Oui", "no": "Non"}
_WORDS = {
    "energy": ENERGY_WORDS,
    "body": BODY_WORDS,
    "critair": CRITAIR_WORDS,
    "euro": EURO_WORDS,
    "plug_in": PLUG_WORDS,
}


def say_fact(name: str, value: int | str) -> str:
    """A fact in words or figures with its unit: « 7,5 t », « 6,20 m », « Crit’Air 2 », « 15/03/2019 »."""
    if name.endswith("_kg"):
        kilograms = int(value)
        return f"{_figure(f'{kilograms / 1000:.3f}'.rstrip('0').rstrip('.'))}\u00a0t"
    if name.endswith("_cm"):
        return f"{_figure(f'{int(value) / 100:.2f}')}\u00a0m"
    if name == "first_registered":
        return date.fromisoformat(str(value)).strftime("%d/%m/%Y")
    return _WORDS.get(name, {}).get(str(value), str(value))


def _figure(text: str) -> str:
    return text.replace(".", ",")
