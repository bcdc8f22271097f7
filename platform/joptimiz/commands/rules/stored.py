"""What the database keeps of a territory, for a command that is not the server."""

import asyncio

from joptimiz.database import Database, DatabaseRefused
from joptimiz.instance import AlreadyRunning, Instance
from tenants.files import Folder
from tenants.registry import find_sources, list_territories
from tenants.settings import Settings


class NotStored(Exception):
    """The database has no such thing, or does not answer; the message is French."""


def stored_sources(slug: str, number: int | None = None) -> tuple[int, Folder]:
    """The files of a version (the last published when nothing) and its number; raises `NotStored`."""
    try:
        return asyncio.run(_read(Settings.of(), slug, number))
    except (DatabaseRefused, OSError) as error:
        raise NotStored(str(error)) from error


async def _read(settings: Settings, slug: str, number: int | None) -> tuple[int, Folder]:
    database = Database(settings)
    instance = None
    try:
        if settings.database_url is None:
            instance = _hold(settings)
        await (database.start() if settings.database_url or instance else database.join())
        known = {entry.slug: entry.rulebook for entry in await list_territories()}
        wanted = number or known.get(slug, 0)
        folder = await find_sources(slug, wanted) if wanted else None
        if folder is None:
            said = ", ".join(known) or "aucun"
            raise NotStored(f"Rien n’est publié sous « {slug} », version {wanted}. Territoires connus\u00a0: {said}.")
        return wanted, folder
    finally:
        await database.stop()
        if instance is not None:
            instance.release()


def _hold(settings: Settings) -> Instance | None:
    """The hold on the data folder, or nothing when a server has it: its database then already runs."""
    try:
        return Instance.hold(settings.data, "joptimiz rules export")
    except AlreadyRunning:
        return None
