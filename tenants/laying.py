"""What an overlay would change, before it is recorded."""

from datetime import date

from rules.bundle import Bundle
from rules.compare import Changes, compare, grid
from rules.model import Overlay

DAYS = 7


def preview(bundle: Bundle, overlay: Overlay, start: date, days: int = DAYS) -> Changes:
    """For whom, where and when the answer changes with this overlay, over some local days."""
    laid = bundle.with_overlays((*bundle.overlays, overlay))
    return compare(bundle, laid, grid(bundle, laid, start, days))
