"""`/cds/events/*` and `/cds/metrics/*`: CDS 1.1 for the tools of a territory, by token or signed in."""

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, Response, get
from litestar.params import QueryParameter

from accounts.web.asking import Asked, get_caller
from accounts.web.pages import now_of
from admin_ui.rules.pages import entry_of
from admin_ui.stays.occupancy import spaced
from connectors.cds_activity import (
    CSV_TYPE,
    JSON_TYPE,
    METRICS,
    Hourly,
    Stayed,
    envelope,
    events_of,
    source_of,
    write_aggregates,
    write_sessions,
)
from numeriz.core.figures import OFFLINE, Hour
from numeriz.service.figures import MOST, READERS, Session, get_figures, list_sessions, span_of
from numeriz.service.standing import for_territory
from tenants.errors import Unreadable
from tenants.registry import Entry

MOST_HOURS = 100_000
"""Of all bays together, in one answer: a day of four thousand bays."""
READS = {"access": "signed", "roles": READERS, "scope": "stays:read"}
Millis = Annotated[int | None, QueryParameter(description="Millisecondes Unix", required=False, ge=0, le=10**14)]
Zone = Annotated[UUID | None, QueryParameter(description="Une aire", required=False)]
PlaceType = Annotated[str, QueryParameter(description="zone", required=False, max_length=10)]
Metric = Annotated[str, QueryParameter(description=", ".join(METRICS), required=False, max_length=40)]


class ActivityController(Controller):
    """What happened in the bays of the territory acted for; 31 days at once, the last day where nothing is said."""

    path = "/cds"
    tags = ["CDS 1.1"]  # noqa: RUF012  # Litestar’s own convention
    opt = READS

    @get("/events/events", summary="Événements (CDS 1.1)", media_type=JSON_TYPE)
    async def events(
        self, request: Asked, curb_zone_id: Zone = None, start_time: Millis = None, end_time: Millis = None
    ) -> Response[bytes]:
        """Starts and ends of stays, at most five thousand of them: `links.next` goes on."""
        now, entry = now_of(request), await _entry(request)
        span = span_of(_instant(start_time), _instant(end_time), now)
        found = await list_sessions(get_caller(request), span, curb_zone_id)
        said = envelope({"events": list(events_of(map(_stayed, found), entry.slug))}, entry.timezone, now)
        if len(found) == MOST:
            following = f"/cds/events/events?start_time={_millis(found[-1].starts_at)}&end_time={_millis(span[1])}"
            said["links"] = {"next": following}
        return Response(msgspec.json.encode(said), media_type=JSON_TYPE)

    @get("/events/status", summary="État des sources (CDS 1.1)", media_type=JSON_TYPE)
    async def status(self, request: Asked) -> Response[bytes]:
        """One source, the discs: online where it was looked after in this hour or the one before."""
        now, entry = now_of(request), await _entry(request)
        figures = await get_figures(get_caller(request), span_of(None, None, now), now)
        online = any((now - start).total_seconds() < 7_200 for start in figures.activity.online)
        status = {
            "data_source_device_id": source_of(entry.slug), "data_source_type": "data_feed",
            "sensor_status_is_commissioned": True, "sensor_status_is_online": online,
        }  # fmt: skip
        return Response(msgspec.json.encode(envelope({"status": [status]}, entry.timezone, now)), media_type=JSON_TYPE)

    @get("/metrics/sessions", summary="Sessions (CDS 1.1, CSV)", media_type=CSV_TYPE)
    async def sessions(
        self, request: Asked, curb_place_type: PlaceType = "", curb_place_id: Zone = None, start_time: Millis = None,
        end_time: Millis = None,
    ) -> Response[str]:  # fmt: skip
        """Stays, without plate, phone nor vehicle."""
        _check_type(curb_place_type)
        span = span_of(_instant(start_time), _instant(end_time), now_of(request))
        found = await list_sessions(get_caller(request), span, curb_place_id)
        return Response(write_sessions(map(_stayed, found)), media_type=CSV_TYPE)

    @get("/metrics/aggregates", summary="Agrégats par heure (CDS 1.1, CSV)", media_type=CSV_TYPE)
    async def aggregates(
        self, request: Asked, *, curb_place_type: PlaceType = "", curb_place_id: Zone = None, metric_type: Metric = "",
        start_time: Millis = None, end_time: Millis = None,
    ) -> Response[str]:  # fmt: skip
        """By bay and hour; -1 where the source was offline through most of it."""
        _check_type(curb_place_type)
        if metric_type not in ("", *METRICS):
            raise Unreadable("metric-unknown", "Cette mesure n’existe pas.", ", ".join(METRICS))
        now, entry = now_of(request), await _entry(request)
        span = span_of(_instant(start_time), _instant(end_time), now)
        activity = (await get_figures(get_caller(request), span, now, curb_place_id)).activity
        if activity.size() > MOST_HOURS:
            said = f"Ces aires et ces jours font plus de {spaced(MOST_HOURS)} lignes par mesure."
            raise Unreadable("span-large", said, "Demandez moins de jours, ou une aire (curb_place_id).")
        hours = _hourly(activity.every_hour())
        sheet = await asyncio.to_thread(write_aggregates, hours, entry.timezone, metric_type)
        return Response(sheet, media_type=CSV_TYPE)


async def _entry(request: Asked) -> Entry:
    return await entry_of(for_territory(get_caller(request), READERS))


def _check_type(kind: str) -> None:
    if kind not in ("", "zone"):
        raise Unreadable("place-type", "Seules les aires (« zone ») ont des mesures ici.")


def _instant(millis: int | None) -> datetime | None:
    return None if millis is None else datetime.fromtimestamp(millis / 1_000, UTC)


def _millis(at: datetime) -> int:
    return round(at.timestamp() * 1_000)


def _stayed(one: Session) -> Stayed:
    return Stayed(
        one.id, one.bay, one.starts_at, one.ended_at, one.received_at, one.category, one.energy, one.reason, one.lon,
        one.lat,
    )  # fmt: skip


def _hourly(hours: Iterable[Hour]) -> Iterable[Hourly]:
    for hour in hours:
        sessions = float(hour.sessions) if hour.online else OFFLINE
        yield Hourly(
            hour.bay, hour.start,
            {
                "total_sessions": sessions, "turnover": sessions, "average_dwell_time": hour.mean_dwell_min,
                "occupancy_percent": hour.occupancy,
            },
        )  # fmt: skip
