"""Who answers whom: the only place where the rooms meet."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from asyncpg import Connection

from accounts.service.closing import END_WITH_TERRITORY
from accounts.service.hashing import Hasher
from accounts.service.identity import Identity
from accounts.service.provider import Provider
from accounts.service.sealing import Seal
from accounts.service.secret import Secret
from accounts.service.sessions import end_from_afar
from cirqliz.service import batches
from cirqliz.service.derogations import Derogations
from cirqliz.service.passes.issuing import renew as renew_passes
from cirqliz.service.passes.keys import HouseKeys, PassKeys
from cirqliz.service.pushing import Sender, push_due
from connectors.addresses import AddressBook, Geoplateforme
from connectors.mail import Mailbox, Smtp
from connectors.valhalla import Router
from itineriz.needs import Holders
from itineriz.service import Routes
from joptimiz.discs import remind_drivers, reminding_of, sweep_all
from joptimiz.graphs import Graphs
from joptimiz.holding import Fleets, Persons
from joptimiz.holding import Holders as Holding
from joptimiz.jobs import Actor, enqueue
from joptimiz.letter_fonts import letter_fonts
from joptimiz.letters import Letters
from joptimiz.owners import OWNERS
from joptimiz.periodic import Scheduler
from joptimiz.privacy import purge_house, purge_national
from joptimiz.relay import Relay
from joptimiz.telling import TELL_OF_DEROGATIONS, remind_all, send_letters
from joptimiz.worker import count_given_up
from numeriz.service.alerts import Reminding
from numeriz.service.limits import ByRule
from numeriz.service.live import Live
from numeriz.service.standing import Bays
from numeriz.service.stays import Stays
from tenants.database import Scope
from tenants.drafts.differing import work_out
from tenants.drafts.publishing import publish_due
from tenants.errors import Conflict, Failure
from tenants.facts import Listener
from tenants.history import History
from tenants.keys import Signing
from tenants.keys.vault import Vault
from tenants.nodes import forget_nodes
from tenants.opening import exporting
from tenants.periodic import Periodic, forget_slots
from tenants.registry import list_territories
from tenants.settings import Settings
from tenants.shelf import Shelf

LISTENERS: tuple[Listener, ...] = (END_WITH_TERRITORY, TELL_OF_DEROGATIONS)
"""Who hears which facts."""


async def _differ(scope: Scope, *, draft: str) -> None:
    await work_out(scope, UUID(draft), now)


async def _export(scope: Scope, *, export: str) -> None:
    await exporting.work_out(scope, UUID(export), OWNERS, archives_in(Settings.of()), now)


async def _write_letters(scope: Scope, *, batch: str) -> None:
    await batches.work_out(scope, UUID(batch), letter_fonts, now)


DIFFER = Actor("drafts.differ", _differ)
EXPORT = Actor("territories.export", _export)
LETTERS = Actor("derogations.letters", _write_letters)
ACTORS: tuple[Actor, ...] = (DIFFER, EXPORT, LETTERS)
"""Who does which jobs."""


class Standing(NamedTuple):
    """One thing needed to answer: what keeps it from answering (None when nothing does), else what is to be known."""

    name: str
    trouble: str | None
    note: str | None = None


@dataclass
class Services:
    """What the application stands on."""

    settings: Settings
    shelf: Shelf
    routes: Routes
    graphs: Graphs
    history: History
    addresses: AddressBook
    identity: Identity
    mailbox: Mailbox | None
    provider: Provider
    relay: Relay
    scheduler: "Scheduler[Services]"
    now: Callable[[], datetime]
    holders: Holders
    derogations: Derogations
    signing: Signing
    pass_keys: PassKeys
    reminding: Reminding
    stays: Stays
    live_bays: Live
    listeners: tuple[Listener, ...] = LISTENERS

    async def start(self) -> None:
        """Start what has a life of its own."""
        await self.routes.start()
        await self.graphs.start()

    async def stop(self) -> None:
        """Stop it."""
        self.graphs.stop()
        await self.routes.stop()
        await self.provider.stop()
        self.addresses.close()

    async def standing(self) -> tuple[Standing, ...]:
        """Each thing this node stands on."""
        books = "; ".join(f"{ref} : {why}" for ref, why in self.shelf.broken.items())
        streets = "; ".join(f"{slug} : {why}" for slug, why in self.graphs.broken.items())
        trouble, given_up = await _database()
        return (
            Standing("database", trouble),
            Standing("rulebooks", books or None),
            Standing("router", self.routes.trouble()),
            # The former build goes on, and a territory without streets still has its rules: no reason to leave.
            Standing("streets", None, streets or None),
            # Answers do not depend on them: what was signed serves on, and who operates reads what to do.
            Standing("keys", None, await _sealed(self) if trouble is None else None),
            # What was said waits, and answers do not depend on it.
            Standing("relay", None, self.relay.trouble),
            Standing("periodic", None, self.scheduler.trouble),
            Standing("jobs", None, given_up),
        )


LETTERS_LAST = timedelta(days=30)
"""How long letters stay on a machine without mail server."""


async def _forget_slots(services: Services) -> None:
    await forget_slots(services.now())


async def _purge_national(services: Services) -> None:
    await purge_national(services.now())
    if services.mailbox is not None:
        await services.mailbox.purge(services.now() - LETTERS_LAST)


async def _purge_house(services: Services) -> None:
    await purge_house(services.now(), LISTENERS)


async def _forget_nodes(_: Services) -> None:
    await forget_nodes()


async def _publish_due(services: Services) -> None:
    await publish_due(services.now)


async def _remind(services: Services) -> None:
    await remind_all(services.now())


async def _send_letters(services: Services) -> None:
    await send_letters(Letters(services.identity.mail, services.now), services.settings.issuer or "")


async def _push(services: Services) -> None:
    sender = Sender(services.derogations, services.identity.seal, services.settings.issuer or "")
    for entry in await list_territories():
        if entry.rulebook:
            await push_due(sender, entry.slug)


async def _sweep_stays(services: Services) -> None:
    await sweep_all(services.now())


async def _remind_drivers(services: Services) -> None:
    await remind_drivers(services.reminding, services.now())


async def _renew_seals(services: Services) -> None:
    published = [entry.slug for entry in await list_territories() if entry.rulebook]
    await services.signing.renew(published, services.now())


async def _renew_passes(services: Services) -> None:
    for entry in await list_territories():
        # One that closes keeps no other from going on.
        with suppress(Conflict):
            await renew_passes(entry.slug, services.now())


PERIODIC: tuple[Periodic[Services], ...] = (
    Periodic("periodic.forget", "17 3 * * *", _forget_slots),
    Periodic("privacy.national", "*/10 * * * *", _purge_national),
    Periodic("privacy.house", "23 * * * *", _purge_house),
    Periodic("drafts.publish", "* * * * *", _publish_due),
    Periodic("nodes.forget", "43 * * * *", _forget_nodes),
    Periodic("keys.renew", "*/10 * * * *", _renew_seals),
    Periodic("passes.renew", "37 * * * *", _renew_passes),
    Periodic("derogations.remind", "7 * * * *", _remind),
    Periodic("derogations.push", "* * * * *", _push),
    Periodic("stays.sweep", "* * * * *", _sweep_stays),
    Periodic("stays.remind", "* * * * *", _remind_drivers),
    Periodic("derogations.letters", "* * * * *", _send_letters),
)
"""What is done at set times."""


def now() -> datetime:
    """What time it is."""
    return datetime.now(UTC)  # noqa: TID251  # the front door reads the clock


async def differ_later(connection: Connection, scope: Scope, draft: UUID) -> None:
    """Have a worker say what a draft changes."""
    await enqueue(connection, DIFFER, scope, draft=str(draft))


async def export_later(connection: Connection, scope: Scope, export: UUID) -> None:
    """Have a worker export a territory that is closing."""
    await enqueue(connection, EXPORT, scope, export=str(export))


async def letters_later(connection: Connection, scope: Scope, batch: UUID) -> None:
    """Have a worker write letters that were asked for together."""
    await enqueue(connection, LETTERS, scope, batch=str(batch))


def archives_in(settings: Settings) -> Path:
    """Where archives of territories wait for their purge: nodes and workers share this folder."""
    return settings.data / "closings"


def wire(settings: Settings, shelf: Shelf, clock: Callable[[], datetime] = now) -> Services:
    """The services over these rulebooks and the streets of the data folder; nothing is started yet."""
    routes = Routes(Router(), shelf.current, {}, clock)
    graphs = Graphs(settings.data / "tiles", routes, clock)
    addresses = AddressBook(graphs.addresses_of, Geoplateforme() if settings.geocoder else None)
    mailbox = None if settings.smtp else Mailbox(settings.data / "mailbox")
    mail = Smtp.of(settings.smtp, settings.mail_from) if settings.smtp else Mailbox(settings.data / "mailbox")
    secret = Secret(settings.secret, settings.data)
    identity, provider = (
        Identity(Hasher(), Seal(secret), mail, clock),
        Provider(settings.issuer, secret, [end_from_afar]),
    )
    relay, scheduler, history = Relay(LISTENERS, clock), Scheduler(PERIODIC, clock), History(shelf.current)
    who = (identity, mailbox, provider)
    rights = (Holding(), Derogations(shelf.current, Fleets(), Persons(), clock))
    vault = Vault(secret.derive)
    keys = (Signing(vault), HouseKeys(vault))
    discs = Stays(clock, ByRule(Bays(shelf.current, clock)))
    reminding = reminding_of(settings, secret)
    given = (settings, shelf, routes, graphs, history, addresses, *who, relay, scheduler, clock)
    return Services(*given, *rights, *keys, reminding, discs, Live(clock))


async def _sealed(services: Services) -> str | None:
    """What keeps this node from signing."""
    try:
        await services.signing.keys(services.now())
    except Failure as failure:
        return f"{failure.title} {failure.detail}"
    return None


async def _database() -> tuple[str | None, str | None]:
    """What is wrong with the database, and what it says of jobs."""
    try:
        given_up = await count_given_up()
    except Exception as error:  # whatever it is, the probe must say it rather than fail
        return f"la base de données ne répond pas ({type(error).__name__})", None
    return None, f"abandonnées depuis 30 jours\u00a0: {given_up}" if given_up else None
