"""What the room stands on, and in which role somebody acts."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Connection

from rules.canonical import Tree
from tenants.answers import get_rulebook
from tenants.audit import record
from tenants.database import Scope
from tenants.errors import Failure
from tenants.snapshot import Snapshot
from tenants.who import COMMAND_LINE, Caller, Who

KEEPERS = ("admin", "editor")
READERS = ("admin", "editor", "validator", "police", "partner", "reader")


class Refused(Failure):
    """The role acted in does not allow it."""

    status = 403


@dataclass(frozen=True, slots=True)
class Bays:
    """The rulebooks in force, and the hour."""

    current: Callable[[], Snapshot]
    now: Callable[[], datetime]

    def zone_of(self, territory: str) -> ZoneInfo:
        """The time zone of a territory; raises NotFound where it has published nothing."""
        return ZoneInfo(get_rulebook(self.current(), territory).bundle.territory.timezone)

    def holidays_of(self, territory: str) -> Collection[date]:
        """The public holidays that a territory lists."""
        return get_rulebook(self.current(), territory).bundle.holidays.keys()


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody does in an open transaction of a territory."""

    on: Bays
    connection: Connection
    who: Who | None
    """Nobody at the command line."""

    @property
    def person(self) -> UUID | None:
        """Their number."""
        return self.who.person if self.who else None

    async def record(self, what: str, after: Mapping[str, Tree]) -> None:
        """Keep its trace."""
        name = str(self.who.person) if self.who else COMMAND_LINE
        await record(self.connection, name, what, at=self.on.now(), after=after)


def for_territory(who: Caller, roles: Collection[str] = KEEPERS) -> Scope:
    """The scope of the territory acted for; raises Refused."""
    role = who.acting
    if role is None or not role.territory or role.name not in roles:
        raise Refused(
            "bays-desk",
            "L’inventaire des aires est celui d’un territoire.",
            "Agissez dans votre rôle d’administrateur ou de rédacteur, depuis votre compte.",
        )
    return Scope(role.territory, role=role.name)
