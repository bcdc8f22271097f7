"""`…/{id}/lettre.pdf`: the letter that says to a carrier where its request stands, or what was decided of it."""

import asyncio
from collections.abc import Callable
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get
from litestar.params import FromPath

from accounts.service.organisations import names_of
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS
from admin_ui.derogations.shown import GONE, HOME, named, rights_of, today_of
from admin_ui.rules.pages import entry_of
from cirqliz.core.letters import Kind, Letter, Reason, Sender
from cirqliz.service.acting import READERS, for_territory
from cirqliz.service.derogations import Request
from cirqliz.service.desk import Whole, get_whole
from cirqliz.service.letters import Fonts, write_letter
from rules.written.plates import show
from tenants.face.keeping import get_face
from tenants.registry import Entry

KINDS: dict[str, Kind] = {
    "open": "acknowledgement", "question": "question", "granted": "grant", "refused": "refusal",
    "withdrawn": "acknowledgement",
}  # fmt: skip


class LetterPages(Controller):
    """The letter of a request."""

    path = HOME
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/{application:uuid}/lettre.pdf")
    async def letter(self, request: Asked, application: FromPath[UUID]) -> Response[bytes]:
        """The same bytes for the same request in the same state; raises NotFound, Unavailable."""
        who = get_signed(request).who
        entry = await entry_of(for_territory(who, READERS))
        whole = await get_whole(who, application, await today_of(request))
        letter = await _letter(request, entry, whole)
        fonts = cast("Callable[[], Fonts]", request.app.state["letter_fonts"])
        pdf = await asyncio.to_thread(lambda: write_letter(letter, fonts()))
        headers = {"content-disposition": f'attachment; filename="lettre-{str(application)[:8]}.pdf"'}
        return Response(pdf, media_type="application/pdf", headers=headers)


async def _letter(request: Asked, entry: Entry, whole: Whole) -> Letter:
    asked, right = whole.waiting.request, whole.right
    face = await get_face(entry.slug)
    signer = (await named([asked.decided_by])).get(asked.decided_by, "") if asked.decided_by else ""
    sender = Sender(face.name or entry.name, entry.timezone, (), face.contact, signer, logo=face.logo)
    carrier = (await names_of({asked.carrier})).get(asked.carrier, GONE)
    clock = ZoneInfo(entry.timezone)
    book = rights_of(request).current().rulebooks.get(entry.slug)
    zones = tuple(book.bundle.zones[zone].name for zone in asked.zones if zone in book.bundle.zones) if book else ()
    starts, ends = (right.starts_on, right.ends_on) if right else (asked.starts_on, asked.ends_on)
    given = {one.proof for one in whole.deposits}
    questions = [one.text for one in whole.messages if one.side == "territory"]
    return Letter(
        KINDS[asked.state], sender, (carrier,), str(asked.id)[:8].upper(), asked.decided_at or asked.asked_at,
        asked.terms.name, asked.terms.order, _article(asked),
        (show(asked.country, asked.plate),) if asked.plate else (), zones, starts,
        ends, asked.terms.quota_days, (), _reasons(asked),
        tuple(proof for proof in asked.terms.proofs if proof not in given),
        questions[-1] if questions and asked.state == "question" else "",
        asked.asked_at.astimezone(clock).date(), asked.due_on,
    )  # fmt: skip


def _article(asked: Request) -> str:
    return "à vérifier" if asked.terms.article in ("", "a_verifier") else asked.terms.article


def _reasons(asked: Request) -> tuple[Reason, ...]:
    """Why, as it was decided, with the text that says so."""
    said = str((asked.decision or {}).get("reason") or "").strip().rstrip(".")
    if not said:
        return ()
    return (Reason(said, f"art. {_article(asked)} de l’arrêté {asked.terms.order}"),)
