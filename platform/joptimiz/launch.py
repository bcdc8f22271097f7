"""`joptimiz run`: start everything in order, say each step, stop everything together."""

import asyncio
import os
import signal
import socket
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from types import FrameType

import uvicorn
from rich.console import Console
from rich.markup import escape

from connectors.lifeline import tied_to
from joptimiz.app import create_app
from joptimiz.commands.standing import standing
from joptimiz.database import Database, DatabaseRefused
from joptimiz.disk import disk_sentence
from joptimiz.following import Follower
from joptimiz.head import HeadAsGet
from joptimiz.instance import AlreadyRunning, Instance
from joptimiz.jobs import BrokerRefused
from joptimiz.logs import keep_quiet
from joptimiz.newcomers import show_newcomers, welcome
from joptimiz.prepare import StreetsMissing, prepare_streets
from joptimiz.relay import Relay
from joptimiz.seed import SeedRefused, seed_demonstration
from joptimiz.wiring import ACTORS, LISTENERS, Services, now, wire
from joptimiz.worker import working
from rules.uncollected import settle
from tenants.settings import Settings
from tenants.shelf import Shelf


def run() -> int:
    """Serve until Ctrl-C; 0 after a clean stop, 1 with one sentence when something is missing."""
    return _until_stopped(_serve)


def work() -> int:
    """Do jobs and relay until Ctrl-C, without serving; 0 after a clean stop, 1 with one sentence."""
    return _until_stopped(_work)


def _until_stopped(run_all: Callable[[Settings, Console], Coroutine[None, None, None]]) -> int:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    keep_quiet()
    try:
        if os.environ.get("JOPTIMIZ_STOP_WITH_PARENT"):
            tied_to(os.getppid(), signal.SIGTERM)()
        signal.signal(signal.SIGTERM, _interrupt)
        settings = Settings.of()
        asyncio.run(run_all(settings, console))
    except KeyboardInterrupt:
        console.print("Arrêté.")
    except (
        AlreadyRunning,
        BrokerRefused,
        DatabaseRefused,
        SeedRefused,
        StreetsMissing,
        PortTaken,
        ValueError,
    ) as error:
        return _refused(console, str(error))
    except OSError as error:
        return _refused(console, disk_sentence(error))
    return 0


def _refused(console: Console, sentence: str) -> int:
    # Escaped: a path may hold brackets, which are the console's own marks.
    console.print(f"[bold red]JOPTIMIZ n’a pas démarré.[/] {escape(sentence)}")
    return 1


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
        started = now()
        await prepare_streets(settings, started, console)
        shelf = Shelf()
        await seed_demonstration(settings, started, console)
        await shelf.refresh()
        services = await _start(settings, shelf, console, stack)
        await welcome(services, started)
        await stack.enter_async_context(working(settings.broker, ACTORS))
        app = HeadAsGet(create_app(services))
        follower = Follower(settings.node, shelf, (services.graphs.refresh,))
        # Once the application is made, which takes a while: whoever publishes waits for each node that says it lives.
        await follower.once()
        stack.push_async_callback(follower.stop)
        for task in (follower.run(), services.relay.run(), services.scheduler.run(services)):
            stack.push_async_callback(_cancel, asyncio.create_task(task))
        settle()
        await _listen_and_answer(app, settings, listener, console)


async def _work(settings: Settings, console: Console) -> None:
    async with standing(settings, "joptimiz worker"), working(settings.broker, ACTORS):
        console.print("JOPTIMIZ fait les travaux demandés  (Ctrl-C pour arrêter)")
        await Relay(LISTENERS, now).run()


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


async def _listen_and_answer(app: HeadAsGet, settings: Settings, listener: socket.socket, console: Console) -> None:
    address = f"http://{settings.host}:{settings.port}"
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    console.print(f"\nJOPTIMIZ répond à [bold]{address}[/]  (Ctrl-C pour arrêter)")
    await show_newcomers(settings, console, address)
    await server.serve(sockets=[listener])


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
