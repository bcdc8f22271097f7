"""The desk of the national team: from a name to a territory and its checklist, and every refusal."""

import html
import os
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from desks import Post
from settling import settle
from signing import COOKIE, NOW, SignedByCookie, some_owner, some_person

from accounts.service.invitations import accept
from accounts.service.provider.ages import Age
from accounts.service.provider.keys import Keys
from accounts.service.secret import Secret
from accounts.web.cookies import FORM
from admin_ui.health import told
from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.database import Scope, scoped
from tenants.face.keeping import get_face
from tenants.migrate import Addresses
from tenants.nodes import be_seen, leave
from tenants.opening.opening import find_draft, get_standing
from tenants.settings import Settings
from tenants.shelf import Shelf

DATA = Path(os.environ.get("JOPTIMIZ_DATA") or Path(__file__).parents[2] / ".data-test")
HERE = "http://localhost:8000"


@dataclass
class Team:
    """A browser, as somebody of the national team or as a carrier."""

    client: httpx.AsyncClient
    operator: UUID
    carrier: UUID
    shelf: Shelf
    post: Post = field(default_factory=Post)

    def as_(self, person: UUID | None) -> None:
        """From here on, signed in as this person, or not at all."""
        self.client.cookies.clear()
        self.client.cookies.set(FORM, "browser")
        if person is not None:
            self.client.cookies.set(COOKIE, str(person))


@pytest.fixture
async def team(database: Addresses) -> AsyncIterator[Team]:
    """Signed in for the national team."""
    operator, carrier = await some_person("Alex Équipe"), await some_owner()
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, granted_by) VALUES ($1, 'operator', 'test')", operator.person
        )
    shelf = Shelf()
    team = Team(httpx.AsyncClient(), operator.person, carrier.person, shelf)
    wired = wire(Settings.of({"JOPTIMIZ_DATA": str(DATA)}), shelf, lambda: NOW)
    wired = replace(wired, identity=replace(wired.identity, mail=team.post))
    transport = httpx.ASGITransport(SignedByCookie(create_app(wired)))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as team.client:
        team.as_(operator.person)
        yield team


HOME = "/national/territoires"
ZFE = {"zfe.seuil": "2", "zfe.genres": "tous"}


async def send(team: Team, siren: str, **filled: str | list[str]) -> httpx.Response:
    """Open the proposal and send its form."""
    shown = await team.client.get(f"{HOME}/ouvrir", params={"siren": siren})
    bound = re.findall(r'name="form" value="(\w+)"', shown.text)
    sent = {"siren": siren, "form": bound[-1], **filled}
    return await team.client.post(HOME, data=sent, headers={"origin": "http://localhost:8000"})


async def test_from_a_name_to_a_checklist_in_four_screens(team: Team) -> None:
    """List, search, proposal, checklist: the draft is kept as chosen, and its sandbox beside it."""
    found = await team.client.get(HOME, params={"q": "rhone lez provence"})
    assert "CC Rhône Lez Provence" in found.text
    assert found.headers["cache-control"] == "no-store"
    siren = re.search(r"ouvrir\?siren=(\d{9})\"[^>]*Rhône Lez Provence", found.text)
    assert siren
    proposal = await team.client.get(f"{HOME}/ouvrir", params={"siren": siren[1]})
    assert proposal.status_code == 200
    assert '<svg class="outline"' in proposal.text
    assert "L3133-1" in proposal.text
    done = await send(
        team, siren[1], name="Rhône Lez Provence", slug="rhone-lez", template=["marche", "zfe"], sandbox="1",
        **{"marche.jours.we": "1", "marche.debut": "06:00", "marche.fin": "13:00", "marche.livraison": "05:00"},
        **{"marche.passages": "secours seulement"},
        **{"zfe.seuil": "2", "zfe.genres": "tous", "layers": "1", "layer.zfe": "1", "layer.other": "1"},
    )  # fmt: skip
    assert done.status_code == 303, done.text
    assert done.headers["location"] == f"{HOME}/rhone-lez?fait=ouvert"
    folder = await find_draft("rhone-lez")
    assert folder is not None
    hidden = ("ztl", "pedestrian", "school", "event", "dimension", "bay_area", "bays")
    assert (await get_face("rhone-lez")).hidden == hidden
    market = next(source.text for source in folder[0] if source.name == "rules/marche.yaml")
    assert 'days: [we], time: "06:00-13:00"' in market
    assert (await get_standing("rhone-lez-essai")).state == "open"
    checklist = await team.client.get(f"{HOME}/rhone-lez")
    assert "Mode d’emploi technique" in checklist.text
    assert "2 arrêtés, dont 2 à vérifier" in checklist.text
    again = await team.client.get(HOME, params={"q": siren[1]})
    assert "Déjà ouvert" in again.text


async def test_a_form_with_faults_comes_back_with_what_was_typed(team: Team) -> None:
    """All of them at once; nothing is opened."""
    answer = await send(
        team,
        "200017341",
        slug="Été",
        name="Mon nom",
        template=["marche"],
        **{"marche.debut": "6 h", "marche.fin": "13:00"},
    )
    assert answer.status_code == 422
    assert "nom court" in answer.text
    answer = await send(team, "200017341", name="Mon nom", template=["marche"], **{"marche.debut": "6 h"})
    assert answer.status_code == 422
    assert "de cinq en cinq minutes" in answer.text
    assert "Jours de marché" in answer.text
    assert 'value="Mon nom"' in answer.text
    assert 'value="6 h"' in answer.text


@pytest.mark.parametrize("siren", ["", "12", "200017342", "552081317", "20001734100012", "%00", "🙂"])
async def test_a_wrong_number_is_a_page_that_says_so(team: Team, siren: str) -> None:
    """Never a failure of ours."""
    answer = await team.client.get(f"{HOME}/ouvrir", params={"siren": siren})
    assert answer.status_code == 422
    assert "SIREN" in answer.text or "numéro" in answer.text or "SIRET" in answer.text


async def test_only_the_national_team_enters(team: Team) -> None:
    """Nobody, then a carrier: neither reads nor opens."""
    for path in (HOME, f"{HOME}/ouvrir?siren=200017341", f"{HOME}/riviera"):
        team.as_(None)
        assert (await team.client.get(path)).status_code in (302, 303, 401)
        team.as_(team.carrier)
        assert (await team.client.get(path)).status_code == 403
    team.as_(team.operator)
    shown = await team.client.get(f"{HOME}/ouvrir", params={"siren": "200017341"})
    bound = re.findall(r'name="form" value="(\w+)"', shown.text)
    sent = {"siren": "200017341", "form": bound[-1]}
    foreign = await team.client.post(HOME, data=sent, headers={"origin": "https://ailleurs.example"})
    assert foreign.status_code == 403
    assert "200017341" not in (await team.client.get(HOME)).text


async def test_an_unknown_territory_is_not_found(team: Team) -> None:
    """As a page."""
    assert (await team.client.get(f"{HOME}/nulle-part")).status_code == 404


async def test_communes_holidays_and_outline_are_ones_own(team: Team) -> None:
    """Two communes less, one more, one holiday, an outline: the draft says so; a faulty form keeps all of it."""
    shown = html.unescape((await team.client.get(f"{HOME}/ouvrir", params={"siren": "200018083"})).text)
    codes = re.findall(r'name="member" value="(\w{5})" checked', shown)
    assert len(codes) > 3
    wrong: dict[str, str | list[str]] = {
        "member": codes[2:],
        "more": "00000",
        "holidays": "2026-02-30 Jamais\n2026-12-25 Noël",
        "email": "nul",
    }
    answer = await send(team, "200018083", shown="1", slug="a-soi", **wrong)
    said = html.unescape(answer.text).replace("\u00a0", " ").replace("\u202f", " ")
    assert answer.status_code == 422
    assert all(word in said for word in ("« 00000 »", "2026-02-30", "adresse électronique n’est pas complète"))
    assert f'value="{codes[0]}">' in said
    assert 'value="00000"' in said
    good = wrong | {"more": "", "holidays": "2026-12-25 Noël", "email": ""}
    answer = await send(team, "200018083", shown="1", slug="a-soi", **good)
    assert answer.status_code == 303, answer.text
    assert (await get_standing("a-soi")).members == sorted(codes[2:])
    folder = await find_draft("a-soi")
    assert folder is not None
    assert folder[0][0].text.count("2026-12-25") == 1
    assert "saisis à l’ouverture" in folder[0][0].text


async def test_a_syndicate_is_opened_by_its_communes(team: Team) -> None:
    """Its name and communes by hand; a wrong one is told whole."""
    asked = {"siren": "256900903", "nom": "SYTRAL", "communes": "69123 69000"}
    wrong = await team.client.get(f"{HOME}/ouvrir", params=asked)
    assert (wrong.status_code, "69000" in wrong.text) == (422, True)
    asked["communes"] = "69123, 69266"
    shown = await team.client.get(f"{HOME}/ouvrir", params=asked)
    assert shown.status_code == 200
    bound = re.findall(r'name="form" value="(\w+)"', shown.text)[-1]
    sent = {"siren": "256900903", "name": "SYTRAL", "member": ["69123", "69266"], "shown": "1", "form": bound}
    answer = await team.client.post(HOME, data=sent, headers={"origin": HERE})
    assert answer.status_code == 303, answer.text
    assert (await get_standing("sytral")).kind == "SYN"


async def test_the_first_administrator_finds_the_draft_and_a_validator_puts_it_on_the_map(
    team: Team,
) -> None:
    """Invited by the opening, entered, read; approved by somebody else, published: everybody reads it at `/t`."""
    email = f"{uuid4()}@example.org"
    answer = await send(team, "200023125", slug="une-ouverture", template=["zfe"], email=email, **ZFE)
    assert answer.status_code == 303, answer.text
    assert f"{email} est invité" in html.unescape((await team.client.get(f"{HOME}/une-ouverture")).text)
    [letter] = [one.text for one in team.post.letters if one.to == email]
    keeper = await some_person("Ana Première", email)
    found = re.search(r"/invitation/([\w-]+)", letter)
    assert found
    await accept(keeper, found[1], NOW)
    again = await send_to(
        team, f"{HOME}/ouvrir?siren=200017341", f"{HOME}/une-ouverture/administrateur", email="x@example.org"
    )
    assert again.status_code == 409
    team.as_(keeper.person)
    rulebook = await team.client.get("/territoire/reglement")
    [draft] = set(re.findall(r"/territoire/projets/[0-9a-f-]{36}", rulebook.text))
    assert "Premier règlement" in rulebook.text
    assert (await send_to(team, draft, f"{draft}/soumettre")).status_code == 303
    validator = await settle("une-ouverture", "validator", "Bel Osmane")
    team.as_(validator.person)
    digest = re.search(r'name="digest" value="(\w+)"', (await team.client.get(draft)).text)
    assert digest
    for step in ("approuver", "publier"):
        sent = await send_to(team, draft, f"{draft}/{step}", digest=digest[1])
        assert sent.status_code == 303, sent.text
    await team.shelf.refresh()
    assert (await team.client.get("/t/une-ouverture")).status_code == 200


async def send_to(team: Team, page: str, at: str, **filled: str) -> httpx.Response:
    """A form of a page."""
    bound = re.findall(r'name="form" value="(\w+)"', (await team.client.get(page)).text)[-1]
    return await team.client.post(at, data=filled | {"form": bound}, headers={"origin": HERE})


async def test_the_health_of_all_territories_is_one_page(team: Team) -> None:
    """A node that lags is named with its territory, a key says what it does; for the national team alone."""
    page = await team.client.get("/national/sante")
    assert page.status_code == 200, page.text
    node = f"noeud-{uuid4().hex[:8]}"
    await be_seen(node)
    await Keys(Secret("", DATA)).rotate(NOW, at_once=True)
    said = html.unescape((await team.client.get("/national/sante")).text)
    assert node in said
    assert "Signe depuis aujourd’hui" in said
    await leave(node)
    team.as_(team.carrier)
    assert (await team.client.get("/national/sante")).status_code == 403


def test_a_key_is_told_by_what_it_does() -> None:
    """One that comes, one that signs and is old, one that no longer signs, one that is retired."""
    spans = [(1, None), (-200, 3), (-300, 1), (-400, -100)]
    ages = [
        Age("kid", "ES256", NOW, NOW + timedelta(days=start), None if end is None else NOW + timedelta(days=end))
        for start, end in spans
    ]
    begins = ("Publiée", "Signe depuis 200 jours", "Ne signe plus", "Retirée le")
    assert all(key.state.startswith(word) for key, word in zip(told(ages, NOW), begins, strict=True))
    [only] = told([Age("kid", "ES256", NOW, NOW - timedelta(days=200), None)], NOW)
    assert (only.state, only.old) == ("Signe depuis 200 jours", True)
