"""`/s/{list}`: the statuses of a territory’s passes, signed; what is suspended or taken back acts in the next one."""

import re
from datetime import datetime

from cirqliz.core.passes.lists import SIZE, Status, decoys, packed, sign_list
from cirqliz.service.passes.keys import PassKeys
from cirqliz.service.passes.records import READ, held_of
from tenants.database import Scope, scoped
from tenants.errors import NotFound

_NAME = re.compile(r"([a-z0-9][a-z0-9-]{0,63})\.([0-9]{1,4})")
_STATUSES = {"revoked": Status.INVALID, "suspended": Status.SUSPENDED, "used_up": Status.SUSPENDED}
_OFF = "p.state <> 'active' OR d.state <> 'active' OR d.quota_days IS NOT NULL"


def name_of(territory: str, place: int) -> str:
    """The list that tells of a place."""
    return f"{territory}.{place // SIZE}"


async def write_list(keys: PassKeys, name: str, origin: str, now: datetime) -> bytes:
    """A list as a status list token; raises NotFound for one there is not."""
    parts = _NAME.fullmatch(name)
    statuses = await _read(parts[1], int(parts[2]), now) if parts else None
    if parts is None or statuses is None:
        raise NotFound("status-list-unknown", "Cette liste n’existe pas.", "Son nom est « territoire.numéro ».")
    signer = await keys.get_signer(parts[1], now)
    return sign_list(packed(statuses, SIZE), f"{origin}/s/{name}", signer, now)


async def _read(territory: str, number: int, now: datetime) -> dict[int, int] | None:
    first = number * SIZE
    async with scoped(Scope(territory)) as connection:
        opened = await connection.fetchrow(
            "SELECT seed, opened_at FROM pass_list WHERE territory = $1 AND number = $2", territory, number
        )
        if opened is None:
            return None
        rows = await connection.fetch(
            f"{READ} WHERE p.territory = $2 AND p.status >= $3 AND p.status < $4 AND ({_OFF})",
            now, territory, first, first + SIZE,
        )  # fmt: skip
    said: dict[int, int] = dict(decoys(bytes(opened["seed"]), opened["opened_at"], now))
    said |= {row["status"] - first: _STATUSES.get(held_of(row).state, Status.VALID) for row in rows}
    return {place: status for place, status in said.items() if status}
