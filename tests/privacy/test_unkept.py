"""Requests for access where nobody answers: counted, read with a trace, accepted or refused by the national team."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from signing import some_person, some_siret
from team import Desk, traces

from accounts.service.employers import Employer
from accounts.service.requests import Request, ask_access, count_unkept, find_request, list_requests
from tenants.database import NOBODY, Scope, scoped
from tenants.who import Who

PAGE = "/national/acces"


@dataclass
class Waiting:
    """Somebody who asked for a role in a territory."""

    slug: str
    who: Who
    request: UUID

    @property
    def at(self) -> str:
        """Where the answer is sent."""
        return f"{PAGE}/{self.slug}/{self.request}"

    async def found(self) -> Request:
        """The request as it stands."""
        found = await find_request(self.who, self.slug)
        assert found is not None
        return found


async def some_territory(*, kept: bool = False) -> str:
    """A territory, with an administrator or without."""
    slug = f"attente-{uuid4().hex[:8]}"
    keeper = await some_person("Une Gardienne")
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", slug)
        if kept:
            await connection.execute(
                "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, 'admin', $2, 'test')",
                keeper.person, slug,
            )  # fmt: skip
    return slug


async def ask(desk: Desk, slug: str, commune: str = "", days: int = 0) -> Waiting:
    """Somebody asks there."""
    who = await some_person(f"Agent {uuid4().hex[:8]}")
    at = desk.visit.clock() - timedelta(days=days)
    async with scoped(Scope(territory=slug)) as connection:
        await ask_access(
            connection, who.person, Employer(slug, commune), at, siret=some_siret(), organisation="Mairie d’ici"
        )
    [asked] = [one for one in await list_requests(slug) if one.person == who.person]
    return Waiting(slug, who, asked.id)


async def test_those_who_wait_are_listed_where_nobody_answers(desk: Desk) -> None:
    """The oldest first; not those whom an administrator answers; the index counts, the look leaves its trace."""
    lone, kept = await some_territory(), await some_territory(kept=True)
    late, early = await ask(desk, lone), await ask(desk, lone, "69123", days=3)
    other = await ask(desk, kept)
    counts = await count_unkept()
    assert (counts[lone], kept in counts) == (2, False)
    shown = (await desk.visit.client.get(PAGE)).text
    assert 0 < shown.index(early.who.name) < shown.index(late.who.name)
    assert other.who.name not in shown
    assert "Mairie d’ici" in shown
    index = (await desk.visit.client.get("/national")).text
    assert f"{sum(counts.values())} agents attendent" in index.replace("\u00a0", " ").replace("\u202f", " ")
    assert f'href="{PAGE}"' in index
    assert late.who.name not in index
    assert "access_request" in {table for table, _ in await traces(f"{desk.person}: requests for access")}


async def test_an_agent_is_accepted_and_told(desk: Desk) -> None:
    """With the role chosen, once: the territory has its administrator, and the audit knows who gave it."""
    waiting = await ask(desk, await some_territory())
    answer = await desk.post(PAGE, waiting.at, decision="accept", role="admin")
    assert answer.headers["location"] == f"{PAGE}?fait=acceptee"
    assert (await waiting.found()).role == "admin"
    assert [one.subject for one in desk.visit.post.letters if one.to == waiting.who.email] == ["Votre accès est ouvert"]
    assert waiting.slug not in await count_unkept()
    again = await desk.post(PAGE, waiting.at, decision="refuse", reason="Trop tard")
    assert (again.status_code, "n’attend plus" in again.text) == (404, True)
    async with scoped(Scope(territory=waiting.slug)) as connection:
        who = await connection.fetchval("SELECT who FROM audit WHERE what = 'access.granted'")
    assert who == str(desk.person)


async def test_an_editor_is_bound_to_the_commune_that_employs_them(desk: Desk) -> None:
    """Unless the box is not ticked; another role never is."""
    slug = await some_territory()
    for role, commune, given in (("editor", "1", "69123"), ("editor", "", ""), ("reader", "1", "")):
        waiting = await ask(desk, slug, "69123")
        await desk.post(PAGE, waiting.at, decision="accept", role=role, commune=commune)
        found = await waiting.found()
        assert (found.role, found.authority) == (role, given)


async def test_a_refusal_says_why(desk: Desk) -> None:
    """In the letter, and to who asked; without one, or too long a one, nothing is decided, and what was typed stays."""
    waiting = await ask(desk, await some_territory())
    for reason, said in (("  ", "Donnez le motif"), ("mot " * 100, "trop long")):
        answer = await desk.post(PAGE, waiting.at, decision="refuse", reason=reason)
        assert (answer.status_code, said in answer.text) == (422, True)
    assert "mot mot" in answer.text
    assert (await waiting.found()).decided_at is None
    answer = await desk.post(PAGE, waiting.at, decision="refuse", reason="Demandez  à la métropole <b>")
    assert answer.headers["location"] == f"{PAGE}?fait=refusee"
    found = await waiting.found()
    assert (found.role, found.reason) == (None, "Demandez à la métropole <b>")
    [letter] = [one for one in desk.visit.post.letters if one.to == waiting.who.email]
    assert "Motif : Demandez à la métropole <b>" in letter.text.replace("\u00a0", " ")
    assert "métropole &lt;b&gt;" in letter.html


@pytest.mark.parametrize(
    ("sent", "status"),
    [({}, 422), ({"decision": "peut-être"}, 422), ({"decision": "accept", "role": "operator"}, 404),
     ({"decision": "accept", "role": "owner"}, 404), ({"decision": "accept"}, 404)],
)  # fmt: skip
async def test_a_wrong_answer_decides_nothing(desk: Desk, sent: dict[str, str], status: int) -> None:
    """Neither button, a role that is none of a territory: said on the page, and the request waits on."""
    waiting = await ask(desk, await some_territory())
    answer = await desk.post(PAGE, waiting.at, **sent)
    assert (answer.status_code, 'role="alert"' in answer.text) == (status, True)
    assert (await waiting.found()).decided_at is None
    elsewhere = waiting.at.replace(waiting.slug, await some_territory())
    assert (await desk.post(PAGE, elsewhere, decision="accept", role="admin")).status_code == 404


async def test_only_the_national_team_counts_them(desk: Desk) -> None:
    """The function refuses every other role, and leaves the scope of who asks as it was."""
    slug = await some_territory()
    await ask(desk, slug)
    for scope in (NOBODY, Scope(territory=slug, role="admin")):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with scoped(scope) as connection:
                await connection.fetch("SELECT * FROM unkept_requests()")
    async with scoped(Scope(role="operator")) as connection:
        rows = await connection.fetch("SELECT * FROM unkept_requests()")
        assert slug in {row["slug"] for row in rows}
        assert await connection.fetchval("SELECT count(*) FROM access_request") == 0
