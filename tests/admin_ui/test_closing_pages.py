"""`/national/territoires/…/fermeture`: export, archive, purge and proof from a page, and every refusal."""

import hashlib
import html
import json
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from drafting import NOW, some_town
from settling import settle
from signing import COOKIE, SignedByCookie, some_person
from visits import HERE

from accounts.web.cookies import FORM
from admin_ui.territories.closing import weight
from admin_ui.territories.held import KINDS
from joptimiz.app import create_app
from joptimiz.owners import OWNERS
from joptimiz.wiring import archives_in, wire
from tenants.database import Scope, scoped
from tenants.migrate import Addresses
from tenants.opening.closing import begin_closing
from tenants.opening.exporting import find_export, work_out
from tenants.opening.opening import get_standing
from tenants.settings import Settings
from tenants.shelf import Shelf

LATER = NOW + timedelta(minutes=1)


@dataclass
class Team:
    """A browser of the national team, and the worker beside it."""

    client: httpx.AsyncClient
    slug: str
    folder: Path
    person: UUID

    @property
    def page(self) -> str:
        """Where that territory is closed."""
        return f"/national/territoires/{self.slug}/fermeture"

    async def read(self, query: str = "", status: int = 200) -> str:
        """The page, as it is read."""
        answer = await self.client.get(self.page + query)
        assert answer.status_code == status, answer.text
        return said(answer)

    async def send(self, step: str, status: int = 303, **filled: str) -> str:
        """A form of it."""
        bound = re.findall(r'name="form" value="(\w+)"', (await self.client.get("/national/donnees")).text)[-1]
        answer = await self.client.post(f"{self.page}/{step}", data=filled | {"form": bound}, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        return said(answer)

    async def export(self) -> None:
        """Ask for it, and let the worker do it."""
        await self.send("export")
        await self.work()

    async def work(self) -> None:
        """What the worker does when it is asked."""
        found = await find_export(self.slug)
        assert found is not None
        await work_out(Scope(territory=self.slug, role="operator"), found.id, OWNERS, self.folder, lambda: LATER)


def said(answer: httpx.Response) -> str:
    """The words of a page, with plain spaces."""
    return html.unescape(answer.text).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.fixture
async def team(database: Addresses, tmp_path: Path) -> AsyncIterator[Team]:
    """Signed in for the national team, before a territory with one version."""
    town, operator = await some_town(), await some_person("Alex Équipe")
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, granted_by) VALUES ($1, 'operator', 'test')", operator.person
        )
    settings = Settings.of({"JOPTIMIZ_DATA": str(tmp_path)})
    transport = httpx.ASGITransport(SignedByCookie(create_app(wire(settings, Shelf(), lambda: LATER))))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(FORM, "browser")
        client.cookies.set(COOKIE, str(operator.person))
        yield Team(client, town.slug, archives_in(settings), operator.person)


async def test_from_export_to_proof(team: Team) -> None:
    """Counts in words, an archive under its print, its name typed, a proof to keep; the archive is gone from here."""
    first = await team.read()
    assert "Commencer la fermeture" in first
    assert "versions publiées" in first
    await team.export()
    assert "Plus rien ne s’écrit" in await team.read("?fait=export")
    archive = await team.client.get(f"{team.page}/archive")
    assert archive.headers["content-type"] == "application/zip"
    assert archive.headers["cache-control"] == "no-store"
    assert f'filename="{team.slug}.zip"' in archive.headers["content-disposition"]
    sha256 = hashlib.sha256(archive.content).hexdigest()
    assert zipfile.ZipFile(BytesIO(archive.content)).testzip() is None
    assert f"{sha256}" in await team.read()
    await team.send("effacement", confirm=f" {team.slug} ")
    assert (await get_standing(team.slug)).state == "closed"
    assert list(team.folder.iterdir()) == []
    closed = await team.read("?fait=efface")
    assert sha256 in closed
    proof = await team.client.get(f"{team.page}/preuve")
    assert proof.headers["content-disposition"] == f'attachment; filename="{team.slug}-preuve.json"'
    told = json.loads(proof.text)
    assert (told["territory"], told["archive_sha256"], told["purged"]["rulebook"]) == (team.slug, sha256, 1)
    # Sent twice, it says the same.
    await team.send("effacement", confirm=team.slug)
    assert "Voir la preuve" in (await team.client.get(f"/national/territoires/{team.slug}")).text
    async with scoped(Scope(door="test")) as connection:
        doors = await connection.fetch(
            "SELECT door FROM national_audit WHERE door LIKE '%closing of ' || $1 || '%'", team.slug
        )
    assert all(str(team.person) in row["door"] for row in doors)
    assert any(row["door"].endswith(f"closing of {team.slug}") for row in doors), "who takes the archive leaves a trace"


async def test_nothing_is_erased_without_its_name_and_its_archive_taken(team: Team) -> None:
    """No export, none taken, another name: each is told on the page, which keeps what was typed."""
    assert "Rien n’est effacé sans archive" in await team.send("effacement", 409, confirm=team.slug)
    await team.export()
    page = await team.read()
    assert "Téléchargez d’abord l’archive" in page
    assert 'name="confirm"' not in page
    assert "Personne n’a encore téléchargé" in await team.send("effacement", 409, confirm=team.slug)
    await team.client.get(f"{team.page}/archive")
    wrong = await team.send("effacement", 409, confirm="riviera")
    assert f"Tapez exactement « {team.slug} »" in wrong
    assert 'value="riviera"' in wrong
    await team.send("effacement", 409)
    [kept] = team.folder.rglob("*.zip")
    kept.write_bytes(kept.read_bytes()[:-40])
    assert "archive" in await team.send("effacement", 422, confirm=team.slug)
    assert (await get_standing(team.slug)).state == "closing"


async def test_it_is_taken_back_before_the_purge(team: Team) -> None:
    """While it waits, and once done: the territory is as before, its archive gone, the job does nothing more."""
    await team.send("export")
    waiting = await find_export(team.slug)
    assert waiting is not None
    assert "Il attend son tour" in await team.read()
    await team.send("reprise")
    assert "de nouveau comme avant" in await team.read("?fait=reprise")
    await work_out(Scope(territory=team.slug, role="operator"), waiting.id, OWNERS, team.folder, lambda: LATER)
    assert not team.folder.exists()
    assert (await get_standing(team.slug)).state == "open"
    await team.export()
    await team.send("reprise")
    assert list(team.folder.iterdir()) == []
    assert "n’est pas en fermeture" in await team.send("reprise", 409)
    assert (await team.client.get(f"{team.page}/archive")).status_code == 404


async def test_an_export_is_told_as_it_goes_and_begun_again_when_lost(team: Team) -> None:
    """Asked twice it is done once; a worker that fell silent is replaced; a disk that refuses is told."""
    await team.send("export")
    first = await find_export(team.slug)
    await team.send("export")
    assert first == await find_export(team.slug)
    async with scoped(Scope(territory=team.slug, role="operator")) as connection:
        await connection.execute("UPDATE territory_export SET total = 40, done = 10")
    assert "10 lignes écrites sur 40 (25 %)" in await team.read()
    async with scoped(Scope(territory=team.slug, role="operator")) as connection:
        await connection.execute("UPDATE territory_export SET at = $1", LATER - timedelta(minutes=3))
    assert "L’export n’avance plus" in await team.read()
    team.folder.parent.mkdir(exist_ok=True)
    team.folder.write_text("pas un dossier")
    await team.export()
    again = await find_export(team.slug)
    assert first is not None
    assert again is not None
    assert again.id != first.id
    assert "Le disque a refusé l’archive" in await team.read()
    team.folder.unlink()
    await team.export()
    assert "Télécharger l’archive" in await team.read()


async def test_one_begun_elsewhere_and_one_with_its_sandbox(team: Team) -> None:
    """A closing of the command line goes on from here; the sandbox goes first."""
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, timezone, sandbox_of) VALUES ($2, $2, 'Europe/Paris', $1)",
            team.slug, f"{team.slug}-essai",
        )  # fmt: skip
    assert f"fermez d’abord {team.slug}-essai" in await team.read()
    assert "est encore ouvert" in await team.send("export", 409)
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("UPDATE territory SET state = 'closed' WHERE sandbox_of = $1", team.slug)
    await begin_closing(team.slug, by="ligne de commande")
    assert "ligne de commande" in await team.read()
    await team.export()
    assert "Télécharger l’archive" in await team.read()


async def test_only_the_national_team_closes(team: Team) -> None:
    """Its own administrator neither; an unknown territory is not found, at each address."""
    admin = await settle(team.slug, "admin")
    team.client.cookies.set(COOKIE, str(admin.person))
    for path in ("", "/archive", "/preuve"):
        assert (await team.client.get(team.page + path)).status_code == 403
    team.client.cookies.set(COOKIE, str(team.person))
    assert (await team.client.get(f"{team.page}/preuve")).status_code == 404
    lost = Team(team.client, "nulle-part", team.folder, team.person)
    for path in ("", "/archive", "/preuve"):
        assert (await team.client.get(lost.page + path)).status_code == 404
    for step in ("export", "reprise"):
        await lost.send(step, 404)
    foreign = await team.client.post(f"{team.page}/export", data={}, headers={"origin": "https://ailleurs.example"})
    assert foreign.status_code == 403


def test_every_table_has_its_words() -> None:
    """A new table joins a kind of things; sizes are said in French."""
    owned = {table._meta.tablename for owner in OWNERS for table in (*owner.territory, *owner.shared)}
    assert {table for _, tables in KINDS.values() for table in tables} == owned
    assert [weight(size) for size in (0, 999, 1400, 2_340_000, 123_000_000)] == [
        "0\u00a0octets", "999\u00a0octets", "1,4\u00a0ko", "2,3\u00a0Mo", "123\u00a0Mo",
    ]  # fmt: skip
