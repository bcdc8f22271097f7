"""The tenant's transaction: every query runs in one, and the database itself sees whose it is.

Stock Piccolo leaks a pool connection at each failed commit and lets a query run outside any transaction;
both are mended here. The row policies read `app.territory`, `app.carrier` and `app.role`; without them, zero rows.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

import asyncpg
from piccolo.engine.exceptions import TransactionError
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from tenants.errors import Conflict

if TYPE_CHECKING:
    from asyncpg import Connection
    from piccolo.querystring import QueryString


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a transaction sees, and as what; `door` names why a national row is written (audited)."""

    territory: str = ""
    carrier: str = ""
    door: str = ""
    role: str = ""


NOBODY = Scope()
_scope: ContextVar[Scope] = ContextVar("scope", default=NOBODY)
_SET_SCOPE = (
    "SELECT set_config('app.territory', $1, true),"
    " set_config('app.carrier', $2, true), set_config('app.door', $3, true), set_config('app.role', $4, true)"
)


CLOSING = "JZ001"
"""What the database refuses with where nothing is written any more: see `evolve.freeze`."""


class TenantTransaction(PostgresTransaction):
    """A transaction that tells the database its scope and always gives its connection back."""

    async def begin(self) -> None:
        """Start, and set the scope; a failure closes the connection."""
        scope = _scope.get()
        try:
            await self.transaction.start()
            await self.connection.execute(_SET_SCOPE, scope.territory, scope.carrier, scope.door, scope.role)
        except BaseException:
            await self._release(broken=True)
            raise

    async def commit(self) -> None:
        """Commit; after a failure PostgreSQL has already rolled back."""
        try:
            await super().commit()  # type: ignore[no-untyped-call]
        except BaseException:
            self._rolled_back = True
            raise

    async def _release(self, *, broken: bool) -> None:
        if not self.engine.pool:
            await self.connection.close()
            return
        if broken:
            with suppress(Exception):
                self.connection.terminate()
        await self.engine.pool.release(self.connection)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if self._parent:
            return False
        self.engine.current_transaction.reset(self.context)
        broken = True
        try:
            if kind and not self._rolled_back:
                await self.rollback()  # type: ignore[no-untyped-call]
            elif not kind and not self._committed and not self._rolled_back:
                await self.commit()
            broken = False
        finally:
            await self._release(broken=broken)
        return False


class LazyEngine(PostgresEngine):
    """Piccolo's engine, which does not connect before it is asked to."""

    async def check_version(self) -> None:
        """Nothing at construction: the address is not known yet."""

    async def prep_database(self) -> None:
        """Nothing at construction: no extension is needed."""


class TenantEngine(LazyEngine):
    """The runtime engine: no query outside a scoped transaction."""

    def transaction(self, allow_nested: bool = True) -> TenantTransaction:  # Piccolo's signature
        """A transaction in the current scope."""
        return TenantTransaction(engine=self, allow_nested=allow_nested)

    async def run_querystring(self, querystring: "QueryString", in_pool: bool = True) -> Any:
        """Run a query; raises TransactionError outside a transaction."""
        self._require_transaction()
        return await super().run_querystring(querystring, in_pool)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        """Run a statement; raises TransactionError outside a transaction."""
        self._require_transaction()
        return await super().run_ddl(ddl, in_pool)

    def _require_transaction(self) -> None:
        if self.current_transaction.get() is None:
            raise TransactionError("a query outside a scoped transaction: open `scoped(...)` first")


DB = TenantEngine(config={})
"""The runtime engine of this process; `open_database` gives it its address."""


async def open_database(url: str, *, size: int = 10) -> None:
    """Point the engine at this address and open its pool."""
    DB.config = {"dsn": url}
    await DB.start_connection_pool(min_size=1, max_size=size)


async def close_database() -> None:
    """Close the pool."""
    if DB.pool:
        await DB.close_connection_pool()


@asynccontextmanager
async def listening(channel: str) -> AsyncIterator[asyncio.Queue[str | None]]:
    """What is told on a channel, on a connection kept for it; None once that connection is lost."""
    told: asyncio.Queue[str | None] = asyncio.Queue()
    connection = await asyncpg.connect(DB.config["dsn"])
    try:
        connection.add_termination_listener(lambda _: told.put_nowait(None))
        await connection.add_listener(channel, lambda _connection, _process, _channel, text: told.put_nowait(text))
        yield told
    finally:
        connection.terminate()


@asynccontextmanager
async def scoped(scope: Scope) -> AsyncIterator["Connection"]:
    """One transaction in this scope; yields its connection for raw SQL on hot paths.

    Raises TransactionError inside another scope: a request over several territories opens one after the other; Conflict
    for what is written in a territory that is closing.
    """
    if DB.current_transaction.get() is not None and _scope.get() != scope:
        raise TransactionError("a transaction of another scope is open")
    token = _scope.set(scope)
    try:
        async with DB.transaction() as transaction:
            yield transaction.connection
    except asyncpg.PostgresError as error:
        if error.sqlstate != CLOSING:
            raise
        said = "Son équipe l’a demandé\u00a0: ce qui y était reste lisible jusqu’au bout."
        raise Conflict("territory-closing", "Ce territoire ferme\u00a0: plus rien ne s’y écrit.", said) from error
    finally:
        _scope.reset(token)
