"""The processes of `test_killed`: `database FOLDER`, `api URL PORT FOLDER`."""

import asyncio
import sys
import uuid
from datetime import UTC, datetime
from pathlib import Path

import uvicorn
from killing import join, keep_alive

from joptimiz.app import create_app
from joptimiz.owners import OWNERS
from joptimiz.wiring import wire
from tenants.database import Scope, close_database, open_database, scoped
from tenants.migrate import DATABASE, OWNER, RUNTIME, migrate, prepare_embedded
from tenants.postgres import Cluster, find_home
from tenants.settings import Settings
from tenants.shelf import Shelf

SLUG, PLACES = "quai", 2
BAYS = tuple(uuid.UUID(int=n) for n in range(1, 4))


class Everybody:
    """Phones of many networks."""

    async def pace(self, *_: object) -> None:
        """As many as come."""


def now() -> datetime:
    """What time it is."""
    return datetime.now(UTC)  # noqa: TID251  # a process of its own


def keep_database(folder: str) -> None:
    """A server that is started again each time it dies."""
    cluster = Cluster(find_home(Path(folder)), "superuser")
    cluster.start()
    asyncio.run(prepare(cluster))
    sys.stdout.write(f"{cluster.home.cluster} {cluster.url(RUNTIME, 'runtime', DATABASE)}\n")
    sys.stdout.flush()
    keep_alive(cluster)


async def prepare(cluster: Cluster) -> None:
    """Roles, tables, a territory with three bays."""
    await prepare_embedded(cluster.url(), {OWNER: "owner", RUNTIME: "runtime"})
    await migrate(cluster.url(OWNER, "owner", DATABASE), RUNTIME, OWNERS)
    await open_database(cluster.url(RUNTIME, "runtime", DATABASE), size=1)
    async with scoped(Scope(SLUG, door="test", role="admin")) as connection:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'UTC')", SLUG)
        await connection.executemany(
            "INSERT INTO bay (territory, id, code, reference, name, lon, lat, places, stay_max_min, published_at,"
            " updated_at) VALUES ($1, $2, $3, $3, 'Rue', 7, 43, $4, 30, $5, $5)",
            [(SLUG, bay, f"B000{n}", PLACES, now()) for n, bay in enumerate(BAYS)],
        )
    await close_database()


async def serve(url: str, port: int, folder: str) -> None:
    """The product’s doors, for phones of many networks."""
    await join(url, 6)
    app = create_app(wire(Settings.of({"JOPTIMIZ_DATA": folder, "PORT": str(port)}), Shelf(), now))
    app.state["drivers"] = Everybody()
    await uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off")).serve()


if __name__ == "__main__":
    if sys.argv[1] == "database":
        keep_database(sys.argv[2])
    else:
        asyncio.run(serve(sys.argv[2], int(sys.argv[3]), sys.argv[4]))
