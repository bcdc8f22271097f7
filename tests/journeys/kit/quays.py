"""A town whose bays drivers stop at: its order, its inventory, the product before it on the machine’s own clock."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from outdoors import ROOT, Site
from ports import free_port
from signing import some_person

from numeriz.core.bay import Bay, Described
from numeriz.service.bays import create_bay
from numeriz.service.standing import Bays
from rules.model import Source
from tenants.database import Scope, scoped
from tenants.migrate import Addresses
from tenants.opinion import Opinion
from tenants.registry import publish
from tenants.shelf import Shelf
from tenants.who import Role, Who

AT = (-2.95, 43.05)
"""Where its first bay is."""
_ALL = {
    "type": "Polygon", "coordinates": [[[-3.0, 43.0], [-2.9, 43.0], [-2.9, 43.1], [-3.0, 43.1], [-3.0, 43.0]]],
}  # fmt: skip
_RULES = """schema: joptimiz/rules@1
orders:
  A-2023-204: {title: Arrêté des livraisons, status: demonstration}
zones:
  centre: {kind: bay_area, name: Le centre, geometry: zones/centre.geojson}
rules:
  - {id: livraison, do: limit, zones: [centre], order: A-2023-204, article: "2", if: {activity: {in: [delivery]}},
     limit: {stay_min: 30, hold_min: 10, extension_min: 15}}
  - {id: lourds, do: prohibit, zones: [centre], order: A-2023-204, article: "3", if: {gvw_kg: {gt: 7500}}}
"""
_TERRITORY = (
    'schema: joptimiz/territory@1\nslug: {}\nname: Valmont\ntimezone: Europe/Paris\ncrs: "EPSG:2154"\n'
    "demonstration: true\n"
)


@dataclass
class Quay(Site):
    """The product on the machine’s clock, so that a telephone and the server agree."""

    def start(self) -> None:
        """Until it answers."""
        path = os.pathsep.join(map(str, (ROOT, ROOT / "platform", ROOT / "tests/accounts/kit")))
        command = [sys.executable, str(ROOT / "tests/accounts/kit/serving.py"), self.database, str(self.port)]
        self.process = subprocess.Popen(
            [*command, str(self.folder), '{"HOST": "127.0.0.1"}'], env=os.environ | {"PYTHONPATH": path}
        )
        deadline = time.monotonic() + 60
        while True:
            with suppress(httpx.TransportError):
                httpx.get(f"{self.address}/healthz", timeout=5)
                return
            assert self.process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.2)


def serving(database: Addresses, folder: Path) -> Iterator[Quay]:
    """Started once there is something to serve; stopped at the end."""
    made = Quay(database.runtime, free_port(), folder)
    yield made
    made.kill()


@dataclass(frozen=True)
class Town:
    """A territory and its bays, the first where the driver stands."""

    slug: str
    bays: tuple[Bay, ...]
    database: str

    def later(self, minutes: int) -> None:
        """As if every disc had been set that long before."""
        moved = ", ".join(f"{name} = {name} - %(by)s" for name in ("starts_at", "due_at", "ends_at"))
        self._run(f"UPDATE stay SET {moved} WHERE ended_at IS NULL", by=timedelta(minutes=minutes))

    def stays(self) -> list[tuple[str, str, int | None, str | None]]:
        """The bay, the plate, the place and who ended it, of each disc, the first set first."""
        said = "SELECT bay::text, plate, place, ended_by FROM stay WHERE kind = 'stay' ORDER BY starts_at, id"
        return self._run(said)

    def reason(self) -> str:
        """Why the last disc that was set stands there."""
        found: list[tuple[str]] = self._run("SELECT reason FROM stay WHERE kind = 'stay' ORDER BY starts_at DESC, id")
        return found[0][0]

    def reports(self) -> list[tuple[str, str]]:
        """What was said of its bays."""
        return self._run("SELECT kind, cause FROM bay_report ORDER BY at")

    def _run(self, said: str, **more: object) -> list[Any]:
        with psycopg.connect(self.database) as connection:
            connection.execute(
                "SELECT set_config('app.territory', %s, true), set_config('app.role', 'disc', true)", [self.slug]
            )
            cursor = connection.execute(said, more)
            return cursor.fetchall() if cursor.description else []


async def some_quay(database: str) -> Town:
    """It has published, and keeps three bays: one place, two, one."""
    now = datetime.now(UTC)  # noqa: TID251  # as the product that serves it
    slug = f"valmont-{uuid4().hex[:6]}"
    sources = [Source("territory.yaml", _TERRITORY.format(slug)), Source("rules/r.yaml", _RULES)]
    shapes = {"zones/centre.geojson": _ALL}
    await publish(slug, sources, shapes, base=0, by="test", at=now, second=lambda *_: Opinion(0))
    shelf = Shelf()
    await shelf.refresh()
    keeper, on = await _keeper(slug), Bays(shelf.current, lambda: now)
    described = [
        Described(reference=f"B-{n}", name=name, lon=AT[0] + east, lat=AT[1], places=places, address=f"{n} rue Haute")
        for n, (name, east, places) in enumerate(
            (("Aire Saint-Roch", 0.0, 1), ("Aire du Marché", 0.0022, 2), ("Aire des Forges", 0.006, 1)), 1
        )
    ]
    return Town(slug, tuple([await create_bay(on, keeper, each) for each in described]), database)


async def _keeper(slug: str) -> Who:
    who = await some_person()
    async with scoped(Scope(door="test")) as connection:
        await connection.execute(
            "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, 'editor', $2, 'test')",
            who.person, slug,
        )  # fmt: skip
    held = Role("editor", slug)
    return Who(who.person, who.name, who.email, (held,), held)
