"""The accounts of the demonstration: made and told at the start on one's own machine, shut anywhere else."""

from datetime import datetime

from rich.console import Console
from rich.table import Table

from accounts.core.demonstration import PASSWORD
from accounts.service.demonstration import list_newcomers, seed_newcomers, shut_newcomers
from joptimiz.asked import ask_some
from joptimiz.checked import check_some
from joptimiz.parked import park_some
from joptimiz.wiring import Services
from numeriz.service.standing import Bays
from tenants.settings import Settings


async def welcome(services: Services, now: datetime) -> None:
    """Make sure of them, or that none opens."""
    if services.settings.has_newcomers:
        if await seed_newcomers(services.identity.hasher, now):
            await ask_some(services.derogations, now)
            await check_some(now)
        await park_some(Bays(services.shelf.current, lambda: now))
    else:
        await shut_newcomers(now)


async def show_newcomers(settings: Settings, console: Console, address: str) -> None:
    """One short table, and where a click is enough."""
    known = await list_newcomers() if settings.has_newcomers else ()
    if not known:
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for title in ("Compte de démonstration", "Adresse"):
        table.add_column(title, no_wrap=True)
    for each in known:
        table.add_row(each.name, each.email)
    console.print()
    console.print(table)
    console.print(f"Mot de passe de tous : [bold]{PASSWORD}[/]. Ou d’un clic : {address}/connexion", soft_wrap=True)
