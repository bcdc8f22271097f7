"""Taking an existing list of derogations: all of its lines in one transaction, or none; each once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from cirqliz.core.kinds import Terms
from cirqliz.core.listing import Entry
from cirqliz.service.acting import for_territory
from cirqliz.service.derogations import Act, Derogations
from cirqliz.service.passes.issuing import issue
from tenants.database import scoped
from tenants.errors import Conflict
from tenants.who import Who

_TAKE = (
    "INSERT INTO derogation (territory, reference, kind, terms, holder, plate, country, zones, starts_on, ends_on,"
    " quota_days, state, granted_by, granted_at) SELECT $1::varchar, $2::text, $3::text, $4::jsonb, $5::varchar,"
    " $6::varchar, $7::varchar, $8::jsonb, $9::date, $10::date, $11::integer, $12::varchar, $13::uuid,"
    " $14::timestamptz"
    " WHERE NOT EXISTS (SELECT FROM derogation WHERE territory = $1 AND reference = $2 AND kind = $3 AND plate = $6"
    " AND country = $7 AND ($15::boolean OR starts_on = $9) AND ends_on IS NOT DISTINCT FROM $10)"
)
"""Once: a list that says no first day, sent again another day, says the same."""
_COUNT = "SELECT count(*) FROM derogation WHERE territory = $1"


@dataclass(frozen=True, slots=True)
class Taken:
    """How many lines were taken, and how many were there already."""

    new: int
    known: int


async def take_list(on: Derogations, who: Who, entries: Sequence[Entry]) -> Taken:
    """Take them as rights of holders who have no account; raises Refused, Conflict for a kind that is gone."""
    scope = for_territory(who)
    kinds = {entry.kind: on.find_kind(scope.territory, entry.kind) for entry in entries}
    terms = {kind: known[1] for kind, known in kinds.items() if known is not None}
    if len(terms) < len(kinds):
        raise Conflict("kind-gone", "Le règlement a changé pendant la lecture.", "Lisez la liste à nouveau.")
    async with scoped(scope) as connection:
        act = Act(on, connection, who)
        # Two people who send the same list at once: the second finds it there.
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"derogations {scope.territory}")
        before = await connection.fetchval(_COUNT, scope.territory)
        await connection.executemany(
            _TAKE, [_line(act, entry, terms[entry.kind], scope.territory) for entry in entries]
        )
        new = await connection.fetchval(_COUNT, scope.territory) - before
        if new:
            await issue(connection, scope.territory, None, on.now())
            await act.note("derogation.listed", {"count": new})
    return Taken(new, len(entries) - new)


def _line(act: Act, entry: Entry, terms: Terms, territory: str) -> tuple[object, ...]:
    start = entry.start or act.on.today(territory)
    end = terms.end(start, entry.end)
    return (
        territory, (entry.number or (f"SIRET {entry.siret}" if entry.siret else ""))[:120], entry.kind,
        json.dumps(terms.tree()), "vehicle" if entry.plate else "carrier", entry.plate.number if entry.plate else "",
        entry.plate.country if entry.plate else "FR", json.dumps(entry.zones), start,
        None if end is None else max(end, start),
        terms.quota_days if entry.quota_days is None else entry.quota_days, entry.state, act.person, act.on.now(),
        entry.start is None,
    )  # fmt: skip
