"""Stays of the demonstration: four weeks of them in the bays of a territory, some running now; nobody’s in truth."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from numeriz.core.figures import MOST_BEATS, floor_of
from numeriz.core.stay import GRACE
from numeriz.service.grounds import disc
from tenants.database import scoped

DAYS = 28
FIRST, LAST = 5, 17
"""Hours of the day, in universal time."""
STAY_MIN = 30
_NAMED = UUID("b0a6b2b5-5c7f-5a6e-8b8a-0d7d1e0c2a31")
_KEEP = """
    INSERT INTO stay (territory, carrier, id, bay, place, kind, means, reason, plate, country, vehicle, category,
        energy, starts_at, ends_at, due_at, ended_at, ended_by, stay_min, extension_min, verdict, source, received_at)
    VALUES ($1, $2, $3, $4, $5, 'stay', 'sign', 'delivery', $6, 'FR', $7, 'N1', $8, $9, $10, $11, $12, $13, 30, 15,
        'conditional', 'sign', $9)
    ON CONFLICT DO NOTHING
"""
_BEAT = "INSERT INTO stay_beat (territory, hour, beats, last_at) VALUES ($1, $2, $3, $2) ON CONFLICT DO NOTHING"
_REFUSED = """
    INSERT INTO stay_refusal (territory, bay, hour, why, times) VALUES ($1, $2, $3, 'bay-full', $4)
    ON CONFLICT DO NOTHING
"""
_BAYS = """
    SELECT id, places FROM bay WHERE territory = $1 AND removed_at IS NULL AND active ORDER BY code LIMIT 24
"""
RUNNING = tuple(timedelta(minutes=minutes) for minutes in (3, 11, 26, 33))
"""For how long those running now have been there: one is nearly over, one is."""


@dataclass(frozen=True, slots=True)
class Van:
    """A vehicle of the fleet that is shown."""

    carrier: UUID
    id: UUID
    plate: str


@dataclass(frozen=True, slots=True)
class _Street:
    """A bay of a territory, the luck of the day, and whose vans are shown."""

    territory: str
    bay: UUID
    vans: Sequence[Van]
    now: datetime
    chance: random.Random

    def id_of(self, what: str) -> UUID:
        """The same each time."""
        return uuid5(_NAMED, f"{self.territory} {self.bay} {what}")

    def past(self, places: int, rank: int) -> Iterator[tuple[object, ...]]:
        """Four weeks, one vehicle after the other in each place."""
        for day in range(DAYS, -1, -1):
            for place in range(1, places + 1):
                at = self.now.replace(hour=FIRST, minute=0, second=0, microsecond=0) - timedelta(days=day)
                while True:
                    at += timedelta(minutes=self.chance.randint(12, 110 + 12 * rank))
                    end = at + timedelta(minutes=self.chance.randint(6, 34))
                    if end >= self.now or at.hour >= LAST:
                        break
                    yield self._one(place, at, end)
                    at = end

    def _one(self, place: int, at: datetime, end: datetime) -> tuple[object, ...]:
        van = self.chance.choice(self.vans) if self.vans and self.chance.random() < 0.1 else None
        energy = self.chance.choice(("diesel", "diesel", "electric"))
        by = "driver" if self.chance.random() < 0.9 else "automatic"
        whose = (van.carrier, van.id) if van else (None, None)
        number, due = self.id_of(f"{place} {at.isoformat()}"), at + timedelta(minutes=STAY_MIN)
        return (self.territory, whose[0], number, self.bay, place, "", whose[1], energy, at, end, due, end, by)

    def running(self, rank: int) -> Iterator[tuple[object, ...]]:
        """One of the vans, now."""
        if rank < min(len(RUNNING), len(self.vans)):
            van, start = self.vans[rank], self.now - RUNNING[rank]
            due = start + timedelta(minutes=STAY_MIN)
            yield (
                self.territory, van.carrier, self.id_of(f"now {van.id}"), self.bay, None, van.plate, van.id, "diesel",
                start, due + GRACE, due, None, None,
            )  # fmt: skip


async def sample_stays(territory: str, vans: Sequence[Van], now: datetime) -> int:
    """Write them where there are none yet; how many."""
    async with scoped(disc(territory)) as connection:
        if await connection.fetchval("SELECT true FROM stay WHERE territory = $1 LIMIT 1", territory):
            return 0
        rows: list[tuple[object, ...]] = []
        bays = await connection.fetch(_BAYS, territory)
        for rank, bay in enumerate(bays):
            chance = random.Random(f"{territory} {rank}")  # noqa: S311  # a demonstration
            street = _Street(territory, bay["id"], vans, now, chance)
            rows += [*street.past(bay["places"], rank), *street.running(rank)]
        await connection.executemany(_KEEP, rows)
        if bays:
            start = floor_of(now) - timedelta(days=DAYS)
            hours = [start + timedelta(hours=n) for n in range(24 * DAYS)]
            await connection.executemany(_BEAT, [(territory, hour, MOST_BEATS) for hour in hours])
            busy = [hour for hour in hours if hour.hour in (8, 9) and hour.day % 3 == 0]
            refused = [(territory, bay["id"], hour, 1 + hour.day % 4) for bay in bays[:3] for hour in busy]
            await connection.executemany(_REFUSED, refused)
    return len(rows)
