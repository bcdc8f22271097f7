"""Checks that the officer of the demonstration made these last days: the numbers of its territory are worth a look."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from accounts.service.demonstration import find_newcomer
from cirqliz.core.checks import CheckAnswer
from cirqliz.service.checks import Made, Means, take
from tenants.registry import list_territories
from tenants.who import Role

TERRITORY = "riviera"
DAYS = 9
ROUND: tuple[CheckAnswer, ...] = (
    CheckAnswer.VALID, CheckAnswer.VALID, CheckAnswer.VALID, CheckAnswer.WRONG_HOUR, CheckAnswer.VALID,
    CheckAnswer.EXPIRED, CheckAnswer.VALID, CheckAnswer.NO_RIGHT, CheckAnswer.VALID, CheckAnswer.WRONG_ZONE,
    CheckAnswer.FORGED,
)  # fmt: skip
"""What a round meets, one thing after another."""
_NAMED = UUID("6a1f7c1e-5d0e-4f0b-9f57-0c3b1f3a9d52")


async def check_some(now: datetime) -> None:
    """Nine days of rounds, where the territory has published and the officer is there."""
    officer = await find_newcomer("police")
    published = {entry.slug for entry in await list_territories() if entry.rulebook}
    if officer is None or TERRITORY not in published:
        return
    role = Role("police", TERRITORY)
    who = replace(officer, roles=(role,), acting=role)
    await take(who, tuple(_rounds(now)), now)


def _rounds(now: datetime) -> Iterator[Made]:
    for day in range(1, DAYS + 1):
        for turn in range(3 + day * 5 % 9):
            answer = ROUND[(day * 3 + turn) % len(ROUND)]
            means: Means = "plate" if answer is CheckAnswer.NO_RIGHT else "code"
            at = now - timedelta(days=day, minutes=11 * turn)
            yield Made(uuid5(_NAMED, f"{at.isoformat()} {turn}"), at, answer, means, zone="ztl-centre", data_at=at)
