"""Letters: that of a request (`…/{id}/lettre.pdf`), and those written together (`…/lettres`)."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, by_field, form_of, now_of, seen
from admin_ui.derogations.lettering import house_of, letter_of
from admin_ui.derogations.shown import HOME, clock_of, desk_page, named, rights_of, today_of
from admin_ui.files import drawn, handed
from cirqliz.service.acting import OFFICERS, READERS
from cirqliz.service.batches import (
    LASTS,
    Batch,
    Later,
    ask_letters,
    cancel_letters,
    get_batch,
    list_batches,
    resume_letters,
    take_letters,
)
from cirqliz.service.desk import MOST, Waiting, list_chosen, list_decided
from cirqliz.service.letters import Fonts, write_letter
from cirqliz.service.senders import get_signing
from rules.model import Problem
from tenants.errors import Conflict, Failure, Unreadable

PAGE = f"{HOME}/lettres"
LABELS = {"since": "Premier jour", "until": "Dernier jour"}
DONE = {"arret": "Ces lettres ne seront pas écrites.", "reprise": "L’écriture reprend où elle en était."}


class LetterPages(Controller):
    """The letter of a request."""

    path = HOME
    opt = {"access": "signed", "roles": READERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/{application:uuid}/lettre.pdf")
    async def letter(self, request: Asked, application: FromPath[UUID]) -> Response[bytes]:
        """The same bytes for the same request in the same state; raises NotFound, Unavailable."""
        letter = await letter_of(request, await house_of(request), application)
        fonts = cast("Callable[[], Fonts]", request.app.state["letter_fonts"])
        pdf = await drawn(lambda: write_letter(letter, fonts()))
        return handed(f"lettre-{letter.reference}.pdf", pdf, "application/pdf")


class BatchPages(Controller):
    """Letters written together: asked for, followed, stopped, taken away."""

    path = PAGE
    opt = {"access": "signed", "roles": OFFICERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @get("/")
    async def read(self, request: Asked) -> Response[str]:
        """Those of the last seven days."""
        return await _list(request)

    @post("/")
    async def ask(self, request: Asked) -> Redirect | Response[str]:
        """Have those of chosen requests, or of some days, written."""
        form = await form_of(request)
        try:
            batch = await _ask(request, form)
        except Unreadable as failure:
            return await _list(request, failure, form)
        return seen(f"{PAGE}/{batch}")

    @get("/{letters:uuid}")
    async def one(self, request: Asked, letters: FromPath[UUID]) -> Response[str]:
        """How far they have come."""
        return await _one(request, letters)

    @get("/{letters:uuid}/lettres.zip")
    async def take(self, request: Asked, letters: FromPath[UUID]) -> Response[bytes] | Response[str]:
        """All of them."""
        try:
            packed = await take_letters(rights_of(request), get_signed(request).who, letters)
        except Conflict as failure:
            return await _one(request, letters, failure)
        return handed(f"lettres-{str(letters)[:8]}.zip", packed, "application/zip")

    @post("/{letters:uuid}/arreter")
    async def cancel(self, request: Asked, letters: FromPath[UUID]) -> Redirect | Response[str]:
        """Write no more of them."""
        try:
            await cancel_letters(rights_of(request), get_signed(request).who, letters)
        except Conflict as failure:
            return await _one(request, letters, failure)
        return seen(f"{PAGE}/{letters}?fait=arret")

    @post("/{letters:uuid}/reprendre")
    async def resume(self, request: Asked, letters: FromPath[UUID]) -> Redirect | Response[str]:
        """Ask again for what was not written."""
        try:
            await resume_letters(rights_of(request), get_signed(request).who, letters, _later(request))
        except Conflict as failure:
            return await _one(request, letters, failure)
        return seen(f"{PAGE}/{letters}?fait=reprise")


def _later(request: Asked) -> Later:
    return cast("Later", request.app.state["letters_later"])


async def _ask(request: Asked, form: dict[str, str]) -> UUID:
    """Say each letter now, as things are, and have them drawn; raises Unreadable."""
    batch = _uuid(form.get("batch", "")) or uuid4()
    chosen = await _chosen(request, form)
    house = await house_of(request)
    letters = [await letter_of(request, house, one.request.id) for one in chosen]
    await ask_letters(rights_of(request), get_signed(request).who, batch, letters, _later(request))
    return batch


async def _chosen(request: Asked, form: dict[str, str]) -> Sequence[Waiting]:
    """The requests that a form names, or those decided on its days; raises Unreadable."""
    who, texts = get_signed(request).who, (await request.form()).getall("choose", [])
    if texts:
        ids = {number for text in texts if isinstance(text, str) and (number := _uuid(text))}
        if len(ids) > MOST:
            raise Unreadable("letters-many", f"{MOST} lettres au plus à la fois.", "Choisissez-en moins.")
        return [one for one in await list_chosen(who, ids) if one.request.state != "withdrawn"]
    since, until = _days(form, await today_of(request))
    clock = await clock_of(request)
    found = await list_decided(who, _midnight(since, clock), _midnight(until + timedelta(days=1), clock))
    if not found:
        raise _wrong("since", "Aucune décision ces jours-là.", "Choisissez d’autres jours.")
    return found


def _days(form: dict[str, str], today: date) -> tuple[date, date]:
    """The first and the last day; raises Unreadable."""
    found = []
    for name in LABELS:
        try:
            found.append(date.fromisoformat(form.get(name, "").strip()))
        except ValueError:
            raise _wrong(name, "Cette date ne se lit pas.", "Écrivez-la comme 2026-11-30.") from None
        if not date(2020, 1, 1) <= found[-1] <= today:
            raise _wrong(name, "Ce jour n’est pas encore venu, ou est trop ancien.", "Vérifiez la date.")
    since, until = found
    if until < since:
        raise _wrong("until", "Le dernier jour précède le premier.", "Corrigez l’une des deux dates.")
    return since, until


def _midnight(day: date, clock: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), clock)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _wrong(field: str, message: str, hint: str) -> Unreadable:
    problem = Problem("letters", message, hint, pointer=f"/{field}")
    return Unreadable("letters", "Aucune lettre n’est préparée : corrigez ce qui suit.", problems=(problem,))


async def _list(request: Asked, failure: Failure | None = None, form: dict[str, str] | None = None) -> Response[str]:
    who, today = get_signed(request).who, (await today_of(request)).isoformat()
    batches = await list_batches(rights_of(request), who)
    return await desk_page(
        request, "derogation-letters.html", failure, batches=batches, words=_words, page=PAGE,
        names=await named([one.asked_by for one in batches]), form=form or {"since": today, "until": today},
        faults=by_field(failure.problems) if failure else {}, labels=LABELS, days=LASTS.days, fresh=uuid4(),
        checked=(await get_signing(who)).is_checked, now=now_of(request),
    )  # fmt: skip


async def _one(request: Asked, letters: UUID, failure: Failure | None = None) -> Response[str]:
    batch = await get_batch(rights_of(request), get_signed(request).who, letters)
    return await desk_page(
        request, "derogation-letters-one.html", failure, batch=batch, page=PAGE, words=_words, now=now_of(request),
        lost=batch.is_lost(now_of(request)), names=await named([batch.asked_by]),
        done=DONE.get(request.query_params.get("fait", "")),
    )  # fmt: skip


def _words(batch: Batch, now: datetime) -> str:
    """Where they stand, in a word or two."""
    if batch.is_lost(now):
        return "N’avance plus"
    waits = f"{batch.done} sur {batch.total}"
    return {"waiting": waits, "done": "Prêtes", "failed": "Échec", "cancelled": "Arrêtées"}[batch.state]
