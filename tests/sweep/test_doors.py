"""The cross-tenant sweep, generated from the routes: what is another’s is neither told nor changed, at any door."""

import asyncpg
import pytest
from doors import Door, Swept, UnknownToTheSweep, by, doors_of, tries
from houses import House
from sending import ASKED
from structlog.testing import capture_logs
from worlds import ROLES, Tenant

from accounts.core.roles import CARRIER_ROLES, TERRITORY_ROLES
from accounts.web.forms import FIELD, binding_of
from tenants.database import Scope, scoped
from tenants.migrate import Addresses

CLOSING = "/national/territoires/{slug:str}/fermeture"
CHOSEN = (
    "/national/territoires/ouvrir",
    *(f"{CLOSING}/{step}" for step in ("export", "archive", "effacement", "reprise", "preuve")),
)
"""Reached from what was searched for, or from a step before: `test_territories` and `test_closing_pages` try them."""

KEEPERS = (*CARRIER_ROLES, *TERRITORY_ROLES)
"""Who acts for a fleet or a territory: the other organisations keep nothing that an id names here."""
BEHIND = {
    "/territoire/derogations/droits": "/territoire/derogations",
    "/territoire/derogations/laissez-passer": "/territoire/derogations",
    "/territoire/derogations/import": "/territoire/derogations",
    "/territoire/derogations/lettres": "/territoire/derogations",
    "/territoire/derogations/lettres/signature": "/territoire/derogations/lettres",
    "/territoire/derogations/statistiques": "/territoire/derogations",
    "/territoire/derogations/statistiques/statistiques.csv": "/territoire/derogations/statistiques",
    "/territoire/derogations/exports": "/territoire/derogations",
    "/territoire/derogations/controles": "/territoire/derogations",
    **{
        f"/territoire/derogations/exports/controle.{form}": "/territoire/derogations/exports"
        for form in ("csv", "json", "zip")
    },
    **{f"/territoire/aires/{page}": "/territoire/aires" for page in ("ecarts", "import", "retirees", "nouvelle")},
    "/territoire/aires/panneaux.pdf": "/territoire/aires",
    "/territoire/disques/occupation.csv": "/territoire/disques",
    "/territoire/publication": "/territoire/reglement",
    "/territoire/reglement/nouvelle": "/territoire/reglement",
    "/territoire/reglement/reprendre": "/territoire/reglement",
    "/territoire/sante": "/territoire/publication",
}
"""Pages of a desk that another one leads to, in place of a tab."""


async def kept(database: Addresses, tenant: Tenant, other: Tenant) -> dict[str, list[str]]:
    """Every row that names somebody or something of this tenant, as the superuser reads it, by table.

    What the other keeps in its own fleet, or says in its own audit, may name anything that it wrote there.
    """
    ids = [value for each in (tenant.ids, tenant.territorys) for name, value in each.items() if name != "number"]
    named = [tenant.slug, *(str(each) for each in tenant.organisations.values()), *ids]
    named += [str(each.who.person) for each in tenant.people.values()]
    connection = await asyncpg.connect(database.superuser.replace("/postgres?", "/joptimiz?"))
    tables = await connection.fetch(
        "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"
        " WHERE schemaname IN ('public', 'dramatiq') ORDER BY 1"
    )
    found = {}
    for table in tables:
        rows = await connection.fetch(
            f"SELECT row FROM (SELECT to_jsonb(t)::text AS row FROM {table['name']} t) AS rows"
            " WHERE row LIKE ANY ($1) AND row::jsonb ->> 'carrier' IS DISTINCT FROM $2"
            " AND row::jsonb ->> 'territory' IS DISTINCT FROM $3 ORDER BY row",
            [f"%{each}%" for each in (*named, tenant.word)], str(other.organisations["carrier"]), other.slug,
        )  # fmt: skip
        found[table["name"]] = [row["row"] for row in rows]
    await connection.close()
    return found


async def test_no_door_tells_or_changes_what_is_anothers(house: House, database: Addresses) -> None:
    """Each door, by nobody and in each of the thirteen roles of another tenant, with the ids of this one everywhere."""
    before = await kept(database, house.target, house.other)
    assert sum(map(len, before.values())) >= 90
    swept = Swept(house.client, house.target, house.other)
    doors = doors_of(house.app)
    with capture_logs() as logs:
        for door in doors:
            await swept.door(door)
    after = await kept(database, house.target, house.other)
    for table, rows in before.items():
        assert after[table] == rows, table
    assert not house.target.told(str(logs))
    for letter in house.post.letters:
        assert not house.target.told(f"{letter.to} {letter.subject} {letter.text}")
    assert len(doors) >= 150
    assert swept.asked >= 2_500


async def test_everybody_opens_their_own(house: House) -> None:
    """Who keeps something is shown it: else the sweep would find nothing because there is nothing to find."""
    shown = 0
    for door in doors_of(house.app):
        if door.method != "GET" or not door.signed or "token" in door.path:
            continue
        for role in (each for each in ROLES if each != "operator"):
            # What is named by an id is its carrier’s, or its territory’s; a passkey is of one person, the owner.
            named = (role not in KEEPERS and door.names_an_object) or (role != "owner" and "{key:" in door.path)
            if door.admits(role) and not named:
                asked, reader = door.address(house.target), house.target.people[role]
                answer = await house.client.get(asked, params=ASKED.get(door.path), headers=by(reader))
                assert answer.status_code == 200 or "/compte/code" in door.path, f"{door}: {answer.status_code}"
                shown += bool(house.target.told(answer.text))
    assert shown >= 40


async def test_the_national_team_opens_its_desk(house: House) -> None:
    """With a second factor each of its pages opens, and what is sent there with nothing in it is told so."""
    strong = await house.other.settle("operator", ("pwd", "mfa"))
    desks = [door for door in doors_of(house.app) if door.national and door.path not in CHOSEN]
    for door in desks:
        sent = {} if door.method == "GET" else {"data": {FIELD: binding_of(strong.token)}}
        answer = await house.client.request(door.method, door.address(house.target), headers=by(strong), **sent)  # type: ignore[arg-type]
        if door.method == "GET" or door.path.endswith("{territory:str}/reprendre"):
            assert answer.status_code in (200, 201), f"{door}: {answer.status_code}"
        else:
            assert answer.status_code in (404, 422), f"{door}: {answer.status_code}"
    assert len(desks) >= 11


async def test_who_is_in_both_acts_in_one(house: House) -> None:
    """The owner of two fleets, acting in one, does not find what the other keeps."""
    both = await house.other.settle("owner")
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, organisation, granted_by) VALUES ($1, 'owner', $2, 'test')",
            both.who.person, house.target.organisations["carrier"],
        )  # fmt: skip
    swept = Swept(house.client, house.target, house.other)
    for door in doors_of(house.app):
        if door.names_an_object and door.path.startswith(("/flotte", "/api/v1/vehicles", "/organisation")):
            for sent in tries(door, house.target, "owner"):
                assert (await swept.send(door, sent, both)).status_code in (404, 422), door
    assert swept.asked >= 20


async def test_an_invitation_passed_on_tells_nothing(house: House) -> None:
    """Its link says where, by whom and as what to its address alone."""
    address, link = f"{house.target.word}@example.org", f"/invitation/{house.target.ids['token']}"
    for email, status in ((address, 200), ("autre@example.org", 409)):
        somebody = await house.other.settle("")
        async with scoped(Scope(door="test")) as connection:
            await connection.execute("UPDATE person SET email = $2 WHERE id = $1", somebody.who.person, email)
        answer = await house.client.get(link, headers=by(somebody))
        assert answer.status_code == status
        assert (f"Maison {house.target.word}" in answer.text) == (status == 200)


def test_a_new_door_must_join(house: House) -> None:
    """A parameter or a body that nobody described turns the sweep red."""
    known = next(door for door in doors_of(house.app) if str(door) == "PUT /api/v1/vehicles/{vehicle:uuid}")
    with pytest.raises(UnknownToTheSweep):
        Door("GET", "/tours/{tour:uuid}", known.handler).address(house.target)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("doors.BODIES", {})
        with pytest.raises(UnknownToTheSweep):
            known.body(house.target)


async def test_what_is_public_is_the_same_for_everybody(house: House) -> None:
    """A page that a cache may keep says the same bytes to each of two tenants and to nobody."""
    kept = 0
    for door in doors_of(house.app):
        if door.method != "GET" or door.signed:
            continue
        people = (None, house.target.people["owner"], house.other.people["admin"])
        told = [await house.client.get(door.address(house.target), headers=by(each)) for each in people]
        if any({"no-store", "private"} & set(each.headers.get("cache-control", "").split(", ")) for each in told):
            continue
        # Rings of a clock and times apart, which no cookie changes, nothing differs.
        assert len({(each.status_code, each.content) for each in told}) == 1, door
        kept += 1
    assert kept >= 10


async def test_a_refusal_offers_the_way_that_there_is(house: House) -> None:
    """Another role is offered to who has one to choose, an organisation to who has none."""
    alone, nobody = house.other.people["shipper"], house.other.people[""]
    both = await house.other.settle("shipper")
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, 'reader', $2, 'test')",
            both.who.person, house.other.slug,
        )  # fmt: skip
    for somebody, chooses, founds in ((alone, False, False), (both, True, False), (nobody, False, True)):
        answer = await house.client.get("/flotte", headers=by(somebody))
        assert answer.status_code == 403
        assert ("Choisir un rôle" in answer.text) == chooses
        assert ("Créer une organisation" in answer.text) == founds


async def test_each_desk_is_reached_from_the_menus(house: House) -> None:
    """Whoever administers a territory, or acts for the nation, finds each page in the tabs; the map leads there too."""
    found = 0
    for role, home in (("admin", "/territoire/personnes"), ("operator", "/national")):
        somebody = await house.target.settle(role, ("pwd", "mfa"))
        tabs, menu = [(await house.client.get(path, headers=by(somebody))).text for path in (home, "/")]
        below = home.rpartition("/")[0] or home
        pages = [door.path for door in doors_of(house.app) if door.method == "GET" and door.path.startswith(below)]
        for page in (each for each in pages if "{" not in each and each not in CHOSEN):
            found += 1
            if before := BEHIND.get(page):
                assert f'href="{page}"' in (await house.client.get(before, headers=by(somebody))).text, page
                continue
            assert f'<a href="{page}"' in tabs, page
            assert role == "operator" or f'<a href="{page}"' in menu, page
        assert f'<a href="{home}"' in menu
    assert found >= 7
