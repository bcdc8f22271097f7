"""What would make a refused visit lawful: the smallest changes, each one decided again before it is proposed."""

from rules.remedies.nouns import Asked, Options, Place, Proof, Remedies, Remedy, Stop, Vehicle, Wall
from rules.remedies.search import remedies, remedies_at

__all__ = [
    "Asked",
    "Options",
    "Place",
    "Proof",
    "Remedies",
    "Remedy",
    "Stop",
    "Vehicle",
    "Wall",
    "remedies",
    "remedies_at",
]
