"""A driver is told five minutes before the end, and at the end, by the push service of their browser; once each."""

import asyncio
import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Record

from connectors.webpush import GONE, Notice, Sender, Subscription, Unreadable, push
from numeriz.core.sentences import hour_of
from numeriz.core.stay import LAST_MINUTES
from numeriz.service.grounds import disc
from numeriz.service.kept import territory_of
from rules.model import Problem
from tenants.database import scoped
from tenants.errors import Conflict
from tenants.errors import Unreadable as Refused

type When = Literal["soon", "over"]
TOGETHER = 20
"""Messages on their way at a time."""
_KEEP = """
    INSERT INTO stay_alert (territory, stay, endpoint, p256dh, auth, added_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (territory, stay) DO UPDATE SET endpoint = $3, p256dh = $4, auth = $5
"""
_FORGET = "DELETE FROM stay_alert WHERE territory = $1 AND stay = $2"
_OVER = """
    DELETE FROM stay_alert USING stay WHERE stay_alert.territory = $1 AND stay.territory = $1
        AND stay.id = stay_alert.stay AND (stay.ended_at IS NOT NULL OR stay.ends_at <= $2)
"""
# What is taken is marked in the same statement: two nodes tell nobody twice. Whoever took it may have been killed.
_SOON = """
    UPDATE stay_alert SET soon_for = stay.due_at, sending_since = $2 FROM stay
    WHERE stay_alert.territory = $1 AND stay.territory = $1 AND stay.id = stay_alert.stay AND stay.ended_at IS NULL
        AND stay.due_at > $2 AND stay.due_at <= $2 + $3::interval
        AND (soon_for IS DISTINCT FROM stay.due_at OR sending_since <= $2 - $4::interval)
    RETURNING stay_alert.*, stay.due_at, stay.bay, 'soon' AS when
"""
_DUE = """
    UPDATE stay_alert SET over_for = stay.due_at, sending_since = $2 FROM stay
    WHERE stay_alert.territory = $1 AND stay.territory = $1 AND stay.id = stay_alert.stay AND stay.ended_at IS NULL
        AND stay.due_at <= $2 AND (over_for IS DISTINCT FROM stay.due_at OR sending_since <= $2 - $3::interval)
    RETURNING stay_alert.*, stay.due_at, stay.bay, 'over' AS when
"""
_SENT = "UPDATE stay_alert SET sending_since = NULL WHERE territory = $1 AND stay = $2"
_AGAIN = {
    "soon": "UPDATE stay_alert SET soon_for = NULL, sending_since = NULL WHERE territory = $1 AND stay = $2",
    "over": "UPDATE stay_alert SET over_for = NULL, sending_since = NULL WHERE territory = $1 AND stay = $2",
}
LOST = timedelta(minutes=2)
"""How long a message may be on its way before its sender is held to have been killed."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """Who sends, and the address of this site."""

    sender: Sender
    here: str


async def subscribe(on: Reminding, phone: bytes, stay: UUID, to: Subscription, now: datetime) -> None:
    """Have a phone told of the end of its disc; a later subscription replaces it. Raises NotFound, Unreadable."""
    try:
        to.check(here=on.here)
    except Unreadable as wrong:
        problem = Problem("endpoint", str(wrong), pointer="/endpoint")
        raise Refused("alert-unreadable", "Cet abonnement ne se lit pas.", problems=(problem,)) from wrong
    territory = await territory_of(phone, stay)
    async with scoped(disc(territory)) as connection:
        ended = await connection.fetchval(
            "SELECT ended_at IS NOT NULL OR ends_at <= $3 FROM stay WHERE territory = $1 AND id = $2",
            territory, stay, now,
        )  # fmt: skip
        if ended:
            raise Conflict("stay-ended", "Ce disque est terminé.", "Il n’y a plus rien à rappeler.")
        await connection.execute(_KEEP, territory, stay, to.endpoint, to.p256dh, to.auth, now)


async def unsubscribe(phone: bytes, stay: UUID) -> None:
    """Tell it no more; raises NotFound."""
    territory = await territory_of(phone, stay)
    async with scoped(disc(territory)) as connection:
        await connection.execute(_FORGET, territory, stay)


async def remind_due(on: Reminding, territory: str, now: datetime) -> int:
    """Tell those whose time ends; how many. What a push service did not take is tried again the next minute."""
    async with scoped(disc(territory)) as connection:
        await connection.execute(_OVER, territory, now)
        rows: Sequence[Record] = [
            *await connection.fetch(_SOON, territory, now, LAST_MINUTES, LOST),
            *await connection.fetch(_DUE, territory, now, LOST),
        ]  # fmt: skip
        names = await connection.fetch(
            "SELECT bay.id, bay.name, timezone FROM bay JOIN territory ON slug = territory"
            " WHERE territory = $1 AND bay.id = ANY ($2)",
            territory, [row["bay"] for row in rows],
        )  # fmt: skip
    named = {row["id"]: (row["name"], ZoneInfo(row["timezone"])) for row in names}
    # A push service that is slow makes nobody of another one late.
    turns = asyncio.Semaphore(TOGETHER)
    return sum(await asyncio.gather(*(_tell(on, row, named, now, turns) for row in rows)))


async def _tell(
    on: Reminding, row: Record, named: dict[UUID, tuple[str, ZoneInfo]], now: datetime, turns: asyncio.Semaphore
) -> bool:
    name, clock = named.get(row["bay"], ("Sans aire", ZoneInfo("Europe/Paris")))
    to = Subscription(row["endpoint"], row["p256dh"], row["auth"])
    async with turns:
        sent = await push(on.sender, to, _notice(row, name, clock, now), int(now.timestamp()), here=on.here)
    done = _SENT if sent.taken else _FORGET if sent.status in GONE else _AGAIN[row["when"]]
    async with scoped(disc(row["territory"])) as connection:
        await connection.execute(done, row["territory"], row["stay"])
    return sent.taken


def _notice(row: Record, name: str, clock: ZoneInfo, now: datetime) -> Notice:
    """What is shown: the bay and the hour, never the plate."""
    due, when = row["due_at"], row["when"]
    at = hour_of(due, now, clock)
    if when == "soon":
        title, body, lasts = "Bientôt la fin", f"{name}\u00a0: votre disque finit à {at}.", due - now
    else:
        title = "Temps dépassé"
        body = (
            f"{name}\u00a0: votre disque a fini à {at}. Votre départ n’est transmis à aucun service de verbalisation."
        )
        lasts = timedelta(minutes=15)
    said = {"title": title, "body": body, "stay": str(row["stay"])}
    topic = base64.urlsafe_b64encode(row["stay"].bytes).rstrip(b"=").decode()
    return Notice(json.dumps(said, ensure_ascii=False).encode(), max(0, int(lasts.total_seconds())), topic)
