"""What a scanned code is worth now, its status looked up: read from the database each time, so that nothing is late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from cirqliz.core.passes.cose import Fault
from cirqliz.core.passes.payload import Payload
from cirqliz.core.passes.token import Opened, kid_in, open_token
from cirqliz.core.passes.verdicts import Answer, answer_to
from cirqliz.service.passes.keys import PassKeys
from cirqliz.service.passes.records import READ, Held, held_of
from tenants.database import Scope, scoped


@dataclass(frozen=True, slots=True)
class Judged:
    """The answer; of whose code, what it says itself, and the pass as it is kept, where these are known."""

    answer: Answer
    territory: str = ""
    payload: Payload | None = None
    held: Held | None = None


async def judge(keys: PassKeys, text: str, now: datetime, territories: Collection[str] | None = None) -> Judged:
    """What a code is worth now, anywhere or in some territories; never raises for what the code says."""
    kid = kid_in(text)
    if isinstance(kid, Fault):
        return Judged(answer_to(kid))
    opened = open_token(text, {kid: await keys.list_named(kid)}, now, territories)
    if not isinstance(opened, Opened):
        return Judged(answer_to(opened))
    held = await _find(opened, now)
    return Judged(_answer(opened, held), opened.territory, opened.payload, held)


def _answer(opened: Opened, held: Held | None) -> Answer:
    """What was taken back is told before what is past: it would have been refused earlier still."""
    if opened.refusal is not None and (held is None or held.state == "active"):
        return answer_to(opened.refusal)
    if held is None:
        return Answer.UNREGISTERED
    return Answer.VALID if held.state == "active" else Answer(held.state)


async def _find(opened: Opened, now: datetime) -> Held | None:
    async with scoped(Scope(opened.territory)) as connection:
        row = await connection.fetchrow(
            f"{READ} WHERE p.territory = $2 AND p.code = $3", now, opened.territory, opened.payload.code
        )
    return held_of(row) if row else None
