"""Discs under load: eight phones that fight for one bay, then a hundred check-ins a second over five hundred bays.

The application answers in this process, over a database of its own, by all its layers but the network and the pace of
one address. Load is offered: a request that waits for those before it counts the wait. Beside it, a bare insert.
"""

import asyncio
import os
import random
import sys
import tempfile
import time
from base64 import urlsafe_b64encode
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "platform"))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import asyncpg
import httpx

from joptimiz.app import create_app
from joptimiz.logs import keep_quiet
from joptimiz.owners import OWNERS
from joptimiz.wiring import wire
from numeriz.needs import Asked, FleetVehicle
from rules.model import Source
from rules.uncollected import settle
from tenants.database import Scope, close_database, open_database, scoped
from tenants.migrate import DATABASE, OWNER, RUNTIME, migrate, prepare_embedded
from tenants.opinion import Opinion
from tenants.postgres import Cluster, find_home
from tenants.registry import publish
from tenants.settings import Settings
from tenants.shelf import Shelf

FIGHT_S = float(os.environ.get("FIGHT_S") or 60)
OFFER_S = float(os.environ.get("OFFER_S") or 30)
RATE = int(os.environ.get("RATE") or 100)
PHONES, BAYS, BUDGET_P99_MS = 8, 500, 50.0
WEST, SOUTH, SLUG = 5.0, 45.0, "quai"
TERRITORY = f"""
schema: joptimiz/territory@1
slug: {SLUG}
name: Quai
demonstration: true
timezone: Europe/Paris
crs: EPSG:2154
default: allowed
coverage: zones/all.geojson
"""
RULES = """
schema: joptimiz/rules@1
orders:
  A-1: {title: Arrêté d’essai, signed: 2026-01-05}
zones:
  centre: {kind: bay_area, name: Centre, geometry: zones/all.geojson}
rules:
  - {id: livraison, do: limit, zones: [centre], order: A-1, article: "2", when: {time: "07:00-19:00"},
     if: {activity: {in: [delivery]}}, limit: {stay_min: 30, hold_min: 10, extension_min: 15}}
"""
_OVERLAPS = """
    SELECT count(*) FROM stay one JOIN stay other ON (one.territory, one.bay, one.place)
        = (other.territory, other.bay, other.place) AND one.id < other.id
    WHERE tstzrange(one.starts_at, one.ends_at) && tstzrange(other.starts_at, other.ends_at)
"""


class Everybody:
    """Phones of many networks, none in a fleet."""

    async def pace(self, request: Asked, at: datetime) -> None:
        """As many as come."""

    async def vehicle_of(self, request: Asked, vehicle: UUID) -> FleetVehicle:
        """None is asked about: no disc here is of a fleet."""
        raise LookupError(vehicle, request.url)


def now() -> datetime:
    """The clock of this machine."""
    return datetime.now(UTC)  # noqa: TID251


async def main() -> None:
    """Prepare, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        home = _opened(Path(folder))
        cluster = Cluster(find_home(home / "base"), "superuser-of-the-bench")
        cluster.start()
        try:
            await _measure(cluster, home)
        finally:
            await close_database()
            cluster.stop()


def _opened(folder: Path) -> Path:
    """The same, which the server may enter as another user."""
    folder.chmod(0o755)
    return folder


async def _measure(cluster: Cluster, home: Path) -> None:
    await prepare_embedded(cluster.url(), {OWNER: "owner", RUNTIME: "runtime"})
    await migrate(cluster.url(OWNER, "owner", DATABASE), RUNTIME, OWNERS)
    await open_database(cluster.url(RUNTIME, "runtime", DATABASE), size=10)
    bays = await _prepare()
    shelf = Shelf()
    await shelf.refresh()
    app = create_app(wire(Settings.of({"JOPTIMIZ_DATA": str(home)}), shelf, now))
    app.state["drivers"] = Everybody()
    keep_quiet()
    settle()
    superuser = await asyncpg.connect(cluster.url().replace("/postgres?", f"/{DATABASE}?"))
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=60) as http:
        print(f"Disques ({os.cpu_count()} cœurs, charge de la machine {os.getloadavg()[0]:.1f})")
        await _fight(http, bays[0])
        await _checked(superuser)
        await _offer(http, bays)
        await _checked(superuser)
        await _bare(superuser)
    await superuser.close()


async def _prepare() -> list[UUID]:
    ring = [[WEST, SOUTH], [WEST + 1, SOUTH], [WEST + 1, SOUTH + 1], [WEST, SOUTH + 1], [WEST, SOUTH]]
    shape = {"zones/all.geojson": {"type": "Polygon", "coordinates": [ring]}}
    sources = [Source("territory.yaml", TERRITORY), Source("rules/a.yaml", RULES)]
    await publish(SLUG, sources, shape, base=0, by="bench", at=now(), second=lambda _b, _d: Opinion(0))
    bays = [uuid4() for _ in range(BAYS)]
    async with scoped(Scope(SLUG, role="admin")) as connection:
        await connection.executemany(
            "INSERT INTO bay (territory, id, code, reference, name, lon, lat, places, published_at, updated_at)"
            " VALUES ($1, $2, $3, $3, 'Rue', $4, $5, 2, $6, $6)",
            [(SLUG, bay, f"B{n:05d}", WEST + 0.5, SOUTH + 0.5, now()) for n, bay in enumerate(bays)],
        )
    return bays


def _phone() -> dict[str, str]:
    return {"authorization": "Disc " + urlsafe_b64encode(token_bytes(32)).decode()}


async def _set(http: httpx.AsyncClient, phone: dict[str, str], bay: UUID) -> httpx.Response:
    plate = f"{random.choice('ABCDEFGH')}{random.choice('ABCDEFGH')}-{random.randrange(1, 1000):03d}-ZY"
    body = {"id": str(uuid4()), "territory": SLUG, "bay": str(bay), "at": now().isoformat(), "means": "sign"}
    return await http.post("/api/v1/stays", json=body | {"vehicle": {"plate": plate}}, headers=phone)


async def _end(http: httpx.AsyncClient, phone: dict[str, str], stay: str) -> httpx.Response:
    return await http.post(f"/api/v1/stays/{stay}/end", json={"at": now().isoformat()}, headers=phone)


async def _fight(http: httpx.AsyncClient, bay: UUID) -> None:
    """Each phone sets and takes back, without a pause."""
    stop, times, statuses = time.monotonic() + FIGHT_S, [], Counter[int]()

    async def one() -> None:
        phone = _phone()
        while time.monotonic() < stop:
            begun = time.perf_counter()
            answer = await _set(http, phone, bay)
            times.append(time.perf_counter() - begun)
            statuses[answer.status_code] += 1
            if answer.status_code == 201:
                await _end(http, phone, answer.json()["id"])

    spent = time.process_time()
    await asyncio.gather(*(one() for _ in range(PHONES)))
    spent = (time.process_time() - spent) / max(1, 2 * len(times))
    said = ", ".join(f"{status} : {count:,}" for status, count in sorted(statuses.items()))
    print(f"  {PHONES} téléphones sur une aire, {FIGHT_S:.0f} s : {len(times) / FIGHT_S:,.0f} disques/s ({said})")
    print(f"    {_quantiles(times)}, {spent * 1e3:.1f} ms de processeur par requête, client compris")


async def _offer(http: httpx.AsyncClient, bays: list[UUID]) -> None:
    """So many a second, whether or not those before were answered; each is taken back a second later."""
    times, tasks, statuses = [], [], Counter[int]()
    start = time.perf_counter()

    async def one(due: float) -> None:
        phone = _phone()
        answer = await _set(http, phone, random.choice(bays))
        times.append(time.perf_counter() - due)
        statuses[answer.status_code] += 1
        await asyncio.sleep(1)
        await _end(http, phone, answer.json()["id"])

    for n in range(int(RATE * OFFER_S)):
        due = start + n / RATE
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(due)))
    await asyncio.gather(*tasks)
    said = ", ".join(f"{status} : {count:,}" for status, count in sorted(statuses.items()))
    print(f"  {RATE}/s offerts sur {len(bays)} aires, {OFFER_S:.0f} s, et autant de départs ({said})")
    print(f"    {_quantiles(times)} (budget p99 ≤ {BUDGET_P99_MS:.0f} ms)")


async def _bare(superuser: asyncpg.Connection) -> None:
    """The peer: rows of the same size, each in a transaction of its own, at the same pace."""
    await superuser.execute("CREATE TABLE bare (id uuid PRIMARY KEY, said text)")
    times, start = [], time.perf_counter()
    for n in range(2 * RATE * 10):
        due = start + n / RATE / 2
        await asyncio.sleep(max(0, due - time.perf_counter()))
        await superuser.execute("INSERT INTO bare VALUES ($1, $2)", uuid4(), "x" * 600)
        times.append(time.perf_counter() - due)
    print(f"  À côté, des lignes nues au même rythme\u00a0: {_quantiles(times)}")


def _quantiles(times: list[float]) -> str:
    found = sorted(times)
    return f"p50 {found[len(found) // 2] * 1e3:.1f} ms, p99 {found[len(found) * 99 // 100] * 1e3:.1f} ms"


async def _checked(superuser: asyncpg.Connection) -> None:
    overlaps = await superuser.fetchval(_OVERLAPS)
    deadlocks = await superuser.fetchval("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
    print(f"    {overlaps} chevauchement, {deadlocks} interblocage")


if __name__ == "__main__":
    asyncio.run(main())
