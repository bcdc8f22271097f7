"""`/derogations`: the matrix, a cell of it, asking for all at once."""

import io
import re
from uuid import UUID, uuid4

import pytest
from carriers import HOME, Desk, Ground, plain
from fleets import van
from pypdf import PdfWriter
from signing import NOW
from visits import HERE

from accounts.service.vehicles import add_vehicle
from cirqliz.service.asking import Wish, ask
from cirqliz.service.documents import add_documents
from cirqliz.service.giving import give_proofs
from cirqliz.service.listing import list_asked
from cirqliz.service.opening import open_deposit
from cirqliz.service.refusals import Refused
from tenants.audit import export_audit
from tenants.database import Scope, scoped
from tenants.errors import NotFound


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


async def test_all_the_territories_are_asked_and_none_is_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond what fits side by side, one link asks everywhere; what one form does not hold comes in the next."""
    monkeypatch.setattr("admin_ui.requests.question.MOST_COLUMNS", 1)
    monkeypatch.setattr("admin_ui.requests.asking.MOST_AT_ONCE", 3)
    shown = await desk.raw(f"{HOME}?{desk.towns}")
    assert "Demander dans les 2 territoires choisis" in plain(shown)
    assert "tous=oui" in shown
    page = f"{HOME}/demander?{desk.towns}&tous=oui"
    form = await desk.raw(page)
    taken = re.findall(r'name="take" value="([^"]+)"', form)
    assert len(taken) == 3
    assert "Il en reste 1" in plain(form)
    lot = re.findall(r'name="lot" value="([^"]+)"', form)[0]
    await desk.send(page, take=taken, lot=lot, debut=NOW.date().isoformat())
    rest = re.findall(r'name="take" value="([^"]+)"', await desk.raw(page))
    assert len(rest) == 1
    assert len({key.partition("~")[0] for key in (*taken, *rest)}) == 2


async def test_news_are_read_in_the_page(desk: Desk) -> None:
    """An empty page says what comes there; a form that is no form of ours is refused."""
    page = f"{HOME}/nouvelles"
    assert "Rien de nouveau pour l’instant" in await desk.read(page)
    assert "Ce formulaire est incomplet" in await desk.send(page, f"{page}/lues", 422, jusqu="demain")
    assert await desk.send(page, f"{page}/lues", jusqu=NOW.isoformat()) == f"{page}?fait=lu"
    assert "marquées comme lues" in await desk.read(f"{page}?fait=lu")


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


async def keep_kbis(desk: Desk, ground: Ground) -> None:
    """A document that the first place asks for."""
    blank = io.BytesIO()
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.write(blank)
    await add_documents(ground.sealing, desk.who, {"proof": "kbis"}, [("kbis.pdf", blank.getvalue())], NOW)


async def test_what_is_held_is_given_once_to_each_territory(desk: Desk, ground: Ground) -> None:
    """A proof that the kind asks for goes with its requests, sealed anew; the other territory reads nothing."""
    sealing = ground.sealing
    await keep_kbis(desk, ground)
    assert "pièce manque" not in await desk.read(f"{HOME}/demander?{desk.towns}")
    await desk.ask_all()
    first, second = desk.places
    async with scoped(Scope(first.slug, role="admin")) as connection:
        rows = await connection.fetch("SELECT * FROM deposit WHERE carrier = $1", desk.carrier)
        joined_to = await connection.fetchval("SELECT count(*) FROM request_deposit WHERE deposit = $1", rows[0]["id"])
    assert len(rows) == 1
    assert await give_proofs(sealing, desk.who, await list_asked(desk.who), NOW) == 0
    assert joined_to == 3
    request = next(each.id for each in await list_asked(desk.who) if each.territory == first.slug)
    opened = await open_deposit(sealing, first.officer, request, rows[0]["id"], NOW)
    assert (opened.name, opened.data[:5]) == ("kbis.pdf", b"%PDF-")
    journal = b"".join([line async for line in export_audit(first.slug)])
    assert journal.count(b'"what":"deposit.opened"') == 1
    assert str(first.officer.person).encode() in journal
    for stranger, error in ((second.officer, NotFound), (desk.who, Refused)):
        with pytest.raises(error):
            await open_deposit(sealing, stranger, request, rows[0]["id"], NOW)
    async with scoped(Scope(second.slug, role="admin")) as connection:
        assert await connection.fetchval("SELECT count(*) FROM deposit WHERE carrier = $1", desk.carrier) == 0


async def test_a_form_cut_off_gives_its_proofs_when_it_is_sent_again(desk: Desk, ground: Ground) -> None:
    """Asked, and stopped before the proofs were given: the same form asks for nothing more and gives them."""
    lot, place = uuid4(), desk.places[0]
    await ask(desk.on, desk.who, lot, [Wish(place.slug, "livraison", UUID(desk.vehicles[0]), NOW.date())])
    await keep_kbis(desk, ground)
    page = f"{HOME}/demander?{desk.towns}"
    assert str(lot) in await desk.send(page, lot=str(lot), debut=NOW.date().isoformat())
    assert len(await list_asked(desk.who)) == 1
    async with scoped(Scope(place.slug, role="admin")) as connection:
        assert await connection.fetchval("SELECT count(*) FROM deposit WHERE carrier = $1", desk.carrier) == 1
