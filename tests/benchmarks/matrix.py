"""The matrix of a large fleet: 500 vehicles in three territories, in each a right held and another asked for.

Beside the windows of a week, worked out one after the other for the same vehicles in the same zones. Processor time,
in turns in one process; the database is left out.
"""

import asyncio
import random
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "platform"))

from accounts.core.provenance import Stated
from accounts.service.vehicles import Vehicle
from admin_ui.requests.laid import lay_over
from admin_ui.requests.question import Wanted
from cirqliz.core.kinds import Terms
from cirqliz.service.carrying import Held, Waiting
from rules.compiler import compile_bundle
from rules.engine import windows
from rules.model import Profile
from rules.written.plates import Plate
from tenants.files import read_folder
from tenants.snapshot import Rulebook, Snapshot

ROOT = Path(__file__).resolve().parents[2]
VEHICLES, ROUNDS, BUDGET_S = 500, 5, 2.0
TERRITORIES = ("lyon", "martinique-centre", "riviera")
START = date(2026, 11, 30)
NOON = datetime(2026, 11, 30, tzinfo=UTC)


def draw_fleet(count: int) -> list[Vehicle]:
    """Vehicles that differ, as those of a large carrier do."""
    chance = random.Random(7)
    return [
        Vehicle(
            uuid4(), Plate("FR", f"AB{number:03}CD"), f"Véhicule {number}",
            Stated({
                "category": chance.choice(["N1", "N2", "N3"]), "gvw_kg": chance.randrange(1_200, 26_000),
                "critair": chance.choice(["EL", "1", "2", "3", "4"]), "energy": chance.choice(["diesel", "electric"]),
                "length_cm": chance.randrange(400, 1_200),
            }, {}),
            NOON, NOON, None,
        )
        for number in range(100, 100 + count)
    ]  # fmt: skip


def held_by(vehicle: UUID, book: Rulebook) -> tuple[Held, Waiting]:
    """The first kind of a territory in hand, its last one asked for."""
    kinds = list(book.bundle.rights.values())
    right = Held(
        book.territory, uuid4(), kinds[0].id, Terms.of(kinds[0], book.number), vehicle, "AB100CD", "FR", (), START,
        None, None, "active", "", None, NOON, "",
    )  # fmt: skip
    return right, Waiting(book.territory, kinds[-1].id, vehicle, uuid4())


async def main() -> None:
    """Print both, and their ratio."""
    books = {
        slug: Rulebook(slug, 1, compile_bundle(*read_folder(ROOT / "tenants/territories" / slug)))
        for slug in TERRITORIES
    }
    snapshot, fleet = Snapshot.of(books), draw_fleet(VEHICLES)
    pairs = [held_by(vehicle.id, book) for vehicle in fleet for book in books.values()]
    held, waiting = [right for right, _ in pairs], [asked for _, asked in pairs]

    async def matrix() -> None:
        laid = await lay_over(fleet, held, waiting, Wanted(START, TERRITORIES), snapshot)
        if len(laid.lines) != VEHICLES or not all(box.held and box.asked for line in laid.lines for box in line.boxes):
            raise SystemExit("something is missing")

    async def hours() -> None:
        for vehicle in fleet:
            profile = Profile({**vehicle.stated.facts, "activity": "delivery"})
            for book in books.values():
                for zone in book.bundle.zones:
                    windows(book.bundle, profile, zone, NOON, NOON + timedelta(days=7))

    times: list[list[float]] = [[], []]
    for _ in range(ROUNDS):
        for found, run in zip(times, (hours, matrix), strict=True):
            begun = process_time()
            await run()
            found.append(process_time() - begun)
    alone, whole = map(median, times)
    zones = sum(len(book.bundle.zones) for book in books.values())
    print(f"{VEHICLES} véhicules, {len(books)} territoires, {zones} zones, {len(held)} droits, {len(waiting)} demandes")
    print(f"  fenêtres d’une semaine, une à une    {alone:7.3f} s   1,000 ×")
    print(f"  matrice, mots, motifs et demandes    {whole:7.3f} s {whole / alone:7.3f} ×   (budget {BUDGET_S:.0f} s)")


if __name__ == "__main__":
    asyncio.run(main())
