"""A delivery bay, and what may be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from numeriz.core.hours import Schedule
from rules.model import GeoJSON

ARRANGEMENTS: Mapping[str, str] = {"parallel": "parallèle", "perpendicular": "bataille", "angled": "épi"}
SIDES: Mapping[str, str] = {"odd": "impair", "even": "pair"}
SETTINGS: Mapping[str, str] = {
    "roadway": "chaussée", "inset": "encoche", "median": "terre-plein", "pedestrian": "aire piétonne",
    "car_park": "parking",
}  # fmt: skip
MARKINGS: Mapping[str, str] = {"good": "bon état", "worn": "dégradé", "absent": "absent"}
KINDS: Mapping[str, str] = {
    "periodic": "aire périodique", "permanent": "aire permanente", "goods": "zone marchandises"
}  # fmt: skip
SIGNS: Mapping[str, str] = {"good": "bon état", "worn": "dégradé", "absent": "absent", "present": "présent"}
CONTROLS: Mapping[str, str] = {
    "camera": "caméra", "sensor": "capteur", "disc": "disque horodateur", "other": "autre"
}  # fmt: skip
EQUIPMENT: Mapping[str, str] = {
    "lamp": "candélabre", "ground_sensor": "capteur sol", "camera": "capteur caméra", "charger": "borne recharge",
    "bollard": "borne escamotable", "none": "pas d'équipement",
}  # fmt: skip
"""Our words, and those of Cerema’s aire-livraison 1.0.0."""
WORDS: Mapping[str, Mapping[str, str]] = {
    "arrangement": ARRANGEMENTS, "side": SIDES, "setting": SETTINGS, "marking": MARKINGS, "kind": KINDS, "sign": SIGNS,
    "stay_control": CONTROLS,
}  # fmt: skip
"""By field, its closed words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a territory says of a bay; None where nobody said."""

    reference: str
    name: str
    lon: float
    lat: float
    outline: GeoJSON | None = None
    places: int = 1
    address: str = ""
    postcode: str = ""
    commune: str = ""
    arrangement: str | None = None
    side: str | None = None
    setting: str | None = None
    length_cm: int | None = None
    width_cm: int | None = None
    marking: str | None = None
    marking_conform: bool | None = None
    kind: str | None = None
    sign: str | None = None
    stay_max_min: int | None = None
    stay_control: str | None = None
    schedule: Schedule | None = None
    equipment: Sequence[str] = ()
    charging_kw: float | None = None
    kerb_lowered: bool | None = None
    order_present: bool | None = None
    order_url: str = ""
    comment: str = ""
    active: bool = True
    approximate: bool = False
    """Placed from a text or a plan, not surveyed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bay(Described):
    """A bay of the inventory; `updated_at` is its version."""

    territory: str
    id: UUID
    code: str
    published_at: datetime
    updated_at: datetime
    closed_until: datetime | None = None
    closed_reason: str = ""

    def is_closed(self, at: datetime) -> bool:
        """Whether nobody may stop there at an instant: taken out of use, or closed for a time."""
        return not self.active or (self.closed_until is not None and at < self.closed_until)
