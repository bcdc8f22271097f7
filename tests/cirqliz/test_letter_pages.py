"""`/territoire/derogations/lettres`: who signs, the wording that was checked, letters of many decisions."""

import io
import re
import zipfile
from datetime import timedelta
from uuid import UUID

from pypdf import PdfReader
from settling import settle

from cirqliz.core.letters import TO_CHECK
from cirqliz.core.senders import TEXTS
from cirqliz.service.batches import work_out
from tenants.database import Scope, scoped

from .conftest import NOW
from .test_desk_pages import HOME, Desk, desk

__all__ = ["desk"]
PAGE = f"{HOME}/lettres"
SIGNING = f"{PAGE}/signature"
FILLED = {
    "number": "0", "signer": "Ana Exemple", "role": "Directrice de la voirie", "delegation": "Arrêté 2026-12",
    "court": "de Nice", "service": "Voirie", "address": "1, place de la Mairie\r\n06000  Exemple", "phone": "04 00",
    "email": "voirie@exemple.fr", "privacy": "dpo@exemple.fr", "silence": "reject",
}  # fmt: skip
CHECKED = {"checked": TEXTS, "checked_by": "Claude Exemple", "checked_on": NOW.date().isoformat()}


def text_of(pdf: bytes) -> str:
    """What a letter says."""
    return re.sub(r"\s+", " ", "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


async def test_who_signs_is_on_each_letter(desk: Desk) -> None:
    """All faults at once; then signed, checked, undone; each change in the journal without a name."""
    wrong = FILLED | CHECKED | {
        "signer": "x" * 161, "role": "", "court": "Nice", "email": "voirie", "silence": "peut-être",
        "address": "\n".join("abcdefg"), "checked_on": (NOW.date() + timedelta(days=2)).isoformat(),
    }  # fmt: skip
    shown = await desk.send(SIGNING, 422, more=wrong)
    for words in (
        "160 signes au plus", "Qualité : À remplir avant", "Écrivez « de Nice »", "n’est pas complète",
        "6 lignes au plus", "n’est pas encore venu", "Choisissez l’une des réponses",
    ):  # fmt: skip
        assert words in shown, words
    await desk.send(SIGNING, 422, more=FILLED | CHECKED | {"checked": "2020-01-01"})
    await desk.send(SIGNING, 422, more=FILLED | CHECKED | {"checked_on": "hier"})
    assert "fait=change" in await desk.send(SIGNING, 303, more=FILLED | CHECKED)
    assert "vérifiés le 24 novembre 2026 par Claude Exemple" in await desk.read(SIGNING)
    assert "tribunal administratif de Nice" in await desk.read(SIGNING)
    await desk.send(SIGNING, 409, more=FILLED | {"signer": "Perdue"})
    await desk.send(SIGNING, 303, more=FILLED | {"number": "1", "signer": "Autre"})
    assert "ne sont pas vérifiés" in await desk.read(SIGNING)
    await desk.send(f"{SIGNING}/reprendre", 303, number="2")
    assert "par Claude Exemple" in await desk.read(SIGNING)
    await desk.send(f"{SIGNING}/reprendre", 409, number="2")
    async with scoped(Scope(desk.town.slug)) as connection:
        told = await connection.fetch("SELECT after::text FROM audit WHERE what = 'letters.changed' ORDER BY number")
    assert len(told) == 3
    assert not [row["after"] for row in told if "Exemple" in row["after"]]
    editor = desk.be(await settle(desk.town.slug, "editor", "Camille Exemple"))
    await editor.read(SIGNING, 403)
    assert "Signature et textes" not in await editor.read(PAGE)


async def test_letters_of_a_batch(desk: Desk) -> None:
    """Asked for as soon as they are decided, followed without script, taken once written; wrong days are told."""
    made = await desk.ask(vehicles=2)
    await desk.send(f"{HOME}/decision/prise", choose=made, act="accorder")
    for since, until in (("hier", "2026-11-24"), ("2026-11-24", "2027-11-24"), ("2026-11-24", "2026-11-23")):
        await desk.send(PAGE, 422, since=since, until=until)
    assert "Aucune décision ces jours-là" in await desk.send(PAGE, 422, since="2026-11-01", until="2026-11-02")
    assert "modèle à faire vérifier" in await desk.read(PAGE)
    await desk.send(SIGNING, 303, more=FILLED | CHECKED)
    where = await desk.send(PAGE, 303, made)
    batch = UUID(where.rsplit("/", 1)[1])
    page = f"{PAGE}/{batch}"
    assert "En attente d’un moment libre" in await desk.read(page)
    assert "pas toutes écrites" in await desk.read(f"{page}/lettres.zip", 409)
    await work_out(Scope(desk.town.slug, role="admin"), batch, dict, lambda: NOW)
    assert "Télécharger les lettres" in await desk.read(page)
    assert "Prêtes" in await desk.read(PAGE)
    taken = await desk.client.get(f"{page}/lettres.zip")
    assert taken.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(taken.content)) as archive:
        written = [text_of(archive.read(name)) for name in archive.namelist()]
    assert len(written) == 2
    for one in made:
        assert sum(str(one)[:8].upper() in letter for letter in written) == 1
    for letter in written:
        assert TO_CHECK not in letter
        for words in ("Ana Exemple", "Directrice de la voirie", "Arrêté 2026-12", "06000 Exemple", "dpo@exemple.fr"):
            assert words in letter, words
    await desk.send(f"{page}/arreter", 409)
    await desk.send(f"{page}/reprendre", 409)
    other = (await desk.send(PAGE, 303, since="2026-11-24", until="2026-11-24")).rsplit("/", 1)[1]
    assert "fait=arret" in await desk.send(f"{PAGE}/{other}/arreter", 303)
    assert "Rien n’en est gardé" in await desk.read(f"{PAGE}/{other}")
    assert "Aucune lettre à préparer" in await desk.send(PAGE, 422, [batch])
    reader = desk.be(await settle(desk.town.slug, "police", "Camille Exemple"))
    await reader.read(page, 403)
