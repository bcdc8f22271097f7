"""`/national/sante`: nodes and what they serve, jobs given up, keys that sign, proofs of erasure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from litestar import Controller, Response, get

from accounts.core.letters import french_day
from accounts.service.provider.ages import Age, list_ages
from accounts.web.asking import Asked
from accounts.web.desk import on
from accounts.web.pages import show
from admin_ui.desk import HANDLERS, NATIONAL, operator_of
from tenants.database import NOBODY, scoped
from tenants.keys import Key as SigningKey
from tenants.keys import list_keys
from tenants.keys.telling import state_of
from tenants.nodes import SILENT_AFTER
from tenants.privacy import list_proofs

MOST_TOLD = 50
OLD_DAYS = 180
"""A key older than that should be turned."""


class NationalHealth(Controller):
    """The state of the service over all territories."""

    path = "/national/sante"
    opt = NATIONAL
    include_in_schema = False
    exception_handlers = HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """All of it in one reading; what is as it should be is counted, what is not is listed."""
        operator_of(request)
        now = on(request).now()
        async with scoped(NOBODY) as connection:
            nodes = await connection.fetch(_NODES, SILENT_AFTER)
            late = await connection.fetch(_LATE, SILENT_AFTER, MOST_TOLD)
            jobs = await connection.fetch(_JOBS)
        return show(
            request, "national-health.html", nodes=nodes, late=late, jobs=jobs, day=french_day,
            keys=told(await list_ages(), now), signing=signing(await list_keys(), now), proofs=await list_proofs(10),
        )  # fmt: skip


_NODES = """
    SELECT node.id AS node, node.seen_at < now() - $1::interval AS silent, count(status.territory) AS right
    FROM node LEFT JOIN (
        SELECT node_status.node, territory FROM node_status
        JOIN territory ON slug = territory AND version = rulebook AND rulebook > 0 WHERE error IS NULL
    ) AS status ON status.node = node.id
    GROUP BY node.id ORDER BY node.id
"""
_LATE = """
    SELECT node.id AS node, slug, rulebook AS wanted, coalesce(version, 0) AS version, error
    FROM node CROSS JOIN territory LEFT JOIN node_status ON node_status.node = node.id AND territory = slug
    WHERE rulebook > 0 AND node.seen_at >= now() - $1::interval
        AND (version IS DISTINCT FROM rulebook OR error IS NOT NULL)
    ORDER BY slug, node.id LIMIT $2
"""
_JOBS = """
    SELECT message ->> 'actor_name' AS actor, count(*) AS count, max(mtime) AS last
    FROM dramatiq.queue WHERE state = 'rejected' GROUP BY 1 ORDER BY 2 DESC, 1
"""


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is told: what it does now, for how long, and until when."""

    age: Age
    state: str
    old: bool


def told(ages: Sequence[Age], now: datetime) -> Sequence[Key]:
    """Each key and what it does at this instant."""
    signing: Mapping[str, datetime] = {
        alg: max(each.used_from for each in ages if each.alg == alg and each.used_from <= now)
        for alg in {each.alg for each in ages if each.used_from <= now}
    }
    return [Key(each, _state(each, signing, now), _old(each, now)) for each in ages]


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs rulebooks, or the list of keys, and what it does now."""

    owner: str
    kid: str
    state: str


def signing(keys: Sequence[SigningKey], now: datetime) -> Sequence[Signer]:
    """The keys that sign, or will; those of former times are for verifiers alone."""
    return [
        Signer(key.territory or "Plateforme", key.kid, state_of(key, now))
        for key in keys
        if key.withdrawn_at is None and now < key.signs_until
    ][:MOST_TOLD]


def _state(age: Age, signing: Mapping[str, datetime], now: datetime) -> str:
    if age.retired_at is not None and age.retired_at <= now:
        return f"Retirée le {french_day(age.retired_at)}"
    if age.used_from > now:
        return f"Publiée, signera à partir du {french_day(age.used_from)}"
    if signing[age.alg] == age.used_from:
        days = (now - age.used_from).days
        return f"Signe depuis {days} jour{'s' if days > 1 else ''}" if days else "Signe depuis aujourd’hui"
    return f"Ne signe plus, publiée jusqu’au {french_day(age.retired_at)}" if age.retired_at else "Ne signe plus"


def _old(age: Age, now: datetime) -> bool:
    return age.retired_at is None and (now - age.used_from).days >= OLD_DAYS
