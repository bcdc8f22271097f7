"""The processes of `test_publications`: `database FOLDER`, `node URL PORT NAME FOLDER`, `worker URL`, `export URL`.

`measure URL COUNT` publishes by itself, and writes how long each version took to reach every node, in seconds.
"""

import asyncio
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import uvicorn
from drafting import RULES, SHAPE, rules, territory
from killing import join, keep_alive
from signing import SignedByCookie

from joptimiz import jobs
from joptimiz.app import create_app
from joptimiz.following import Follower
from joptimiz.owners import OWNERS
from joptimiz.relay import Relay
from joptimiz.wiring import ACTORS, LISTENERS, wire
from joptimiz.worker import working
from rules.model import Source
from tenants.audit import export_audit
from tenants.database import Scope, open_database, scoped
from tenants.migrate import DATABASE, OWNER, RUNTIME, migrate, prepare_embedded
from tenants.nodes import await_served, list_serving
from tenants.opinion import Opinion
from tenants.postgres import Cluster, find_home
from tenants.registry import publish
from tenants.settings import Settings
from tenants.shelf import Shelf

SLUG = "valmont"
NODES = 2
EDITOR, VALIDATOR = UUID(int=1), UUID(int=2)


def now() -> datetime:
    """What time it is."""
    return datetime.now(UTC)  # noqa: TID251  # a process of its own


def keep_database(folder: str) -> None:
    """A server with a territory at its first version and two people of it."""
    cluster = Cluster(find_home(Path(folder)), "superuser")
    cluster.start()
    url = cluster.url(RUNTIME, "runtime", DATABASE)
    asyncio.run(prepare(cluster.url(), cluster.url(OWNER, "owner", DATABASE), url))
    sys.stdout.write(f"{cluster.home.cluster} {url}\n")
    sys.stdout.flush()
    keep_alive(cluster)


async def prepare(superuser: str, owner: str, runtime: str) -> None:
    """Roles, tables, a first version, people."""
    await prepare_embedded(superuser, {OWNER: "owner", RUNTIME: "runtime"})
    await migrate(owner, RUNTIME, OWNERS)
    await open_database(runtime, size=2)
    sources = [territory(SLUG), Source(RULES, rules("1"))]
    shapes = {"zones/centre.geojson": SHAPE}
    await publish(SLUG, sources, shapes, base=0, by="test", at=now(), second=lambda _bundle, _day: Opinion(0))
    for person, role in ((EDITOR, "editor"), (VALIDATOR, "validator")):
        async with scoped(Scope(door="test")) as connection:
            address = f"{role}@exemple.fr"
            await connection.execute("INSERT INTO person (id, email, name) VALUES ($1, $2, $2)", person, address)
            await connection.execute(
                "INSERT INTO role_held (person, name, territory, granted_by) VALUES ($1, $2, $3, 'test')",
                person, role, SLUG,
            )  # fmt: skip


async def serve(url: str, port: str, name: str, folder: str) -> None:
    """A node as the product runs it, who asks named by a cookie; until killed."""
    await join(url, 5)
    shelf = Shelf()
    await shelf.refresh()
    services = wire(Settings.of({"JOPTIMIZ_DATA": folder}), shelf, now)
    app = SignedByCookie(create_app(services))
    follower = Follower(name, shelf)
    await follower.once()
    following = asyncio.create_task(follower.run())
    await uvicorn.Server(uvicorn.Config(app, port=int(port), log_level="critical", lifespan="off")).serve()
    following.cancel()


async def work(url: str) -> None:
    """Do jobs and relay until killed."""
    jobs.BEAT_S = 0.5
    await join(url, 4)
    async with working(None, ACTORS):
        await Relay(LISTENERS, now).run()


async def measure(url: str, count: str) -> None:
    """Versions one after the other, each waited for on every node that lives."""
    await join(url, 2)
    shapes = {"zones/centre.geojson": SHAPE}
    for _ in range(600):
        if len(await list_serving(SLUG)) == NODES:
            break
        await asyncio.sleep(0.1)
    for base in range(1, int(count) + 1):
        sources = [territory(SLUG), Source(RULES, rules(str(base)))]
        await publish(SLUG, sources, shapes, base=base, by="test", at=now(), second=lambda _bundle, _day: Opinion(0))
        acknowledged = time.perf_counter()
        nodes = await await_served(SLUG, base + 1, 30)
        assert all(node.version == base + 1 for node in nodes)
        sys.stdout.write(f"{time.perf_counter() - acknowledged}\n")


async def export(url: str) -> None:
    """The audit of the territory, on standard output."""
    await join(url, 1)
    async for line in export_audit(SLUG):
        sys.stdout.buffer.write(line)


if __name__ == "__main__":
    mode, *given = sys.argv[1:]
    if mode == "database":
        keep_database(given[0])
    elif mode == "node":
        asyncio.run(serve(*given))
    elif mode == "worker":
        asyncio.run(work(given[0]))
    elif mode == "measure":
        asyncio.run(measure(*given))
    else:
        asyncio.run(export(given[0]))
