"""`/derogations/demander`: all that can be asked for, at once; `/derogations/lots/{id}`: what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID, uuid4

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from litestar.response import Redirect

from accounts.core.limits import ASKS
from accounts.service.throttle import hold
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import by_field, form_of, now_of, on_failure, seen, show
from admin_ui.requests.documents import LARGEST_SENT
from admin_ui.requests.gathered import Group, cut, gather, missing_proofs, only
from admin_ui.requests.ground import HOME, KEEPING, day_of, derogations_of, names_of, sealing_of, snapshot_of
from admin_ui.requests.laid import by_vehicle, lay, whole_fleet
from admin_ui.requests.matrix import wanted_of
from admin_ui.requests.words import REQUEST_STATES, french_date, plate_of
from admin_ui.weight import TooLarge
from cirqliz.service.acting import for_carrier
from cirqliz.service.asking import Wish, ask
from cirqliz.service.carrying import Looked, list_batch, page_requests
from cirqliz.service.derogations import Request
from cirqliz.service.documents import add_documents, list_documents
from cirqliz.service.giving import give_proofs
from cirqliz.service.reading import count_unread
from rules.model import Problem
from tenants.errors import Failure, Unreadable

LONGEST = 2_000
MOST_AT_ONCE = 500
"""Derogations in one form; what is left comes once these are asked for."""
LABELS = {"debut": "Premier jour", "motif": "Motif", "take": "Dérogations", "lot": "Demande"}


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was sent: which are taken, from when, why, under which batch."""

    taken: frozenset[str] | None = None
    """All of them before the form is sent."""
    start: str = ""
    reason: str = ""
    batch: str = ""


def _on_too_large(request: Asked, error: ClientException) -> Response[str]:
    if error.status_code != TooLarge.status:
        raise error
    failure = TooLarge(
        "documents-large",
        "Cet envoi dépasse 25\u00a0Mo\u00a0: rien n’est demandé.",
        "Ajoutez d’abord les pièces une à une.",
    )
    return show(request, "document-large.html", TooLarge.status, failure=failure)


class AskingPages(Controller):
    """The form that asks for all, and its outcome."""

    path = HOME
    opt = KEEPING
    include_in_schema = False
    request_max_body_size = LARGEST_SENT
    exception_handlers = {Failure: on_failure, ClientException: _on_too_large}  # noqa: RUF012

    @get("/demander")
    async def choose(self, request: Asked) -> Response[str]:
        """What there is to ask for, all of it chosen."""
        return await _form(request, Filled(start=_first(request).isoformat(), batch=str(uuid4())))

    @post("/demander")
    async def ask(self, request: Asked) -> Redirect | Response[str]:
        """Keep the proofs that come with it, and ask; the form again with every problem."""
        form = await form_of(request)
        taken = (await request.form()).getall("take", [])
        chosen = frozenset(each for each in taken if isinstance(each, str))
        filled = Filled(chosen, form.get("debut", ""), form.get("motif", "").strip(), form.get("lot", ""))
        if asked := await _asked_before(request, filled.batch):
            # What was cut off between asking and giving is ended by the same form, sent again.
            waiting = [each for each in asked if each.state in ("open", "question")]
            await give_proofs(sealing_of(request), get_signed(request).who, waiting, now_of(request))
            return seen(f"{HOME}/lots/{filled.batch}")
        await hold(ASKS, str(for_carrier(get_signed(request).who)[0]), now_of(request))
        groups, _ = cut(await _groups(request), MOST_AT_ONCE)
        try:
            batch, wishes = _wishes(request, groups, filled)
            await _add_proofs(request, form)
            asked = await ask(derogations_of(request), get_signed(request).who, batch, wishes)
            await give_proofs(sealing_of(request), get_signed(request).who, asked, now_of(request))
        except Unreadable as failure:
            return await _form(request, filled, _told(failure, groups, filled))
        return seen(f"{HOME}/lots/{batch}")

    @get("/lots/{batch:uuid}")
    async def outcome(self, request: Asked, batch: UUID) -> Response[str]:
        """What was asked at once, by territory."""
        found, names = await list_batch(get_signed(request).who, batch), names_of(request)
        places: dict[str, list[Request]] = {}
        for each in found:
            places.setdefault(each.territory, []).append(each)
        named = [(names.get(slug, slug), slug, rows) for slug, rows in places.items()]
        return show(
            request, "carrier-asked.html", places=named,
            granted=sum(each.state == "granted" for each in found), total=len(found), states=REQUEST_STATES,
            say=french_date, plate_of=plate_of, news=await count_unread(get_signed(request).who),
        )  # fmt: skip


async def _groups(request: Asked) -> tuple[Group, ...]:
    who, snapshot = get_signed(request).who, snapshot_of(request)
    if key := request.query_params.get("un", ""):
        return only(key, by_vehicle(await whole_fleet(who)), snapshot)
    return gather(await lay(who, wanted_of(request), snapshot), snapshot)


async def _form(request: Asked, filled: Filled, failure: Failure | None = None) -> Response[str]:
    who, wanted = get_signed(request).who, wanted_of(request)
    groups, left = cut(await _groups(request), MOST_AT_ONCE)
    held = await list_documents(who)
    valid = [each for each in held if not each.lapsed(day_of(request))]
    one = request.query_params.get("un", "")
    return show(
        request, "carrier-ask.html", failure.status if failure else 200, groups=groups, filled=filled, failure=failure,
        faults=by_field(failure.problems) if failure else {}, missing=missing_proofs(groups, valid), labels=LABELS,
        wanted=wanted, one=one, today=day_of(request).isoformat(), total=sum(len(each.ready) for each in groups),
        left=left, places=len({each.territory for each in groups}),
    )  # fmt: skip


async def _asked_before(request: Asked, batch: str) -> tuple[Request, ...]:
    """What this very form asked for, when it was sent already."""
    number = _number(batch)
    if number is None:
        return ()
    return (await page_requests(get_signed(request).who, Looked(batch=number, size=1_000)))[0]


def _first(request: Asked) -> date:
    return max(wanted_of(request).start, day_of(request))


def _wishes(request: Asked, groups: Sequence[Group], filled: Filled) -> tuple[UUID, list[Wish]]:
    """The batch and what is wished for; raises Unreadable with all that is wrong in the form."""
    problems = []
    start, batch = _day(filled.start), _number(filled.batch)
    if start is None:
        problems.append(_problem("debut", "Le premier jour ne se lit pas.", "Écrivez-le comme 2027-06-30."))
    if batch is None:
        problems.append(_problem("lot", "Ce formulaire est incomplet.", "Revenez au tableau et recommencez."))
    if len(filled.reason) > LONGEST:
        problems.append(_problem("motif", "Ce motif est trop long.", "2\u00a0000 signes au plus."))
    chosen = [(group, each) for group in groups for each in group.ready if each.key in (filled.taken or ())]
    if not chosen:
        problems.append(_problem("take", "Aucune dérogation n’est choisie.", "Choisissez-en au moins une."))
    if problems or start is None or batch is None:
        raise Unreadable(
            "asking-invalid", "Rien n’est encore demandé : corrigez ce qui suit.", problems=tuple(problems)
        )
    on, today, purpose = derogations_of(request), day_of(request), wanted_of(request).purpose
    return batch, [
        Wish(
            group.territory, group.kind.id, each.vehicle.id if each.vehicle else None,
            # Today here may be over where clocks are ahead.
            max(start, on.today(group.territory)) if start == today else start,
            activity=purpose, reason=filled.reason,
        )
        for group, each in chosen
    ]  # fmt: skip


async def _add_proofs(request: Asked, form: Mapping[str, str]) -> None:
    """Keep the files that were chosen beside the names of proofs; raises Unreadable."""
    given = await request.form()
    for number in range(20):
        proof = form.get(f"proof-{number}", "")
        files = [each for each in given.getall(f"file-{number}", []) if isinstance(each, UploadFile) and each.filename]
        if proof and files:
            read = [(each.filename, await each.read()) for each in files[:10]]
            await add_documents(sealing_of(request), get_signed(request).who, {"proof": proof}, read, now_of(request))


def _told(failure: Unreadable, groups: Sequence[Group], filled: Filled) -> Failure:
    """The problems of wishes, each with the vehicle and the place it is about."""
    chosen = [(group, each) for group in groups for each in group.ready if each.key in (filled.taken or ())]
    told = []
    for problem in failure.problems:
        head, _, number = (problem.pointer or "").rpartition("/")
        if head == "/wishes" and number.isdecimal() and int(number) < len(chosen):
            group, each = chosen[int(number)]
            about = f"{each.plate or group.kind.name}, {group.place}"
            told.append(replace(problem, message=f"{about}\u00a0: {problem.message}", pointer=""))
        else:
            told.append(problem)
    return Unreadable(failure.code, failure.title, failure.detail, problems=tuple(told))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _problem(field: str, message: str, hint: str) -> Problem:
    return Problem(f"asking_{field}", message, hint, pointer=f"/{field}")
