"""The matrix of a fleet, with what it holds and has asked for laid over it, in the order of its vehicles."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.service.vehicles import Asked as Question
from accounts.service.vehicles import Vehicle, list_vehicles
from accounts.web.views import Row, row_of
from admin_ui.requests.question import Wanted, columns_of
from admin_ui.requests.words import COUNTED, SIGNS, cited
from cirqliz.core.matrix import Cell, Word
from cirqliz.core.matrix import Vehicle as Asked
from cirqliz.core.telling import WORDS, tell
from cirqliz.service.carrying import Held, Waiting, list_held, list_waiting
from cirqliz.service.matrix import Slice, lay_matrix
from rules.eligible import is_eligible
from rules.model import RightKind
from rules.vocabulary import VEHICLE_FACTS
from rules.written.plates import compact
from tenants.snapshot import Snapshot
from tenants.who import Who


@dataclass(frozen=True, slots=True)
class Box:
    """A cell as the page shows it."""

    territory: str
    name: str
    sign: str
    word: str
    why: str
    cite: str
    asked: bool
    held: tuple[str, ...]
    """The names of the derogations that stand there."""
    kinds: tuple[RightKind, ...]
    """What there is to ask for, nothing of it asked yet."""
    lacks: bool
    """Whether the carrier can say what is missing; the rest is for the territory to publish."""


@dataclass(frozen=True, slots=True)
class Line:
    """A vehicle, and its cell in each territory shown."""

    vehicle: Vehicle
    row: Row
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Laid:
    """The matrix: its columns, its lines, how many vehicles the fleet has, how many pages of columns there are."""

    slices: tuple[Slice, ...]
    fleet: tuple[Asked, ...]
    lines: tuple[Line, ...]
    vehicles: int
    pages: int

    @property
    def counts(self) -> tuple[tuple[str, str, int], ...]:
        """How many cells say each word: its sign, the word, the number."""
        words = [box.word for line in self.lines for box in line.boxes]
        found = [(SIGNS[word], COUNTED[word], words.count(said)) for word, said in WORDS.items()]
        return tuple((sign, said[count > 1], count) for sign, said, count in found if count)

    @property
    def ready(self) -> int:
        """How many derogations there are to ask for: one for each vehicle, or one for the organisation."""
        return len({
            (box.territory, kind.id, line.row.id if kind.holder == "vehicle" else "")
            for line in self.lines for box in line.boxes for kind in box.kinds
        })  # fmt: skip

    @property
    def asking(self) -> int:
        """In how many territories."""
        return len({box.territory for line in self.lines for box in line.boxes if box.kinds})


async def lay(who: Who, wanted: Wanted, snapshot: Snapshot) -> Laid:
    """The matrix that is asked for; raises Refused."""
    return await lay_over(await whole_fleet(who), await list_held(who), await list_waiting(who), wanted, snapshot)


async def lay_over(
    vehicles: Sequence[Vehicle], held: Sequence[Held], waiting: Sequence[Waiting], wanted: Wanted, snapshot: Snapshot
) -> Laid:
    """The matrix of these vehicles, what they hold and have asked for."""
    slugs, pages = columns_of(wanted, snapshot)
    held_by, asked_by = by_holder(held), by_holder(waiting)
    fleet = tuple(ask_of(each, held_by(each.id), asked_by(each.id), wanted) for each in vehicles)
    slices = tuple([each async for each in lay_matrix(snapshot, fleet, wanted.use(), slugs)]) if fleet else ()
    lines = [
        Line(vehicle, row_of(vehicle), tuple(box_of(each, asked, place, held_by(vehicle.id)) for each in slices))
        for place, (vehicle, asked) in enumerate(zip(vehicles, fleet, strict=True))
    ]
    shown = tuple(line for line in lines if _kept(line, wanted))
    return Laid(slices, fleet, shown, len(vehicles), pages)


def by_holder[T: (Held, Waiting)](rows: Iterable[T]) -> Callable[[UUID], Sequence[T]]:
    """Finds what is a vehicle’s, after what is its organisation’s: nobody reads a long list once for each vehicle."""
    by: dict[UUID | None, list[T]] = {}
    for row in rows:
        by.setdefault(row.vehicle, []).append(row)
    return lambda vehicle: (*by.get(None, ()), *by.get(vehicle, ()))


async def whole_fleet(who: Who) -> tuple[Vehicle, ...]:
    """All the vehicles that stand, by plate; raises Refused."""
    found: list[Vehicle] = []
    after: str | None = ""
    while after is not None:
        page = await list_vehicles(who, Question(after=after, limit=200))
        found += page.vehicles
        after = page.following
    return tuple(found)


def ask_of(vehicle: Vehicle, held: Iterable[Held], waiting: Iterable[Waiting], wanted: Wanted) -> Asked:
    """A vehicle as the matrix takes it: with its rights and what is asked for it, or for its carrier."""
    mine = [each for each in held if each.vehicle in (None, vehicle.id) and each.state == "active"]
    asked: dict[str, frozenset[str]] = {}
    for each in waiting:
        if each.vehicle in (None, vehicle.id):
            asked[each.territory] = asked.get(each.territory, frozenset()) | {each.kind}
    rights = tuple(each.right(wanted.start) for each in mine)
    return Asked(str(vehicle.id), str(vehicle.plate), vehicle.stated.facts, rights, asked)


def box_of(known: Slice, asked: Asked, place: int, held: Sequence[Held]) -> Box:
    """One cell in words."""
    cell = known.cells[place]
    reason = cell.reason
    cite = cited(reason.order, reason.article, unchecked=reason.to_verify) if reason else ""
    names = {right.id for right in asked.rights if right.territory == known.territory}
    mine = tuple(dict.fromkeys(each.terms.name for each in held if str(each.id) in names))
    return Box(
        known.territory, known.name, SIGNS[cell.word], WORDS[cell.word], tell(cell, known.column), cite,
        bool(cell.asked), mine, way_of(cell, asked), any(need in VEHICLE_FACTS for need in cell.needs),
    )  # fmt: skip


def way_of(cell: Cell, asked: Asked) -> tuple[RightKind, ...]:
    """The first set of derogations this vehicle may be given, less what is asked already."""
    if cell.word is not Word.POSSIBLE:
        return ()
    for way in cell.ways:
        if all(kind.holder == "carrier" or is_eligible(kind, asked.facts) is not False for kind in way):
            return tuple(kind for kind in way if kind.id not in cell.asked)
    return ()


def _kept(line: Line, wanted: Wanted) -> bool:
    text = wanted.text.casefold()
    plate = compact(wanted.text)
    if text and text not in line.vehicle.name.casefold() and not (plate and plate in line.vehicle.plate.number):
        return False
    return not wanted.state or any(_said(box, wanted.state) for box in line.boxes)


def _said(box: Box, state: str) -> bool:
    if state in ("asked", "held"):
        return box.asked if state == "asked" else bool(box.held)
    return box.word == WORDS[Word[state.upper()]]


def by_vehicle(vehicles: Iterable[Vehicle]) -> Mapping[UUID, Vehicle]:
    """Vehicles by their id."""
    return {vehicle.id: vehicle for vehicle in vehicles}
