"""`POST /api/v1/decisions`: what the orders say, for this vehicle, at this instant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import anyio.from_thread
import anyio.to_thread
import msgspec
from litestar import Controller, Request, post
from litestar.datastructures import State
from litestar.params import JSONBody
from msgspec import Raw

from joptimiz.api.asking import heard, held_of, misplaced, off_range, refuse, snapshot_for
from joptimiz.api.said import decision_out
from joptimiz.api.shapes import CaseIn, DecisionOut, DecisionsIn, DecisionsOut
from joptimiz.problems import Details, details_of
from rules.model import Problem
from tenants.answers import answer_at, answer_in
from tenants.errors import Failure
from tenants.explaining import explain_in
from tenants.reading import read
from tenants.snapshot import Snapshot
from tenants.wire import Vehicle, ill_dated

MOST_PASTS = 50
"""Different instants `as_known_at` of one request: each may be another state of every territory."""

_SAID = (
    "Un cas : un véhicule, un instant, et « position », ou bien « territory » et « zone ». "
    "Ou « cases », seul : jusqu’à 10 000 cas, chacun avec sa réponse ou son problème, à sa place. "
    "Une donnée absente est inconnue : la réponse est alors « unknown », et « missing » la nomme."
)


@dataclass(frozen=True)
class _Asking:
    """What many cases stand on, asked for from a thread."""

    past: "Past"
    request: Request[object, object, State]

    def held(self, case: CaseIn) -> CaseIn:
        """A case with what the vehicle it names holds."""
        return case if case.holder is None else anyio.from_thread.run(with_held_rights, self.request, case)


type Past = Callable[[datetime | None], Snapshot]


class DecisionController(Controller):
    """Questions to the rules; public, since orders are."""

    path = "/api/v1"
    tags = ["Décisions"]  # noqa: RUF012  # Litestar's own convention
    opt = {"access": "public"}  # noqa: RUF012

    @post("/decisions", status_code=200, summary="Décider d’un cas, ou de 10 000", description=_SAID)
    async def decide(
        self, request: Request[object, object, State], data: JSONBody[DecisionsIn]
    ) -> DecisionOut | DecisionsOut:
        """Decide one case, or a list of them in one go."""
        if data.cases is None:
            case = one_case(data)
            case = await with_held_rights(request, case)
            snapshot = await snapshot_for(request, case.as_known_at)
            if case.explain is None:
                return decide_case(snapshot, case)
            # Sentences about many zones take longer than others may wait.
            return await anyio.to_thread.run_sync(decide_case, snapshot, case)
        # Ten thousand cases take seconds, during which others must be answered.
        return await anyio.to_thread.run_sync(decide_all, _Asking(_pasts(request), request), data)


def _pasts(request: Request[object, object, State]) -> Past:
    """The rulebooks as known at each instant, asked for from a thread; one state a request for the same instant."""
    known: dict[datetime | None, Snapshot] = {}

    def past(known_at: datetime | None) -> Snapshot:
        found = known.get(known_at)
        if found is None:
            if len(known) > MOST_PASTS:
                message = f"Pas plus de {MOST_PASTS} instants « as_known_at » différents dans une requête."
                refuse(Problem("too-many-pasts", message, "Faites plusieurs requêtes.", pointer="/as_known_at"))
            found = known[known_at] = anyio.from_thread.run(snapshot_for, request, known_at)
        return found

    return past


def decide_all(asking: _Asking, data: DecisionsIn) -> DecisionsOut:
    """The answer to each case, or its problems; raises `Unreadable` when something else stands beside the cases."""
    others = msgspec.structs.replace(data, cases=None)
    if others != DecisionsIn():
        message = "« cases » se donne seul : chaque cas porte son véhicule, sa date et son lieu."
        refuse(Problem("cases-alone", message, pointer="/cases"))
    return DecisionsOut([_in_its_place(asking, bytes(raw)) for raw in data.cases or ()])


def decide_case(snapshot: Snapshot, case: CaseIn) -> DecisionOut:
    """The answer to one case; raises `Unreadable` or `NotFound`."""
    refuse(*off_range(case.at, "/at"), *misplaced(case), *ill_dated(case.rights))
    profile = case.vehicle.profile(case.activity, case.rights)
    if case.position is not None:
        lon, lat = case.position
        answer = answer_at(snapshot, profile, case.at, lon, lat)
    else:
        answer = answer_in(snapshot, profile, case.at, *heard(snapshot, case))
    told = explain_in(snapshot, profile, case.at, heard(snapshot, case), case.explain) if case.explain else ()
    return decision_out(snapshot, answer, told)


async def with_held_rights(request: Request[object, object, State], case: CaseIn) -> CaseIn:
    """A case with what the vehicle it names is, and holds now."""
    vehicle, rights = await held_of(request, case, case.at)
    return msgspec.structs.replace(case, vehicle=vehicle, rights=rights, holder=None)


def one_case(data: DecisionsIn) -> CaseIn:
    """The single case of a request; raises `Unreadable` when what every case needs is missing."""
    vehicle = Vehicle() if data.vehicle is None and data.holder is not None else data.vehicle
    if vehicle is None or data.at is None:
        missing = [name for name, value in (("vehicle", vehicle), ("at", data.at)) if value is None]
        problems = [Problem("field-missing", f"« {name} » : il manque.", pointer=f"/{name}") for name in missing]
        dated = off_range(data.at, "/at") if data.at else ()
        refuse(*problems, *dated, *misplaced(data), *ill_dated(data.rights))
    assert vehicle is not None
    assert data.at is not None
    return CaseIn(
        vehicle, data.at, data.position, data.territory, data.zone, data.activity, data.rights,
        data.as_known_at, data.explain, data.holder,
    )  # fmt: skip


def _in_its_place(asking: _Asking, raw: bytes) -> Raw:
    answer: DecisionOut | Details
    try:
        case = asking.held(read(raw, CaseIn))
        answer = decide_case(asking.past(case.as_known_at), case)
    except Failure as failure:
        answer = details_of(failure)
    return Raw(msgspec.json.encode(answer))
