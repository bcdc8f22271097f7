"""The database of a data folder, for a command that is not the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from joptimiz.database import Database
from joptimiz.instance import AlreadyRunning, Instance
from tenants.settings import Settings


@asynccontextmanager
async def standing(settings: Settings, who: str) -> AsyncIterator[None]:
    """The database open: the one of a running server, or started for the time of the command.

    Raises `DatabaseRefused` or OSError.
    """
    database = Database(settings)
    instance = _hold(settings, who) if settings.database_url is None else None
    try:
        await (database.start() if settings.database_url or instance else database.join())
        yield
    finally:
        await database.stop()
        if instance is not None:
            instance.release()


def _hold(settings: Settings, who: str) -> Instance | None:
    """The hold on the data folder, or nothing when a server has it: its database then already runs."""
    try:
        return Instance.hold(settings.data, who)
    except AlreadyRunning:
        return None
