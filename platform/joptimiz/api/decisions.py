"""`POST /api/v1/decisions` and `/windows`: what the orders say, for this vehicle, at this instant."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import anyio.to_thread
import msgspec
from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.params import JSONBody
from msgspec import Raw

from joptimiz.api.shapes import (
    CaseIn,
    DecisionOut,
    DecisionsIn,
    DecisionsOut,
    ReasonOut,
    WindowsIn,
    WindowsOut,
    ZoneOut,
    ZoneWindows,
)
from joptimiz.problems import Details, details_of
from rules.engine import FIRST_YEAR, LAST_YEAR, windows
from rules.model import Problem, Verdict
from tenants.answers import Answer, answer_at, answer_in, get_rulebook, get_zone
from tenants.errors import Failure, Unreadable
from tenants.reading import read
from tenants.snapshot import Snapshot

EARLIEST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
LATEST = datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC)
HORIZON = timedelta(days=35)


class DecisionController(Controller):
    """Questions to the rules; public, since orders are."""

    path = "/api/v1"
    tags = ["Décisions"]  # noqa: RUF012  # Litestar's own convention
    opt = {"access": "public"}  # noqa: RUF012

    @post("/decisions", status_code=200, summary="Décider d’un cas, ou de 10 000")
    async def decide(
        self, request: Request[object, object, State], data: JSONBody[DecisionsIn]
    ) -> DecisionOut | DecisionsOut:
        """Decide one case, or a list of them in one go."""
        snapshot: Snapshot = request.app.state.shelf.current()
        if data.cases is None:
            return decide_case(snapshot, one_case(data))
        # Ten thousand cases take seconds, during which others must be answered.
        return await anyio.to_thread.run_sync(decide_all, snapshot, data)

    @post("/windows", status_code=200, summary="Les heures permises, zone par zone")
    async def windows(self, request: Request[object, object, State], data: JSONBody[WindowsIn]) -> WindowsOut:
        """When a vehicle may be in each zone, over a horizon."""
        snapshot: Snapshot = request.app.state.shelf.current()
        return await anyio.to_thread.run_sync(windows_of, snapshot, data)


def decide_all(snapshot: Snapshot, data: DecisionsIn) -> DecisionsOut:
    """The answer to each case, or its problems; raises `Unreadable` when something else stands beside the cases."""
    others = msgspec.structs.replace(data, cases=None)
    if others != DecisionsIn():
        message = "« cases » se donne seul : chaque cas porte son véhicule, sa date et son lieu."
        _refuse(Problem("cases-alone", message, pointer="/cases"))
    return DecisionsOut([_in_its_place(snapshot, bytes(raw)) for raw in data.cases or ()])


def decide_case(snapshot: Snapshot, case: CaseIn) -> DecisionOut:
    """The answer to one case; raises `Unreadable` or `NotFound`."""
    _refuse(*_off_range(case.at, "/at"), *_misplaced(case))
    profile = case.vehicle.profile(case.activity, case.rights)
    if case.territory is not None and case.zone is not None:
        return _out(snapshot, answer_in(snapshot, profile, case.at, [get_zone(snapshot, case.territory, case.zone)]))
    assert case.position is not None
    lon, lat = case.position
    return _out(snapshot, answer_at(snapshot, profile, case.at, lon, lat))


def one_case(data: DecisionsIn) -> CaseIn:
    """The single case of a request; raises `Unreadable` when what every case needs is missing."""
    if data.vehicle is None or data.at is None:
        missing = [name for name, value in (("vehicle", data.vehicle), ("at", data.at)) if value is None]
        problems = [Problem("field-missing", f"« {name} » : il manque.", pointer=f"/{name}") for name in missing]
        _refuse(*problems, *(_off_range(data.at, "/at") if data.at else ()), *_misplaced(data))
    assert data.vehicle is not None
    assert data.at is not None
    return CaseIn(data.vehicle, data.at, data.position, data.territory, data.zone, data.activity, data.rights)


def _in_its_place(snapshot: Snapshot, raw: bytes) -> Raw:
    answer: DecisionOut | Details
    try:
        answer = decide_case(snapshot, read(raw, CaseIn))
    except Failure as failure:
        answer = details_of(failure)
    return Raw(msgspec.json.encode(answer))


def _out(snapshot: Snapshot, answer: Answer) -> DecisionOut:
    slugs = [ref.split("@")[0] for ref in answer.rulebooks]
    zone = clock_of(snapshot, slugs[0]) if slugs else UTC
    return DecisionOut(
        verdict=answer.verdict.word,
        doubt=False,
        rulebooks=list(answer.rulebooks),
        needs=list(answer.needs),
        obligations=[],
        until=answer.until.astimezone(zone) if answer.until else None,
        zones=[
            ZoneOut(
                slug,
                each.zone,
                each.verdict.word,
                [ReasonOut.of(reason) for reason in each.reasons],
                list(each.needs),
            )
            for slug, each in answer.zones
        ],
    )


def windows_of(snapshot: Snapshot, data: WindowsIn) -> WindowsOut:
    """The windows asked; raises `Unreadable` or `NotFound`."""
    _refuse(*_off_range(data.start, "/from"), *_off_range(data.end, "/to"), *_badly_long(data))
    book = get_rulebook(snapshot, data.territory)
    names = data.zones if data.zones is not None else list(book.bundle.zones)
    refs = [get_zone(snapshot, data.territory, name) for name in names]
    profile = data.vehicle.profile(data.activity, data.rights)
    clock = clock_of(snapshot, data.territory)
    zones = []
    for ref in refs:
        by_verdict: dict[Verdict, list[tuple[datetime, datetime]]] = {verdict: [] for verdict in Verdict}
        for start, end, verdict in windows(book.bundle, profile, ref.zone, data.start, data.end).intervals:
            by_verdict[verdict].append((start.astimezone(clock), end.astimezone(clock)))
        zones.append(
            ZoneWindows(ref.territory, ref.zone, **{verdict.word: spans for verdict, spans in by_verdict.items()})
        )
    return WindowsOut([book.ref], zones)


def clock_of(snapshot: Snapshot, slug: str) -> tzinfo:
    """The wall clock of a territory."""
    return ZoneInfo(snapshot.rulebooks[slug].bundle.territory.timezone)


def _refuse(*problems: Problem) -> None:
    """Raises `Unreadable` with these problems, when there are any."""
    if problems:
        count = "Un problème" if len(problems) == 1 else f"{len(problems)} problèmes"
        raise Unreadable(
            "request-invalid", "La requête n’est pas recevable.", f"{count} à corriger.", problems=problems
        )


def _off_range(at: datetime, pointer: str) -> Iterator[Problem]:
    if not EARLIEST <= at < LATEST:
        message = f"La date {at.date().isoformat()} est hors de ce que les règles couvrent (de 2000 à 2099)."
        yield Problem("instant-range", message, pointer=pointer)


def _badly_long(data: WindowsIn) -> Iterator[Problem]:
    if not timedelta() < data.end - data.start <= HORIZON:
        message = f"« to » doit suivre « from », de {HORIZON.days} jours au plus."
        yield Problem("horizon", message, pointer="/to")


def _misplaced(case: CaseIn | DecisionsIn) -> Iterator[Problem]:
    named = (case.territory is not None, case.zone is not None)
    if named != ((False, False) if case.position is not None else (True, True)):
        message = "Il faut un lieu, et un seul."
        yield Problem("place-missing", message, "Donnez « position », ou bien « territory » et « zone ».", pointer="")
    if case.position is not None:
        lon, lat = case.position
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            message = f"[{lon}, {lat}] n’est pas une position."
            hint = "Longitude de −180 à 180, puis latitude de −90 à 90."
            yield Problem("position-range", message, hint, pointer="/position")
