"""The people of a territory, through their page: invited, let in, given another role; recorded in its audit."""

import os
import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from desks import SOURCES
from signing import some_person, some_siret
from visits import HERE, Visit, services

from accounts.service.employers import Employer
from accounts.service.invitations import accept, invite
from accounts.service.members import list_members
from accounts.service.requests import ask_access
from accounts.service.sessions import find
from joptimiz.app import create_app
from rules.model import Source
from tenants.database import NOBODY, Scope, scoped
from tenants.migrate import Addresses
from tenants.opening.reference import Reference
from tenants.registry import publish
from tenants.who import Role, Who

ROOT = Path(__file__).parents[2]
TOWN, OTHER = "personnes-a", "personnes-b"
PAGE = "/territoire/personnes"
YAML = """
schema: joptimiz/territory@1
slug: {slug}
name: Ville {slug}
timezone: Europe/Paris
crs: "EPSG:2154"
demonstration: true
members: ["97209", "97213"]
coverage: zones/all.geojson
"""
RULES = """
schema: joptimiz/rules@1
orders:
  O: {title: "Arrêté (arrêté de démonstration)", status: demonstration}
zones:
  z: {kind: ztl, name: "Zone", geometry: zones/all.geojson}
rules:
  - {id: r, do: prohibit, zones: [z], order: O, article: "1", message: "Règle."}
"""
RING = [[5.7, 45.1], [5.8, 45.1], [5.8, 45.2], [5.7, 45.2], [5.7, 45.1]]


class Town:
    """The product over two towns, and visitors of the first."""

    def __init__(self, folder: Path) -> None:
        self.wired, self.post, self.clock = services(folder)
        self.app = create_app(self.wired)

    def visit(self) -> Visit:
        """A new browser."""
        transport = httpx.ASGITransport(self.app, client=(f"203.0.113.{next(SOURCES) % 250}", 1))  # type: ignore[arg-type]
        client = httpx.AsyncClient(transport=transport, base_url=HERE)
        return Visit(client, self.post, self.clock, f"{uuid4()}@example.org")

    async def signed(self, role: str = "admin", town: str = TOWN) -> Visit:
        """Somebody signed in who acts in this role."""
        visit = self.visit()
        await visit.join()
        await hold((await who_of(visit)).person, role, town)
        page = await visit.client.get("/compte")
        chosen = re.search(r'action="(/compte/roles/[^"]+)"', page.text)
        assert chosen
        await visit.fill("/compte", at=chosen[1])
        return visit


async def hold(person: UUID, role: str, town: str) -> None:
    """Give a role."""
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')",
            person, role, town,
        )  # fmt: skip


async def who_of(visit: Visit) -> Who:
    """Who a browser is."""
    found = await find(visit.client.cookies["joptimiz"], visit.clock())
    assert found is not None
    return found.signed.who


async def audit_of(town: str) -> list[tuple[str, str]]:
    """What the audit of a town says was done, and of whom or what."""
    async with scoped(Scope(territory=town)) as connection:
        rows = await connection.fetch(
            "SELECT what, before, after FROM audit WHERE territory = $1 ORDER BY number", town
        )
    return [(row["what"], f"{row['before']} {row['after']}") for row in rows]


@pytest.fixture
async def town(database: Addresses, tmp_path: Path) -> Town:
    """Two towns whose rulebooks name their communes."""
    town = Town(tmp_path)
    async with scoped(NOBODY) as connection:
        known = await connection.fetchval("SELECT 1 FROM territory WHERE slug = $1", TOWN)
    for slug in () if known else (TOWN, OTHER):
        sources = [Source("territory.yaml", YAML.format(slug=slug)), Source("rules/r.yaml", RULES)]
        shapes = {"zones/all.geojson": {"type": "Polygon", "coordinates": [RING]}}
        await publish(slug, sources, shapes, base=0, by="test", at=town.clock())
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "UPDATE role_held SET ended_at = now() WHERE territory = $1 AND ended_at IS NULL", TOWN
        )
    await town.wired.shelf.refresh()
    return town


async def test_an_editor_of_a_commune_is_invited(town: Town) -> None:
    """By a letter that carries the role; the commune holds; another invitation replaces it; one may be taken back."""
    admin = await town.signed()
    for commune, role, said in (
        ("75056", "editor", "n’est pas de ce territoire"),
        ("97209", "reader", "Seul un rédacteur"),
    ):
        wrong = await admin.fill(PAGE, at=f"{PAGE}/invitations", email="a@example.org", role=role, authority=commune)
        assert (wrong.status_code, said in wrong.text) == (422, True)
    wrong = await admin.fill(PAGE, at=f"{PAGE}/invitations", email="a", role="editor")
    assert (wrong.status_code, "n’est pas complète" in wrong.text) == (422, True)
    assert (await admin.fill(PAGE, at=f"{PAGE}/invitations", email="a@example.org", role="owner")).status_code == 403
    guest = town.visit()
    await guest.join()
    sent = await admin.fill(PAGE, at=f"{PAGE}/invitations", email=guest.email, role="editor", authority="97209")
    assert f"Invitation envoyée à {guest.email}" in sent.text
    assert 'commune <span class="tiny muted num">97209</span>' in sent.text
    first = re.search(r"/invitation/(\S+)", town.post.letters[-1].text)
    again = re.search(r'action="([^"]+/renvoyer)"', sent.text)
    assert first
    assert again
    await admin.fill(PAGE, at=again[1])
    second = re.search(r"/invitation/(\S+)", town.post.letters[-1].text)
    assert second
    assert (await guest.client.get(f"/invitation/{first[1]}")).status_code == 404
    assert (await admin.fill(PAGE, at=again[1])).status_code == 404
    taken = await guest.fill(f"/invitation/{second[1]}")
    assert taken.status_code == 303, taken.text
    assert (await who_of(guest)).acting == Role("editor", TOWN, authority="97209")
    done = [what for what, _ in await audit_of(TOWN)]
    assert done[-3:] == ["people.invited", "people.invited", "people.joined"]
    sent = await admin.fill(PAGE, at=f"{PAGE}/invitations", email="b@example.org", role="reader")
    back = re.search(r'action="([^"]+/invitations/[^"]+/retirer)"', sent.text)
    assert back
    assert (await admin.fill(PAGE, at=back[1])).status_code == 303
    assert (await admin.fill(PAGE, at=back[1])).status_code == 404
    assert (await audit_of(TOWN))[-1][0] == "people.invitation_withdrawn"
    assert "@example.org" not in str(await audit_of(TOWN))


async def test_communes_are_called_by_their_names(town: Town) -> None:
    """In the list, in their order, and beside who is bound to one, the code in small; where the table is at hand."""
    reference = Reference(Path(os.environ.get("JOPTIMIZ_DATA") or ROOT / ".data-test"))
    assert reference.table is not None  # fetched at its first need, which reading names is not
    town.app.state["reference"] = reference
    admin = await town.signed()
    email = f"{uuid4()}@example.org"
    sent = await admin.fill(PAGE, at=f"{PAGE}/invitations", email=email, role="editor", authority="97213")
    assert 'Rédacteur, Le Lamentin <span class="tiny muted num">97213</span>' in sent.text
    options = re.findall(r'<option value="(\w*)"[^>]*>([^<]*)</option>', sent.text.split('name="authority"')[-1])
    assert options[:3] == [
        ("", "Toutes les communes"), ("97209", "Fort-de-France – 97209"), ("97213", "Le Lamentin – 97213"),
    ]  # fmt: skip


async def test_roles_change_and_end(town: Town) -> None:
    """Another role, a commune, none; never the last administrator; each in the audit, without a name."""
    admin = await town.signed()
    reader = await some_person("Dominique Exemple")
    await hold(reader.person, "reader", TOWN)
    page = (await admin.client.get(PAGE)).text
    assert "Dominique Exemple" in page
    held = {member.person: member.role_id for member in await list_members(TOWN)}
    mine, theirs = held[(await who_of(admin)).person], held[reader.person]
    for act, filled in (("quitter", {}), ("retirer", {}), ("role", {"role": "reader"})):
        last = await admin.fill(PAGE, at=f"{PAGE}/membres/{mine}/{act}", **filled)
        assert (last.status_code, "dernière personne responsable du territoire" in last.text) == (409, True)
    changed = await admin.fill(PAGE, at=f"{PAGE}/membres/{theirs}/role", role="editor", authority="97213")
    assert changed.headers["location"] == f"{PAGE}?fait=change"
    assert "Le rôle est changé." in (await admin.client.get(changed.headers["location"])).text
    (fresh,) = [member for member in await list_members(TOWN) if member.person == reader.person]
    assert (fresh.role, fresh.authority) == ("editor", "97213")
    for role, commune, status in (("owner", "", 404), ("police", "97213", 422), ("editor", "x", 422)):
        answer = await admin.fill(PAGE, at=f"{PAGE}/membres/{fresh.role_id}/role", role=role, authority=commune)
        assert answer.status_code == status
    assert (await admin.fill(PAGE, at=f"{PAGE}/membres/{fresh.role_id}/retirer")).status_code == 303
    assert (await admin.fill(PAGE, at=f"{PAGE}/membres/{fresh.role_id}/retirer")).status_code == 404
    assert reader.person not in {member.person for member in await list_members(TOWN)}
    done = [(what, said) for what, said in await audit_of(TOWN) if str(reader.person) in said]
    assert [what for what, _ in done] == ["people.changed", "people.removed"]
    assert "97213" in done[0][1]
    assert "Dominique" not in str(done)
    second = await some_person()
    await hold(second.person, "admin", TOWN)
    left = await admin.fill(PAGE, at=f"{PAGE}/membres/{mine}/quitter")
    assert left.headers["location"] == "/compte"
    assert (await admin.client.get(PAGE)).status_code == 403


async def ask(who: Who, town: str, at: Town) -> UUID:
    """A request of this person."""
    async with scoped(Scope(territory=town)) as connection:
        label = "Ville <b>gras</b>"
        await ask_access(connection, who.person, Employer(town), at.clock(), siret=some_siret(), organisation=label)
        found: UUID = await connection.fetchval("SELECT id FROM access_request WHERE person = $1", who.person)
    return found


async def test_requests_are_answered(town: Town) -> None:
    """Accepted with a role or refused, told by a letter, once; nobody answers their own."""
    admin = await town.signed()
    first, second, own = await some_person("Alix Un"), await some_person("Alix Deux"), await who_of(admin)
    asked = [await ask(who, TOWN, town) for who in (first, second, own)]
    page = (await admin.client.get(PAGE)).text
    assert "Alix Un" in page
    assert "Ville &lt;b&gt;gras" in page
    here = f"{PAGE}/demandes"
    done = await admin.fill(PAGE, at=f"{here}/{asked[0]}", decision="accept", role="editor", authority="97209")
    assert done.headers["location"] == f"{PAGE}?fait=acceptee"
    assert "avec ce rôle\xa0: Rédacteur." in town.post.letters[-1].text
    assert town.post.letters[-1].to == first.email
    assert (await admin.fill(PAGE, at=f"{here}/{asked[0]}", decision="refuse")).status_code == 404
    assert (await admin.fill(PAGE, at=f"{here}/{asked[1]}", decision="accept", role="owner")).status_code == 404
    town.post.down = True
    refused = await admin.fill(PAGE, at=f"{here}/{asked[1]}", decision="refuse")
    assert refused.headers["location"] == f"{PAGE}?fait=refusee"
    town.post.down = False
    assert (await admin.fill(PAGE, at=f"{here}/{asked[2]}", decision="accept", role="admin")).status_code == 403
    people = {member.person: (member.role, member.authority) for member in await list_members(TOWN)}
    assert people[first.person] == ("editor", "97209")
    assert second.person not in people
    done_there = [what for what, _ in await audit_of(TOWN)]
    assert done_there[-5:] == ["access.requested"] * 3 + ["access.granted", "access.refused"]


async def test_no_other_role_and_no_other_territory(town: Town) -> None:
    """Editors read nothing of it; an administrator of another town finds none of its objects."""
    admin, other = await town.signed(), await town.signed(town=OTHER)
    reader = await some_person()
    await hold(reader.person, "reader", TOWN)
    asked = await ask(await some_person(), TOWN, town)
    await admin.fill(PAGE, at=f"{PAGE}/invitations", email="c@example.org", role="reader")
    page = (await admin.client.get(PAGE)).text
    targets = sorted(set(re.findall(r'action="(/territoire/[^"]+)"', page)))
    assert len(targets) >= 6
    for target in targets:
        form = {"email": "d@example.org", "role": "reader", "decision": "accept"}
        answer = await other.fill(PAGE, at=target, **form)
        assert answer.status_code == (200 if target.endswith("/invitations") else 404), target
    assert str(asked) not in (await other.client.get(PAGE)).text
    visit = await town.signed("editor")
    person = (await who_of(visit)).person
    for role in ("editor", "validator", "police", "partner", "reader"):
        async with scoped(Scope(door="test")) as connection:
            await connection.execute("UPDATE role_held SET name = $2 WHERE person = $1", person, role)
        assert (await visit.client.get(PAGE)).status_code == 403
        bound = re.search(r'name="form" value="(\w+)"', (await visit.client.get("/compte")).text)
        assert bound
        for target in targets:
            sent = {"form": bound[1], "email": "d@example.org", "role": "reader"}
            answer = await visit.client.post(target, data=sent, headers={"origin": HERE})
            assert answer.status_code == 403, target


async def test_whoever_was_administrator_is_no_more(town: Town) -> None:
    """What holds is the role in the database, not what a session says."""
    admin = await who_of(await town.signed())
    async with scoped(Scope(door="test")) as connection:
        await connection.execute("UPDATE role_held SET ended_at = now() WHERE person = $1", admin.person)
    with pytest.raises(Exception, match="administrateur du territoire"):
        await invite(admin, "e@example.org", "reader", base=HERE, now=town.clock(), mail=None)


async def test_an_invitation_into_a_territory_is_for_its_address(town: Town) -> None:
    """Somebody else who holds the link takes nothing."""
    admin = await who_of(await town.signed())
    sent = await invite(admin, "f@example.org", "police", base=HERE, now=town.clock(), mail=None)
    token = sent.link.rpartition("/")[2]
    with pytest.raises(Exception, match="autre adresse"):
        await accept(await some_person(), token, town.clock())
    right = replace(await some_person(email="f@example.org"), email="F@example.org")
    assert (await accept(right, token, town.clock())).role == "police"
