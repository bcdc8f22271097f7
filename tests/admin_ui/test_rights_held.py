"""`/derogations/demandes`, `/derogations/droits`: what follows a request; rights, days, vehicles, exports; who may."""

import json
import re
from uuid import uuid4

from carriers import HOME, Desk, plain
from signing import COOKIE, NOW, joined, some_owner

from cirqliz.service.following import question
from cirqliz.service.listing import list_asked


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
