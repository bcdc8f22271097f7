"""`…/lettres/signature`: what a territory signs its letters with, and the wording it has checked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from litestar import Controller, Response, get, post
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, by_field, form_of, seen
from admin_ui.derogations.lettering import House, house_of, sender_of
from admin_ui.derogations.letters import PAGE
from admin_ui.derogations.shown import desk_page, rights_of, today_of
from cirqliz.core.letters import Composed, Kind, Letter, Reason, compose, day
from cirqliz.core.senders import LABELS, TEXTS, Signing
from cirqliz.service.senders import change_signing, undo_signing
from tenants.errors import Conflict, Failure, NotFound, Unreadable

HERE = f"{PAGE}/signature"
DONE = {"change": "La signature des lettres est enregistrée.", "repris": "Les réglages d’avant sont repris."}
SILENCES = {
    "": "À préciser avec le service juridique", "reject": "Valent refus (CRPA, art. L231-4)",
    "accept": "Valent accord (CRPA, art. L231-1)",
}  # fmt: skip
KINDS: tuple[Kind, ...] = ("acknowledgement", "question", "grant", "refusal", "suspension", "revocation")


class SigningPages(Controller):
    """What administrators set, all at once, and take back."""

    path = HERE
    opt = {"access": "signed", "roles": ("admin",)}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """What is set, and all that letters say."""
        return await _page(request)

    @post("/")
    async def change(self, request: Asked) -> Redirect | Response[str]:
        """Set it."""
        form = await form_of(request)
        try:
            await change_signing(
                rights_of(request), get_signed(request).who, _number(form), form, await today_of(request)
            )
        except (Unreadable, Conflict) as failure:
            return await _page(request, failure, form)
        return seen(f"{HERE}?fait=change")

    @post("/reprendre")
    async def undo(self, request: Asked) -> Redirect | Response[str]:
        """Come back to what was set before the last change."""
        try:
            await undo_signing(rights_of(request), get_signed(request).who, _number(await form_of(request)))
        except (NotFound, Conflict) as failure:
            return await _page(request, failure)
        return seen(f"{HERE}?fait=repris")


def _number(form: Mapping[str, str]) -> int:
    """The change that a form was shown after, -1 for none of ours."""
    text = form.get("number", "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


async def _page(request: Asked, failure: Failure | None = None, form: Mapping[str, str] | None = None) -> Response[str]:
    house, today = await house_of(request), await today_of(request)
    signing = house.signing
    return await desk_page(
        request, "derogation-signing.html", failure, signing=signing, form=_typed(signing) if form is None else form,
        faults=by_field(failure.problems) if failure else {}, labels=LABELS, silences=SILENCES, texts=TEXTS,
        texts_day=day(date.fromisoformat(TEXTS)), checked_day=day(signing.checked_on) if signing.checked_on else "",
        samples=list(samples_of(house, today)), here=HERE, page=PAGE, contact=house.face.contact,
        done=DONE.get(request.query_params.get("fait", "")),
    )  # fmt: skip


def _typed(signing: Signing) -> Mapping[str, str]:
    """The form as it stands; a check of an older wording is to be made again."""
    names = [name for name in LABELS if name != "checked_on"]
    typed = {name: str(getattr(signing, name)) for name in names}
    on = signing.checked_on.isoformat() if signing.checked_on else ""
    return typed | {"checked_on": on, "checked": TEXTS if signing.is_checked else ""}


def samples_of(house: House, today: date) -> list[Composed]:
    """Each letter as it would be said today of a request that does not exist."""
    at = datetime.combine(today, time(12), UTC)
    letter = Letter(
        "grant", replace(sender_of(house), signer=house.signing.signer), ("Transports Exemple",), "0A1B2C3D", at,
        "le passage occasionnel", "A-2026-000", "3", ("AB-123-CD",), (), today, today + timedelta(days=365), None, (),
        (Reason("Les conditions prévues ne sont pas remplies", "art. 3 de l’arrêté A-2026-000"),), ("Extrait Kbis",),
        "", today - timedelta(days=10), today + timedelta(days=30), today - timedelta(days=2),
    )  # fmt: skip
    asks = replace(letter, kind="revocation", heard_on=None)
    urgent = replace(asks, kind="suspension", ground="urgency", urgency="La voie est effondrée.")
    each = [replace(letter, kind=kind, reasons=() if kind == "grant" else letter.reasons) for kind in KINDS]
    return [compose(one) for one in (*each, asks, urgent)]
