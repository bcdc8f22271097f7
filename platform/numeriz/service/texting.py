"""Text messages, answered in one sentence whatever they say; a number acts as a phone of its own."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid5

from numeriz.core.stay import Told
from numeriz.core.texts import HOW, Text, read_text
from numeriz.service.asked import Set
from numeriz.service.grounds import disc
from numeriz.service.kept import print_of
from numeriz.service.stays import Stays
from rules.model import Problem
from rules.written.countries import FRANCE
from rules.written.plates import Plate, read_plate
from tenants.database import scoped
from tenants.errors import Failure, TooMany, Unavailable

_OPEN = """
    SELECT id FROM stay WHERE territory = $1 AND phone = $2 AND plate = $3 AND kind = 'stay' AND ended_at IS NULL
        AND ends_at > $4 ORDER BY starts_at DESC LIMIT 1
"""
_IDS = UUID("6f1c2c54-8f6d-5a7e-9a3b-3d1d6a1f9b10")
"""Under which the numbers of messages become those of discs."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as its operator hands it on; the same id is acted upon once."""

    id: str
    territory: str
    sender: str
    body: str


def phone_of_number(secret: str, number: str) -> bytes:
    """What is kept of a telephone number: nobody without the secret finds it again."""
    return print_of(hmac.digest(secret.encode(), number.encode(), sha256))


async def answer_text(stays: Stays, secret: str, message: Message) -> str:
    """Do what it asks, and say what came of it; raises Unavailable, TooMany."""
    asked = read_text(message.body)
    if asked is None:
        return HOW
    plate = read_plate(asked.plate, FRANCE)
    if isinstance(plate, Problem):
        return " ".join(part for part in (plate.message, plate.hint or "") if part)
    phone, now = phone_of_number(secret, message.sender), stays.now()
    try:
        if asked.do == "end":
            return await _end(stays, phone, message, plate, now)
        return await _set(stays, phone, message, asked, plate)
    except (Unavailable, TooMany):
        raise
    except Failure as refusal:
        return " ".join(part for part in (refusal.title, refusal.detail) if part)


async def _set(stays: Stays, phone: bytes, message: Message, asked: Text, plate: Plate) -> str:
    number, now = uuid5(_IDS, f"{message.territory} {message.id}"), stays.now()
    kept = await stays.set(
        phone,
        Set(
            number, message.territory, Told(now, 0), "text", code=asked.code, plate=plate.number, country=plate.country
        ),
    )
    return f"{kept.bay_name}\u00a0: {kept.sentence(now)} Pour partir\u00a0: FIN {plate}."


async def _end(stays: Stays, phone: bytes, message: Message, plate: Plate, now: datetime) -> str:
    async with scoped(disc(message.territory)) as connection:
        found = await connection.fetchval(_OPEN, message.territory, phone, plate.number, now)
    if found is None:
        return f"Aucun disque en cours pour {plate} depuis ce numéro."
    return (await stays.end(phone, found, Told(now, 0))).sentence(now)
