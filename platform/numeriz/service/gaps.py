"""The discrepancies of an inventory: what orders limit at each bay, held against what is in the street."""

from collections.abc import Sequence

from numeriz.core.bay import Bay
from numeriz.core.gaps import Gap, Law, gaps_of
from numeriz.service.bays import list_bays
from numeriz.service.curbs import Limits, law_over_a_week
from numeriz.service.standing import Bays
from tenants.answers import Heard, heard_at


async def list_gaps(on: Bays, territory: str) -> tuple[Gap, ...]:
    """All of them, in the order of references; raises NotFound where the territory has published nothing."""
    bays = [bay for bay in await list_bays(territory) if bay.active]
    laws = _laws(on, territory, bays)
    return tuple(gap for bay, law in zip(bays, laws, strict=True) for gap in gaps_of(bay, law))


def find_law(on: Bays, bay: Bay) -> Law | None:
    """What the orders limit at one bay."""
    return _laws(on, bay.territory, [bay])[0]


def _laws(on: Bays, territory: str, bays: Sequence[Bay]) -> list[Law | None]:
    known: dict[Heard, Law | None] = {}
    found = []
    for bay in bays:
        heard = heard_at(on.current(), bay.lon, bay.lat)
        if heard not in known:
            known[heard] = _law(law_over_a_week(on, territory, heard))
        found.append(known[heard])
    return found


def _law(limits: Limits) -> Law | None:
    """Where several limits hold at several hours, the one that holds the longest is held against the sign."""
    if not limits:
        return None
    (stay, _), schedule = max(limits.items(), key=lambda each: _minutes(each[1].week))
    return Law(stay or 0, schedule)


def _minutes(week: Sequence[Sequence[tuple[int, int]]]) -> int:
    return sum(end - start for hours in week for start, end in hours)
