"""Rights stopped as a desk stops them: their holder heard in person the same day, then decided."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from cirqliz.core.hearings import USUAL, Measure, Opening
from cirqliz.service.derogations import Derogations
from cirqliz.service.hearings.deciding import decide_hearing, record_heard
from cirqliz.service.hearings.opening import drop_hearing, open_hearing
from cirqliz.service.hearings.reading import list_live
from cirqliz.service.keeping import resume
from tenants.who import Who

from .conftest import NOW

PARIS = ZoneInfo("Europe/Paris")


type Act = Measure | Literal["resume", "urgent", "spare"]


async def keep(on: Derogations, who: Who, right: UUID, act: Act, reason: str) -> None:
    """Suspend, resume or revoke it; or suspend it before its holder is heard, then give that up."""
    if act == "resume":
        await resume(on, who, right)
    elif act == "urgent":
        await invite(on, who, right, "suspend", reason, ground="urgency", urgency=reason)
    elif act == "spare":
        (hearing,) = [one.id for one in await list_live(who) if one.derogation == right]
        await drop_hearing(on, who, hearing, reason)
    else:
        hearing = await invite(on, who, right, act, reason)
        await record_heard(on, who, hearing, {"how": "oral", "note": "Rien à dire."}, PARIS)
        await decide_hearing(on, who, hearing, act, reason)


async def invite(on: Derogations, who: Who, right: UUID, act: Measure, reason: str, **more: str) -> UUID:
    """Ask its holder for an answer within the usual time; with a ground, suspend it first."""
    today = on.now().astimezone(PARIS).date()
    opening = Opening(act, reason, today + timedelta(days=USUAL), **more)  # type: ignore[arg-type]
    return await open_hearing(on, who, right, opening, today)


def later(on: Derogations, days: int) -> Derogations:
    """The same room, so many days on."""
    return replace(on, now=lambda: NOW + timedelta(days=days))
