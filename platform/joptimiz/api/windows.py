"""`POST /api/v1/windows`: the hours at which a vehicle may be in each zone."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import anyio.to_thread
import msgspec
from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.params import JSONBody

from joptimiz.api.asking import held_of, names_of, off_range, refuse, snapshot_for
from joptimiz.api.said import clock_of
from joptimiz.api.shapes import WindowsIn, WindowsOut, ZoneWindows
from rules.engine import windows
from rules.model import Problem, Verdict
from tenants.snapshot import Snapshot
from tenants.wire import ill_dated

HORIZON = timedelta(days=35)


_SAID = (
    f"De « from » à « to », {HORIZON.days} jours au plus, zone par zone : les intervalles de chaque verdict se suivent "
    "sans trou ni recouvrement."
)


class WindowController(Controller):
    """When, rather than whether; public, since orders are."""

    path = "/api/v1"
    tags = ["Décisions"]  # noqa: RUF012  # Litestar's own convention
    opt = {"access": "public"}  # noqa: RUF012

    @post("/windows", status_code=200, summary="Les heures permises, zone par zone", description=_SAID)
    async def windows(self, request: Request[object, object, State], data: JSONBody[WindowsIn]) -> WindowsOut:
        """When a vehicle may be in each zone, over a horizon."""
        vehicle, rights = await held_of(request, data, data.start)
        data = msgspec.structs.replace(data, vehicle=vehicle, rights=rights, holder=None)
        snapshot = await snapshot_for(request, data.as_known_at)
        return await anyio.to_thread.run_sync(windows_of, snapshot, data)


def windows_of(snapshot: Snapshot, data: WindowsIn) -> WindowsOut:
    """The windows asked; raises `Unreadable` or `NotFound`."""
    refuse(*off_range(data.start, "/from"), *off_range(data.end, "/to"), *_badly_long(data), *ill_dated(data.rights))
    if data.territory in snapshot.silent:
        return WindowsOut([], [_unknown(data, zone) for zone in data.zones or ()])
    refs = names_of(snapshot, data.territory, data.zones)
    profile = data.vehicle.profile(data.activity, data.rights)
    clock = clock_of(snapshot, data.territory)
    zones = []
    for ref in refs:
        bundle = snapshot.rulebooks[ref.territory].bundle
        spans: dict[str, list[tuple[datetime, datetime]]] = {verdict.word: [] for verdict in Verdict}
        for start, end, verdict in windows(bundle, profile, ref.zone, data.start, data.end).intervals:
            spans[verdict.word].append((start.astimezone(clock), end.astimezone(clock)))
        zones.append(ZoneWindows(ref.territory, ref.zone, **spans))
    return WindowsOut([snapshot.rulebooks[data.territory].ref], zones)


def _unknown(data: WindowsIn, zone: str) -> ZoneWindows:
    """A zone of a territory that had published nothing yet."""
    return ZoneWindows(data.territory, zone, [], [], [(data.start, data.end)], [])


def _badly_long(data: WindowsIn) -> Iterator[Problem]:
    if not timedelta() < data.end - data.start <= HORIZON:
        message = f"« to » doit suivre « from », de {HORIZON.days} jours au plus."
        yield Problem("horizon", message, pointer="/to")
