"""The layers of the map that a territory shows before its visitor chooses: one a kind of zone, then its bays."""

from collections.abc import Iterable, Mapping

from rules.model import Problem

OTHER = "other"
BAYS = "bays"
"""The bays of the inventory: places, drawn apart from any kind of zone."""
LAYERS: Mapping[str, str] = {
    "zfe": "Zones à faibles émissions", "ztl": "Zones à trafic limité", "pedestrian": "Aires piétonnes",
    "school": "Rues scolaires", "event": "Périmètres d’événement", "dimension": "Gabarits et poids limités",
    "bay_area": "Aires de livraison réglementées", OTHER: "Autres zones", BAYS: "Aires de livraison",
}  # fmt: skip
"""In the order of the design's map symbology, §2; kinds that a territory names itself are `other`."""


def layer_of(kind: str) -> str:
    """The layer that zones of this kind are drawn on."""
    return kind if kind in LAYERS and kind != BAYS else OTHER


def hidden_but(shown: Iterable[str]) -> tuple[str, ...]:
    """The layers that are not among these, in the order of the map."""
    kept = frozenset(shown)
    return tuple(layer for layer in LAYERS if layer not in kept)


def read_hidden(names: Iterable[str]) -> tuple[str, ...] | Problem:
    """The layers named, each once, in the order of the map."""
    given = frozenset(names)
    if unknown := sorted(given - LAYERS.keys()):
        told = ", ".join(f"« {name[:40]} »" for name in unknown)
        message = f"Aucune couche de la carte ne se nomme {told}."
        return Problem("layer_unknown", message, f"Couches : {', '.join(LAYERS)}.", pointer="/layers")
    return tuple(layer for layer in LAYERS if layer in given)
