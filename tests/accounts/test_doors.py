"""The room's doors: pages that work without a script, the fleet for programs, and who may open them."""

import re
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from signing import COOKIE, NOW, SignedByCookie, joined, some_owner, some_person, some_siret

from accounts.web.cookies import FORM
from accounts.web.forms import HEADER, binding_of
from connectors.mail import Mailbox
from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.migrate import Addresses
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.who import Who

API = "/api/v1/vehicles"
VAN = {"plate": "ab 123 cd", "facts": {"category": "N1", "gvw_kg": 3500, "energy": "diesel", "euro": "6"}}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product's folder, with its mailbox."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
async def client(database: Addresses, data: Path) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, whose caller a cookie names."""
    settings = Settings.of({"JOPTIMIZ_DATA": str(data)})
    app = SignedByCookie(create_app(wire(settings, Shelf(), lambda: NOW)))
    # Litestar tells its messages apart more finely than httpx asks.
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client


def by(who: Who) -> dict[str, str]:
    """The headers by which somebody is known, and what was sent is bound to their browser."""
    return {
        "cookie": f"{COOKIE}={who.person}; {FORM}=browser",
        "origin": "http://localhost",
        HEADER: binding_of("browser"),
    }


async def test_the_fleet_for_programs(client: httpx.AsyncClient) -> None:
    """Added, read, described anew, archived; the class is computed and says so."""
    who = await some_owner()
    added = await client.post(API, json=VAN, headers=by(who))
    assert added.status_code == 201
    told = added.json()
    assert (told["plate"], told["facts"]["critair"], told["provenance"]["critair"]) == ("AB-123-CD", "2", "computed")
    at = f"{API}/{told['id']}"
    changed = await client.put(at, json=VAN | {"name": "Frigo", "facts": {"critair": "3"}}, headers=by(who))
    assert changed.json()["facts"] == {"critair": "3"}
    assert (await client.get(at, headers=by(who))).json()["name"] == "Frigo"
    listed = (await client.get(API, params={"q": "frigo"}, headers=by(who))).json()
    assert (listed["count"], listed["next"], len(listed["vehicles"])) == (1, None, 1)
    assert (await client.delete(at, headers=by(who))).status_code == 204
    assert (await client.delete(at, headers=by(who))).status_code == 204
    assert (await client.get(API, headers=by(who))).json()["count"] == 0
    assert (await client.get(API, params={"archived": True}, headers=by(who))).json()["count"] == 1


async def test_a_key_adds_once(client: httpx.AsyncClient) -> None:
    """The same request again gives the same vehicle; the same key for another is told."""
    headers = by(await some_owner()) | {"idempotency-key": "k"}
    first, again = [await client.post(API, json=VAN, headers=headers) for _ in range(2)]
    assert first.json() == again.json()
    other = await client.post(API, json=VAN | {"plate": "EF-456-GH"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency-key")
    del headers["idempotency-key"]
    assert (await client.post(API, json=VAN, headers=headers)).json()["code"] == "plate-known"


async def test_every_problem_of_a_vehicle_at_once(client: httpx.AsyncClient) -> None:
    """Off the shape, or of what it says."""
    headers = by(await some_owner())
    facts = {"category": "N1", "gvw_kg": 7500, "first_registered": "2099-01-01"}
    said = (await client.post(API, json={"plate": "AB-12O-CD", "facts": facts}, headers=headers)).json()
    assert [problem["pointer"] for problem in said["problems"]] == [
        "/plate", "/facts/first_registered", "/facts/gvw_kg",
    ]  # fmt: skip
    off = await client.post(API, json={"plate": 3, "facts": {"wheels": 4}}, headers=headers)
    assert (off.status_code, len(off.json()["problems"])) == (422, 2)
    assert (await client.get(API, params={"after": "x"}, headers=headers)).status_code == 422


async def test_who_may_open_what(client: httpx.AsyncClient) -> None:
    """Nobody is sent to sign in, programs get 401; a driver only reads; another carrier finds nothing."""
    owner, stranger = await some_owner(), await some_owner()
    driver = await joined(owner, "driver")
    at = f"{API}/{(await client.post(API, json=VAN, headers=by(owner))).json()['id']}"
    card = at.replace(API, "/flotte")
    for path in (API, at, "/flotte", card, "/organisation", "/invitation/x"):
        assert (await client.get(path)).status_code == (401 if path.startswith(API) else 303), path
    assert (await client.get(at, headers=by(driver))).status_code == 200
    assert "Enregistrer" not in (await client.get(card, headers=by(driver))).text
    for method, path, body in (("POST", API, VAN), ("PUT", at, VAN), ("DELETE", at, None)):
        assert (await client.request(method, path, json=body, headers=by(driver))).status_code == 403
    for path in ("/flotte/ajouter", card, f"{card}/archiver", "/flotte/listes"):
        assert (await client.post(path, data={"plate": "EF-456-GH"}, headers=by(driver))).status_code == 403
    for method, path, body in (("GET", at, None), ("PUT", at, VAN), ("DELETE", at, None), ("GET", card, None)):
        assert (await client.request(method, path, json=body, headers=by(stranger))).status_code == 404
    assert (await client.get("/flotte", headers=by(await some_owner("shipper")))).status_code == 403
    for wrong in ("x", uuid.uuid4()):
        assert (await client.get(f"{API}/{wrong}", headers=by(owner))).status_code == 404


async def test_the_form_keeps_what_was_written(client: httpx.AsyncClient) -> None:
    """Every problem beside its field, what was typed still there; then the vehicle is in the list."""
    who = await some_owner()
    wrong = {"plate": "AB-12O-CD", "gvw_kg": "lourd", "name": '<b>"x"'}
    page = await client.post("/flotte/ajouter", data=wrong, headers=by(who))
    assert page.status_code == 422
    assert "Vouliez-vous dire «\u00a0AB-120-CD\u00a0»\u202f?" in page.text
    assert 'value="lourd"' in page.text
    assert "&lt;b&gt;" in page.text
    good = {"plate": "AB-120-CD", "gvw_kg": "3,5", "category": "N1", "energy": "electric"}
    done = await client.post("/flotte/ajouter", data=good, headers=by(who))
    assert (done.status_code, done.headers["location"]) == (303, "/flotte")
    listed = (await client.get("/flotte", headers=by(who))).text
    for said in ("AB-120-CD", "Électrique", "Crit’Air\u00a0E", "calculé"):
        assert said in listed
    again = await client.post("/flotte/ajouter", data=good, headers=by(who))
    assert (again.status_code, "déjà dans votre flotte" in again.text) == (409, True)


async def test_nil_characters_break_nothing(client: httpx.AsyncClient) -> None:
    """In a field, a search or an address: taken out, or told."""
    who = await some_owner()
    form = {"plate": "AB-123-CD\0", "name": "a\0b"}
    assert (await client.post("/flotte/ajouter", data=form, headers=by(who))).status_code == 303
    founding = {"kind": "shipper", "name": "x\0", "country": "BE"}
    assert (await client.post("/organisation/nouvelle", data=founding, headers=by(who))).status_code == 303
    invited = {"email": "a\0@example.org", "role": "shipper"}
    assert (await client.post("/organisation/invitations", data=invited, headers=by(who))).status_code == 200
    for path in ("/flotte?q=%00", "/flotte?apres=AA", f"{API}?q=%00", "/flotte?fait=%00"):
        assert (await client.get(path, headers=by(who))).status_code in {200, 403, 422}, path
    said = await client.post(API, json=VAN | {"name": "x\0", "plate": "EF\0"}, headers=by(who))
    assert said.status_code in {403, 422}


async def test_the_document_says_how_each_door_refuses(client: httpx.AsyncClient) -> None:
    """Problem details for every operation, and the shapes of what is asked and answered."""
    document = (await client.get("/schema/openapi.json")).json()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert "application/problem+json" in operation["responses"]["default"]["content"], path
            assert "400" not in operation["responses"], path
    assert {"VehicleIn", "VehicleOut", "VehiclesOut", "FactsIn"} <= document["components"]["schemas"].keys()
    assert not any(path.startswith(("/flotte", "/organisation", "/invitation")) for path in document["paths"])


async def test_archived_and_taken_back(client: httpx.AsyncClient) -> None:
    """The list offers the undo, which works."""
    who = await some_owner()
    vehicle = (await client.post(API, json=VAN, headers=by(who))).json()["id"]
    gone = await client.post(f"/flotte/{vehicle}/archiver", headers=by(who))
    page = (await client.get(gone.headers["location"], headers=by(who))).text
    assert f'action="/flotte/{vehicle}/reprendre"' in page
    await client.post(f"/flotte/{vehicle}/reprendre", headers=by(who))
    assert (await client.get(API, headers=by(who))).json()["count"] == 1


async def test_a_file_is_reviewed_and_taken(client: httpx.AsyncClient) -> None:
    """Uploaded, mended in its form, taken; another carrier’s is not found."""
    who, stranger = await some_owner(), await some_owner()
    data = (Path(__file__).parents[1] / "wrong/fleets/faults.csv").read_bytes()
    sent = await client.post("/flotte/listes", files={"file": ("parc.csv", data)}, headers=by(who))
    at = sent.headers["location"]
    page = await client.get(at, headers=by(who))
    assert "parc.csv" in page.text
    assert page.text.count("Retirer la ligne") >= 18
    assert (await client.get(at, headers=by(stranger))).status_code == 404
    assert (await client.post(f"{at}/ajouter", headers=by(stranger))).status_code == 404
    fields = dict(re.findall(r'name="(l5c[0-9]+)" value="([^"]*)"', page.text))
    await client.post(at, data=fields | {"l5c0": "AB-120-CE"}, headers=by(who))
    await client.post(f"{at}/lignes/6/retirer", headers=by(who))
    taken = await client.post(f"{at}/ajouter", headers=by(who))
    assert taken.headers["location"].endswith("?ajoutes=4")
    await client.post(f"{at}/abandonner", headers=by(who))
    assert "abandonnée" in (await client.get(at, headers=by(who))).text
    unread = await client.post("/flotte/listes", files={"file": ("x.xlsx", b"PK\x03\x04")}, headers=by(who))
    assert (unread.status_code, "classeur" in unread.text) == (422, True)


async def test_the_fleet_is_downloaded(client: httpx.AsyncClient) -> None:
    """As a file, to those who read the fleet."""
    who = await some_owner()
    await client.post(API, json=VAN, headers=by(who))
    file = await client.get("/flotte/export.csv", headers=by(await joined(who, "driver")))
    assert file.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in file.headers["content-disposition"]


async def test_an_organisation_is_founded_and_joined(client: httpx.AsyncClient, data: Path) -> None:
    """From the form to the invitation taken, by pages only."""
    founder, guest, other = await some_person(), await some_person("Nadia"), await some_person()
    wrong = await client.post("/organisation/nouvelle", data={"kind": "carrier", "siret": "1"}, headers=by(founder))
    assert (wrong.status_code, wrong.text.count('class="problem"')) == (422, 2)
    form = {"kind": "carrier", "name": "Marchand", "country": "FR", "siret": some_siret()}
    assert (await client.post("/organisation/nouvelle", data=form, headers=by(founder))).status_code == 303
    refused = await client.post("/organisation/nouvelle", data=form, headers=by(other))
    assert (refused.status_code, "invitation" in refused.text, "Camille" in refused.text.split("<main")[1]) == (
        409, True, False,
    )  # fmt: skip
    page = await client.post(
        "/organisation/invitations", data={"email": guest.email, "role": "driver"}, headers=by(founder)
    )
    assert f"Invitation envoyée à {guest.email}" in page.text
    letters = [each.letter for each in Mailbox(data / "mailbox").read() if each.letter.to == guest.email]
    link = re.search(r"http://localhost(/invitation/[\w-]+)", letters[0].text)
    assert link is not None
    assert "Rejoindre Marchand" in (await client.get(link[1], headers=by(guest))).text
    assert (await client.post(link[1], headers=by(other))).status_code == 409
    assert (await client.post(link[1], headers=by(guest))).status_code == 303
    people = (await client.get("/organisation", headers=by(founder))).text
    leave = re.search(r"/organisation/membres/[0-9a-f-]+/quitter", people)
    assert leave is not None
    last = await client.post(leave[0], headers=by(founder))
    assert (last.status_code, "dernière personne" in last.text) == (409, True)
    remove = re.search(r"/organisation/membres/[0-9a-f-]+/retirer", people)
    assert remove is not None
    assert (await client.post(remove[0], headers=by(guest))).status_code == 403
    assert (await client.post(remove[0], headers=by(founder))).status_code == 303
    assert "Nadia" not in (await client.get("/organisation", headers=by(founder))).text


async def test_a_form_of_elsewhere_changes_nothing(client: httpx.AsyncClient) -> None:
    """Sent from another site, or without what binds it to this browser, a form is refused on every page."""
    who = await some_owner()
    mine = by(who)
    bare = {"cookie": mine["cookie"], "origin": mine["origin"]}
    for headers in (bare, mine | {"origin": "https://evil.example"}, mine | {HEADER: binding_of("another")}):
        for path in ("/flotte/ajouter", "/flotte/listes", "/organisation/nouvelle", "/organisation/invitations"):
            sent = await client.post(path, data={"plate": "AB-123-CD", "name": "x"}, headers=headers)
            assert sent.status_code == 403, path
    assert (await client.get(API, headers=mine)).json()["count"] == 0
