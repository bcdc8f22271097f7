"""The matrix over the rulebooks in force: a column a territory, each told as soon as it is known."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from cirqliz.core.changes import find_change
from cirqliz.core.matrix import Cell, Column, Use, Vehicle, Word
from rules.model import Right
from rules.remedies import Remedy
from tenants.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Slice:
    """One territory’s cells, a vehicle each in the order given; `done` of `total` territories are known."""

    territory: str
    name: str
    rulebook: str
    column: Column
    cells: tuple[Cell, ...]
    done: int
    total: int


def holding(
    fleet: Sequence[Vehicle],
    rights: Mapping[str, tuple[Right, ...]],
    requests: Mapping[str, Mapping[str, frozenset[str]]],
) -> tuple[Vehicle, ...]:
    """The vehicles with the rights they hold, and by territory the kinds asked for, each by the vehicle’s id."""
    return tuple(
        replace(vehicle, rights=rights.get(vehicle.id, ()), asked=requests.get(vehicle.id, {})) for vehicle in fleet
    )


async def lay_matrix(
    snapshot: Snapshot, fleet: Sequence[Vehicle], use: Use, territories: Collection[str] | None = None
) -> AsyncIterator[Slice]:
    """Each territory that has published, by its name; other work goes on between two of them."""
    books = [book for slug, book in snapshot.rulebooks.items() if territories is None or slug in territories]
    books.sort(key=lambda book: (book.bundle.territory.name, book.territory))
    for done, book in enumerate(books, 1):
        column = Column(book.bundle, use)
        cells = tuple(column.cell(vehicle) for vehicle in fleet)
        yield Slice(book.territory, book.bundle.territory.name, book.ref, column, cells, done, len(books))
        await asyncio.sleep(0)


def unpublished(fleet: Sequence[Vehicle], territory: str) -> tuple[Cell, ...]:
    """Where nobody has published, nothing is known: never allowed."""
    return tuple(Cell(vehicle.id, territory, Word.UNKNOWN, needs=("rulebook",)) for vehicle in fleet)


def mend_cell(known: Slice, cell: Cell, fleet: Sequence[Vehicle]) -> Remedy | None:
    """The cheapest change that opens one cell; asked for the cells that are looked at, for it is a search."""
    vehicle = next(vehicle for vehicle in fleet if vehicle.id == cell.vehicle)
    return find_change(known.column, cell, vehicle, fleet)
