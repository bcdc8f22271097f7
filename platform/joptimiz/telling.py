"""People told of derogations: the facts heard, the letters sent."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Connection

from accounts.core.letters import Letter
from cirqliz.core.news import TO_DESK, News, subject_of, text_of
from cirqliz.needs import Reached
from cirqliz.service.telling import HEARD, deliver, note, remind
from joptimiz.letters import Letters
from tenants.facts import Fact, hears
from tenants.registry import list_territories


class Everybody:
    """The people that accounts keep, as derogations need them."""

    async def in_carrier(self, connection: Connection, carrier: UUID, roles: Collection[str]) -> Collection[UUID]:
        """Those who hold one of these roles in a carrier."""
        return await _holding(connection, "organisation = $1", carrier, roles)

    async def in_territory(self, connection: Connection, territory: str, roles: Collection[str]) -> Collection[UUID]:
        """Those who hold one of these roles in a territory."""
        return await _holding(connection, "territory = $1", territory, roles)

    async def reach(self, connection: Connection, person: UUID) -> Reached | None:
        """How somebody is written to; None once their account is closed."""
        row = await connection.fetchrow(
            "SELECT email, language FROM person WHERE id = $1 AND closed_at IS NULL", person
        )
        return Reached(row["email"], row["language"] or "fr") if row else None


async def _holding(connection: Connection, where: str, place: object, roles: Collection[str]) -> Collection[UUID]:
    rows = await connection.fetch(
        f"SELECT DISTINCT person FROM role_held WHERE {where} AND name = ANY ($2) AND ended_at IS NULL",  # noqa: S608
        place, list(roles),
    )  # fmt: skip
    return [row["person"] for row in rows]


async def _hear(connection: Connection, fact: Fact) -> None:
    await note(connection, fact, Everybody())


TELL_OF_DEROGATIONS = hears("derogations.told", *HEARD)(_hear)
"""Writes down who is to be told of what."""


async def send_letters(letters: Letters, base: str) -> None:
    """Send what waits in every territory, links beginning with `base`; raises OSError while no mail leaves."""

    async def send(name: str, to: Reached, news: Sequence[News]) -> None:
        desk = all(one.topic in TO_DESK for one in news)
        path = "/territoire/derogations" if desk else "/derogations/nouvelles"
        text = text_of(news, name, to.language, base + path)
        await letters.send(Letter(to.email, subject_of(news, name, to.language), text))

    for entry in await list_territories():
        await deliver(entry.slug, entry.name, letters.now(), Everybody(), send)


async def remind_all(now: datetime) -> None:
    """Write down, in every territory, what ends soon and what is due soon."""
    for entry in await list_territories():
        await remind(entry.slug, now.astimezone(ZoneInfo(entry.timezone)).date(), now, Everybody())
