"""Documents of a carrier: sealed, its own, traced, replaced, taken back, gone at their term."""

import io
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from pypdf import PdfWriter
from signing import NOW, joined, some_owner

from accounts.core.drafts import Draft
from accounts.service.sealing import Seal
from accounts.service.secret import Secret
from accounts.service.vehicles import add_vehicle
from cirqliz.service import documents
from cirqliz.service.documents import add_documents, list_documents, open_document, remove_document, restore_document
from cirqliz.service.keepers import Refused
from joptimiz.privacy import house_register
from rules.written.plates import Plate
from tenants.database import Scope, scoped
from tenants.errors import Conflict, NotFound, Unreadable
from tenants.migrate import Addresses
from tenants.privacy import Owners, purge
from tenants.who import Who

WORD = b"Sirene 552100554 Camille Exemple"


def pdf() -> bytes:
    """A PDF that says something recognisable."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": WORD.decode()})
    kept = io.BytesIO()
    writer.write(kept)
    assert WORD in kept.getvalue()
    return kept.getvalue()


@dataclass
class Held:
    """An owner with one document."""

    who: Who
    seal: Seal
    document: uuid.UUID
    file: bytes = field(default_factory=pdf)


@pytest.fixture
async def held(database: Addresses, tmp_path: Path) -> Held:
    """An owner who gave a Kbis."""
    who, seal, file = await some_owner(), Seal(Secret(None, tmp_path)), pdf()
    (made,) = await add_documents(seal, who, {"proof": "Extrait Kbis"}, [("kbis.pdf", file)], NOW)
    return Held(who, seal, made, file)


async def _row(held: Held) -> asyncpg.Record:
    async with scoped(held.who.scope()) as connection:
        return await connection.fetchrow("SELECT * FROM document WHERE id = $1", held.document)


async def test_it_is_sealed_and_opens_as_it_was(held: Held, tmp_path: Path) -> None:
    """No word of it lies in the database; another secret, or another place, does not open it; the opening is traced."""
    row = await _row(held)
    assert WORD not in bytes(row["sealed"])
    assert bytes(row["sealed"][:200]) not in held.file
    assert (await open_document(held.seal, held.who, held.document, NOW)).data == held.file
    with pytest.raises(Conflict, match="ne s’ouvre plus"):
        await open_document(Seal(Secret(None, tmp_path / "other")), held.who, held.document, NOW)
    async with scoped(held.who.scope()) as connection:
        twin = uuid.uuid4()
        await connection.execute(
            "INSERT INTO document SELECT carrier, $2, proof, vehicle, name, media_type, bytes, sha256, sealed, key,"
            " added_by, added_at, expires_at, removed_at FROM document WHERE id = $1",
            held.document, twin,
        )  # fmt: skip
        traced = await connection.fetch("SELECT what, person FROM document_trace WHERE document = $1", held.document)
    assert {(each["what"], each["person"]) for each in traced} == {
        ("added", held.who.person), ("opened", held.who.person),
    }  # fmt: skip
    with pytest.raises(Conflict):
        await open_document(held.seal, held.who, twin, NOW)


async def test_another_carrier_or_a_driver_finds_nothing(held: Held) -> None:
    """404 to another carrier, 403 to a driver of the same; a dispatcher opens it."""
    other = await some_owner()
    for act in (
        open_document(held.seal, other, held.document, NOW),
        remove_document(other, held.document, NOW),
        restore_document(other, held.document, NOW),
    ):
        with pytest.raises(NotFound):
            await act
    assert await list_documents(other) == ()
    with pytest.raises(Refused):
        await list_documents(await joined(held.who, "driver"))
    dispatcher = await joined(held.who, "dispatcher")
    assert (await open_document(held.seal, dispatcher, held.document, NOW)).name == "kbis.pdf"


async def test_removed_taken_back_replaced(held: Held) -> None:
    """What is removed does not open, and comes back within seven days; what replaces takes its place and its proof."""
    await remove_document(held.who, held.document, NOW)
    assert await list_documents(held.who) == ()
    with pytest.raises(NotFound):
        await open_document(held.seal, held.who, held.document, NOW)
    with pytest.raises(NotFound):
        await restore_document(held.who, held.document, NOW + timedelta(days=8))
    await restore_document(held.who, held.document, NOW + timedelta(days=6))
    await documents.replace_document(
        held.seal, held.who, held.document, {"until": "2027-01-31"}, ("nouveau.pdf", held.file), now=NOW
    )
    (found,) = await list_documents(held.who)
    assert (found.proof, found.name, str(found.valid_until)) == ("Extrait Kbis", "nouveau.pdf", "2027-01-31")
    assert not found.lapsed(found.valid_until or NOW.date())
    with pytest.raises(NotFound):
        await documents.replace_document(held.seal, held.who, held.document, {}, ("a.pdf", held.file), now=NOW)


async def test_all_or_none(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    """One bad file among several, a foreign vehicle, too many: nothing is kept."""
    files = [("a.pdf", held.file), ("b.pdf", b"MZ")]
    with pytest.raises(Unreadable) as told:
        await add_documents(held.seal, held.who, {"proof": "Devis"}, files, NOW)
    assert "b.pdf" in told.value.problems[0].message
    with pytest.raises(Unreadable):
        await add_documents(held.seal, held.who, {"proof": "Devis"}, [], NOW)
    typed = {"proof": "Carte grise", "vehicle": str(uuid.uuid4())}
    with pytest.raises(NotFound):
        await add_documents(held.seal, held.who, typed, files[:1], NOW)
    monkeypatch.setattr(documents, "MOST", 1)
    with pytest.raises(Conflict):
        await add_documents(held.seal, held.who, {"proof": "Devis"}, files[:1], NOW)
    assert len(await list_documents(held.who)) == 1


async def test_it_goes_at_its_term_and_with_its_vehicle(held: Held) -> None:
    """Seven days after its removal, two months after its validity, with the vehicle it is about; never by hand."""
    assert held.who.acting is not None
    carrier = uuid.UUID(held.who.acting.carrier)
    vehicle = await add_vehicle(held.who, Draft(Plate("FR", "ZZ901ZZ"), "", {}), NOW)
    typed = {"proof": "Carte grise", "vehicle": str(vehicle.id), "until": "2026-12-31"}
    (card,) = await add_documents(held.seal, held.who, typed, [("cg.pdf", held.file)], NOW)
    async with scoped(held.who.scope()) as connection:
        await connection.execute("DELETE FROM document")
    assert len(await list_documents(held.who)) == 2
    await remove_document(held.who, held.document, NOW)
    mine = {"document": house_register()["document"]}
    await purge(mine, Owners((), (str(carrier),)), NOW + timedelta(days=6))
    assert await _row(held) is not None
    await purge(mine, Owners((), (str(carrier),)), NOW + timedelta(days=8))
    assert await _row(held) is None
    assert [each.id for each in await list_documents(held.who)] == [card]
    async with scoped(Scope(carrier=str(carrier), role="purge")) as connection:
        await connection.execute("DELETE FROM vehicle WHERE id = $1", vehicle.id)
    assert await list_documents(held.who) == ()
