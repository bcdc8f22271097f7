"""`/national`: what waits for the national team, and what is held about somebody, to give or to erase."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.core.entries import email_of
from accounts.core.faults import Unfit
from accounts.core.letters import french_day
from accounts.core.motives import MOTIVES
from accounts.service.identity import check_self
from accounts.service.operators import list_operators
from accounts.service.privacy import (
    erase_person,
    erase_plate,
    find_person,
    find_plate,
    give_person,
    json_of,
    list_requests,
    operating,
    plate_of,
    receive,
    refuse,
)
from accounts.service.privacy.operating import motive_of
from accounts.service.requests import count_unkept
from accounts.web.asking import Asked, get_signed
from accounts.web.desk import on
from accounts.web.pages import form_of, show
from accounts.web.privacy import register_of, shown_of
from admin_ui.desk import HANDLERS, NATIONAL, operator_of, seen
from tenants.errors import Failure, Unreadable
from tenants.privacy import list_proofs

DATA = "/national/donnees"
DONE = {
    "efface": "Le compte est effacé de toutes les tables.",
    "recue": "La demande est gardée. La réponse est due dans le mois.",
    "refusee": "La demande est close, avec son motif.",
    "plaque": "La plaque est effacée de toutes les flottes et de toutes les listes.",
}


class NationalPages(Controller):
    """The index, and the data of people."""

    path = "/national"
    opt = NATIONAL
    include_in_schema = False
    exception_handlers = HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def index(self, request: Asked) -> Response[str]:
        """What there is to do."""
        operator_of(request)
        requests, now = await list_requests(), on(request).now()
        late = sum(each.due_at <= now for each in requests)
        proofs, asked = await list_proofs(1), await count_unkept()
        return show(
            request, "national.html", waiting=len(requests), late=late, team=await list_operators(), day=french_day,
            last=proofs[0].at if proofs else None, unkept=asked, asked=sum(asked.values()),
        )  # fmt: skip

    @get("/donnees")
    async def data(self, request: Asked) -> Response[str]:
        """The look-up, and the requests that wait."""
        operator_of(request)
        return await _page(request)

    @post("/donnees", status_code=200)
    async def look_up(self, request: Asked) -> Response[str]:
        """What is held, of an address or of a plate: sent, so that no address of a page holds it."""
        form, who = await form_of(request), get_signed(request).who
        operating(who)
        query, motive = form.get("query", "").strip(), form.get("motive", "")
        try:
            if "@" in query:
                found = await find_person(on(request), register_of(request), who, query, motive)
                held = [shown_of(each, "fr") for each in found.held] if found else []
                return await _page(request, form=form, looked=True, found=found, held=held)
            plates = await find_plate(on(request), who, query, motive)
        except Unreadable as failure:
            return await _page(request, form=form, failure=failure)
        return await _page(request, form=form, looked=True, plates=plates, plate=plate_of(query))

    @post("/donnees/{person:uuid}/fichier", status_code=200)
    async def give(self, request: Asked, person: UUID) -> Response[bytes]:
        """The file to hand over; the request is then answered."""
        form = await form_of(request)
        held = await give_person(
            on(request), register_of(request), get_signed(request).who, person, form.get("motive", "")
        )
        headers = {"content-disposition": 'attachment; filename="donnees.json"', "cache-control": "no-store"}
        return Response(json_of(held), media_type="application/json", headers=headers)

    @post("/donnees/{person:uuid}/effacer")
    async def erase(self, request: Asked, person: UUID) -> Redirect | Response[str]:
        """Erase somebody, at their request; the password of who does it is asked for."""
        form, signed = await form_of(request), get_signed(request)
        by, motive = operator_of(request), form.get("motive", "")
        try:
            await check_self(on(request), signed, form.get("current", ""))
            reason = MOTIVES[motive] if motive_of(motive) else ""
            await erase_person(
                on(request), register_of(request), person, door=f"{by}: {motive_of(motive)}", by=by, reason=reason
            )
        except Unfit:
            return await _page(request, form=form, failure=_wrong_password())
        except Failure as failure:
            return await _page(request, form=form, failure=failure)
        return seen(DATA, "efface")

    @post("/donnees/plaque/effacer")
    async def erase_plate(self, request: Asked) -> Redirect | Response[str]:
        """Erase a plate from every fleet."""
        form, signed = await form_of(request), get_signed(request)
        operator_of(request)
        try:
            await check_self(on(request), signed, form.get("current", ""))
            await erase_plate(on(request), signed.who, form.get("plate", ""), form.get("motive", ""))
        except Unfit:
            return await _page(request, form=form, failure=_wrong_password())
        except Failure as failure:
            return await _page(request, form=form, failure=failure)
        return seen(DATA, "plaque")

    @post("/donnees/demandes")
    async def receive(self, request: Asked) -> Redirect | Response[str]:
        """Keep a request that came by letter or by voice."""
        form, by = await form_of(request), operator_of(request)
        try:
            subject = _subject_of(request, form.get("subject", "").strip())
            await receive(
                form.get("kind", ""), subject, door=f"{by}: request received", by=by, reason=form.get("reason", ""),
                at=on(request).now(),
            )  # fmt: skip
        except Unreadable as failure:
            return await _page(request, form=form, failure=failure)
        return seen(DATA, "recue")

    @post("/donnees/demandes/{asked:uuid}/refuser")
    async def refuse(self, request: Asked, asked: UUID) -> Redirect | Response[str]:
        """Close a request without doing it, with the reason that was given."""
        form, by = await form_of(request), operator_of(request)
        try:
            reason = form.get("reason", "")
            await refuse(asked, door=f"{by}: request refused", reason=reason, at=on(request).now())
        except Unreadable as failure:
            return await _page(request, form=form, failure=failure)
        return seen(DATA, "refusee")


async def _page(
    request: Asked, *, form: dict[str, str] | None = None, failure: Failure | None = None, **said: object
) -> Response[str]:
    """The look-up with what was found, and the requests that wait."""
    now = on(request).now()
    nothing: dict[str, object] = {"looked": False, "found": None, "held": (), "plates": (), "plate": ""}
    return show(
        request, "national-data.html", failure.status if failure else 200, form=form or {}, failure=failure,
        motives=MOTIVES, waiting=[(each, each.days_left(now)) for each in await list_requests()], day=french_day,
        done=DONE.get(request.query_params.get("fait", "")), **(nothing | said),
    )  # fmt: skip


def _subject_of(request: Asked, named: str) -> str:
    """The digest of an address or of a plate; raises Unreadable."""
    if not named:
        raise Unreadable("subject-missing", "Donnez l’adresse électronique ou la plaque dont il s’agit.")
    return on(request).seal.digest_of(email_of(named) if "@" in named else plate_of(named))


def _wrong_password() -> Unreadable:
    return Unreadable(
        "password-wrong",
        "Rien n’a montré que c’est vous.",
        "Rien n’a été effacé : recommencez avec votre mot de passe ou votre clé d’accès.",
    )
