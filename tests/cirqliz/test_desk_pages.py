"""`/territoire/derogations`: what an officer reads and sends, and what becomes of it."""

import asyncio
import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from settling import settle
from signing import COOKIE, SignedByCookie
from visits import HERE

from admin_ui.derogations import queue
from admin_ui.derogations.carried import carry
from cirqliz.core.listing import is_known
from cirqliz.service import desk as waiting
from cirqliz.service.asking import Wish, ask
from cirqliz.service.held import list_rights
from connectors.sheets import read_rows
from tenants.who import Who

from .conftest import TODAY, Town, letter_text
from .heard import keep

DUE = (TODAY + timedelta(days=15)).isoformat()
HOME = "/territoire/derogations"


@dataclass
class Desk:
    """The browsers of a territory."""

    client: httpx.AsyncClient
    town: Town
    who: Who

    def be(self, who: Who) -> "Desk":
        """The same product, read by somebody else."""
        client = httpx.AsyncClient(transport=self.client._transport, base_url=HERE)
        client.cookies.set(COOKIE, str(who.person))
        return Desk(client, self.town, who)

    async def read(self, path: str = HOME, status: int = 200) -> str:
        """A page, as its reader sees it."""
        answer = await self.client.get(path)
        assert answer.status_code == status, answer.text
        return said(answer.text)

    async def send(
        self,
        at: str,
        status: int = 200,
        choose: list[UUID] | None = None,
        more: dict[str, str] | None = None,
        **filled: str,
    ) -> str:
        """A form of the desk."""
        # The last form of a page is its own: the first is that of the menu.
        bound = re.findall(r'name="form" value="(\w+)"', (await self.client.get("/compte")).text)
        sent: dict[str, str | list[str]] = {"form": bound[-1], **filled, **(more or {})}
        if choose is not None:
            sent["choose"] = [str(one) for one in choose]
        answer = await self.client.post(at, data=sent, headers={"origin": HERE})
        assert answer.status_code == status, answer.text
        return said(answer.text) + str(answer.headers.get("location", ""))

    async def ask(self, kind: str = "occasionnel", vehicles: int = 1, **more: object) -> list[UUID]:
        """What the carrier asks for."""
        wishes: list[Wish] = [self.town.wish(kind, number, **more) for number in range(vehicles)]
        return [one.id for one in await ask(self.town.on, self.town.owner, uuid4(), wishes)]

    async def held(self) -> list[str]:
        """The kinds that the carrier’s vehicles hold."""
        return [right.kind for right in await list_rights(self.town.carrier, self.town.vehicles, TODAY)]


def said(text: str) -> str:
    """Without marks, as it is read."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ").split())


@pytest.fixture
async def desk(town: Town, app: SignedByCookie) -> AsyncIterator[Desk]:
    """Its administrator, over the rules of the demonstration."""
    who = await settle(town.slug, "admin", "Ana Exemple")
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]  # as elsewhere
    async with httpx.AsyncClient(transport=transport, base_url=HERE) as client:
        client.cookies.set(COOKIE, str(who.person))
        yield Desk(client, town, who)


async def test_a_batch_is_granted_and_holds(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty at first; alike together; decided at once, then in force, in the list of rights."""
    assert "toutes les demandes ont leur réponse" in await desk.read()
    made = await desk.ask(vehicles=3)
    for module in (queue, waiting):
        monkeypatch.setattr(module, "MOST", 2)
    assert "Page 2 sur 2, 3 demandes" in await desk.read(f"{HOME}?page=9")
    monkeypatch.undo()
    shown = await desk.read()
    assert "3 demandes attendent" in shown
    assert "le passage occasionnel, 3 demandes" in shown
    assert "Décider 3 demandes" in await desk.send(f"{HOME}/decision", group=",".join(map(str, made)))
    assert "3 accordées" in await desk.send(f"{HOME}/decision/prise", choose=made, act="accorder")
    assert await desk.held() == ["occasionnel"] * 3
    assert "3 droits" in await desk.read(f"{HOME}/droits")
    assert "toutes les demandes ont leur réponse" in await desk.read()


async def test_a_refusal_says_why_in_the_words_of_the_order(desk: Desk) -> None:
    """None without reason, none of another order’s proofs; what was typed stays on the page."""
    (made,) = await desk.ask()
    shown = await desk.send(f"{HOME}/decision/prise", 422, [made], act="refuser", text="Gardé.")
    assert "Choisissez un motif de refus" in shown
    assert "Gardé." in shown
    await desk.send(f"{HOME}/decision/prise", 422, [made], act="refuser", motive="proof:Extrait Kbis")
    await desk.send(f"{HOME}/decision/prise", 422, [made], act="refuser", motive="other")
    await desk.send(f"{HOME}/decision/prise", 422, [made], act="refuser", motive="article", text="x" * 1_600)
    assert await desk.held() == []
    told = await desk.send(f"{HOME}/decision/prise", choose=[made], act="refuser", motive="article", text="Déjà livré.")
    assert "1 refusée" in told
    shown = await desk.read(f"{HOME}/{made}")
    assert "prévues par l’article 10 de l’arrêté D-2026-001 ne sont pas remplies. Déjà livré." in shown


async def test_wrong_dates_decide_nothing(desk: Desk) -> None:
    """A day that is none, a century, an end before its start; then other dates are granted."""
    (made,) = await desk.ask("chantier")
    for starts, last in (("demain", ""), ("9999-12-31", ""), ("2026-12-02", "2026-12-01")):
        await desk.send(f"{HOME}/decision/prise", 422, [made], act="accorder", starts=starts, last=last)
    await desk.send(f"{HOME}/decision/prise", choose=[made], act="accorder", starts="2026-12-01", last="2026-12-05")
    assert "Du 1er décembre 2026 au 5 décembre 2026" in await desk.read(f"{HOME}/droits")


async def test_two_officers_at_once(desk: Desk) -> None:
    """One decides, the other is told by whom."""
    made = await desk.ask(vehicles=2)
    other = desk.be(await settle(desk.town.slug, "validator", "Claude Exemple"))
    told = await asyncio.gather(
        *(one.send(f"{HOME}/decision/prise", choose=made, act="accorder") for one in (desk, other))
    )
    assert sum("2 accordées" in one for one in told) == 1
    assert sum("Déjà accordée par" in one for one in told) == 1
    assert len(await desk.held()) == 2


async def test_two_people_where_the_territory_wants_it(desk: Desk) -> None:
    """One proposes and cannot confirm; another does; only who administers chooses it."""
    other = desk.be(await settle(desk.town.slug, "editor", "Claude Exemple"))
    await other.send(f"{HOME}/deux-personnes", 403, active="oui")
    await desk.send(f"{HOME}/deux-personnes", 303, active="oui")
    made = await desk.ask(vehicles=2)
    assert "2 proposées" in await desk.send(f"{HOME}/decision/prise", choose=made, act="accorder", text="Vu.")
    assert "À confirmer par une seconde personne" in await desk.read() or "par Ana Exemple" in await desk.read()
    assert "à confirmer par une autre personne" in await desk.send(
        f"{HOME}/decision/prise", choose=made, act="confirmer"
    )
    assert await desk.held() == []
    assert "2 accordées" in await other.send(f"{HOME}/decision/prise", choose=made, act="confirmer")
    assert len(await desk.held()) == 2


async def test_a_question_waits_for_its_answer(desk: Desk) -> None:
    """It is asked in words, and the request goes to the end of the queue."""
    (made,) = await desk.ask()
    await desk.send(f"{HOME}/{made}/question", 422, words="  ")
    await desk.send(f"{HOME}/{made}/question", 303, words="Quel chantier ?")
    assert "En attente du transporteur" in await desk.read()
    assert "Quel chantier ?" in await desk.read(f"{HOME}/{made}")


async def test_a_right_is_suspended_resumed_checked_and_taken_back(desk: Desk) -> None:
    """At once where it is urgent, then resumed; a day is counted once; police counts it, and decides nothing."""
    made = await desk.ask()
    await desk.send(f"{HOME}/decision/prise", choose=made, act="accorder")
    (right,) = await list_rights(desk.town.carrier, desk.town.vehicles, TODAY)
    page = f"{HOME}/droits/{right.id}"
    await desk.send(f"{page}/urgence", 422, more={"measure": "suspend", "motive": "other"})
    urgent = {"motive": "other", "text": "Plainte de riverains.", "ground": "urgency", "urgency": "La voie cède."}
    opened = await desk.send(f"{page}/urgence", 303, more={"due": DUE, **urgent})
    assert await desk.held() == []
    assert "Plainte de riverains." in await desk.read(page)
    await desk.send(f"{page}/reprendre", 409)
    await desk.send(f"{opened.split('?')[0]}/abandon", 303)
    assert await desk.held() == ["occasionnel"]
    police = desk.be(await settle(desk.town.slug, "police"))
    assert "fait=jour" in await police.send(f"{page}/controler", 303)
    assert "fait=deja" in await police.send(f"{page}/controler", 303)
    assert "1 sur 12" in await police.read(page)
    await police.send(f"{page}/entendre", 403)
    await keep(desk.town.on, desk.town.officers[0], UUID(page.rsplit("/", 1)[1]), "revoke", "Fausse déclaration.")
    await desk.send(f"{page}/reprendre", 409)
    assert await desk.held() == []
    assert "Aucun droit n’est accordé" in await desk.read(f"{HOME}/droits")
    assert "Fausse déclaration." in await desk.read(f"{HOME}/droits?etat=termines")


async def test_found_by_plate_carrier_and_kind(desk: Desk) -> None:
    """However a plate is written; an unknown word finds nothing, and says so."""
    await desk.ask(vehicles=2)
    await desk.ask("artisan")
    assert "1 demande attend" in await desk.read(f"{HOME}?q=ab-101-cd")
    assert "3 demandes attendent" in await desk.read(f"{HOME}?q=transports")
    assert "1 demande attend" in await desk.read(f"{HOME}?sorte=artisan")
    assert "Aucune demande ne correspond" in await desk.read(f"{HOME}?q=zzz")
    assert "Aucune demande ne correspond" in await desk.read(f"{HOME}?q=%00%25_")


async def test_what_the_right_changes_is_shown_before_it_is_decided(desk: Desk) -> None:
    """The same zone without and with it, and the proofs that are not there."""
    (made,) = await desk.ask("artisan")
    shown = await desk.read(f"{HOME}/{made}")
    assert "Ce que le droit changerait" in shown
    assert re.search(r"ZTL La Condamine.*?Interdit (Sous condition|Autorisé)", shown)
    assert "Non jointes : Extrait Kbis, Certificat d’immatriculation." in shown


async def test_figures_for_who_decides_and_for_who_reads(desk: Desk) -> None:
    """A reader reads no count below five, on the page nor in the file."""
    made = await desk.ask(vehicles=2)
    await desk.send(f"{HOME}/decision/prise", choose=made, act="accorder")
    assert "Accordées Refusées Jours utilisés Novembre 2026 Le passage occasionnel 2 0 0" in await desk.read(
        f"{HOME}/statistiques"
    )
    reader = desk.be(await settle(desk.town.slug, "reader"))
    assert "moins de 5" in await reader.read(f"{HOME}/statistiques")
    sheet = (await reader.client.get(f"{HOME}/statistiques/statistiques.csv")).text
    assert "2026-11;le passage occasionnel;moins de 5;0;0" in sheet
    assert "Vous lisez, sans décider." in await reader.read()


async def test_nothing_is_decided_of_nothing_nor_of_another_territory(desk: Desk) -> None:
    """No box, a word that is no number, an unknown request: said, and nothing else."""
    await desk.send(f"{HOME}/decision", 422)
    await desk.send(f"{HOME}/decision", 422, group="x,,y")
    await desk.send(f"{HOME}/decision/prise", 422, [uuid4()], act="accorder")
    await desk.read(f"{HOME}/{uuid4()}", 404)
    await desk.read(f"{HOME}/droits/{uuid4()}", 404)
    await desk.send(f"{HOME}/droits/{uuid4()}/entendre", 404)
    await desk.send(f"{HOME}/droits/{uuid4()}/controler", 404)


async def test_a_kind_that_is_gone_can_only_be_refused(desk: Desk) -> None:
    """The rulebook changed while the request was open: it says so, and refuses to grant."""
    made = await desk.ask("chantier")
    await desk.town.republish("chantier", "travaux")
    assert "ne peut qu’être refusée" in await desk.send(f"{HOME}/decision", choose=made)
    assert "elle ne peut qu’être refusée" in await desk.send(f"{HOME}/decision/prise", choose=made, act="accorder")
    assert "1 refusée" in await desk.send(
        f"{HOME}/decision/prise", choose=made, act="refuser", motive="other", text="Fini."
    )


LIST = """Immatriculation;Type;Début;Fin;Jours;Numéro
AB-123-CD;passage occasionnel;01/01/2026;31/12/2027;10;D-1
AB-12O-CD;passage occasionnel;01/01/2026;31/12/2027;10;D-2
AB-125-CD;Livreur;01/01/2026;31/12/2027;;D-3
"""


async def test_an_existing_list_is_taken_whole_or_not_at_all(desk: Desk) -> None:
    """Faults at their line and column; nothing taken before they are mended or left; taken once."""
    page = f"{HOME}/import"
    await desk.send(page, 422, text=" ", act="lire")
    shown = await desk.send(page, text=LIST, act="lire")
    assert "1 ligne se lit, 2 sont à corriger" in shown
    assert "Ligne 3 Immatriculation" in shown
    assert "« Livreur » veut dire" in shown
    held = carry(read_rows(LIST.encode(), is_known))  # type: ignore[arg-type]  # it is read above
    await desk.send(page, 422, held=held, act="prendre")
    await desk.send(page, 422, held="eJw=", act="prendre")
    assert "Aucun droit n’est accordé" in await desk.read(f"{HOME}/droits")
    explained = {"held": held, "texte-1": "Livreur", "sorte-1": "occasionnel"}
    assert "2 lignes se lisent, 1 est à corriger" in await desk.send(page, act="lire", more=explained)
    assert "2 dérogations sont prises" in await desk.send(page, act="prendre-justes", more=explained)
    again = await desk.send(page, act="prendre-justes", more=explained)
    assert "Rien de nouveau, 2 étaient déjà là" in again
    rights = await desk.read(f"{HOME}/droits")
    assert "2 droits" in rights
    assert "Sans compte · n° D-1" in rights
    assert "1 droit pour « D-3 »" in await desk.read(f"{HOME}/droits?q=D-3")
    reader = desk.be(await settle(desk.town.slug, "reader"))
    await reader.read(page, 403)


async def test_each_decision_has_its_letter(desk: Desk) -> None:
    """A PDF that says what was decided, why and of whom; none of what does not exist."""
    (made,) = await desk.ask()
    await desk.send(f"{HOME}/decision/prise", choose=[made], act="refuser", motive="article", text="Déjà livré.")
    answer = await desk.client.get(f"{HOME}/{made}/lettre.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["cache-control"] == "no-store"
    text = letter_text(answer)
    for word in ("Demande de dérogation refusée", "Transports Exemple", "Déjà livré", "D-2026-001", "AB-100-CD"):
        assert word in text, word
    await desk.read(f"{HOME}/{uuid4()}/lettre.pdf", 404)
