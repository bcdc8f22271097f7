"""CDS 1.1 Events and Metrics: stays as what happened at the curb, without plate, phone or vehicle.

Spec: openmobilityfoundation/curb-data-specification, 1.1 (2025-10-27). Times are whole milliseconds; a metric of -1 is
an hour through most of which the source was offline.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

VERSION = "1.1"
JSON_TYPE = f"application/vnd.cds+json;version={VERSION}"
CSV_TYPE = f"application/vnd.cds+csv;version={VERSION}"
SESSION_COLUMNS = (
    "session_type", "event_session_id", "event_id_start", "event_id_end", "event_location_start_latitude",
    "event_location_start_longitude", "event_location_end_latitude", "event_location_end_longitude",
    "event_time_start", "event_time_end", "curb_zone_id", "curb_area_ids", "curb_space_id", "curb_object_id",
    "vehicle_length", "vehicle_type",
)  # fmt: skip
AGGREGATE_COLUMNS = ("curb_place_type", "curb_place_id", "metric_type", "date", "hour", "value")
METRICS = ("total_sessions", "turnover", "average_dwell_time", "occupancy_percent")
_SOURCES = UUID("2c6a4b1e-6d0f-5d57-9f7c-9f2a1a1c6d11")
_PURPOSES: Mapping[str, str] = {
    "delivery": "delivery", "pickup": "delivery", "service": "service_vehicles", "works": "construction",
    "waste": "waste_management",
}  # fmt: skip
_VEHICLES: Mapping[str, str] = {"N1": "van", "N2": "truck", "N3": "truck", "M1": "car", "M2": "bus", "M3": "bus"}
_PROPULSIONS: Mapping[str, str] = {
    "diesel": "combustion_diesel", "b100": "combustion_diesel", "electric": "electric",
    "hydrogen": "hydrogen_fuel_cell", "hybrid_petrol": "hybrid", "hybrid_diesel": "hybrid",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stayed:
    """A stay as it is told; `published_at` is when we knew of it."""

    id: UUID
    zone: UUID | None
    starts_at: datetime
    ended_at: datetime | None
    published_at: datetime
    category: str = ""
    energy: str = ""
    reason: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Hourly:
    """The figures of a zone in one hour; -1 offline."""

    zone: UUID
    start: datetime
    values: Mapping[str, float]


def source_of(territory: str) -> str:
    """The one source of a territory’s events: its discs."""
    return str(uuid5(_SOURCES, territory))


def milliseconds(at: datetime) -> int:
    """An instant as CDS says it."""
    return round(at.timestamp() * 1_000)


def events_of(stays: Iterable[Stayed], territory: str) -> Iterator[dict[str, object]]:
    """A start each, and an end once there was one."""
    for stay in stays:
        yield _event(stay, "park_start", stay.starts_at, territory)
        if stay.ended_at is not None:
            yield _event(stay, "park_end", stay.ended_at, territory)


def _event(stay: Stayed, kind: str, at: datetime, territory: str) -> dict[str, object]:
    said: dict[str, object] = {
        "event_id": str(uuid5(stay.id, kind)),
        "event_type": kind,
        "event_purpose": _PURPOSES.get(stay.reason, "unspecified"),
        "event_time": milliseconds(at),
        "event_publication_time": milliseconds(max(at, stay.published_at)),
        "event_session_id": str(stay.id),
        "data_source_type": "data_feed",
        "data_source_device_id": source_of(territory),
        "vehicle_type": _vehicle(stay.category),
    }
    if stay.zone is not None:
        said["curb_zone_id"] = str(stay.zone)
    if stay.lon is not None and stay.lat is not None:
        said["event_location"] = {"type": "Point", "coordinates": [stay.lon, stay.lat]}
    if stay.energy:
        said["vehicle_propulsion_types"] = [_PROPULSIONS.get(stay.energy, "combustion")]
    return said


def _vehicle(category: str) -> str:
    return "motorcycle" if category.startswith("L") else _VEHICLES.get(category, "unspecified")


def envelope(data: Mapping[str, object], timezone: str, updated: datetime) -> dict[str, object]:
    """What surrounds every answer."""
    return {
        "version": VERSION, "time_zone": timezone, "last_updated": milliseconds(updated), "currency": "EUR",
        "author": "JOPTIMIZ", "data": data,
    }  # fmt: skip


def write_sessions(stays: Iterable[Stayed]) -> str:
    """Sessions, one a line; what is not known is empty."""
    return _csv(SESSION_COLUMNS, (_session(stay) for stay in stays))


def _session(stay: Stayed) -> dict[str, object]:
    ended, placed = stay.ended_at is not None, stay.lat is not None
    return {
        "session_type": "parking",
        "event_session_id": stay.id,
        "event_id_start": uuid5(stay.id, "park_start"),
        "event_id_end": uuid5(stay.id, "park_end") if ended else "",
        "event_location_start_latitude": stay.lat if placed else "",
        "event_location_start_longitude": stay.lon if placed else "",
        "event_location_end_latitude": stay.lat if placed and ended else "",
        "event_location_end_longitude": stay.lon if placed and ended else "",
        "event_time_start": milliseconds(stay.starts_at),
        "event_time_end": milliseconds(stay.ended_at) if stay.ended_at else "",
        "curb_zone_id": stay.zone or "",
        "vehicle_type": _vehicle(stay.category),
    }


def write_aggregates(hours: Iterable[Hourly], timezone: str, metric: str = "") -> str:
    """Figures, one a line, at the hour of the territory."""
    clock = ZoneInfo(timezone)
    return _csv(AGGREGATE_COLUMNS, _aggregates(hours, clock, metric))


def _aggregates(hours: Iterable[Hourly], clock: ZoneInfo, metric: str) -> Iterator[dict[str, object]]:
    for hour in hours:
        local = hour.start.astimezone(clock)
        for name in METRICS:
            if metric in ("", name):
                yield {
                    "curb_place_type": "zone", "curb_place_id": hour.zone, "metric_type": name,
                    "date": local.date().isoformat(), "hour": local.hour, "value": f"{hour.values[name]:.4g}",
                }  # fmt: skip


def _csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
