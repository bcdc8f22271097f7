"""`POST /api/v1/decisions` and `/windows`: what the orders say, for this vehicle, at this instant."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

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
from rules.engine import windows
from rules.model import Problem, Verdict
from tenants.answers import Answer, answer_at, answer_in, get_rulebook, get_zone
from tenants.errors import Failure, Unreadable
from tenants.reading import read
from tenants.snapshot import Snapshot

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
HORIZON = timedelta(days=35)


class DecisionController(Controller):
    """Questions to the rules; public, since orders are."""

    path = "/api/v1"
    tags = ["Décisions"]  # noqa: RUF012  # Litestar's own convention
    opt = {"access": "public"}  # noqa: RUF012

    @post("/decisions", status_code=200, summary="Décider d’un cas, ou de 10 000", sync_to_thread=False)
    def decide(
        self, request: Request[object, object, State], data: JSONBody[DecisionsIn]
    ) -> DecisionOut | DecisionsOut:
        """Decide one case, or a list of them in one go."""
        snapshot: Snapshot = request.app.state.shelf.current()
        if data.cases is None:
            return decide_case(snapshot, one_case(data))
        return DecisionsOut([_in_its_place(snapshot, bytes(raw)) for raw in data.cases])

    @post("/windows", status_code=200, summary="Les heures permises, zone par zone")
    async def windows(self, request: Request[object, object, State], data: JSONBody[WindowsIn]) -> WindowsOut:
        """When a vehicle may be in each zone, over a horizon."""
        snapshot: Snapshot = request.app.state.shelf.current()
        return windows_of(snapshot, data)


def decide_case(snapshot: Snapshot, case: CaseIn) -> DecisionOut:
    """The answer to one case; raises `Unreadable` or `NotFound`."""
    check_instant(case.at, "/at")
    facts = case.vehicle.facts(case.activity)
    if case.position is not None and case.territory is None and case.zone is None:
        lon, lat = check_position(case.position, "/position")
        answer = answer_at(snapshot, facts, case.at, lon, lat)
    elif case.position is None and case.territory is not None and case.zone is not None:
        answer = answer_in(snapshot, facts, case.at, [get_zone(snapshot, case.territory, case.zone)])
    else:
        raise Unreadable(
            "place-missing",
            "Il faut un lieu, et un seul.",
            "Donnez « position », ou bien « territory » et « zone ».",
            problems=(Problem("place-missing", "Donnez « position », ou bien « territory » et « zone ».", pointer=""),),
        )
    return _out(snapshot, answer)


def one_case(data: DecisionsIn) -> CaseIn:
    """The single case of a request; raises `Unreadable` when what every case needs is missing."""
    if data.vehicle is None or data.at is None:
        missing = [name for name, value in (("vehicle", data.vehicle), ("at", data.at)) if value is None]
        problems = tuple(Problem("field-missing", f"« {name} » : il manque.", pointer=f"/{name}") for name in missing)
        raise Unreadable("request-invalid", "La requête n’est pas recevable.", problems=problems)
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
    check_instant(data.start, "/from")
    check_instant(data.end, "/to")
    if not data.start < data.end <= data.start + HORIZON:
        message = f"« to » doit suivre « from », de {HORIZON.days} jours au plus."
        raise Unreadable("horizon", message, problems=(Problem("horizon", message, pointer="/to"),))
    book = get_rulebook(snapshot, data.territory)
    names = data.zones if data.zones is not None else list(book.bundle.zones)
    refs = [get_zone(snapshot, data.territory, name) for name in names]
    facts = data.vehicle.facts(data.activity)
    clock = clock_of(snapshot, data.territory)
    zones = []
    for ref in refs:
        by_verdict: dict[Verdict, list[tuple[datetime, datetime]]] = {verdict: [] for verdict in Verdict}
        for start, end, verdict in windows(book.bundle, facts, ref.zone, data.start, data.end).intervals:
            by_verdict[verdict].append((start.astimezone(clock), end.astimezone(clock)))
        zones.append(
            ZoneWindows(ref.territory, ref.zone, **{verdict.word: spans for verdict, spans in by_verdict.items()})
        )
    return WindowsOut([book.ref], zones)


def clock_of(snapshot: Snapshot, slug: str) -> tzinfo:
    """The wall clock of a territory."""
    return ZoneInfo(snapshot.rulebooks[slug].bundle.territory.timezone)


def check_instant(at: datetime, pointer: str) -> None:
    """Raises `Unreadable` for an instant no rule can speak of."""
    if not EARLIEST <= at <= LATEST:
        message = f"La date {at.date().isoformat()} est hors de ce que les règles couvrent (de 2000 à 2099)."
        raise Unreadable("instant-range", message, problems=(Problem("instant-range", message, pointer=pointer),))


def check_position(position: list[float], pointer: str) -> tuple[float, float]:
    """Longitude and latitude; raises `Unreadable` when they are not on Earth."""
    lon, lat = position
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        message = f"[{lon}, {lat}] n’est pas une position : longitude de −180 à 180, puis latitude de −90 à 90."
        raise Unreadable("position-range", message, problems=(Problem("position-range", message, pointer=pointer),))
    return lon, lat
