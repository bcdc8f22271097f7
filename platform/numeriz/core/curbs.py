"""Bays as CDS 1.1 says kerbs: zones, spaces, policies, objects; what it cannot say is told beside."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import cos, radians
from uuid import UUID, uuid5

from numeriz.core.bay import Bay
from numeriz.core.distance import METRES_A_DEGREE
from numeriz.core.exporting import outline_ring
from numeriz.core.hours import time_spans

VERSION = "1.1"
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
HOUSE = UUID("6f0a3c52-6f0e-4d55-9a43-1c1f7f0f9a11")
"""The namespace of the identifiers that we make."""
USUAL_LENGTH_CM, USUAL_WIDTH_CM = 1_000, 200
"""Where nobody measured: of a square of that kind drawn around its position, and told as such."""
LOADING = ("loading", "unloading")
MOST_METRES = 10_000


@dataclass(frozen=True, slots=True)
class Stays:
    """What limits stays at a bay, as it is told in the standard: hours, minutes, by whom (rule or sign)."""

    stay_min: int | None
    no_return_min: int | None
    spans: Sequence[Mapping[str, object]]
    source: str
    classes: Sequence[str] = ()
    """The user classes that it is for; everybody without any."""


@dataclass(frozen=True, slots=True)
class Curb:
    """A bay with what limits stays there, the first that fits wins."""

    bay: Bay
    stays: Sequence[Stays] = ()
    available: int | None = None
    at: datetime | None = None
    lost: Sequence[str] = field(default=())


def ms(at: datetime) -> int:
    """Milliseconds since 1970."""
    return round(at.timestamp() * 1000)


def stays_by_sign(bay: Bay) -> tuple[Stays, str]:
    """What its sign says, and what CDS cannot say of it."""
    spans, lost = time_spans(bay.schedule) if bay.schedule is not None else ([], "")
    return Stays(bay.stay_max_min, None, spans, "sign"), lost


def policies_of(curb: Curb) -> Iterator[dict[str, object]]:
    """Its policies, the strongest first; equal ones of several bays have one identifier."""
    never = curb.bay.schedule is not None and curb.bay.schedule.is_empty
    for priority, stays in enumerate(curb.stays, 1):
        if never and stays.source == "sign":
            continue
        limits: dict[str, object] = {}
        if stays.stay_min is not None:
            limits |= {"max_stay": stays.stay_min, "max_stay_unit": "minute"}
        if stays.no_return_min is not None:
            limits |= {"no_return": stays.no_return_min, "no_return_unit": "minute"}
        if stays.classes:
            limits["user_classes"] = list(stays.classes)
        said: dict[str, object] = {
            "name": "Livraisons, par arrêté" if stays.source == "rule" else "Livraisons, par le panneau",
            "priority": priority,
            "rules": [{"activity": activity, **limits} for activity in LOADING],
            **({"time_spans": list(stays.spans)} if stays.spans else {}),
        }
        print_ = hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
        # It never changes: what would change it makes another, so that its date is that of nobody’s change.
        yield {"curb_policy_id": str(uuid5(HOUSE, print_)), "published_date": 0, **said}


def zone_of(curb: Curb) -> dict[str, object]:
    """The kerb zone of a bay."""
    bay = curb.bay
    said: dict[str, object | None] = {
        "curb_zone_id": str(bay.id), "geometry": polygon_of(bay), "name": bay.name, "user_zone_id": bay.code,
        "curb_policy_ids": [policy["curb_policy_id"] for policy in policies_of(curb)],
        "published_date": ms(bay.published_at), "last_updated_date": ms(bay.updated_at),
        "start_date": ms(bay.published_at), "jurisdiction_type": "public", "street_name": bay.address or None,
        "length": bay.length_cm, "width": bay.width_cm, "parking_angle": bay.arrangement, "num_spaces": bay.places,
        "median": True if bay.setting == "median" else None, "curb_space_ids": list(map(str, space_ids(bay))),
        "available_spaces": curb.available, "available": None if curb.at is None else not bay.is_closed(curb.at),
        "availability_time": ms(curb.at) if curb.available is not None and curb.at else None,
        "curb_object_ids": [each["curb_object_id"] for each in objects_of(bay)] or None,
        "custom_attributes": {
            "territory": bay.territory, "approximate": _word(bay.approximate), "drawn": _word(bay.outline is not None),
        },
    }  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def spaces_of(bay: Bay) -> Iterator[dict[str, object]]:
    """Its places, one beside the other; CDS wants a length: that of a place where nobody measured is usual, told so."""
    length = bay.length_cm or USUAL_LENGTH_CM * bay.places
    for number, space in enumerate(space_ids(bay), 1):
        yield {
            "curb_space_id": str(space), "geometry": polygon_of(bay), "curb_zone_id": str(bay.id),
            "published_date": ms(bay.published_at), "last_updated_date": ms(bay.updated_at),
            "space_number": number, "length": length // bay.places,
            **({"width": bay.width_cm} if bay.width_cm else {}),
            "custom_attributes": {"length_measured": _word(bay.length_cm is not None)},
        }  # fmt: skip


def space_ids(bay: Bay) -> tuple[UUID, ...]:
    """The identifiers of its places."""
    return tuple(uuid5(HOUSE, f"{bay.id} {number}") for number in range(1, bay.places + 1))


_OBJECTS = {"lamp": "lighting", "charger": "ev_charging", "ground_sensor": "sensor", "camera": "sensor"}


def objects_of(bay: Bay) -> Iterator[dict[str, object]]:
    """What stands there: its sign, lamps, chargers, sensors."""
    kinds = [("signage", "Panneau")] if bay.sign in ("good", "worn", "present") else []
    kinds += [(_OBJECTS[each], each) for each in bay.equipment if each in _OBJECTS]
    for kind, name in kinds:
        yield {
            "curb_object_id": str(uuid5(HOUSE, f"{bay.id} {name}")), "curb_zone_id": str(bay.id),
            "geometry": {"type": "Point", "coordinates": [bay.lon, bay.lat]}, "object_type": kind,
            "name": f"{bay.name} ({kind})", "published_date": ms(bay.published_at),
            "last_updated_date": ms(bay.updated_at),
        }  # fmt: skip


def polygon_of(bay: Bay) -> dict[str, object]:
    """Its outline; where none is drawn, a square of its size around its position."""
    ring = outline_ring(bay.outline)
    if ring:
        return {"type": "Polygon", "coordinates": [ring]}
    half = (bay.length_cm or USUAL_LENGTH_CM) / 200 / METRES_A_DEGREE
    wide = half / max(0.01, cos(radians(bay.lat)))
    high = (bay.width_cm or USUAL_WIDTH_CM) / 200 / METRES_A_DEGREE
    west, east, south, north = bay.lon - wide, bay.lon + wide, bay.lat - high, bay.lat + high
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [[[round(x, 7), round(y, 7)] for x, y in corners]]}


def envelope(kind: str, items: Sequence[object], zone: str, at: datetime) -> dict[str, object]:
    """The answer of an endpoint."""
    return {
        "version": VERSION, "time_zone": zone, "last_updated": ms(at), "currency": "EUR", "author": "JOPTIMIZ",
        "license_url": LICENCE, "data": {kind: list(items)},
    }  # fmt: skip


def once(policies: Iterable[dict[str, object]]) -> list[dict[str, object]]:
    """Each policy once."""
    return list({str(policy["curb_policy_id"]): policy for policy in policies}.values())


def _word(told: bool) -> str:  # a value, not a choice
    """Custom attributes are texts."""
    return "true" if told else "false"
