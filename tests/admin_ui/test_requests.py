"""`/derogations`: the matrix, asking for all, requests, rights held, their days, vehicles and exports."""

import html
import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import uuid4

import httpx
import pytest
from desking import TOWNS, Place, some_place
from fleets import van
from signing import COOKIE, NOW, SignedByCookie, joined, some_owner
from visits import HERE

from accounts.service.vehicles import add_vehicle
from cirqliz.service.deciding import Decision, decide
from cirqliz.service.derogations import Derogations
from cirqliz.service.following import question
from cirqliz.service.listing import list_asked
from joptimiz.app import create_app
from joptimiz.wiring import wire
from tenants.migrate import Addresses
from tenants.settings import Settings
from tenants.shelf import Shelf
from tenants.who import Who

HOME = "/derogations"
OLD: dict[str, int | str] = {"category": "N1", "gvw_kg": 3500, "critair": "4", "energy": "diesel"}


@dataclass
class Desk:
    """A browser of a carrier, the places it delivers in, and the room behind."""

    client: httpx.AsyncClient
    who: Who
    places: Sequence[Place]
    on: Derogations
    vehicles: Sequence[str]

    @property
    def towns(self) -> str:
        """The question of its places alone."""
        return "&".join(f"t={place.slug}" for place in self.places)

    async def read(self, path: str, status: int = 200) -> str:
        """A page as it is read."""
        answer = await self.client.get(path)
        assert answer.status_code == status, answer.text
        return plain(answer.text)

    async def raw(self, path: str) -> str:
        """A page as it is sent."""
        return (await self.client.get(path)).text

    async def send(self, page: str, at: str = "", status: int = 303, **filled: str | list[str]) -> str:
        """Open a page and send a form of it; where it leads, or what it answers."""
        bound = re.findall(r'name="form" value="(\w+)"', await self.raw("/pieces"))[-1]
        answer = await self.client.post(at or page, data={"form": bound, **filled}, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        return answer.headers["location"] if status == 303 else plain(answer.text)

    async def ask_all(self, **filled: str) -> str:
        """Ask for all that there is; where it leads."""
        page = f"{HOME}/demander?{self.towns}"
        shown = await self.raw(page)
        taken = re.findall(r'name="take" value="([^"]+)"', shown)
        lot = re.findall(r'name="lot" value="([^"]+)"', shown)[0]
        return await self.send(page, take=taken, **{"lot": lot, "debut": NOW.date().isoformat()} | filled)

    async def settle(self, granted: bool) -> str:
        """Have the first request of the first place decided; its id."""
        waits = [each for each in await list_asked(self.who) if each.state in ("open", "question")]
        first = next(each for each in waits if each.territory == self.places[0].slug)
        await decide(
            self.on, self.places[0].officer, [first.id], Decision(granted, "" if granted else "Hors de l’article.")
        )
        return str(first.id)


def plain(text: str) -> str:
    """A page as it is read."""
    kept = re.sub(r"<(style|script|svg)\b.*?</\1>", "", text, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", kept)).split())


@dataclass
class Ground:
    """The product, and two places that propose derogations."""

    app: SignedByCookie
    on: Derogations
    places: Sequence[Place]


@pytest.fixture(scope="module")
async def ground(database: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The same for every test: each has its own carrier."""
    places = [await some_place(name) for name in TOWNS[:2]]
    shelf = Shelf()
    await shelf.refresh()
    settings = Settings.of({"JOPTIMIZ_DATA": str(tmp_path_factory.mktemp("data"))})
    services = wire(settings, shelf, lambda: NOW)
    return Ground(SignedByCookie(create_app(services)), services.derogations, places)


@pytest.fixture
async def desk(ground: Ground) -> AsyncIterator[Desk]:
    """A carrier of three old vans."""
    owner = await some_owner()
    made = [await add_vehicle(owner, van(f"AB{100 + n}CD", f"Fourgon {n}", **OLD), NOW) for n in range(3)]
    async with httpx.AsyncClient(transport=httpx.ASGITransport(ground.app), base_url=HERE) as client:
        client.cookies.set(COOKIE, str(owner.person))
        yield Desk(client, owner, ground.places, ground.on, [str(each.id) for each in made])


async def test_the_matrix_says_a_word_and_a_way_out(desk: Desk) -> None:
    """Old vans may ask everywhere; a clean one may go; one of which nothing is known is to be completed."""
    await add_vehicle(desk.who, van("EF100GH", "Propre", category="N1", gvw_kg=3500, critair="EL"), NOW)
    await add_vehicle(desk.who, van("GH100JK", "Inconnu"), NOW)
    said = await desk.read(f"{HOME}?{desk.towns}")
    assert "6 à demander" in said
    assert "2 autorisés" in said
    assert "2 à vérifier" in said
    assert "Il manque la vignette Crit’Air." in said
    assert "4 dérogations à demander, dans 2 territoires" in said


async def test_the_matrix_is_narrowed(desk: Desk) -> None:
    """By plate, by state, by territory, from another day."""
    assert "AB-101-CD" not in await desk.read(f"{HOME}?{desk.towns}&v=ab 100")
    assert "Aucun véhicule ne correspond" in await desk.read(f"{HOME}?{desk.towns}&etat=allowed")
    one = await desk.read(f"{HOME}?t={desk.places[0].slug}&jour=2027-03-01")
    assert "1er mars 2027" in one
    assert "Fourgon 0" in one


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("jour=demain", "Ce jour ne se lit pas"), ("jour=2050-01-01", "Ce jour ne se lit pas"),
        ("motif=x", "Ce motif n’existe pas"), ("etat=x", "Cet état n’existe pas"),
        ("t=nulle-part", "n’a pas publié ses règles"), ("page=9999999&suite=x", "Où mes véhicules"),
        ("v=%00", "Où mes véhicules"),
    ],
)  # fmt: skip
async def test_a_wrong_question_is_said(desk: Desk, asked: str, told: str) -> None:
    """The page answers what it can read, and says the rest."""
    assert told in await desk.read(f"{HOME}?{asked}")


async def test_a_cell_says_why_and_what_to_ask(desk: Desk) -> None:
    """The rule and its article, the derogations, their proofs and delay."""
    place = desk.places[0]
    said = await desk.read(f"{HOME}/vehicules/{desk.vehicles[0]}/{place.slug}")
    assert "Dérogation à demander" in said
    assert "art.\u00a01" in await desk.raw(f"{HOME}/vehicules/{desk.vehicles[0]}/{place.slug}")
    assert "52 jours par an, réponse sous 15 jours" in said
    assert "Pièces : Kbis" in said
    assert "La dérogation des autocars 1" not in said
    assert "N’est pas pour ce véhicule." in said
    await desk.read(f"{HOME}/vehicules/{desk.vehicles[0]}/nulle-part", 404)
    await desk.read(f"{HOME}/vehicules/{uuid4()}/{place.slug}", 404)


async def test_all_is_asked_at_once_and_once(desk: Desk) -> None:
    """One form for every territory; sent twice, it asks once; what was asked is no longer proposed."""
    page = f"{HOME}/demander?{desk.towns}"
    shown = await desk.raw(page)
    assert "1 pièce manque" in plain(shown)
    taken = re.findall(r'name="take" value="([^"]+)"', shown)
    assert len(taken) == 4, "three vehicles in one place, the organisation in the other"
    lot = re.findall(r'name="lot" value="([^"]+)"', shown)[0]
    filled = {"lot": lot, "debut": NOW.date().isoformat(), "motif": "Tournée quotidienne"}
    first = await desk.send(page, take=taken, **filled)
    assert await desk.send(page, take=taken, **filled) == first
    assert len(await list_asked(desk.who)) == 4
    said = await desk.read(first)
    assert "Vos 4 demandes sont envoyées" in said
    assert "Réponse promise le 15 décembre 2026" in said
    assert "Demande en cours" in await desk.read(f"{HOME}?{desk.towns}")
    assert "rien à demander" in await desk.read(page)


async def test_what_is_wrong_in_the_form_is_said_at_once(desk: Desk) -> None:
    """Nothing is asked; what was typed stays."""
    page = f"{HOME}/demander?{desk.towns}"
    said = await desk.send(page, status=422, debut="hier", motif="Parce que", lot="x")
    for told in ("Le premier jour ne se lit pas", "Aucune dérogation n’est choisie", "Ce formulaire est incomplet"):
        assert told in said
    assert "Parce que" in said
    taken = re.findall(r'name="take" value="([^"]+)"', await desk.raw(page))
    past = await desk.send(page, status=422, take=taken[:1], debut="2020-01-01", lot=str(uuid4()))
    assert "Le premier jour est déjà passé" in past
    assert "AB-100-CD" in past
    assert await list_asked(desk.who) == ()


async def test_a_proof_comes_with_the_form(desk: Desk) -> None:
    """Kept once for every territory; a file that is none stops everything."""
    page = f"{HOME}/demander?{desk.towns}"
    shown = await desk.raw(page)
    bound = re.findall(r'name="form" value="(\w+)"', await desk.raw("/pieces"))[-1]
    taken = re.findall(r'name="take" value="([^"]+)"', shown)
    filled = {"form": bound, "take": taken, "lot": str(uuid4()), "debut": NOW.date().isoformat(), "proof-0": "Kbis"}
    wrong = {"file-0": ("kbis.pdf", b"#!/bin/sh", "application/pdf")}
    answer = await desk.client.post(page, data=filled, files=wrong, headers={"origin": HERE})
    assert answer.status_code == 422
    assert "programme" in plain(answer.text)
    assert await list_asked(desk.who) == ()


async def test_what_the_order_grants_is_granted_at_once(desk: Desk) -> None:
    """From the page of a vehicle, one kind alone."""
    key = f"{desk.places[0].slug}~secours~{desk.vehicles[0]}"
    page = f"{HOME}/demander?un={key}"
    sent = await desk.send(page, take=[key], lot=str(uuid4()), debut=NOW.date().isoformat())
    said = await desk.read(sent)
    assert "Accordée" in said
    assert "1 accordée aussitôt" in said
    assert "AB-100-CD" in await desk.read(f"{HOME}/droits")
    await desk.read(f"{HOME}/demander?un={desk.places[0].slug}~rien~", 404)


async def test_a_question_is_answered(desk: Desk) -> None:
    """Both sides are read in order; the list says that a question waits."""
    await desk.ask_all()
    asked = next(each for each in await list_asked(desk.who) if each.territory == desk.places[0].slug)
    await question(desk.on, desk.places[0].officer, asked.id, "Quel est le PTAC ?")
    assert "Question posée" in await desk.read(f"{HOME}/demandes?etat=question")
    card = f"{HOME}/demandes/{asked.id}"
    assert "Quel est le PTAC ?" in await desk.read(card)
    assert "Écrivez quelques mots" in await desk.send(card, f"{card}/repondre", 422, text=" ")
    await desk.send(card, f"{card}/repondre", text="3,5 t <b>")
    said = await desk.raw(card)
    assert "3,5 t &lt;b&gt;" in said
    assert "En attente" in plain(said)


async def test_a_request_is_withdrawn_and_made_again(desk: Desk) -> None:
    """The page offers to make it again; what is closed cannot be withdrawn twice."""
    await desk.ask_all()
    asked = (await list_asked(desk.who))[0]
    card = f"{HOME}/demandes/{asked.id}"
    done = await desk.send(card, f"{card}/retirer")
    assert "La demande est retirée." in await desk.read(done)
    assert "Cette demande est close" in await desk.send(card, f"{card}/retirer", 409)
    again = await desk.send(card, f"{card}/reprendre")
    assert "La demande est refaite." in await desk.read(again)
    assert "n’est pas retirée" in await desk.send(again, f"{again.split('?')[0]}/reprendre", 409)


async def test_a_refusal_is_contested_once(desk: Desk) -> None:
    """The reason is read; the appeal is a request of its own."""
    await desk.ask_all()
    card = f"{HOME}/demandes/{await desk.settle(False)}"
    assert "Hors de l’article." in await desk.read(card)
    new = await desk.send(card, f"{card}/contester", reason="Le véhicule a changé de moteur.")
    assert "Le refus est contesté" in await desk.read(new)
    assert "déjà contesté" in await desk.send(card, f"{card}/contester", 409, reason="Encore")


async def test_a_day_is_declared_in_one_tap(desk: Desk) -> None:
    """Counted once, and told; a suspended or unknown right cannot be used."""
    await desk.ask_all()
    await desk.settle(True)
    page = f"{HOME}/droits"
    assert "52 jours restants" in await desk.read(page)
    at = re.findall(r'action="(/derogations/droits/[^"]+/jour)"', await desk.raw(page))[0]
    assert "Jour compté" in await desk.read(await desk.send(page, at))
    await desk.send(f"{HOME}/demandes/{(await list_asked(desk.who))[0].id}", at)
    assert "51 jours restants" in await desk.read(page)


async def test_a_broken_down_vehicle_is_replaced(desk: Desk) -> None:
    """Two pages and a choice; the other vehicle holds the right at once."""
    key = f"{desk.places[0].slug}~livraison~{desk.vehicles[0]}"
    await desk.send(f"{HOME}/demander?un={key}", take=[key], lot=str(uuid4()), debut=NOW.date().isoformat())
    await desk.settle(True)
    page = re.findall(r'href="(/derogations/droits/[^"]+/panne)"', await desk.raw(f"{HOME}/droits"))[0]
    assert "Aucun véhicule n’est choisi" in await desk.send(page, status=409)
    assert "AB-101-CD" in await desk.read(page)
    moved = await desk.read(await desk.send(page, vehicle=desk.vehicles[1]))
    assert "La dérogation est maintenant celle de AB-101-CD." in moved
    await desk.read(page, 404)


async def test_rights_are_exported(desk: Desk) -> None:
    """In the schema that we publish; what it cannot tell is said."""
    await desk.ask_all()
    await desk.settle(True)
    answer = await desk.client.get(f"{HOME}/droits/export/json")
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(answer.content)["variante"] == "transporteur"
    assert (await desk.client.get(f"{HOME}/droits/export/csv")).text.startswith("derogation_id,")
    await desk.read(f"{HOME}/droits/export/exe", 404)


async def test_empty_states_say_what_to_do(desk: Desk) -> None:
    """A carrier without vehicles, without requests, without rights."""
    desk.client.cookies.set(COOKIE, str((await some_owner(name="Nouveau")).person))
    assert "Votre flotte est vide." in await desk.read(HOME)
    assert "Vous n’avez encore rien demandé." in await desk.read(f"{HOME}/demandes")
    assert "Vous n’avez encore aucune dérogation." in await desk.read(f"{HOME}/droits")


async def test_a_driver_reads_rights_and_nothing_else(desk: Desk) -> None:
    """A driver declares days, asks for nothing and exports nothing."""
    driver = await joined(desk.who, "driver")
    desk.client.cookies.set(COOKIE, str(driver.person))
    assert "Mes dérogations" in await desk.read(f"{HOME}/droits")
    for path in (HOME, f"{HOME}/demander", f"{HOME}/demandes", f"{HOME}/droits/export/csv"):
        await desk.read(path, 403)


async def test_another_carrier_finds_nothing(desk: Desk) -> None:
    """Neither a batch, nor a request, nor a right."""
    batch = await desk.ask_all()
    number = await desk.settle(True)
    jour = re.findall(r'action="(/derogations/droits/[^"]+/jour)"', await desk.raw(f"{HOME}/droits"))[0]
    desk.client.cookies.set(COOKIE, str((await some_owner(name="Autre")).person))
    await desk.read(batch, 404)
    await desk.read(f"{HOME}/demandes/{number}", 404)
    await desk.send(HOME, jour, 404)
