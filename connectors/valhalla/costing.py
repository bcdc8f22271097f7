"""A vehicle's facts as Valhalla's costing: a route must never be too optimistic for the vehicle.

What is known is sent as it is. What is missing is replaced by the most the category may have, so that a low bridge or a
weight limit is never ignored. Units: metres, tonnes. Streets signed against lorries (`hgv=no`) stay open to vans: the
sign means those above 3.5 t.

Signs against dangerous goods (`hazmat=no`) bind who declares a load marked under ADR; of who declares nothing, none is
supposed: such a load must be declared and marked. Valhalla looks at them for its `truck` alone. A lighter vehicle with
such a load is therefore sent as a `truck` of its own size that drives as cars do, to which `hgv=no` stays open. What
that changes besides: bans on lorries at some hours or but for access bind it, as do their speed
limits; and a street closed to cars yet open to lorries is open to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rules.model import Facts

LIGHT_KG = 3_500
"""Above this PTAC a goods vehicle is a lorry (code de la route, art. R311-1)."""

# Directive 96/53/EC, annex I: 12 m rigid, 16.5 m articulated, 2.55 m wide (2.60 m refrigerated), 4.00 m high,
# 11.5 t on the driving axle, 44 t in intermodal transport. N2 ends at 12 t by definition (R311-1).
# Axles bind where their number is limited: the most that is common, 3 under 12 t and 6 under a 44 t road train.
_RIGID = {"length": 12.0, "width": 2.6, "height": 4.0, "weight": 12.0, "axle_load": 11.5, "axle_count": 3}
_ARTICULATED = {"length": 16.5, "width": 2.6, "height": 4.0, "weight": 44.0, "axle_load": 11.5, "axle_count": 6}
_COACH = {"length": 15.0, "width": 2.6, "height": 4.0, "weight": 28.0}
# No text bounds a van's size: the tallest and longest panel vans commonly sold.
_VAN = {"length": 7.5, "width": 2.2, "height": 3.0, "weight": 3.5}
_CAR = {"length": 5.5, "width": 2.1, "height": 2.0, "weight": 3.5}

_AS_CARS: Mapping[str, float] = {
    "hgv_no_access_penalty": 0,
    "low_class_factor": 1,
    "low_class_penalty": 0,
    "service_penalty": 75,
    "top_speed": 140,
}
"""What makes Valhalla's `truck` choose its way as its `auto` does; the first opens streets signed against lorries."""

_KNOWN: Mapping[str, tuple[str, float]] = {
    "length_cm": ("length", 100),
    "width_cm": ("width", 100),
    "height_cm": ("height", 100),
    "axle_load_kg": ("axle_load", 1_000),
}


type Option = float | str | bool

CARGO_BIKE_KMH = 16.0
"""An assumption: two below what Valhalla gives an empty city bicycle, for the load."""
HANDCART_KMH = 4.0
"""An assumption: a brisk walker makes 5 km/h, one who pushes a load less."""


@dataclass(frozen=True, slots=True)
class Costing:
    """The name of a costing model and its options."""

    model: str
    options: Mapping[str, Option]

    @property
    def is_driven(self) -> bool:
        """Whether closures bind it: Valhalla's live closures are for motor vehicles, never for cycles and walkers."""
        return self.model not in {"bicycle", "pedestrian"}


def cargo_bike() -> Costing:
    """A laden cargo bike. Closed edges stay open to it: what binds it must be seen when its way is verified."""
    return Costing("bicycle", {"bicycle_type": "City", "cycling_speed": CARGO_BIKE_KMH})


def on_foot() -> Costing:
    """Somebody with a handcart, who keeps off stairs. Closed edges stay open to them, as to a cargo bike."""
    return Costing("pedestrian", {"walking_speed": HANDCART_KMH, "step_penalty": 3_600})


def shortest(costing: Costing) -> Costing:
    """The same vehicle, by the fewest metres instead of the least time and trouble."""
    return replace(costing, options={**costing.options, "shortest": True})


def costing_of(facts: Facts) -> Costing:
    """The costing of a vehicle; one of which nothing is known is taken for the largest lorry."""
    costing = _empty(facts)
    return _marked(costing) if is_marked(facts) else costing


def is_marked(facts: Facts) -> bool:
    """Whether a vehicle declares a load marked under ADR."""
    return facts.get("dangerous_goods") == "adr"


def is_lorry(facts: Facts) -> bool:
    """Whether signs against lorries bind a vehicle."""
    return _empty(facts).model == "truck"


def _marked(costing: Costing) -> Costing:
    """The same vehicle with a load marked under ADR; a moped, which is no vehicle of ADR, is left as it is."""
    if costing.model == "motor_scooter":
        return costing
    if costing.model == "truck":
        return replace(costing, options={**costing.options, "hazmat": True})
    weight = float(costing.options["weight"])
    axles = {"axle_load": min(_RIGID["axle_load"], weight), "axle_count": 2 if weight <= LIGHT_KG / 1_000 else 3}
    return Costing("truck", {**_AS_CARS, **axles, **costing.options, "hazmat": True})


def _empty(facts: Facts) -> Costing:
    category, kilograms = facts.get("category"), _weight_kg(facts)
    if isinstance(category, str) and category[0] in "ML":
        return _passenger(category, facts)
    if category == "N1" or (category is None and kilograms is not None and kilograms <= LIGHT_KG):
        return Costing("auto", _sized(_VAN, facts))
    largest = _RIGID if category == "N2" else _ARTICULATED
    return Costing("truck", _sized(largest, facts))


def _passenger(category: str, facts: Facts) -> Costing:
    if category in {"L1", "L2"}:
        return Costing("motor_scooter", {})
    # A coach is no lorry: signs against lorries do not bind it, sizes and weights do.
    return Costing("auto", _sized(_COACH if category in {"M2", "M3"} else _CAR, facts))


def _weight_kg(facts: Facts) -> int | None:
    """What a weight limit is held against: the PTAC, and for a lorry, which may pull its trailer, the PTRA above it."""
    own, pulling = facts.get("gvw_kg"), facts.get("gcw_kg")
    if isinstance(own, int) and (own <= LIGHT_KG or not isinstance(pulling, int)):
        return own
    known = [each for each in (own, pulling) if isinstance(each, int)]
    return max(known, default=None)


def _sized(largest: Mapping[str, float], facts: Facts) -> Mapping[str, float]:
    sizes = dict(largest)
    for fact, (option, unit) in _KNOWN.items():
        value = facts.get(fact)
        if isinstance(value, int):
            sizes[option] = value / unit
    if (kilograms := _weight_kg(facts)) is not None:
        sizes["weight"] = kilograms / 1_000
        if "axle_load_kg" not in facts and "axle_load" in sizes:
            # No axle carries more than the whole vehicle.
            sizes["axle_load"] = min(sizes["axle_load"], sizes["weight"])
    return sizes
