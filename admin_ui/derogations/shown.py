"""What the pages of this desk share: what they stand on, what is looked for, how requests are said."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Response

from accounts.service.names import list_names
from accounts.service.organisations import names_of
from accounts.web.asking import Asked, get_signed
from accounts.web.pages import now_of, show
from admin_ui.rules.pages import entry_of, teller_of
from cirqliz.core.queue import Item, Sought
from cirqliz.service.acting import OFFICERS, READERS, for_territory
from cirqliz.service.derogations import Derogations
from cirqliz.service.desk import Waiting, list_askers
from cirqliz.service.standing import Standing, list_standing
from rules.model import Facts
from rules.texts import french
from rules.texts.clockwise import long_date
from rules.written.plates import compact
from tenants.errors import Failure
from tenants.who import Who

HOME = "/territoire/derogations"
GONE = "Un compte clos"
NO_ACCOUNT = "Sans compte"
_SAID = ("body", "category", "gvw_kg", "critair", "energy")
"""What tells vehicles apart at a glance."""


@dataclass(frozen=True, slots=True)
class Seeking:
    """What is looked for, as it was typed, and among which kinds."""

    q: str
    sought: Sought
    kinds: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A request in words."""

    waiting: Waiting
    carrier: str
    vehicle: str
    dates: str
    due: str
    late: bool
    proposer: str

    @property
    def id(self) -> UUID:
        """Its number."""
        return self.waiting.request.id

    @property
    def holder(self) -> str:
        """What it is for: a plate, or the whole carrier."""
        return self.waiting.request.plate or self.carrier


def rights_of(request: Asked) -> Derogations:
    """What this desk stands on."""
    return cast("Derogations", request.app.state["derogations"])


def territory_of(who: Who) -> str:
    """The territory acted for; raises Refused."""
    return for_territory(who, READERS).territory


async def clock_of(request: Asked) -> ZoneInfo:
    """The time zone of the territory acted for, which has published nothing perhaps; raises Refused."""
    entry = await entry_of(for_territory(get_signed(request).who, READERS))
    return ZoneInfo(entry.timezone)


async def today_of(request: Asked) -> date:
    """The date in the territory acted for; raises Refused."""
    return now_of(request).astimezone(await clock_of(request)).date()


async def seeking(request: Asked) -> Seeking:
    """What the address asks for: a plate or part of it, a carrier’s name or part of it, a kind; raises Refused."""
    asked = request.query_params
    q, kind = " ".join(asked.get("q", "").replace("\0", "").split())[:80], asked.get("sorte", "")[:80]
    carriers, kinds = await list_askers(get_signed(request).who)
    names = await names_of(set(carriers)) if q else {}
    meant = tuple(carrier for carrier, name in names.items() if q.casefold() in name.casefold())
    return Seeking(q, Sought(compact(q).upper() if q else "", meant, kind if kind in kinds else "", bool(q)), kinds)


async def all_shown(waiting: Sequence[Waiting], today: date) -> tuple[Shown, ...]:
    """Requests in words, with the names that go with them."""
    carriers = await names_of({one.request.carrier for one in waiting})
    people = await list_names({one.request.proposed_by for one in waiting if one.request.proposed_by})
    return tuple(_shown(one, today, carriers, people) for one in waiting)


def _shown(one: Waiting, today: date, carriers: Mapping[UUID, str], people: Mapping[UUID, str]) -> Shown:
    request = one.request
    return Shown(
        one, carriers.get(request.carrier, GONE), vehicle_said(one.facts),
        dates_said(request.starts_on, request.ends_on), due_said(request.due_on, today),
        request.due_on is not None and request.due_on < today,
        people.get(request.proposed_by, GONE) if request.proposed_by else "",
    )  # fmt: skip


def item_of(one: Waiting) -> Item:
    """A request as the queue ranks it."""
    request = one.request
    alike = "|".join(str(one.facts.get(fact, "")) for fact in _SAID) if one.facts else request.holder
    if request.holder == "vehicle" and not one.facts:
        alike = ""
    return Item(
        request.id, request.kind, request.carrier, alike, request.state, request.due_on, request.proposed_by is not None
    )


def vehicle_said(facts: Facts) -> str:
    """« Dépanneuse, N1, 3,5 t, Crit’Air 2, gazole »."""
    clean = facts.get("critair") == "EL"
    said = [fact for fact in _SAID if fact in facts and not (clean and fact == "energy")]
    return ", ".join(french.value(fact, facts[fact]) for fact in said)


def dates_said(start: date, end: date | None) -> str:
    """« Du 1er au 15 décembre 2026 », the last day being the one before the end."""
    if end is None:
        return f"À partir du {long_date(start)}"
    last = end - timedelta(days=1)
    return f"Le {long_date(start)}" if last == start else f"Du {long_date(start)} au {long_date(last)}"


def due_said(due: date | None, today: date) -> str:
    """« En retard de 3 jours », « Demain »."""
    if due is None:
        return "Sans délai promis"
    days = (due - today).days
    if days < 0:
        return "En retard d’un jour" if days == -1 else f"En retard de {-days}\u00a0jours"
    return {0: "Aujourd’hui", 1: "Demain"}.get(days, f"Dans {days}\u00a0jours")


async def desk_page(request: Asked, template: str, failure: Failure | None = None, **said: object) -> Response[str]:
    """A page of this desk, with the territory it is of and what its reader may do."""
    who = get_signed(request).who
    entry = await entry_of(for_territory(who, READERS))
    decides = who.acting is not None and who.acting.name in OFFICERS
    return show(
        request, template, failure.status if failure else 200, entry=entry, when=teller_of(entry), failure=failure,
        decides=decides, home=HOME, long_date=long_date, role=who.acting.name if who.acting else "", **said,
    )  # fmt: skip


async def named(people: Collection[UUID | None]) -> Mapping[UUID, str]:
    """The names of these people; an account that is closed is said so."""
    known = {person for person in people if person is not None}
    names = await list_names(known)
    return {person: names.get(person, GONE) for person in known}


async def standing_said(
    request: Asked, rows: Sequence[Shown], today: date, *, whole: bool = True
) -> dict[UUID, list[str]]:
    """What the plates of these requests hold already, in words; with what granting makes of it, or in short."""
    found = await list_standing(get_signed(request).who, [row.id for row in rows], today)
    return {number: [_standing(one, whole=whole) for one in those] for number, those in found.items()}


def _standing(one: Standing, *, whole: bool) -> str:
    number = f" (n°\u00a0{one.reference})" if one.reference else ""
    end = f", jusqu’au {long_date(one.ends_on - timedelta(days=1))}" if one.ends_on else ", sans fin"
    whose = {"nobody": "sans compte", "same": "par ce transporteur", "other": "par un autre transporteur"}[one.whose]
    state = ", suspendue" if one.state == "suspended" else ""
    said = f"Déjà titulaire\u00a0: {one.name}{number}{end}, {whose}{state}."
    return (
        f"{said} L’accord reprend ce droit\u00a0: mêmes jours utilisés, pas un de plus."
        if whole and one.taken_over
        else said
    )
