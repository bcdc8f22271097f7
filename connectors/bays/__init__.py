"""Files of delivery bays: read as lines and cells whatever they are; written as Cerema’s aire-livraison 1.0.0."""

from connectors.bays.cerema import FIELDS, Loss, Record, write_cerema
from connectors.bays.reading import GEOMETRY, LATITUDE, LONGITUDE, Lines, read_bays

__all__ = [
    "FIELDS",
    "GEOMETRY",
    "LATITUDE",
    "LONGITUDE",
    "Lines",
    "Loss",
    "Record",
    "read_bays",
    "write_cerema",
]
