"""`…/auditions`: who holds a right is heard before it is suspended or ended: invited, heard, decided or let be."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.service.organisations import names_of
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, by_field, form_of, seen
from admin_ui.derogations.lettering import house_of, letter_of_hearing
from admin_ui.derogations.shown import GONE, HOME, NO_ACCOUNT, clock_of, desk_page, named, rights_of, today_of
from admin_ui.files import handed
from cirqliz.core.hearings import (
    BANDS,
    GROUNDS,
    HOWS,
    LEAST,
    MEASURES,
    MOST,
    USUAL,
    Band,
    Measure,
    may_follow,
    motives_of,
    read_opening,
)
from cirqliz.service.acting import OFFICERS, READERS
from cirqliz.service.desk import has_second
from cirqliz.service.granted import Granted, get_granted, list_chosen
from cirqliz.service.hearings.deciding import decide_hearing, invalid, record_heard
from cirqliz.service.hearings.opening import drop_hearing, open_hearing
from cirqliz.service.hearings.reading import Hearing, get_hearing, list_live
from cirqliz.service.letters import Fonts, write_letter
from tenants.errors import Conflict, Failure, Unreadable

PAGE = f"{HOME}/auditions"
RIGHTS = f"{HOME}/droits"
LABELS = {
    "measure": "Ce que vous envisagez", "motive": "Raison", "text": "Précision", "due": "Réponse jusqu’au",
    "ground": "Ce qui dispense d’entendre d’abord", "urgency": "Ce qui presse", "how": "Comment il a été entendu",
    "on": "Le", "note": "Compte rendu", "reason": "Pourquoi",
}  # fmt: skip
STAGES = {"open": "Invitation envoyée", "heard": "Entendu", "decided": "Décidé", "dropped": "Sans suite"}
MEANT = {"suspend": "suspendre", "revoke": "mettre fin à"}
DONE = {
    "ouverte": "Le titulaire est prévenu, par courrier électronique et dans sa page. Envoyez-lui aussi la lettre.",
    "urgence": "Le droit est suspendu : il ne sert plus, dès maintenant. Son titulaire est invité à répondre.",
    "entendu": "C’est noté. Vous pouvez décider, ou ne pas donner suite.",
    "proposed": "La décision est proposée : une autre personne doit la confirmer.",
    "decided": "C’est décidé, et effectif dès maintenant. Envoyez la lettre de décision.",
    "abandon": "Vous n’y donnez pas suite. Le titulaire en est prévenu.",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A hearing that goes on, as the queue shows it."""

    hearing: Hearing
    right: Granted
    carrier: str


class HearingPages(Controller):
    """Opened from the page of a right, then followed on a page of its own."""

    path = HOME
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get(["/droits/{derogation:uuid}/entendre", "/droits/{derogation:uuid}/urgence"], opt={"roles": OFFICERS})
    async def fresh(self, request: Asked, derogation: FromPath[UUID]) -> Response[str]:
        """The form that opens one."""
        return await _opening(request, derogation)

    @post("/droits/{derogation:uuid}/entendre", opt={"roles": OFFICERS})
    async def open(self, request: Asked, derogation: FromPath[UUID]) -> Redirect | Response[str]:
        """Tell the holder what is meant, and ask for an answer."""
        return await _open(request, derogation)

    @post("/droits/{derogation:uuid}/urgence", opt={"roles": OFFICERS})
    async def hurry(self, request: Asked, derogation: FromPath[UUID]) -> Redirect | Response[str]:
        """Suspend at once, then ask for an answer."""
        return await _open(request, derogation)

    @get("/auditions/{hearing:uuid}")
    async def read(self, request: Asked, hearing: FromPath[UUID]) -> Response[str]:
        """What was said on both sides, and what may be done."""
        return await _page(request, hearing)

    @post("/auditions/{hearing:uuid}/entendu", opt={"roles": OFFICERS})
    async def heard(self, request: Asked, hearing: FromPath[UUID]) -> Redirect | Response[str]:
        """Say how the holder was heard."""
        form = await form_of(request)
        try:
            await record_heard(rights_of(request), get_signed(request).who, hearing, form, await clock_of(request))
        except (Unreadable, Conflict) as failure:
            return await _page(request, hearing, failure, form)
        return seen(f"{PAGE}/{hearing}?fait=entendu")

    @post("/auditions/{hearing:uuid}/decision", opt={"roles": OFFICERS})
    async def decide(self, request: Asked, hearing: FromPath[UUID]) -> Redirect | Response[str]:
        """Suspend or end the right; a proposal is confirmed by sending it word for word."""
        who, form = get_signed(request).who, await form_of(request)
        await get_hearing(who, hearing)
        try:
            measure = _measure(form.get("measure", ""))
            came = await decide_hearing(rights_of(request), who, hearing, measure, form.get("reason", ""))
        except (Unreadable, Conflict) as failure:
            return await _page(request, hearing, failure, form)
        return seen(f"{PAGE}/{hearing}?fait={came}")

    @post("/auditions/{hearing:uuid}/abandon", opt={"roles": OFFICERS})
    async def drop(self, request: Asked, hearing: FromPath[UUID]) -> Redirect | Response[str]:
        """Let the right be."""
        form = await form_of(request)
        try:
            await drop_hearing(rights_of(request), get_signed(request).who, hearing, form.get("why", ""))
        except (Unreadable, Conflict) as failure:
            return await _page(request, hearing, failure, form)
        return seen(f"{PAGE}/{hearing}?fait=abandon")

    @get("/auditions/{hearing:uuid}/invitation.pdf")
    async def invitation(self, request: Asked, hearing: FromPath[UUID]) -> Response[bytes]:
        """The letter that asks for an answer, or suspends at once and asks; raises NotFound, Unavailable."""
        return await _letter(request, hearing, decided=False)

    @get("/auditions/{hearing:uuid}/decision.pdf")
    async def decision(self, request: Asked, hearing: FromPath[UUID]) -> Response[bytes]:
        """The letter of what was decided; raises NotFound, Conflict before that, Unavailable."""
        return await _letter(request, hearing, decided=True)


def _measure(text: str) -> Measure:
    found = next((each for each in MEASURES if each == text), None)
    if found is None:
        raise Unreadable("hearing-measure", "Choisissez ce que vous décidez.", "Rien n’est encore décidé.")
    return found


async def _open(request: Asked, derogation: UUID) -> Redirect | Response[str]:
    who, today = get_signed(request).who, await today_of(request)
    right, form = await get_granted(who, derogation, today), await form_of(request)
    urgent = request.url.path.endswith("/urgence")
    typed = form | {"urgent": "1" if urgent else ""}
    try:
        opening, problems = read_opening(typed, right.terms, today)
        if opening is None:
            raise invalid(problems)
        made = await open_hearing(rights_of(request), who, right.id, opening, today)
    except (Unreadable, Conflict) as failure:
        return await _opening(request, derogation, failure, form)
    return seen(f"{PAGE}/{made}?fait={'urgence' if urgent else 'ouverte'}")


async def _opening(
    request: Asked, derogation: UUID, failure: Failure | None = None, form: Mapping[str, str] | None = None
) -> Response[str]:
    who, today = get_signed(request).who, await today_of(request)
    right = await get_granted(who, derogation, today)
    due = (today + timedelta(days=USUAL)).isoformat()
    return await desk_page(
        request, "derogation-hearing-open.html", failure, right=right, carrier=await _carrier(right), labels=LABELS,
        form=form or {"due": due, "measure": "suspend" if right.state == "active" else "revoke"},
        faults=by_field(failure.problems) if failure else {}, motives=motives_of(right.terms), grounds=GROUNDS,
        measures={each: said for each, said in MEASURES.items() if each == "revoke" or right.state == "active"},
        first=(today + timedelta(days=LEAST)).isoformat(), last=(today + timedelta(days=MOST)).isoformat(),
        urgent=request.url.path.endswith("/urgence"),
    )  # fmt: skip


async def _page(
    request: Asked, hearing: UUID, failure: Failure | None = None, form: Mapping[str, str] | None = None
) -> Response[str]:
    who, today = get_signed(request).who, await today_of(request)
    found = await get_hearing(who, hearing)
    right = await get_granted(who, found.derogation, today)
    people = [
        found.opened_by,
        found.heard_by,
        found.proposed_by,
        found.ended_by,
        *(one.person for one in found.answers),
    ]
    return await desk_page(
        request, "derogation-hearing.html", failure, hearing=found, right=right, carrier=await _carrier(right),
        stage=STAGES[found.state], band=BANDS[found.band(today)], meant=MEANT, measures=MEASURES, hows=HOWS,
        grounds=GROUNDS, follows=may_follow(found.measure), form=form or {}, labels=LABELS, today=today.isoformat(),
        faults=by_field(failure.problems) if failure else {}, names=await named(people),
        second=await has_second(who), mine=found.proposed_by == who.person, late=found.due_on < today,
        done=DONE.get(request.query_params.get("fait", "")), page=f"{PAGE}/{hearing}",
    )  # fmt: skip


async def _carrier(right: Granted) -> str:
    return (await names_of({right.carrier})).get(right.carrier, GONE) if right.carrier else NO_ACCOUNT


async def bands_of(request: Asked) -> list[tuple[str, list[Line]]]:
    """Those that go on, band by band, what waits for the desk first; raises Refused."""
    who, today = get_signed(request).who, await today_of(request)
    live = await list_live(who)
    rights = await list_chosen(who, {one.derogation for one in live}, today)
    names = await names_of({one.carrier for one in live if one.carrier})
    lines: dict[Band, list[Line]] = {band: [] for band in BANDS}
    for one in live:
        carrier = names.get(one.carrier, GONE) if one.carrier else NO_ACCOUNT
        lines[one.band(today)].append(Line(one, rights[one.derogation], carrier))
    return [(BANDS[band], those) for band, those in lines.items() if those]


async def _letter(request: Asked, hearing: UUID, *, decided: bool) -> Response[bytes]:
    found = await get_hearing(get_signed(request).who, hearing)
    letter = await letter_of_hearing(request, await house_of(request), found, decided=decided)
    fonts = cast("Callable[[], Fonts]", request.app.state["letter_fonts"])
    pdf = await asyncio.to_thread(lambda: write_letter(letter, fonts()))
    return handed(f"{'decision' if decided else 'invitation'}-{letter.reference}.pdf", pdf, "application/pdf")
