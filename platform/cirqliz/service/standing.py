"""Rights that stand already for a plate that is asked for: told to who decides, taken over by what is granted."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from asyncpg import Record

from cirqliz.service.acting import READERS, for_territory
from cirqliz.service.derogations import Act, Given, Request, grant
from tenants.database import scoped
from tenants.who import Who

type Whose = Literal["nobody", "same", "other"]
_STANDING = (
    "SELECT r.id AS request, d.id, d.kind, coalesce(d.terms ->> 'name', d.kind) AS name, d.reference, d.ends_on,"
    " d.state, d.kind = r.kind AS alike, CASE WHEN d.carrier IS NULL THEN 'nobody' WHEN d.carrier = r.carrier"
    " THEN 'same' ELSE 'other' END AS whose FROM request r JOIN derogation d ON d.territory = r.territory"
    " AND d.country = r.country AND d.plate = r.plate WHERE r.territory = $1 AND r.id = ANY ($2) AND r.plate <> ''"
    " AND r.state IN ('open', 'question') AND d.state IN ('active', 'suspended')"
    " AND (d.ends_on IS NULL OR d.ends_on > $3) ORDER BY r.id, d.kind <> r.kind, d.kind, d.starts_on, d.id"
)
_TAKEN_OVER = (
    "SELECT * FROM derogation WHERE territory = $1 AND carrier IS NULL AND kind = $2 AND plate = $3 AND country = $4"
    " AND state IN ('active', 'suspended') AND starts_on < coalesce($6::date, 'infinity')"
    " AND (ends_on IS NULL OR ends_on > $5) ORDER BY starts_on, id FOR UPDATE"
)
_DAYS = (
    "INSERT INTO derogation_day (territory, carrier, derogation, day, source, at)"
    " SELECT DISTINCT ON (day) territory, $2::uuid, $3::uuid, day, source, at FROM derogation_day"
    " WHERE territory = $1 AND derogation = ANY ($4) ORDER BY day, at"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A right of a plate that is asked for; `alike` when it is of the kind asked, `whose` beside who asks."""

    request: UUID
    id: UUID
    kind: str
    name: str
    reference: str
    ends_on: date | None
    state: str
    alike: bool
    whose: Whose

    @property
    def taken_over(self) -> bool:
        """Whether granting takes it over: it is of the kind asked, and of a holder who has no account."""
        return self.alike and self.whose == "nobody"


async def list_standing(who: Who, requests: Collection[UUID], today: date) -> dict[UUID, tuple[Standing, ...]]:
    """What stands for the plates of these requests while they wait, by request; raises Refused."""
    scope = for_territory(who, READERS)
    async with scoped(scope) as connection:
        rows = await connection.fetch(_STANDING, scope.territory, list(requests), today)
    found: dict[UUID, tuple[Standing, ...]] = {}
    for row in rows:
        found[row["request"]] = (*found.get(row["request"], ()), Standing(**row))
    return found


async def grant_over(act: Act, request: Request, given: Given) -> tuple[UUID, Given]:
    """Grant it; what a holder without account has of this kind for this plate goes on in it, its days used too.

    What stood is never less: the later end, the larger quota, every zone.
    """
    rows: Sequence[Record] = ()
    if request.plate:
        rows = await act.connection.fetch(
            _TAKEN_OVER, request.territory, request.kind, request.plate, request.country, given.starts_on, given.ends_on
        )
    if not rows:
        return await grant(act.connection, request, given, at=act.on.now(), by=act.person), given
    over = _over(rows, given, act.on.today(request.territory))
    made = await grant(act.connection, request, over, at=act.on.now(), by=act.person)
    ids = [row["id"] for row in rows]
    await act.connection.execute(
        "UPDATE derogation SET state = 'replaced', state_at = $2, state_by = $3 WHERE id = ANY ($1)",
        ids, act.on.now(), act.person,
    )  # fmt: skip
    await act.connection.execute(_DAYS, request.territory, request.carrier, made, ids)
    return made, over


def _over(rows: Sequence[Record], given: Given, today: date) -> Given:
    ends = [given.ends_on, *(row["ends_on"] for row in rows)]
    known = [end for end in ends if end is not None]
    zones = [given.zones, *(tuple(json.loads(row["zones"])) for row in rows)]
    quotas = [row["quota_days"] for row in rows if row["quota_days"] is not None]
    return Given(
        min(given.starts_on, max(today, rows[0]["starts_on"])),
        max(known) if len(known) == len(ends) else None,
        None if given.quota_days is None else max([given.quota_days, *quotas]),
        tuple(sorted({zone for some in zones for zone in some})) if all(zones) else (),
        rows[0]["reference"],
        rows[0]["id"],
    )
