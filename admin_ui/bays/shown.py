"""What the pages of this desk share: what they stand on, forms of bays read and filled, hours in words."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Response

from accounts.web.asking import Asked, get_signed
from accounts.web.pages import by_field, show
from admin_ui.rules.pages import entry_of, teller_of
from numeriz.core.bay import EQUIPMENT, WORDS, Bay, Described
from numeriz.core.checking import NAMES
from numeriz.core.hours import read_osm, words, write_osm
from numeriz.core.importing.columns import as_number
from numeriz.service.standing import KEEPERS, READERS, Bays, for_territory
from rules.model import GeoJSON, Problem
from tenants.drawing.model import Fault
from tenants.drawing.reading import read_shape
from tenants.errors import Failure, Unreadable
from tenants.registry import Entry

HOME = "/territoire/aires"
_NUMBERS = ("places", "length_cm", "width_cm", "stay_max_min")
_TEXTS = ("reference", "name", "address", "postcode", "commune", "order_url", "comment")
_FLAGS = ("marking_conform", "kerb_lowered", "order_present")
FLAGS = {"oui": True, "non": False}


def bays_of(request: Asked) -> Bays:
    """What this desk stands on."""
    return Bays(request.app.state["shelf"].current, request.app.state["now"])


async def entry_here(request: Asked) -> Entry:
    """The territory acted for; raises Refused."""
    return await entry_of(for_territory(get_signed(request).who, READERS))


async def desk_page(request: Asked, template: str, failure: Failure | None = None, **said: object) -> Response[str]:
    """A page of this desk, with the territory it is of and whether its reader keeps the inventory."""
    who, entry = get_signed(request).who, await entry_here(request)
    writes = who.acting is not None and who.acting.name in KEEPERS
    return show(
        request, template, failure.status if failure else 200, entry=entry, when=teller_of(entry), failure=failure,
        home=HOME, writes=writes, names=NAMES, hours=words, faults=by_field(failure.problems) if failure else {},
        **said,
    )  # fmt: skip


def filled(bay: Bay) -> dict[str, str]:
    """A form as a bay fills it."""
    form = {name: "" if getattr(bay, name) is None else f"{getattr(bay, name):g}" for name in (*_NUMBERS, "lon", "lat")}
    form |= {"lon": f"{bay.lon:.7f}", "lat": f"{bay.lat:.7f}"}
    form |= {name: getattr(bay, name) for name in _TEXTS}
    form |= {name: getattr(bay, name) or "" for name in WORDS}
    form |= {name: {True: "oui", False: "non", None: ""}[getattr(bay, name)] for name in _FLAGS}
    form |= {f"equipment.{each}": "1" for each in bay.equipment}
    form |= {"schedule": write_osm(bay.schedule) if bay.schedule else ""}
    form |= {"charging_kw": "" if bay.charging_kw is None else f"{bay.charging_kw:g}"}
    form |= {"outline": _text(bay.outline), "version": bay.updated_at.isoformat()}
    return form | {name: "1" for name in ("active", "approximate") if getattr(bay, name)}


def described_by(form: Mapping[str, str]) -> Described:
    """The bay that a form describes; raises Unreadable with what cannot be read."""
    problems: list[Problem] = []
    said: dict[str, Any] = {name: " ".join(form.get(name, "").split()) for name in _TEXTS}
    for name in (*_NUMBERS, "charging_kw", "lon", "lat"):
        said[name] = _number(name, form.get(name, ""), problems)
    schedule, wrong = read_osm(form.get("schedule", ""))
    problems += [Problem(each.code, each.message, each.hint, pointer="schedule") for each in wrong]
    outline = _outline(form.get("outline", ""), problems)
    if problems:
        raise Unreadable(
            "bay-invalid", "Rien n’est encore enregistré : corrigez ce qui suit.", problems=tuple(problems)
        )
    said["places"] = said["places"] or 1
    said |= {name: form.get(name, "") or None for name in WORDS}
    said |= {name: FLAGS.get(form.get(name, "")) for name in _FLAGS}
    return Described(
        **said,
        equipment=tuple(each for each in EQUIPMENT if form.get(f"equipment.{each}")), schedule=schedule,
        outline=outline, active=bool(form.get("active")), approximate=bool(form.get("approximate")),
    )  # fmt: skip


def version_of(form: Mapping[str, str]) -> datetime:
    """Which version a form was filled with; raises Unreadable for none of ours."""
    try:
        found = datetime.fromisoformat(form.get("version", ""))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Unreadable("bay-version", "Ce formulaire est incomplet.", "Rechargez la page.")
    return found


def until_of(text: str, zone: ZoneInfo) -> datetime:
    """An instant of the territory, as a field of date and time gives it; raises Unreadable."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError as error:
        problem = Problem("bay-until", "Cette date ne se lit pas.", "Choisissez un jour et une heure.", pointer="until")
        raise Unreadable("bay-until", "Dites jusqu’à quand.", problems=(problem,)) from error


def _number(name: str, text: str, problems: list[Problem]) -> float | int | None:
    if not text.strip():
        if name in ("lon", "lat"):
            problems.append(Problem("bay-lon", "La position manque.", "Placez l’aire sur la carte.", pointer=name))
        return None
    found = as_number(text)
    if found is None or (name in _NUMBERS and not found.is_integer()):
        hint = "Écrivez un nombre entier." if name in _NUMBERS else "Écrivez un nombre."
        problems.append(Problem("bay-number", f"« {text[:20]} » n’est pas un nombre.", hint, pointer=name))
        return None
    return int(found) if name in _NUMBERS else found


def _outline(text: str, problems: list[Problem]) -> GeoJSON | None:
    if not text.strip():
        return None
    shape = read_shape(text)
    if isinstance(shape, Fault):
        problems.append(Problem("bay-outline", shape.message, shape.hint, pointer="outline"))
        return None
    return shape


def _text(outline: GeoJSON | None) -> str:
    return json.dumps(outline) if outline else ""
