"""In which role somebody acts, and for whom."""

from collections.abc import Collection
from uuid import UUID

from cirqliz.service.refusals import Refused
from tenants.database import Scope
from tenants.who import Caller, Who

KEEPERS = ("owner", "dispatcher")
HOLDERS = (*KEEPERS, "driver")
OFFICERS = ("admin", "editor", "validator")
CHECKERS = (*OFFICERS, "police")
READERS = (*CHECKERS, "partner", "reader")


def for_carrier(who: Caller, roles: Collection[str] = KEEPERS) -> tuple[UUID, str]:
    """The carrier acted for, and the role; raises Refused."""
    role = who.acting
    if role is None or not role.carrier or role.name not in roles:
        raise Refused(
            "derogation-carrier",
            "Ces demandes sont celles d’un transporteur.",
            "Agissez dans votre rôle de responsable ou d’exploitant, depuis votre compte.",
        )
    return UUID(role.carrier), role.name


def for_territory(who: Caller, roles: Collection[str] = OFFICERS) -> Scope:
    """The scope of the territory acted for; raises Refused."""
    role = who.acting
    if role is None or not role.territory or role.name not in roles:
        raise Refused(
            "derogation-desk",
            "Ce guichet est celui d’un territoire.",
            "Agissez dans votre rôle d’administrateur, de rédacteur ou de valideur, depuis votre compte.",
        )
    return Scope(role.territory, role=role.name)


def with_territory(territory: str, carrier: UUID, role: str) -> Scope:
    """The scope in which a carrier writes to a territory: it reads its own rows alone."""
    return Scope(territory, str(carrier), role=role)


def by_order(territory: str) -> Scope:
    """The scope in which the order itself grants."""
    return Scope(territory, role="automatic")


def name_of(who: Caller) -> str:
    """Who acted, for a trace: the number of a person, or a program."""
    return str(who.person) if isinstance(who, Who) else who.client


def person_of(who: Caller) -> UUID | None:
    """The number of the person who acts; nobody where a program does."""
    return who.person if isinstance(who, Who) else None
