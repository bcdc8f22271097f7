"""`…/decision`: what was chosen is seen together, then decided at once; each request says what came of it."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from litestar import Controller, Response, post

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import PAGE_HANDLERS, by_field, form_of
from admin_ui.derogations.shown import (
    HOME,
    Shown,
    all_shown,
    desk_page,
    rights_of,
    standing_said,
    territory_of,
    today_of,
)
from cirqliz.core.kinds import EARLIEST, FURTHEST, Terms
from cirqliz.service.acting import OFFICERS
from cirqliz.service.deciding import Decision, Outcome, decide
from cirqliz.service.desk import MOST, Waiting, has_second, list_chosen
from rules.model import Problem
from tenants.errors import Failure, Unreadable
from tenants.who import Who

LABELS = {"motive": "Motif", "text": "Précision", "starts": "Premier jour", "last": "Dernier jour"}
ARTICLE, CATEGORY, OTHER, PROOF = "article", "category", "other", "proof:"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one request, in words."""

    row: Shown
    outcome: Outcome


class DecisionPages(Controller):
    """Choosing, deciding, and what came of it."""

    path = f"{HOME}/decision"
    opt = {"access": "signed", "roles": OFFICERS}  # noqa: RUF012  # Litestar’s own convention
    include_in_schema = False
    exception_handlers = PAGE_HANDLERS  # type: ignore[assignment]  # Litestar types them for any exception

    @post("/", status_code=200)
    async def choose(self, request: Asked) -> Response[str]:
        """What was chosen, with the reasons its order gives."""
        return await _page(request, await _chosen(request))

    @post("/prise", status_code=200)
    async def take(self, request: Asked) -> Response[str]:
        """Decide; the page again with what is to be mended."""
        chosen, form = await _chosen(request), await form_of(request)
        try:
            outcomes = await _decide(request, chosen, form)
        except Unreadable as failure:
            return await _page(request, chosen, failure, form)
        rows = {row.id: row for row in await all_shown(chosen, await today_of(request))}
        came = [Came(rows[one.request], one) for one in outcomes if one.request in rows]
        letters = [one.request for one in outcomes if one.what in ("granted", "refused")]
        return await desk_page(
            request, "derogation-decided.html", came=came, told=_told(outcomes), letters=letters, fresh=uuid4()
        )


async def _chosen(request: Asked) -> tuple[Waiting, ...]:
    """The requests that a form names, by boxes or by the button of a group; raises Unreadable for none."""
    form = await request.form()
    group = form.get("group")
    texts = group.split(",") if isinstance(group, str) and group else form.getall("choose", [])
    ids = {number for text in texts if isinstance(text, str) and (number := _uuid(text))}
    if len(ids) > MOST:
        raise Unreadable("chosen-many", f"Décidez de {MOST} demandes au plus à la fois.", "Choisissez-en moins.")
    found = await list_chosen(get_signed(request).who, ids)
    if not found:
        raise Unreadable("chosen-none", "Aucune demande n’est choisie.", "Cochez-en dans la liste, puis décidez.")
    return found


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _decide(request: Asked, chosen: Sequence[Waiting], form: Mapping[str, str]) -> tuple[Outcome, ...]:
    """Each request with the reason that its own order gives; raises Unreadable."""
    on, who = rights_of(request), get_signed(request).who
    if form.get("act") == "confirmer":
        proposed = [one for one in chosen if one.proposed is not None]
        found = [await decide(on, who, [one.request.id], one.proposed) for one in proposed if one.proposed]
        return tuple(outcome for outcomes in found for outcome in outcomes)
    granted = form.get("act") == "accorder"
    dates = _dates(form) if granted else (None, None)
    by_terms: dict[Terms, list[UUID]] = defaultdict(list)
    for one in chosen:
        by_terms[one.request.terms].append(one.request.id)
    # All reasons are read before anything is decided: a form that is to be mended decides nothing.
    decisions = {
        terms: Decision(granted, _reason(form, terms, granted=granted), terms.article, *dates) for terms in by_terms
    }
    return await _each(request, who, by_terms, decisions)


async def _each(
    request: Asked, who: Who, by_terms: Mapping[Terms, Sequence[UUID]], decisions: Mapping[Terms, Decision]
) -> tuple[Outcome, ...]:
    outcomes: list[Outcome] = []
    for terms, ids in by_terms.items():
        outcomes += await decide(rights_of(request), who, ids, decisions[terms])
    return tuple(outcomes)


def motives_of(chosen: Sequence[Waiting]) -> dict[str, str]:
    """The reasons that may be given to all of these, by the word a form sends."""
    terms = {one.request.terms for one in chosen}
    proofs = [proof for proof in next(iter(terms)).proofs if all(proof in one.proofs for one in terms)]
    articles = {(one.order, one.article) for one in terms}
    said = next(iter(terms)).source if len(articles) == 1 else "l’article de chaque arrêté"
    found = {ARTICLE: f"Les conditions prévues par {said} ne sont pas remplies."}
    found |= {f"{PROOF}{proof}": _missing(proof) for proof in proofs}
    if all(one.request.holder == "vehicle" for one in chosen):
        found[CATEGORY] = "Le véhicule n’est pas de la catégorie prévue."
    return found | {OTHER: "Autre motif, à écrire ci-dessous."}


def _reason(form: Mapping[str, str], terms: Terms, *, granted: bool) -> str:
    """What is written to the carrier; raises Unreadable for a refusal without reason."""
    motive, text = form.get("motive", ""), " ".join(form.get("text", "").split())
    if len(text) > 1_500:
        raise _wrong("text", "Cette précision est trop longue.", "1\u00a0500 signes au plus.")
    if granted:
        return text
    if motive == ARTICLE:
        said = f"Les conditions prévues par {terms.source} ne sont pas remplies."
    elif motive.startswith(PROOF) and motive.removeprefix(PROOF) in terms.proofs:
        said = _missing(motive.removeprefix(PROOF))
    elif motive == CATEGORY:
        said = f"Le véhicule n’est pas de la catégorie prévue par {terms.source}."
    elif motive == OTHER:
        if not text:
            raise _wrong("text", "Écrivez le motif.", "Le transporteur le lira tel quel.")
        return text
    else:
        raise _wrong("motive", "Choisissez un motif de refus.", "L’arrêté en donne, ou écrivez le vôtre.")
    return f"{said} {text}".strip()


def _missing(proof: str) -> str:
    return f"Il manque une pièce\u00a0: {proof}."


def _dates(form: Mapping[str, str]) -> tuple[date | None, date | None]:
    """The first day and the day after the last, None where those asked are kept; raises Unreadable."""
    start, last = _day(form, "starts"), _day(form, "last")
    if start and last and last < start:
        raise _wrong("last", "Le dernier jour précède le premier.", "Corrigez l’une des deux dates.")
    return start, last + timedelta(days=1) if last else None


def _day(form: Mapping[str, str], name: str) -> date | None:
    text = form.get(name, "").strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise _wrong(name, "Cette date ne se lit pas.", "Écrivez-la comme 2027-06-30.") from None
    if not EARLIEST <= found < FURTHEST - timedelta(days=1):
        raise _wrong(name, "Cette date est trop lointaine.", "Vérifiez l’année.")
    return found


def _wrong(field: str, message: str, hint: str) -> Unreadable:
    problem = Problem("decision", message, hint, pointer=f"/{field}")
    return Unreadable("decision", "Rien n’est encore décidé\u00a0: corrigez ce qui suit.", problems=(problem,))


def _told(outcomes: Sequence[Outcome]) -> list[str]:
    """« 5 accordées », « 1 déjà décidée »."""
    return list(_counted(Counter(str(one.what) for one in outcomes)))


def _counted(counts: Mapping[str, int]) -> Iterator[str]:
    words = {
        "granted": "accordée", "refused": "refusée", "proposed": "proposée", "already": "déjà close",
        "second": "à confirmer par une autre personne", "gone": "à refuser\u00a0: sa sorte n’existe plus",
        "unknown": "inconnue",
    }  # fmt: skip
    for what, count in counts.items():
        plural = count > 1 and what not in ("second", "gone")
        word = words[what].replace("close", "closes") if plural and what == "already" else words[what]
        yield f"{count}\u00a0{word}{'s' if plural and what != 'already' else ''}"


async def _page(
    request: Asked, chosen: Sequence[Waiting], failure: Failure | None = None, form: Mapping[str, str] | None = None
) -> Response[str]:
    today = await today_of(request)
    rows = await all_shown(chosen, today)
    undecided = [row for row in rows if row.waiting.request.state in ("open", "question")]
    kinds = {one.request.kind for one in chosen}
    gone = [kind for kind in kinds if rights_of(request).find_kind(territory_of(get_signed(request).who), kind) is None]
    return await desk_page(
        request, "derogation-decision.html", failure, rows=rows, undecided=undecided, form=form or {},
        faults=by_field(failure.problems) if failure else {}, labels=LABELS, motives=motives_of(chosen),
        proposed=[row for row in undecided if row.waiting.proposed], gone=gone,
        standing=await standing_said(request, undecided, today),
        second=await has_second(get_signed(request).who),
    )  # fmt: skip
