"""`/pieces`: the documents of a carrier, given once for every territory."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from litestar.response import Redirect

from accounts.service.vehicles import Asked as Question
from accounts.service.vehicles import Vehicle, get_vehicle, list_vehicles
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import by_field, form_of, now_of, on_failure, seen, show
from admin_ui.files import handed
from admin_ui.requests.listed import asked_of, card_of, rows_of
from admin_ui.weight import TooLarge
from cirqliz.needs import Sealing
from cirqliz.service.documents import (
    Document,
    add_documents,
    find_document,
    list_documents,
    open_document,
    remove_document,
    replace_document,
    restore_document,
)
from cirqliz.service.keepers import KEEPERS
from rules.model import Problem
from rules.written.plates import compact
from tenants.errors import Conflict, Failure, NotFound, Unreadable
from tenants.shelf import Shelf
from tenants.who import Who

HOME = "/pieces"
LARGEST_SENT = 25_000_000
"""Bytes of a whole form: a few documents at once."""
MOST_FILES = 10
LABELS = {
    "proof": "Pièce",
    "other": "Autre pièce",
    "plate": "Véhicule",
    "until": "Valable jusqu’au",
    "file": "Fichiers",
}


def _on_too_large(request: Asked, error: ClientException) -> Response[str]:
    """A page with what helps; the framework read nothing of the form."""
    if error.status_code != TooLarge.status:
        raise error
    failure = TooLarge(
        "documents-large",
        "Cet envoi dépasse 25 Mo : rien n’est ajouté.",
        "Envoyez moins de fichiers à la fois, ou une photo réduite : « Taille moyenne » suffit.",
    )
    return show(request, "document-large.html", TooLarge.status, failure=failure)


class DocumentPages(Controller):
    """The list, adding several at once, replacing, removing and taking back, the file itself."""

    path = HOME
    opt = {"access": "signed", "roles": KEEPERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    request_max_body_size = LARGEST_SENT
    exception_handlers = {Failure: on_failure, ClientException: _on_too_large}  # noqa: RUF012

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """What is held, by proof and vehicle, and what territories ask for."""
        return await _home(request)

    @post("/")
    async def add(self, request: Asked) -> Redirect | Response[str]:
        """Add files, all or none; the form again with every problem."""
        form, who = await form_of(request), get_signed(request).who
        try:
            files = await _files_of(request)
            typed = {**form, "vehicle": await _vehicle_of(request, form.get("plate", ""))}
            made = await add_documents(_sealing(request), who, typed, files, now_of(request))
        except (Unreadable, NotFound, Conflict) as failure:
            return await _home(request, failure, form)
        return seen(f"{HOME}?ajoutees={len(made)}")

    @get("/{document:uuid}")
    async def card(self, request: Asked, document: UUID) -> Response[str]:
        """One document, and the form that replaces it."""
        return await _card(request, document)

    @post("/{document:uuid}")
    async def replace(self, request: Asked, document: UUID) -> Redirect | Response[str]:
        """Another file in its place."""
        form, who = await form_of(request), get_signed(request).who
        files = await _files_of(request)
        try:
            await replace_document(
                _sealing(request), who, document, form, files[0] if files else None, now=now_of(request)
            )
        except (Unreadable, Conflict) as failure:
            return await _card(request, document, failure, form)
        return seen(f"{HOME}?remplacee=1")

    @get("/{document:uuid}/fichier")
    async def download(self, request: Asked, document: UUID) -> Response[bytes]:
        """The file itself, never shown by the browser within the site."""
        proof = await open_document(_sealing(request), get_signed(request).who, document, now_of(request))
        return handed(proof.name, proof.data, proof.media_type)

    @post("/{document:uuid}/retirer")
    async def remove(self, request: Asked, document: UUID) -> Redirect:
        """Take it away; the list offers to take it back."""
        await remove_document(get_signed(request).who, document, now_of(request))
        return seen(f"{HOME}?fait={document}")

    @post("/{document:uuid}/reprendre")
    async def restore(self, request: Asked, document: UUID) -> Redirect:
        """Take it back."""
        await restore_document(get_signed(request).who, document, now_of(request))
        return seen(HOME)


async def _home(request: Asked, failure: Failure | None = None, form: Mapping[str, str] | None = None) -> Response[str]:
    who, today = get_signed(request).who, now_of(request).date()
    held, fleet = await list_documents(who), await list_vehicles(who, Question(limit=200))
    plates = await _plates(who, held, fleet.vehicles)
    asked = asked_of(cast("Shelf", request.app.state["shelf"]).current(), held, today)
    said = request.query_params
    count = said.get("ajoutees", "")
    return show(
        request, "documents.html", failure.status if failure else 200, rows=rows_of(held, plates, today), asked=asked,
        names=sorted({each.proof for each in asked} | {each.proof for each in held}), fleet=fleet.vehicles,
        failure=failure, form=form or {}, faults=by_field(failure.problems) if failure else {}, labels=LABELS,
        added=int(count) if count.isdecimal() and len(count) < 4 else 0, replaced="remplacee" in said,
        gone=await _gone(request, said.get("fait", "")), today=today.isoformat(),
    )  # fmt: skip


async def _card(
    request: Asked, document: UUID, failure: Failure | None = None, form: Mapping[str, str] | None = None
) -> Response[str]:
    who, today = get_signed(request).who, now_of(request).date()
    found = await find_document(who, document)
    if found is None or found.removed_at:
        raise NotFound("document-unknown", "Cette pièce n’existe pas, ou n’existe plus.")
    plates = await _plates(who, (found,))
    return show(
        request, "document.html", failure.status if failure else 200,
        row=card_of(found, plates, today), failure=failure, form=form or {},
        faults=by_field(failure.problems) if failure else {}, labels=LABELS, today=today.isoformat(),
    )  # fmt: skip


async def _plates(who: Who, held: Sequence[Document], known: Sequence[Vehicle] = ()) -> Mapping[UUID, Vehicle]:
    """The vehicles that documents are about, archived or not."""
    found = {each.id: each for each in known}
    for vehicle in {each.vehicle for each in held} - found.keys():
        if vehicle is not None:
            found[vehicle] = await get_vehicle(who, vehicle)
    return found


async def _vehicle_of(request: Asked, plate: str) -> str:
    """The id of the vehicle with this plate, nothing for the organisation itself; raises Unreadable."""
    wanted = compact(plate)
    if not plate.strip():
        return ""
    page = await list_vehicles(get_signed(request).who, Question(plate, limit=200))
    found = next((each.id for each in page.vehicles if compact(each.plate.number) == wanted), None)
    if found is None:
        hint = "Choisissez une plaque de la liste, ou laissez vide pour une pièce de l’organisation."
        problem = Problem("document_plate", "Ce véhicule n’est pas dans votre flotte.", hint, pointer="/plate")
        raise Unreadable("document-invalid", "Rien n’est encore ajouté : corrigez ce qui suit.", problems=(problem,))
    return str(found)


async def _files_of(request: Asked) -> list[tuple[str, bytes]]:
    """The files that were chosen, with their names; raises Unreadable for too many."""
    form = await request.form()
    files = [each for each in form.getall("file", []) if isinstance(each, UploadFile) and each.filename]
    if len(files) > MOST_FILES:
        problem = Problem("proof_many", f"{MOST_FILES} fichiers au plus à la fois.", pointer="/file")
        raise Unreadable("document-invalid", "Rien n’est encore ajouté : corrigez ce qui suit.", problems=(problem,))
    return [(each.filename, await each.read()) for each in files]


async def _gone(request: Asked, document: str) -> Document | None:
    """The document that was just removed, so that it can be taken back."""
    try:
        found = await find_document(get_signed(request).who, UUID(document))
    except ValueError:
        return None
    return found if found and found.removed_at else None


def _sealing(request: Asked) -> Sealing:
    return cast("Sealing", request.app.state["sealing"])
