"""Stretches of time, in UTC, `[start, end)`: what is said over them, where they meet."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from rules.bundle import Bundle
from rules.engine import timeline
from rules.model import Profile, Right, Verdict
from rules.remedies import Place
from rules.remedies.hours import edges

type Spell = tuple[datetime, datetime]
type Said = tuple[datetime, datetime, Verdict]


def verdicts(bundle: Bundle, profile: Profile, zones: tuple[str, ...], spells: Sequence[Spell]) -> tuple[Said, ...]:
    """What is said of these zones together, over these stretches alone."""
    if not spells:
        return ()
    whole = timeline(bundle, profile, zones, spells[0][0], spells[-1][1])
    found: list[Said] = []
    place = 0
    for start, end in spells:
        while place < len(whole) and whole[place][1] <= start:
            place += 1
        ahead = place
        while ahead < len(whole) and whole[ahead][0] < end:
            first, last, said = whole[ahead]
            found.append((max(first, start), min(last, end), said))
            ahead += 1
    return tuple(found)


def edges_of(place: Place, rights: Iterable[Right], spells: Iterable[Spell]) -> Iterator[datetime]:
    """Each instant within these stretches from which another rule may speak, their starts first."""
    zone = ZoneInfo(place.bundle.territory.timezone)
    dates = {day for right in rights for day in (right.start, right.end) if day is not None}
    turns = {datetime.combine(day, time(), zone).astimezone(UTC) for day in dates}
    for start, end in spells:
        yield from sorted({*edges((place,), start, end), *(turn for turn in turns if start < turn < end)})


def both(first: Sequence[Spell], second: Sequence[Spell]) -> tuple[Spell, ...]:
    """What lies in both; each is sorted and disjoint."""
    found = []
    one = other = 0
    while one < len(first) and other < len(second):
        start, end = max(first[one][0], second[other][0]), min(first[one][1], second[other][1])
        if start < end:
            found.append((start, end))
        if first[one][1] < second[other][1]:
            one += 1
        else:
            other += 1
    return tuple(found)
