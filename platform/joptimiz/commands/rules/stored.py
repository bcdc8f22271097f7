"""What the database keeps of a territory, for a command that is not the server."""

import asyncio

from joptimiz.commands.standing import standing
from joptimiz.database import DatabaseRefused
from joptimiz.disk import disk_sentence
from tenants.files import Folder
from tenants.registry import find_sources, list_territories
from tenants.settings import Settings


class NotStored(Exception):
    """The database has no such thing, or does not answer; the message is French."""


def stored_sources(slug: str, number: int | None = None) -> tuple[int, Folder]:
    """The files of a version (the last published when nothing) and its number; raises `NotStored`."""
    try:
        return asyncio.run(_read(Settings.of(), slug, number))
    except DatabaseRefused as error:
        raise NotStored(str(error)) from error
    except OSError as error:
        raise NotStored(disk_sentence(error)) from error


async def _read(settings: Settings, slug: str, number: int | None) -> tuple[int, Folder]:
    async with standing(settings, "joptimiz rules export"):
        known = {entry.slug: entry.rulebook for entry in await list_territories()}
        wanted = number or known.get(slug, 0)
        folder = await find_sources(slug, wanted) if wanted else None
        if folder is None:
            said = ", ".join(known) or "aucun"
            raise NotStored(f"Rien n’est publié sous « {slug} », version {wanted}. Territoires connus\u00a0: {said}.")
        return wanted, folder
