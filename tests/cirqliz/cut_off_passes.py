"""A process of `test_cut_off`: `URL OFFICER OWNER POLICE FIRST`; it grants, makes passes again, and takes checks."""

import asyncio
import itertools
import sys
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from fleets import van
from killing import join
from signing import signed_again

from accounts.service.vehicles import add_vehicle
from cirqliz.core.checks import CheckAnswer
from cirqliz.service.asking import Wish, ask
from cirqliz.service.checks import Made, Taken, take
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.derogations import Derogations
from cirqliz.service.passes.issuing import reissue
from cirqliz.service.passes.showing import Looked, page_own
from joptimiz.holding import Fleets, Persons
from tenants.shelf import Shelf
from tenants.who import Who

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TOGETHER = 40
"""Checks in one sending."""


def made(batch: int) -> list[Made]:
    """The checks of one sending, numbered by their device."""
    return [
        Made(
            uuid5(NAMESPACE_OID, f"{batch} {number}"), NOW - timedelta(seconds=number), CheckAnswer.VALID, "code",
            bytes([batch % 256, *range(7)]), position=(7.05 + number / 50, 43.05),
        )
        for number in range(TOGETHER)
    ]  # fmt: skip


async def send(officer: Who, batch: int) -> tuple[Taken, ...]:
    """One sending; the same one as often as it is asked for."""
    return await take(officer, made(batch), NOW)


async def grant_and_lose(on: Derogations, officer: Who, owner: Who, slug: str) -> None:
    """A right with its pass; and the pass of another one made again."""
    vehicle = await add_vehicle(owner, van(f"AB{100 + uuid4().int % 900}{_two()}", "", category="N1", critair="4"), NOW)
    (request,) = await ask(on, owner, uuid4(), [Wish(slug, "livraison", vehicle.id, NOW.date())])
    await decide(on, officer, [request.id], Decision(granted=True, reason=""))
    passes, _ = await page_own(owner, Looked(), NOW)
    await reissue(on, owner, slug, passes[0].id)


def _two() -> str:
    letters = "ABCDEFGHJK"
    return letters[uuid4().int % 10] + letters[uuid4().int % 10]


async def main(url: str, officer: str, owner: str, police: str, first: str) -> None:
    """Say that it begins, a right granted, then do both until killed."""
    await join(url, size=4)
    desk, carrier, street = [await signed_again(Who(UUID(person), "", "")) for person in (officer, owner, police)]
    shelf = Shelf()
    await shelf.refresh()
    on = Derogations(shelf.current, Fleets(), Persons(), lambda: NOW)
    assert desk.acting is not None
    await grant_and_lose(on, desk, carrier, desk.acting.territory)
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    for batch in itertools.count(int(first)):
        await asyncio.gather(grant_and_lose(on, desk, carrier, desk.acting.territory), send(street, batch))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
