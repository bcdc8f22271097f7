"""The cheapest change that opens a territory to a vehicle: a fact to give, another hour or vehicle, a derogation."""

from collections.abc import Sequence

from cirqliz.core.matrix import Cell, Column, Vehicle, Word
from rules.model import Profile
from rules.remedies import Options, Place, Remedy, remedies_at
from rules.remedies import Vehicle as Other

_OTHERS = 3
"""How many vehicles that may go are proposed at most."""


def find_change(column: Column, cell: Cell, vehicle: Vehicle, fleet: Sequence[Vehicle]) -> Remedy | None:
    """The cheapest, decided again over all that is closed there; nothing where it is open, or nothing helps."""
    closed = tuple(zone for zone in cell.zones if zone.word >= Word.POSSIBLE)
    if not closed or closed[0].at is None:
        return None
    places = (Place(column.bundle, tuple(zone.zone for zone in closed)),)
    profile = Profile({**vehicle.facts, "activity": column.use.activity}, vehicle.rights)
    options = Options(vehicles=tuple(_others(column, vehicle, fleet)), most=1)
    return next(iter(remedies_at(places, profile, closed[0].at, options).found), None)


def _others(column: Column, vehicle: Vehicle, fleet: Sequence[Vehicle]) -> list[Other]:
    """The vehicles of the fleet that may go there by what they are and hold."""
    able = [
        other
        for other in fleet
        if other.id != vehicle.id and column.cell(other).word in (Word.ALLOWED, Word.PASS_NEEDED)
    ]
    return [Other(other.label, other.facts, other.rights) for other in able[:_OTHERS]]
