"""The letter of a request, as its territory says it in the state it is in."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.service.organisations import names_of
from accounts.web.asking import Asked, get_signed
from admin_ui.derogations.shown import GONE, named, rights_of, today_of
from admin_ui.rules.pages import entry_of
from cirqliz.core.letters import Kind, Letter, Reason
from cirqliz.core.senders import Sender, Signing
from cirqliz.service.acting import READERS, for_territory
from cirqliz.service.derogations import Request
from cirqliz.service.desk import Whole, get_whole
from cirqliz.service.senders import get_signing
from rules.written.plates import show
from tenants.face.keeping import Face, get_face
from tenants.registry import Entry

KINDS: dict[str, Kind] = {
    "open": "acknowledgement", "question": "question", "granted": "grant", "refused": "refusal",
    "withdrawn": "acknowledgement",
}  # fmt: skip
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
    carrier = (await names_of({asked.carrier})).get(asked.carrier, GONE)
    starts, ends = (right.starts_on, right.ends_on) if right else (asked.starts_on, asked.ends_on)
    given = {one.proof for one in whole.deposits}
    question = next((one for one in reversed(whole.messages) if one.side == "territory"), None)
    waits = question if asked.state == "question" else None
    at = waits.at if waits else asked.decided_at or asked.asked_at
    return Letter(
        KINDS[asked.state], sender_of(house, decider), (carrier,), str(asked.id)[:8].upper(), at,
        asked.terms.name, asked.terms.order, _article(asked),
        (show(asked.country, asked.plate),) if asked.plate else (), _zones(request, asked, whole), starts,
        ends, asked.terms.quota_days, (), _reasons(asked),
        tuple(proof for proof in asked.terms.proofs if proof not in given), waits.text if waits else "",
        asked.asked_at.astimezone(clock).date(),
        at.astimezone(clock).date() + ANSWER if waits else asked.due_on,
    )  # fmt: skip


def _zones(request: Asked, asked: Request, whole: Whole) -> tuple[str, ...]:
    """The names of the zones it is for, those that the rulebook in force still has."""
    book = rights_of(request).current().rulebooks.get(whole.waiting.request.territory)
    return tuple(book.bundle.zones[zone].name for zone in asked.zones if zone in book.bundle.zones) if book else ()


def _article(asked: Request) -> str:
    return "à vérifier" if asked.terms.article in ("", "a_verifier") else asked.terms.article


def _reasons(asked: Request) -> tuple[Reason, ...]:
    """Why, as it was decided, with the text that says so."""
    said = str((asked.decision or {}).get("reason") or "").strip().rstrip(".")
    if not said:
        return ()
    return (Reason(said, f"art. {_article(asked)} de l’arrêté {asked.terms.order}"),)
