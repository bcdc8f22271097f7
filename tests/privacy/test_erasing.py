"""One's own data: read whole, taken away, erased from everywhere; an organisation is never left alone."""

import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from asyncpg import Connection
from desks import PASSWORD, SOURCES
from scanning import assert_nowhere
from signing import some_siret
from visits import HERE, Visit, browser, services

from accounts.service.identity import Asker
from accounts.service.imports import keep_list
from accounts.service.invitations import invite
from accounts.service.joining import forgot
from accounts.service.organisations import Founding, found
from accounts.service.privacy import Subject, list_held, list_requests
from accounts.service.sessions import find
from connectors.mail import Letter
from joptimiz.privacy import house_register
from tenants.audit import export_audit, record
from tenants.chained import verify
from tenants.database import NOBODY, Scope, scoped
from tenants.migrate import Addresses
from tenants.who import Role, Who


@dataclass
class Somebody:
    """Somebody signed in, whose every word can be found again."""

    visit: Visit
    who: Who
    name: str


@pytest.fixture
async def me(database: Addresses, tmp_path: Path) -> AsyncIterator[Somebody]:
    """A browser on this machine, signed in."""
    wired, post, clock = services(tmp_path)
    name, email = f"Zoe{uuid4().hex[:10]}", f"zoe.{uuid4().hex[:10]}@example.org"
    async with browser(wired, HERE, f"192.0.2.{next(SOURCES)}") as client:
        visit = Visit(client, post, clock, email)
        await visit.fill("/inscription", name=name, email=email, password=PASSWORD)
        await visit.fill(f"/confirmer/{post.token()}", password=PASSWORD)
        await forgot(wired.identity, _asker(), email)
        signed = await find(client.cookies["joptimiz"], clock())
        assert signed is not None
        yield Somebody(visit, signed.signed.who, name)


def _asker() -> Asker:
    return Asker(f"203.0.113.{next(SOURCES)}", "Firefox, Linux", HERE)


async def carrier_of(me: Somebody, name: str) -> UUID:
    """An organisation that they alone keep."""
    return (await found(me.who, Founding("carrier", name, "FR", some_siret()), me.visit.clock())).id


def acting(who: Who, carrier: UUID) -> Who:
    """The same, acting there."""
    return Who(who.person, who.name, who.email, acting=Role("owner", carrier=str(carrier)))


async def add_member(carrier: UUID, name: str, role: str = "driver") -> UUID:
    """Somebody else who belongs to it."""
    async with scoped(Scope(door="test")) as connection:
        person: UUID = await connection.fetchval(
            "INSERT INTO person (email, name) VALUES ($1, $2) RETURNING id", f"{uuid4()}@example.org", name
        )
        await connection.execute(
            "INSERT INTO role_held (person, name, organisation, granted_by) VALUES ($1, $2, $3, 'test')",
            person, role, carrier,
        )  # fmt: skip
    return person


async def test_nothing_is_left_of_somebody(me: Somebody, database: Addresses) -> None:
    """Name, address and plate: in no table, no column, no trace; the audit still verifies; nothing opens."""
    plate, slug = f"ZX{uuid4().int % 900 + 100}QK", f"efface-{uuid4().hex[:8]}"
    carrier = await carrier_of(me, f"Transports {me.name}")
    owner = acting(me.who, carrier)
    await keep_list(owner, f"{me.name}.csv", plate.encode(), me.visit.clock())
    async with scoped(Scope(carrier=str(carrier), role="owner")) as connection:
        await connection.execute(
            "INSERT INTO vehicle (carrier, plate, name) VALUES ($1, $2, $3)", carrier, plate, me.name
        )
    async with scoped(Scope(territory=slug, door=f"{me.who.person}: test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'Europe/Paris')", slug)
        await record(connection, str(me.who.person), "thing.done", at=me.visit.clock())
    await invite(owner, "quelqu.un@example.org", "driver", base=HERE, now=me.visit.clock(), mail=None)
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO invitation (token_sha256, email, role, territory, invited_by, expires_at, accepted_at)"
            " VALUES ($1, $2, 'reader', $3, $4, now(), now())",
            uuid4().hex, me.who.email, slug, me.who.person,
        )  # fmt: skip
    with pytest.raises(AssertionError):
        await assert_nowhere(database, me.who.email)
    token = me.visit.client.cookies["joptimiz"]
    wrong = await me.visit.fill("/compte/donnees", at="/compte/fermer", current="pas celui-ci du tout")
    assert wrong.status_code == 422
    assert "pas votre mot de passe actuel" in wrong.text
    done = await me.visit.fill("/compte/donnees", at="/compte/fermer", current=PASSWORD)
    assert done.headers["location"] == "/connexion?fait=closed"
    await assert_nowhere(database, me.who.email, me.name, plate)
    assert await find(token, me.visit.clock()) is None
    async with scoped(NOBODY) as connection:
        for table in ("password", "passkey", "totp", "recovery_code", "proof", "session", "oidc_code", "oidc_token"):
            assert await connection.fetchval(f"SELECT count(*) FROM {table} WHERE person = $1", me.who.person) == 0
        live = "SELECT count(*) FROM role_held WHERE person = $1 AND ended_at IS NULL"
        assert await connection.fetchval(live, me.who.person) == 0
    seal, problems = verify([line async for line in export_audit(slug)])
    assert (seal is not None, problems) == (True, ())
    refused = await me.visit.fill("/connexion", email=me.who.email, password=PASSWORD)
    assert refused.status_code == 422


async def test_the_address_serves_again(me: Somebody) -> None:
    """Whoever erased an account may open another with the same address."""
    await me.visit.fill("/compte/donnees", at="/compte/fermer", current=PASSWORD)
    assert (await me.visit.join()).headers["location"] == "/compte?fait=opened"


async def test_nobody_leaves_others_without_a_manager(me: Somebody, database: Addresses) -> None:
    """The page says whom to name, without a form; sent all the same, nothing changes; with a second manager it goes."""
    carrier = await carrier_of(me, "Fret du Port")
    driver = await add_member(carrier, "Dominique Autre")
    page = await me.visit.client.get("/compte/donnees")
    assert "Fret du Port" in page.text
    assert "Dominique Autre" in page.text
    assert 'action="/compte/fermer"' not in page.text
    sent = await me.visit.fill("/compte/profil", at="/compte/fermer", current=PASSWORD)
    assert sent.status_code == 409
    assert "Nommez d’abord" in sent.text
    assert me.who.email in (await me.visit.client.get("/compte")).text
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("UPDATE role_held SET name = 'owner' WHERE person = $1", driver)
    gone = await me.visit.fill("/compte/donnees", at="/compte/fermer", current=PASSWORD)
    assert gone.headers["location"] == "/connexion?fait=closed"
    async with scoped(NOBODY) as connection:
        row = await connection.fetchrow("SELECT name, closed_at FROM organisation WHERE id = $1", carrier)
    assert tuple(row) == ("Fret du Port", None)


async def test_nobody_leaves_a_town_without_an_administrator(me: Somebody) -> None:
    """While others work there: the page says whom to name; with a second administrator, or alone, it goes."""
    slug, name = f"ville-{uuid4().hex[:8]}", f"Ville {uuid4().hex[:8]}"
    names = [f"Agent {number}" for number in range(7)]
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO territory (slug, name, timezone) VALUES ($1, $2, 'Europe/Paris')", slug, name
        )
        await give(connection, me.who.person, "admin", slug)
        people = [
            await connection.fetchval(
                "INSERT INTO person (email, name) VALUES ($1, $2) RETURNING id", f"{uuid4()}@example.org", each
            )
            for each in names
        ]
        for person in people:
            await give(connection, person, "editor", slug)
    page = await me.visit.client.get("/compte/donnees")
    assert f"Vous êtes seul à administrer « {name} »" in page.text.replace("\xa0", " ").replace("\u202f", " ")
    assert 'href="/territoire/personnes"' in page.text
    assert 'action="/compte/fermer"' not in page.text
    sent = await me.visit.fill("/compte/profil", at="/compte/fermer", current=PASSWORD)
    assert sent.status_code == 409
    assert f"{', '.join(names[:5])}, …." in sent.text
    assert names[5] not in sent.text
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("UPDATE role_held SET name = 'admin' WHERE person = $1", people[0])
    gone = await me.visit.fill("/compte/donnees", at="/compte/fermer", current=PASSWORD)
    assert gone.headers["location"] == "/connexion?fait=closed"


async def test_a_town_without_anybody_else_keeps_nobody(me: Somebody) -> None:
    """Its only administrator may go: the national team answers who asks next."""
    slug = f"ville-{uuid4().hex[:8]}"
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, 'x', 'Europe/Paris')", slug)
        await give(connection, me.who.person, "admin", slug)
    gone = await me.visit.fill("/compte/donnees", at="/compte/fermer", current=PASSWORD)
    assert gone.headers["location"] == "/connexion?fait=closed"


async def give(connection: Connection, person: UUID, role: str, territory: str) -> None:
    """A role in a territory."""
    await connection.execute(
        "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')",
        person, role, territory,
    )  # fmt: skip


async def test_letters_on_this_machine_go_too(me: Somebody) -> None:
    """Theirs alone; when they cannot go, nothing is erased, and it is said."""
    post = me.visit.post
    post.letters.append(Letter("autre@example.org", "Bonjour", "Bonjour", ""))
    post.down = True
    sent = await me.visit.fill("/compte/donnees", at="/compte/fermer", current=PASSWORD)
    assert (sent.status_code, "Rien n’est effacé" in sent.text) == (503, True)
    assert (await me.visit.client.get("/compte")).status_code == 200
    post.down = False
    gone = await me.visit.fill("/compte/donnees", at="/compte/fermer", current=PASSWORD)
    assert gone.headers["location"] == "/connexion?fait=closed"
    assert {letter.to for letter in post.letters} == {"autre@example.org"}


async def test_everything_is_shown_and_can_be_taken(me: Somebody) -> None:
    """On the page and in both files; no secret in any; each taking is known as a request that was answered."""
    page = await me.visit.client.get("/compte/donnees")
    assert page.status_code == 200
    for words in (me.who.email, me.name, "Vos appareils connectés", "Votre mot de passe", "30\u00a0jours"):
        assert words in page.text, words
    taken = await me.visit.client.get("/compte/donnees/json")
    tree = json.loads(taken.content)
    assert tree["person"][0]["email"] == me.who.email
    assert {"person", "password", "session", "proof"} <= tree.keys()
    sheets = await me.visit.client.get("/compte/donnees/csv")
    with zipfile.ZipFile(io.BytesIO(sheets.content)) as archive:
        assert set(archive.namelist()) == {f"{table}.csv" for table in tree}
        text = archive.read("person.csv").decode("utf-8-sig")
    assert me.who.email in text
    for answer in (page, taken, sheets):
        assert answer.headers["cache-control"] == "no-store"
        assert b"argon2" not in answer.content
    assert "hash" not in tree["password"][0]
    assert "token" not in tree["session"][0]
    mine = [each for each in await list_requests(open_only=False) if each.by == str(me.who.person)]
    assert [(each.kind, each.outcome) for each in mine] == [("access", "given")] * 2


async def test_the_page_speaks_english(me: Somebody) -> None:
    """To who chose it."""
    await me.visit.fill("/compte/profil", name=me.name, language="en")
    page = (await me.visit.client.get("/compte/donnees")).text
    for words in ("My data", "Your signed-in devices", "Erase for good", "30\u00a0days after you sign out"):
        assert words in page, words


async def test_of_others_nothing_is_read(me: Somebody) -> None:
    """What is held of one holds no word of another, though one invited the other."""
    carrier = await carrier_of(me, "Fret")
    other = await add_member(carrier, "Quelqu’un d’Autre")
    await invite(acting(me.who, carrier), "invite@example.org", "driver", base=HERE, now=me.visit.clock(), mail=None)
    held = await list_held(house_register(), Subject(other, "nobody@example.org"))
    assert me.who.email not in repr(held)
    mine = repr(await list_held(house_register(), Subject(me.who.person, me.who.email)))
    assert "Autre" not in mine


async def test_nobody_signed_in_reads_nothing(me: Somebody) -> None:
    """The way to sign in, for the page and for each file."""
    me.visit.client.cookies.clear()
    for path in ("/compte/donnees", "/compte/donnees/json", "/compte/donnees/csv"):
        assert (await me.visit.client.get(path)).headers["location"].startswith("/connexion?next=")


async def test_a_form_of_elsewhere_erases_nobody(me: Somebody) -> None:
    """Without its binding, or from another site, the account stays."""
    sent = {"current": PASSWORD}
    assert (await me.visit.client.post("/compte/fermer", data=sent, headers={"origin": HERE})).status_code == 403
    assert me.who.email in (await me.visit.client.get("/compte")).text


@pytest.mark.parametrize(("language", "words"), [
    ("fr", ("Données personnelles", "Vos appareils connectés", "30\u00a0jours après la déconnexion", "CNIL",
           "trente jours au plus")),
    ("en", ("Personal data", "Your signed-in devices", "30\u00a0days after you sign out", "a legal obligation",
           "thirty days at most")),
])  # fmt: skip
async def test_the_public_page(me: Somebody, language: str, words: tuple[str, ...]) -> None:
    """Drawn from the register, for anybody, in both languages; the legal pages lead to it."""
    me.visit.client.cookies.clear()
    page = await me.visit.client.get(f"/donnees-personnelles?langue={language}")
    assert page.status_code == 200
    assert f'lang="{language}"' in page.text
    for each in words:
        assert each in page.text, each
    assert "/donnees-personnelles" in (await me.visit.client.get("/mentions-legales")).text
