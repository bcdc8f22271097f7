"""In which role somebody acts, and whether it is enough."""

from uuid import UUID

from accounts.core.roles import CARRIER_ROLES, FLEET_KEEPERS, ORGANISATION_KEEPERS
from accounts.service.refusals import Refused
from tenants.database import Scope
from tenants.who import Caller, Role, Who


def reading_fleet(who: Caller) -> tuple[UUID, Scope]:
    """The carrier whose fleet is read, and the scope to read it in; raises Refused."""
    role = who.acting
    if role is None or role.name not in CARRIER_ROLES or not role.carrier:
        raise Refused(
            "carrier-role",
            "La flotte est celle d’un transporteur.",
            "Créez votre organisation, demandez une invitation, ou agissez dans votre rôle chez un transporteur.",
        )
    return UUID(role.carrier), who.scope()


def keeping_fleet(who: Caller) -> tuple[UUID, Scope]:
    """The same for somebody who changes the fleet; raises Refused."""
    carrier, scope = reading_fleet(who)
    if scope.role not in FLEET_KEEPERS:
        raise Refused(
            "fleet-read-only",
            "Vous lisez cette flotte, sans la modifier.",
            "Demandez à un responsable ou à un exploitant.",
        )
    return carrier, scope


def in_organisation(who: Who) -> tuple[UUID, Role]:
    """The organisation this person acts in; raises Refused."""
    role = who.acting
    if role is None or not role.carrier:
        raise Refused(
            "organisation-role", "Vous n’agissez pour aucune organisation.", "Créez la vôtre, ou changez de rôle."
        )
    return UUID(role.carrier), role


def in_territory(who: Who) -> str:
    """The territory whose people this person keeps; raises Refused."""
    role = who.acting
    if role is None or role.name != "admin" or not role.territory:
        raise Refused(
            "territory-admin",
            "Cette page est celle des administrateurs du territoire.",
            "Demandez-le à l’un d’eux, ou agissez dans ce rôle depuis votre compte.",
        )
    return role.territory


def keeping_organisation(who: Who) -> UUID:
    """The organisation this person keeps; raises Refused."""
    organisation, role = in_organisation(who)
    if not is_head(role):
        raise Refused(
            "organisation-keeper",
            "Seul un responsable de l’organisation peut le faire.",
            "Demandez-le à l’un d’eux.",
        )
    return organisation


def is_head(role: Role) -> bool:
    """Whether this is the role of those who keep an organisation."""
    return role.name in ORGANISATION_KEEPERS
