"""Other legal units that a territory answers for: agents of theirs are led to it."""

from collections.abc import Sequence
from datetime import datetime

from rules.model import Problem
from rules.reading.territory import is_siren
from tenants.audit import record
from tenants.database import Scope, scoped
from tenants.errors import Unreadable
from tenants.opening.opening import check_unopened, get_standing

MOST = 20


async def change_aliases(slug: str, typed: str, *, by: str, at: datetime) -> Sequence[str]:
    """Keep these SIREN beside a territory's own; raises NotFound, Unreadable, Conflict for one that is another's."""
    standing = await get_standing(slug)
    wanted = list(dict.fromkeys(typed.replace(",", " ").split()))
    problems = [
        Problem("alias", f"« {each[:20]} » n’est pas un SIREN.", "Il a 9 chiffres.", pointer="/aliases")
        for each in wanted
        if not is_siren(each)
    ]
    if len(wanted) > MOST:
        problems.append(Problem("aliases_many", f"Donnez {MOST} SIREN au plus.", pointer="/aliases"))
    if problems:
        raise Unreadable("aliases-invalid", "Rien n’est encore changé.", problems=tuple(problems[:MOST]))
    if wanted == standing.aliases:
        return wanted
    async with scoped(Scope(territory=slug, door=f"{by}: aliases of {slug}")) as connection:
        for each in sorted(wanted):
            # Whoever opens a territory of this number waits for us, or we for them.
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"siren {each}")
        await check_unopened(connection, tuple(wanted), but=slug)
        await connection.execute("UPDATE territory SET aliases = $2 WHERE slug = $1", slug, wanted)
        before = {"aliases": list(standing.aliases)}
        await record(connection, by, "aliases.changed", at=at, before=before, after={"aliases": list(wanted)})
    return wanted
