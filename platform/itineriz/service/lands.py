"""Land that no zone holds, where silence means forbidden."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from rules.model import Verdict
from tenants.locate import BESIDE_LINE_M, ZoneRef
from tenants.snapshot import Snapshot

_BESIDE_LINE_DEG = BESIDE_LINE_M / 75_000
"""At least 10 m eastwards up to 47° north, more elsewhere and northwards."""
OUTSIDE = "*"
"""Stands for all that lies outside the zones of a territory; no zone can bear that name."""


def shut_lands(snapshot: Snapshot) -> Iterator[tuple[ZoneRef, BaseGeometry]]:
    """By territory whose default is not to let in, its coverage less its zones (degrees, WGS 84)."""
    for slug, area in snapshot.locator.coverages.items():
        if snapshot.rulebooks[slug].bundle.territory.default > Verdict.CONDITIONAL:
            own = [_held(zone) for ref, zone in snapshot.locator.zones.items() if ref.territory == slug]
            yield ZoneRef(slug, OUTSIDE), area.difference(shapely.union_all(own)) if own else area


def _held(zone: BaseGeometry) -> BaseGeometry:
    """What a zone takes out of the land around it: a street drawn as a line, its width too."""
    return zone if zone.area else zone.buffer(_BESIDE_LINE_DEG, cap_style="flat")
