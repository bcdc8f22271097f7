"""Jobs: asked for in the transaction of the work, done later by a worker, for the owner they were asked for.

A job is done at least once: it must bear being done twice. Its arguments name things and hold nothing personal, since
the queue is one for all owners.
"""

import importlib.util
import threading
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from asyncpg import Connection
from dramatiq import Actor as DramatiqActor
from dramatiq import Broker, Message
from dramatiq.asyncio import async_to_sync
from dramatiq.broker import MessageProxy
from dramatiq.middleware import Callbacks, Middleware, MiddlewareError, Retries, ShutdownNotifications
from dramatiq.middleware import TimeLimit as Limit
from dramatiq_postgres import PostgresBroker
from dramatiq_postgres.utils import make_pool

from rules.canonical import Tree
from tenants.database import DB, Scope
from tenants.faults import fault

QUEUE = "default"
SCOPE = "scope"
"""The option of a message that says whose it is."""
BEAT_S = 5.0
"""How often a worker says it lives; the jobs of one silent for four beats are done again."""
RETRIES = 5
LONGEST = timedelta(minutes=10)
log = structlog.get_logger()

_ENQUEUE = """
    INSERT INTO dramatiq.queue (queue_name, message_id, state, message) VALUES ($1, $2, 'queued', $3)
    RETURNING pg_notify('dramatiq.' || queue_name || '.enqueue', '')
"""


class Unscoped(MiddlewareError):
    """A job without owner: it is neither queued nor done."""


class BrokerRefused(Exception):
    """The broker of JOPTIMIZ_BROKER cannot be used; the message says what to install."""


class JobFailed(Exception):
    """A job went wrong; the message is the kind and the line of what it raised, never its words."""


@dataclass(frozen=True, slots=True)
class Actor:
    """What does a kind of job: `work(scope, **arguments)`, which opens its own transactions in that scope."""

    name: str
    work: Callable[..., Awaitable[None]]


async def enqueue(connection: Connection, actor: Actor, scope: Scope, **arguments: Tree) -> str:
    """Ask for a job in the open transaction, and return its id; raises `Unscoped` for a scope without owner.

    With a broker elsewhere the row is its outbox: workers forward it once it is committed.
    """
    options = {SCOPE: {"territory": scope.territory, "carrier": scope.carrier, "role": scope.role}}
    message: Message[None] = Message(QUEUE, actor.name, (), dict(arguments), options)
    _scope_of(message.options)
    await connection.fetchval(_ENQUEUE, QUEUE, message.message_id, message.encode().decode())
    return message.message_id


def _scope_of(options: Mapping[str, object]) -> Scope:
    """Whose a message is; raises `Unscoped`."""
    said = options.get(SCOPE)
    if not isinstance(said, Mapping):
        raise Unscoped("no scope")
    scope = Scope(str(said.get("territory") or ""), str(said.get("carrier") or ""), role=str(said.get("role") or ""))
    if not (scope.territory or scope.carrier):
        raise Unscoped("neither territory nor carrier")
    return scope


class Scoped(Middleware):
    """Carries the scope of each job to its actor; a message without one is refused on both sides."""

    def __init__(self) -> None:
        self._here = threading.local()

    def get(self) -> Scope:
        """The scope of the job this thread does; raises `Unscoped`."""
        scope = getattr(self._here, "scope", None)
        if not isinstance(scope, Scope):
            raise Unscoped("no job here")
        return scope

    def before_enqueue(self, _broker: Broker, message: Message[object], _delay: int | None) -> None:
        """Raises `Unscoped`."""
        _scope_of(message.options)

    def before_process_message(self, _broker: Broker, message: MessageProxy) -> None:
        """Raises `Unscoped`."""
        self._here.scope = None
        self._here.scope = _scope_of(message.options)

    def after_process_message(self, *_: object, **__: object) -> None:
        """Forget whose it was."""
        self._here.scope = None


def make_broker(url: str | None, actors: tuple[Actor, ...]) -> Broker:
    """The broker at an address, or the one embedded in the database, with these actors; raises `BrokerRefused`."""
    scoped_to = Scoped()
    limit_ms = int(LONGEST.total_seconds() * 1000)
    retries = Retries(max_retries=RETRIES, min_backoff=1_000, max_backoff=limit_ms)
    middleware = [Limit(time_limit=limit_ms), ShutdownNotifications(), Callbacks(), retries, scoped_to]
    broker = _elsewhere(url, middleware) if url else _embedded(middleware)
    for actor in actors:
        DramatiqActor(
            _called(actor, scoped_to), broker=broker, actor_name=actor.name, queue_name=QUEUE, priority=0,
            options={"throws": Unscoped},
        )  # fmt: skip
    return broker


def _embedded(middleware: list[Middleware]) -> Broker:
    broker: Broker = PostgresBroker(
        pool=make_pool(DB.config["dsn"], maxconn=8),
        results=False,
        middleware=middleware,
        heartbeat_interval=BEAT_S,
        heartbeat_ttl=4 * BEAT_S,
        maintenance_interval=2 * BEAT_S,
    )
    return broker


def _elsewhere(url: str, middleware: list[Middleware]) -> Broker:
    package = "pika" if url.startswith("amqp") else "redis"
    if importlib.util.find_spec(package) is None:
        raise BrokerRefused(
            f"JOPTIMIZ_BROKER demande le paquet «\u202f{package}\u202f», qui n’est pas installé\u00a0: "
            f".venv/bin/pip install {package}, ou retirez cette variable."
        )
    if package == "pika":
        from dramatiq.brokers.rabbitmq import RabbitmqBroker  # noqa: PLC0415  # needs pika

        return RabbitmqBroker(url=url, middleware=middleware)
    from dramatiq.brokers.redis import RedisBroker  # noqa: PLC0415  # needs redis

    return RedisBroker(url=url, middleware=middleware)  # type: ignore[no-untyped-call]  # it has no types


def _called(actor: Actor, scoped_to: Scoped) -> Callable[..., None]:
    """What a worker's thread calls: the work on the event loop, in its scope, its faults without words."""

    def call(**arguments: Tree) -> None:
        scope = scoped_to.get()
        try:
            async_to_sync(actor.work)(scope, **arguments)
        except Exception as error:
            log.warning("job_failed", job=actor.name, error=fault(error))
            raise JobFailed(fault(error)) from None

    return call
