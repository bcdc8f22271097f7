"""What leaves of an inventory: files in the standards, each with what it could not say."""

from collections.abc import Iterable

from connectors.bays import Loss, Record, write_cerema
from connectors.bays.cerema import wkt_of
from numeriz.core.bay import Bay
from numeriz.core.exporting import cerema_cells, cerema_losses, outline_ring


def write_cerema_file(bays: Iterable[Bay]) -> tuple[bytes, tuple[Loss, ...]]:
    """The inventory in aire-livraison 1.0.0."""
    return write_cerema(
        Record(
            {**cerema_cells(bay), "GEOM_WKT": wkt_of(ring) if (ring := outline_ring(bay.outline)) else ""},
            bay.updated_at,
            dict(cerema_losses(bay)),
        )
        for bay in bays
    )
