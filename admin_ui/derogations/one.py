"""`/territoire/derogations/{id}`: one request whole: facts, what the right would change, proofs, words, decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, by_field, form_of, now_of, seen
from admin_ui.derogations.deciding import LABELS, motives_of
from admin_ui.derogations.effects import effects_of
from admin_ui.derogations.shown import (
    HOME,
    all_shown,
    desk_page,
    named,
    rights_of,
    standing_said,
    territory_of,
    today_of,
)
from admin_ui.files import handed
from cirqliz.needs import Sealing
from cirqliz.service.acting import OFFICERS, READERS
from cirqliz.service.desk import Whole, get_whole, has_second
from cirqliz.service.following import question
from cirqliz.service.opening import open_deposit
from rules.canonical import Tree
from tenants.errors import Conflict, Failure, Unreadable

STATES = {
    "open": "À décider", "question": "En attente du transporteur", "granted": "Accordée", "refused": "Refusée",
    "withdrawn": "Retirée par le transporteur",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a request, and who did it."""

    at: datetime
    said: str
    by: str


class RequestPages(Controller):
    """A request, and the question that is asked about it."""

    path = HOME
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/{application:uuid}")
    async def read(self, request: Asked, application: FromPath[UUID]) -> Response[str]:
        """All that is known of it."""
        return await _page(request, application)

    @get("/{application:uuid}/pieces/{deposit:uuid}", opt={"roles": OFFICERS})
    async def proof(self, request: Asked, application: FromPath[UUID], deposit: FromPath[UUID]) -> Response[bytes]:
        """A proof: a photo is shown by itself, apart from the site; anything else is taken away."""
        sealing = cast("Sealing", request.app.state["sealing"])
        found = await open_deposit(sealing, get_signed(request).who, application, deposit, now_of(request))
        return handed(found.name, found.data, found.media_type, shown=True)

    @post("/{application:uuid}/question", opt={"roles": OFFICERS})
    async def ask(self, request: Asked, application: FromPath[UUID]) -> Redirect | Response[str]:
        """Ask its carrier something; the request waits for the answer."""
        form = await form_of(request)
        try:
            await question(rights_of(request), get_signed(request).who, application, form.get("words", ""))
        except (Unreadable, Conflict) as failure:
            return await _page(request, application, failure, form)
        return seen(f"{HOME}/{application}?fait=question")


async def _page(
    request: Asked, application: UUID, failure: Failure | None = None, form: Mapping[str, str] | None = None
) -> Response[str]:
    who, today = get_signed(request).who, await today_of(request)
    whole = await get_whole(who, application, today)
    (row,) = await all_shown([whole.waiting], today)
    asked, on = whole.waiting.request, rights_of(request)
    book = on.current().rulebooks.get(territory_of(who))
    known = on.find_kind(asked.territory, asked.kind)
    waits = asked.state in ("open", "question")
    return await desk_page(
        request, "derogation-request.html", failure, whole=whole, row=row, asked=asked, state=STATES[asked.state],
        effects=effects_of(whole.waiting, book.bundle, now_of(request)) if book and known and waits else (),
        zones=[book.bundle.zones[zone].name for zone in asked.zones if zone in book.bundle.zones] if book else [],
        changed=known is not None and not known[1].same_but_for_version(asked.terms), gone=known is None, waits=waits,
        standing=await standing_said(request, [row], today),
        events=await _events(whole), form=form or {}, faults=by_field(failure.problems) if failure else {},
        motives=motives_of([whole.waiting]), labels=LABELS, second=await has_second(who), today=today,
        asked_again="question" in request.query_params.get("fait", ""),
    )  # fmt: skip


PROGRAM = "un programme du transporteur"


async def _events(whole: Whole) -> list[Event]:
    """What happened, oldest first."""
    request, right = whole.waiting.request, whole.right
    spoke = (one.person for one in whole.messages)
    names = await named([request.proposed_by, request.decided_by, right.state_by if right else None, *spoke])
    found = [Event(request.asked_at, "Contestation d’un refus" if request.appeal_of else "Demande reçue", "")]
    found += [
        Event(
            one.at,
            f"{'Question' if one.side == 'territory' else 'Réponse'}\u00a0: {one.text}",
            names[one.person] if one.person else PROGRAM,
        )
        for one in whole.messages
    ]
    if request.decided_at is not None:
        said = _decided(request.state == "granted", request.decision or {})
        proposer = f", sur proposition de {names[request.proposed_by]}" if request.proposed_by else ""
        by = names[request.decided_by] if request.decided_by else "L’arrêté lui-même"
        found.append(Event(request.decided_at, said, f"{by}{proposer}"))
    if right is not None and right.state_at is not None and right.state != "replaced":
        moved = {"suspended": "Droit suspendu", "revoked": "Droit retiré", "active": "Droit repris"}[right.state]
        reason = f"\u00a0: {right.state_reason}" if right.state_reason else ""
        found.append(Event(right.state_at, f"{moved}{reason}", names[right.state_by] if right.state_by else ""))
    return sorted(found, key=lambda event: event.at)


def _decided(granted: bool, decision: Mapping[str, Tree]) -> str:
    reason = str(decision.get("reason") or "")
    said = "Accordée" if granted else "Refusée"
    if decision.get("over"):
        number = f" n°\u00a0{decision['over_number']}" if decision.get("over_number") else " que ce véhicule avait déjà"
        said += f", à la suite de celle{number}"
    return f"{said}\u00a0: {reason}" if reason else f"{said}."
