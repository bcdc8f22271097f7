"""The letter of a request, or of a hearing, as its territory says it in the state it is in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.service.addresses import find_address
from accounts.service.organisations import names_of
from accounts.web.asking import Asked, get_signed
from admin_ui.derogations.shown import GONE, named, rights_of, today_of
from admin_ui.rules.pages import entry_of
from cirqliz.core.hearings import Measure
from cirqliz.core.kinds import Terms
from cirqliz.core.letters import Kind, Letter, Reason
from cirqliz.core.senders import Sender, Signing
from cirqliz.service.acting import READERS, for_territory
from cirqliz.service.derogations import Request
from cirqliz.service.desk import get_whole
from cirqliz.service.granted import get_granted
from cirqliz.service.hearings.reading import Hearing
from cirqliz.service.senders import get_signing
from rules.written.plates import show
from tenants.errors import Conflict
from tenants.face.keeping import Face, get_face
from tenants.registry import Entry

KINDS: dict[str, Kind] = {
    "open": "acknowledgement", "question": "question", "granted": "grant", "refused": "refusal",
    "withdrawn": "acknowledgement",
}  # fmt: skip
MEASURED: Mapping[Measure, Kind] = {"suspend": "suspension", "revoke": "revocation"}
HOLDER = "Titulaire de la dérogation"
ANSWER = timedelta(days=30)
"""How long a carrier has to answer a question: CRPA L114-5 wants a delay and sets none."""


@dataclass(frozen=True, slots=True)
class House:
    """What all letters of a territory share."""

    entry: Entry
    face: Face
    signing: Signing


async def house_of(request: Asked) -> House:
    """That of the territory acted for; raises Refused."""
    who = get_signed(request).who
    entry = await entry_of(for_territory(who, READERS))
    return House(entry, await get_face(entry.slug), await get_signing(who))


def sender_of(house: House, decided_by: str = "") -> Sender:
    """Who signs: whom the territory named, else who decided."""
    signing, face = house.signing, house.face
    return Sender(
        face.name or house.entry.name, house.entry.timezone, tuple(signing.address.splitlines()),
        signing.email or face.contact, signing.signer or decided_by, signing.role, signing.delegation, signing.court,
        signing.is_checked, signing.service, signing.phone, signing.silence, signing.privacy, face.logo,
    )  # fmt: skip


async def letter_of(request: Asked, house: House, application: UUID) -> Letter:
    """The letter of a request; raises Refused, NotFound."""
    whole = await get_whole(get_signed(request).who, application, await today_of(request))
    asked, right, clock = whole.waiting.request, whole.right, ZoneInfo(house.entry.timezone)
    decider = (await named([asked.decided_by])).get(asked.decided_by, "") if asked.decided_by else ""
    starts, ends = (right.starts_on, right.ends_on) if right else (asked.starts_on, asked.ends_on)
    given = {one.proof for one in whole.deposits}
    question = next((one for one in reversed(whole.messages) if one.side == "territory"), None)
    waits = question if asked.state == "question" else None
    at = waits.at if waits else asked.decided_at or asked.asked_at
    return Letter(
        KINDS[asked.state], sender_of(house, decider), await _to(asked.carrier), str(asked.id)[:8].upper(), at,
        asked.terms.name, asked.terms.order, _article(asked.terms),
        (show(asked.country, asked.plate),) if asked.plate else (), _named_zones(request, asked.territory, asked.zones),
        starts, ends, asked.terms.quota_days, (), _reasons(asked),
        tuple(proof for proof in asked.terms.proofs if proof not in given), waits.text if waits else "",
        asked.asked_at.astimezone(clock).date(),
        at.astimezone(clock).date() + ANSWER if waits else asked.due_on,
    )  # fmt: skip


async def letter_of_hearing(request: Asked, house: House, hearing: Hearing, *, decided: bool) -> Letter:
    """The letter that asks the holder of a right for an answer, or that tells what was decided; raises Conflict."""
    outcome = hearing.outcome if decided and hearing.state == "decided" else None
    if decided and (outcome is None or hearing.ended_at is None):
        hint = "La lettre de décision existe dès que la décision est prise."
        raise Conflict("hearing-undecided", "Rien n’est décidé.", hint)
    right = await get_granted(get_signed(request).who, hearing.derogation, await today_of(request))
    by = hearing.ended_by if outcome else hearing.opened_by
    decider = (await named([by])).get(by, "") if by else ""
    measure = outcome.measure if outcome else "suspend" if hearing.ground else hearing.measure
    letter = Letter(
        MEASURED[measure or "suspend"], sender_of(house, decider), await _to(right.carrier),
        str(hearing.id)[:8].upper(), (hearing.ended_at if outcome else None) or hearing.opened_at,
        right.terms.name, right.terms.order, _article(right.terms),
        (show(right.country, right.plate),) if right.plate else (),
        _named_zones(request, house.entry.slug, right.zones), right.starts_on, right.ends_on,
        reasons=_because(outcome.reason if outcome else hearing.reason, right.terms), due_on=hearing.due_on,
        ground=hearing.ground or "", urgency=hearing.urgency,
    )  # fmt: skip
    if outcome is None:
        return letter
    return replace(letter, heard_on=hearing.heard_on, heard_how=hearing.heard_how or "written")


async def _to(carrier: UUID | None) -> tuple[str, ...]:
    """To whom a letter goes: a name, and the lines of its address where it gave one."""
    if carrier is None:
        return (HOLDER,)
    address = await find_address(carrier)
    return ((await names_of({carrier})).get(carrier, GONE), *(address.lines() if address else ()))


def _named_zones(request: Asked, territory: str, zones: Sequence[str]) -> tuple[str, ...]:
    """The names of these zones, those that the rulebook in force still has."""
    book = rights_of(request).current().rulebooks.get(territory)
    return tuple(book.bundle.zones[zone].name for zone in zones if zone in book.bundle.zones) if book else ()


def _article(terms: Terms) -> str:
    return "à vérifier" if terms.article in ("", "a_verifier") else terms.article


def _reasons(asked: Request) -> tuple[Reason, ...]:
    """Why, as it was decided, with the text that says so."""
    return _because(str((asked.decision or {}).get("reason") or ""), asked.terms)


def _because(reason: str, terms: Terms) -> tuple[Reason, ...]:
    said = reason.strip().rstrip(".")
    return (Reason(said, f"art. {_article(terms)} de l’arrêté {terms.order}"),) if said else ()
