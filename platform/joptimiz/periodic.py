"""The scheduler of this node: runs what is due and nobody else took."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from tenants.database import NOBODY, scoped
from tenants.faults import fault
from tenants.periodic import Periodic, claim

LONGEST_SLEEP_S = 30.0
"""The clock may be set: it is looked at again this often."""
SHORTEST_SLEEP_S = 0.2
log = structlog.get_logger()


class Scheduler[S]:
    """Runs these jobs; any number of nodes may have one."""

    def __init__(self, jobs: Sequence[Periodic[S]], now: Callable[[], datetime]) -> None:
        assert len({job.name for job in jobs}) == len(jobs), "two jobs of one name would share its slots"
        self._jobs = tuple(jobs)
        self._now = now
        self._passed: dict[str, datetime] = {}
        self._failed: dict[str, str] = {}

    @property
    def trouble(self) -> str | None:
        """The jobs whose last run on this node failed, by kind and line."""
        return "; ".join(f"{name}\u00a0: {error}" for name, error in self._failed.items()) or None

    async def run(self, services: S) -> None:
        """Run what is due until cancelled; a slot missed while every node was down is made up for, once."""
        await asyncio.gather(*(self._keep(job, services) for job in self._jobs))

    async def once(self, job: Periodic[S], services: S) -> bool:
        """Run a job when it is due and its slot is free; whether it ran."""
        slot = job.last_slot(self._now())
        if self._passed.get(job.name) == slot:
            return False
        try:
            async with scoped(NOBODY) as connection:
                mine = await claim(connection, job.name, slot)
            self._passed[job.name] = slot
            if mine:
                await job.run(services)
                self._failed.pop(job.name, None)
        except Exception as error:  # whatever it is, the next slot must come
            self._failed[job.name] = fault(error)
            log.warning("periodic_failed", job=job.name, error=self._failed[job.name])
            return False
        return mine

    async def _keep(self, job: Periodic[S], services: S) -> None:
        while True:
            await self.once(job, services)
            now = self._now()
            left = (job.next_slot(now) - now).total_seconds()
            await asyncio.sleep(min(max(left, SHORTEST_SLEEP_S), LONGEST_SLEEP_S))
