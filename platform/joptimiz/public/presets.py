"""The ready-made vehicles and the words of the form; `frontend/src/vehicles.js` holds the same for the map."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.model import Facts
from rules.texts.bodies import CHOICES
from rules.texts.typography import NO_BREAK


@dataclass(frozen=True, slots=True)
class Preset:
    """A vehicle many people have."""

    name: str
    facts: Facts


PRESETS: Mapping[str, Preset] = {
    "porteur-75": Preset(
        f"Porteur 7,5{NO_BREAK}t",
        {"category": "N2", "gvw_kg": 7500, "length_cm": 700, "width_cm": 220, "height_cm": 300, "critair": "3",
         "energy": "diesel", "body": "box"},
    ),
    "fourgon-35": Preset(
        f"Fourgon 3,5{NO_BREAK}t",
        {"category": "N1", "gvw_kg": 3500, "length_cm": 600, "width_cm": 205, "height_cm": 260, "critair": "2",
         "energy": "diesel", "body": "box"},
    ),
    "fourgon-electrique": Preset(
        "Fourgon électrique",
        {"category": "N1", "gvw_kg": 3500, "length_cm": 600, "width_cm": 205, "height_cm": 260, "critair": "EL",
         "energy": "electric", "body": "box"},
    ),
    "semi-40": Preset(
        f"Semi-remorque 40{NO_BREAK}t",
        {"category": "N3", "gvw_kg": 40000, "length_cm": 1650, "width_cm": 255, "height_cm": 400, "critair": "2",
         "energy": "diesel", "body": "curtain"},
    ),
    "vul-ancien": Preset(
        "Utilitaire ancien",
        {"category": "N1", "gvw_kg": 2800, "length_cm": 480, "width_cm": 190, "height_cm": 195, "critair": "4",
         "energy": "diesel", "body": "box"},
    ),
}  # fmt: skip
NAMED = [(name, preset.name) for name, preset in PRESETS.items()]
OWN = "own"
UNKNOWN_ACTIVITY = "unknown"
ACTIVITIES: Mapping[str, str] = {
    "delivery": "Livraison", "transit": "Transit", "pickup": "Enlèvement", "works": "Chantier",
    "moving": "Déménagement", "waste": "Déchets", "supply": "Avitaillement", "service": "Dépannage",
    "resident": "Riverain", "emergency": "Secours",
}  # fmt: skip
CATEGORIES: Mapping[str, str] = {
    "N1": f"N1, marchandises jusqu’à 3,5{NO_BREAK}t", "N2": f"N2, de 3,5 à 12{NO_BREAK}t",
    "N3": f"N3, plus de 12{NO_BREAK}t", "M1": "M1, voiture", "M2": "M2, minibus", "M3": "M3, autocar, autobus",
    "L1": "L1, cyclomoteur", "L2": "L2, cyclomoteur à 3 roues", "L3": "L3, moto", "L4": "L4, side-car",
    "L5": "L5, tricycle", "L6": "L6, quadricycle léger", "L7": "L7, quadricycle",
}  # fmt: skip
CRITAIR: Mapping[str, str] = {
    "EL": "Crit’Air E", "1": "Crit’Air 1", "2": "Crit’Air 2", "3": "Crit’Air 3", "4": "Crit’Air 4", "5": "Crit’Air 5",
    "NC": "Non classé",
}  # fmt: skip
ENERGIES: Mapping[str, str] = {
    "diesel": "Gazole", "petrol": "Essence", "electric": "Électrique", "hydrogen": "Hydrogène", "cng": "Gaz (GNC)",
    "lng": "Gaz (GNL)", "lpg": "GPL", "hybrid_petrol": "Hybride essence", "hybrid_diesel": "Hybride gazole",
    "e85": "E85", "b100": "B100",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """A fact the form asks for: a choice of words, or a number in a unit that another one multiplies."""

    name: str
    label: str
    words: Mapping[str, str] | None = None
    unit: str = ""
    large: str = ""
    scale: int = 1
    least: int = 1
    most: int = 0


FIELDS = (
    Field("category", "Catégorie (carte grise, J)", CATEGORIES),
    Field("gvw_kg", "PTAC (carte grise, F.2)", None, "kg", "t", 1000, 50, 72_000),
    Field("critair", "Vignette", CRITAIR),
    Field("energy", "Énergie", ENERGIES),
    Field("length_cm", "Longueur hors tout", None, "cm", "m", 100, 50, 3_000),
    Field("width_cm", "Largeur", None, "cm", "m", 100, 30, 500),
    Field("height_cm", "Hauteur", None, "cm", "m", 100, 50, 600),
    Field("body", "Carrosserie (carte grise, J.3)", CHOICES),
    Field("dangerous_goods", "Marchandises dangereuses", {"none": "Aucune", "adr": "Oui (ADR)"}),
    Field("gcw_kg", "PTRA (carte grise, F.3)", None, "kg", "t", 1000, 50, 72_000),
    Field("axle_load_kg", "Charge à l’essieu", None, "kg", "t", 1000, 10, 20_000),
)
FIRST, FIRST_ACTIVITY = "porteur-75", "delivery"
