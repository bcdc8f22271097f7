"""The processes of `test_crashes`: `database FOLDER`, `api URL PORT DONE`, `worker URL HEARD`, `export URL SLUG`."""

import asyncio
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import uvicorn
from killing import join, keep_alive
from litestar import Litestar, post

from joptimiz import jobs
from joptimiz.jobs import Actor, enqueue
from joptimiz.owners import OWNERS
from joptimiz.relay import Relay
from joptimiz.worker import working
from tenants.audit import export_audit, record
from tenants.database import Scope, scoped
from tenants.facts import Fact, hears, say
from tenants.migrate import DATABASE, OWNER, RUNTIME, migrate, prepare_embedded
from tenants.postgres import Cluster, find_home

SLUGS = ("est", "ouest")


def now() -> datetime:
    """What time it is."""
    return datetime.now(UTC)  # noqa: TID251  # a process of its own


def append(path: str, line: str) -> None:
    """One more line, which outlives this process."""
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(file, f"{line}\n".encode())
    os.close(file)


def keep_database(folder: str) -> None:
    """A server that is started again each time it dies."""
    cluster = Cluster(find_home(Path(folder)), "superuser")
    cluster.start()
    owner = cluster.url(OWNER, "owner", DATABASE)
    asyncio.run(prepare(cluster.url(), owner))
    sys.stdout.write(f"{cluster.home.cluster} {cluster.url(RUNTIME, 'runtime', DATABASE)}\n")
    sys.stdout.flush()
    keep_alive(cluster)


async def prepare(superuser: str, owner: str) -> None:
    """Roles, tables, two territories."""
    await prepare_embedded(superuser, {OWNER: "owner", RUNTIME: "runtime"})
    await migrate(owner, RUNTIME, OWNERS)
    connection = await asyncpg.connect(owner)
    await connection.execute("SELECT set_config('app.door', 'test', false)")
    for slug in SLUGS:
        await connection.execute("INSERT INTO territory (slug, name, timezone) VALUES ($1, $1, 'UTC')", slug)
    await connection.close()


async def write_down(scope: Scope, *, path: str, n: int) -> None:
    """A job with an effect outside the database."""
    append(path, f"{scope.territory} {n}")


JOB = Actor("write.down", write_down)


@post("/{slug:str}/{number:int}")
async def work(slug: str, number: int) -> None:
    """Work that leaves a trace, says a fact and asks for a job, all or nothing."""
    async with scoped(Scope(territory=slug)) as connection:
        await record(connection, "api", "work.done", at=now(), after={"n": number})
        await say(connection, "work.done", {"n": number})
        await enqueue(connection, JOB, Scope(territory=slug), path=sys.argv[4], n=number)


async def serve(url: str, port: str) -> None:
    """Answer until killed."""
    await join(url, 4)
    config = uvicorn.Config(Litestar([work]), port=int(port), log_level="critical", lifespan="off")
    await uvicorn.Server(config).serve()


async def relay(url: str, heard: str) -> None:
    """Bring facts to two listeners and do jobs until killed."""

    @hears("file", "work.done")
    async def write(_connection: asyncpg.Connection, fact: Fact) -> None:
        append(heard, f"{fact.territory} {fact.body['n']}")

    @hears("echo", "work.done")
    async def echo(connection: asyncpg.Connection, fact: Fact) -> None:
        await say(connection, "echo.made", fact.body)

    jobs.BEAT_S = 0.5
    await join(url, 4)
    async with working(None, (JOB,)):
        await Relay((write, echo), now).run()


async def export(url: str, slug: str) -> None:
    """The audit of a territory, on standard output."""
    await join(url, 1)
    async for line in export_audit(slug):
        sys.stdout.buffer.write(line)


if __name__ == "__main__":
    mode, *given = sys.argv[1:]
    if mode == "database":
        keep_database(given[0])
    elif mode == "api":
        asyncio.run(serve(given[0], given[1]))
    elif mode == "worker":
        asyncio.run(relay(given[0], given[1]))
    else:
        asyncio.run(export(given[0], given[1]))
