"""`joptimiz run`: start everything in order, say each step, stop everything together."""

import asyncio
import errno
import os
import signal
import socket
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from types import FrameType

import structlog
import uvicorn
from rich.console import Console
from rich.markup import escape

from accounts.service.imports import purge_lists
from accounts.service.invitations import purge_invitations
from connectors.lifeline import tied_to
from joptimiz.app import create_app
from joptimiz.database import Database, DatabaseRefused
from joptimiz.head import HeadAsGet
from joptimiz.instance import AlreadyRunning, Instance
from joptimiz.logs import keep_quiet
from joptimiz.prepare import StreetsMissing, prepare_streets
from joptimiz.seed import SeedRefused, seed_demonstration
from joptimiz.wiring import Services, wire
from tenants.settings import Settings
from tenants.shelf import Shelf

REFRESH_S = 0.5
PURGE_S = 3_600
log = structlog.get_logger()


def run() -> int:
    """Serve until Ctrl-C; 0 after a clean stop, 1 with one sentence when something is missing."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    keep_quiet()
    try:
        if os.environ.get("JOPTIMIZ_STOP_WITH_PARENT"):
            tied_to(os.getppid(), signal.SIGTERM)()
        signal.signal(signal.SIGTERM, _interrupt)
        settings = Settings.of()
        asyncio.run(_serve(settings, console))
    except KeyboardInterrupt:
        console.print("Arrêté.")
    except (AlreadyRunning, DatabaseRefused, SeedRefused, StreetsMissing, PortTaken, ValueError) as error:
        return _refused(console, str(error))
    except OSError as error:
        return _refused(console, f"{error.filename or 'Le dossier de données'} {_mending(error)}")
    return 0


def _refused(console: Console, sentence: str) -> int:
    # Escaped: a path may hold brackets, which are the console's own marks.
    console.print(f"[bold red]JOPTIMIZ n’a pas démarré.[/] {escape(sentence)}")
    return 1


def _mending(error: OSError) -> str:
    """What is wrong with a path and how to mend it."""
    elsewhere = "ou choisissez-en un autre avec JOPTIMIZ_DATA."
    if isinstance(error, PermissionError):
        return f"appartient à un autre compte : reprenez ce dossier (chown), {elsewhere}"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"manque de place, le disque est plein : libérez quelques centaines de Mo, {elsewhere}"
    if error.errno == errno.EROFS:
        return f"est en lecture seule : rendez ce dossier inscriptible, {elsewhere}"
    return f"ne peut pas servir : un fichier y tient peut-être la place d’un dossier. Déplacez-le, {elsewhere}"


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class PortTaken(Exception):
    """The port is already taken; the message says so."""


async def _serve(settings: Settings, console: Console) -> None:
    address = f"http://{settings.host}:{settings.port}"
    async with AsyncExitStack() as stack:
        instance = Instance.hold(settings.data, address)
        stack.callback(instance.release)
        listener = listen(settings)
        stack.callback(listener.close)
        database = Database(settings)
        stack.push_async_callback(database.stop)
        with console.status("Base de données…"):
            await database.start()
        console.print("✓ base de données")
        now = datetime.now(UTC)  # noqa: TID251  # the front door reads the clock
        await prepare_streets(settings, now, console)
        shelf = Shelf()
        await seed_demonstration(settings, now, console)
        await shelf.refresh()
        services = await _start(settings, shelf, console, stack)
        stack.push_async_callback(_cancel, asyncio.create_task(_follow(services)))
        stack.push_async_callback(_cancel, asyncio.create_task(_purge(services)))
        await _listen_and_answer(services, listener, console, address)


def listen(settings: Settings) -> socket.socket:
    """The listening socket, taken first: a taken port must be said before the long steps."""
    listener = socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Accepted connections inherit it: without it an answer waits 40 ms for the acknowledgement of its own header.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise PortTaken(
            f"Le port {settings.port} est déjà pris sur {settings.host}. Choisissez-en un autre : "
            f"PORT={settings.port + 1} make run"
        ) from error
    return listener


async def _start(settings: Settings, shelf: Shelf, console: Console, stack: AsyncExitStack) -> Services:
    services = wire(settings, shelf)
    stack.push_async_callback(services.stop)
    await services.start()
    for slug, why in services.graphs.broken.items():
        console.print(f"! rues de {slug} : {why}", markup=False)
    return services


async def _listen_and_answer(services: Services, listener: socket.socket, console: Console, address: str) -> None:
    config = uvicorn.Config(
        HeadAsGet(create_app(services)),
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    console.print(f"\nJOPTIMIZ répond à [bold]{address}[/]  (Ctrl-C pour arrêter)")
    await server.serve(sockets=[listener])


async def _follow(services: Services) -> None:
    """Ask now and then what was published, or built, elsewhere."""
    while True:
        await asyncio.sleep(REFRESH_S)
        for refresh in (services.shelf.refresh, services.graphs.refresh):
            try:
                await refresh()
            except Exception as error:  # the database or the disk may be away for a while: keep what we have
                log.warning("refresh_failed", error=repr(error))


async def _purge(services: Services) -> None:
    """Forget, hour by hour, what was only kept for a while; at the start too."""
    while True:
        for purge in (purge_lists, purge_invitations):
            try:
                await purge(services.now())
            except Exception as error:  # the database may be away for a while: the next hour does it
                log.warning("purge_failed", error=repr(error))
        await asyncio.sleep(PURGE_S)


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
