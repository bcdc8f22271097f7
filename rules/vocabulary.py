"""The closed table of facts a condition may ask for, and the words of the language."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.model import ACTIVITIES

CRITAIR = ("EL", "1", "2", "3", "4", "5", "NC")
"""From the cleanest to the most polluting; NC (non classé) is a known class, the gravest."""

CATEGORIES = ("M1", "M2", "M3", "N1", "N2", "N3", "L1", "L2", "L3", "L4", "L5", "L6", "L7")
ENERGIES = (
    "diesel", "petrol", "electric", "hydrogen", "cng", "lng", "lpg",
    "hybrid_petrol", "hybrid_diesel", "e85", "b100",
)  # fmt: skip
BODIES = (
    "flatbed", "box", "conditioned", "curtain", "container", "hook_lift", "tipper", "tank", "water_tank", "livestock",
    "vehicle_transporter", "plant_carrier", "concrete_mixer", "concrete_pump", "timber", "refuse", "sweeper", "retail",
    "recovery", "crane", "aerial_platform", "fire_engine", "ambulance", "hearse", "armoured", "motor_caravan", "other",
)  # fmt: skip
"""What the vehicle is built as, after regulation (EU) 2018/858, annex I: the codes of appendix 2 and the special
purposes of part A that French orders tell apart, with « citerne à eau » and « porte-engins » of rubric J.3. `tank` is
any other tank; `other` is known, and none of them. Of a combination, it is the body of the trailer."""
DANGEROUS_GOODS = ("none", "adr")
"""Whether the load must be declared and marked under ADR (arrêté du 29 mai 2009, dit « arrêté TMD »)."""
DAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
PUBLIC_HOLIDAY = "public_holiday"
"""The set of days that `holidays` of territory.yaml lists; the others are declared under `days`."""
EVE = "eve:"
"""Before the name of a set of days: the day before each of its days."""
SECONDARY_ROAD = "voie_secondaire"
"""Roads an authority ranks as « voies secondaires », which route services must not send traffic through (code des
transports, art. L1115-8-1; décret n° 2022-1119): such a zone needs no rule, and closes nothing by itself."""
ZONE_KINDS = ("zfe", "ztl", "pedestrian", "event", "dimension", "school", "bay_area", SECONDARY_ROAD)
"""Kinds the house has words for; the list is open."""

ORDER_STATUSES = ("in_force", "demonstration", "to_verify", "contested", "to_come", "suspended", "repealed")
SILENT_STATUSES = frozenset({"to_come", "suspended", "repealed"})
"""Orders whose rules are kept but not applied."""

REQUIREMENTS = ("pass", "booking", "declaration", "disc")
"""Duties of `require`: to hold, to do or to show."""
LIMITS = {
    "stay_min": (1, 1_440, "min"), "speed_kmh": (1, 130, "km/h"), "visits_per_day": (1, 100, ""),
    "no_return_min": (1, 1_440, "min"), "hold_min": (1, 120, "min"), "extension_min": (1, 1_440, "min"),
}  # fmt: skip
"""Duties of `limit`: lowest and highest amount, unit; of several, the smallest binds, but for `LONGEST`.

`hold_min` and `extension_min` are how long a place may be held before one comes, and a stay go on past its end.
"""
LONGEST = frozenset({"no_return_min"})
"""Limits that ask for a time to pass: of several, the longest binds."""


def rank(kind: str, amount: int | None) -> int:
    """The place of a duty among those of its kind: the lowest binds."""
    return -(amount or 0) if kind in LONGEST else amount or 0


DUTIES = (*REQUIREMENTS, *LIMITS)

HOLDERS = ("vehicle", "carrier")
DECIDERS = ("desk", "automatic")
FORMS = ("of_right", "category", "quota", "day_pass", "period")
"""Held without request, by whom the order names, on so many days a year, by the day, over fixed dates."""

TO_VERIFY = "a_verifier"
"""The article of a rule nobody has yet checked against the published text."""

HOLIDAYS_NEED = "public_holidays"
"""What a decision lacks when its territory lists no public holiday for that year; other sets go by their name."""
DAYS_LEFT_NEED = "days_left"
"""What a decision lacks when a right counted in days does not tell how many are left."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be known of a vehicle or its purpose: a whole number or one of some words."""

    name: str
    label: str
    """French, with its article: it completes « il manque … »."""
    low: int = 0
    high: int = 0
    unit: str = ""
    words: tuple[str, ...] = ()
    ordered: bool = False
    """The words have an order (`words` lists them upwards)."""

    @property
    def counts(self) -> bool:
        """Whether its values are whole numbers."""
        return not self.words

    def rank(self, value: int | str) -> int | None:
        """The place of a value in this fact's order, or nothing when it is not one of its values."""
        if self.counts:
            return value if isinstance(value, int) else None
        return self.words.index(value) if isinstance(value, str) and value in self.words else None


FACTS: Mapping[str, Fact] = {
    fact.name: fact
    for fact in (
        Fact("category", "la catégorie du véhicule", words=CATEGORIES),
        Fact("gvw_kg", "le PTAC", 1, 72_000, "kg"),
        Fact("gcw_kg", "le PTRA", 1, 72_000, "kg"),
        Fact("length_cm", "la longueur du véhicule", 1, 3_000, "cm"),
        Fact("width_cm", "la largeur du véhicule", 1, 500, "cm"),
        Fact("height_cm", "la hauteur du véhicule", 1, 600, "cm"),
        Fact("axle_load_kg", "la charge à l’essieu", 1, 20_000, "kg"),
        Fact("critair", "la vignette Crit’Air", words=CRITAIR, ordered=True),
        Fact("energy", "l’énergie", words=ENERGIES),
        Fact("body", "la carrosserie du véhicule", words=BODIES),
        Fact("dangerous_goods", "la nature du chargement (marchandises dangereuses ou non)", words=DANGEROUS_GOODS),
        Fact("activity", "le motif de la venue", words=ACTIVITIES),
    )
}

VEHICLE_FACTS = tuple(name for name in FACTS if name != "activity")

NEED_LABELS: Mapping[str, str] = {
    **{name: fact.label for name, fact in FACTS.items()},
    HOLIDAYS_NEED: "la liste des jours fériés de cette année",
    DAYS_LEFT_NEED: "le nombre de jours qui restent sur la dérogation",
    "rulebook": "des règles publiées à cet endroit",
}
